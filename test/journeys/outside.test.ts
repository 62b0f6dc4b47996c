import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdir, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { expect, onTestFinished, test } from 'vitest'
import { startSimulator } from '../../simulator/server.ts'
import type { Answer, ClosableTransport } from '../../src/instagram/wire/transport.ts'
import { commandHere } from '../command-here.ts'
import { makeTestDatabase } from '../databases.ts'
import { makeOwnFolder, quickFolder } from '../quick-folder.ts'
import { ADA, World } from '../world.ts'

const ROOT = new URL('../..', import.meta.url).pathname

/** What no browser would take, and what no header could carry. */
const ODD_COOKIES = [
  '\u00ea\u00f3\u00ea\u00e8=1; Domain=.instagram.com; Path=/',
  'forever=1; Max-Age=99999999999999; Domain=.instagram.com; Path=/',
  '__Host-x=1; Secure; Path=/; Domain=.instagram.com',
  '=sessionid=evil; Domain=.instagram.com',
  ...Array.from({ length: 300 }, (_, index) => `flood${index}=${'x'.repeat(900)}`),
]

test('odd claims and cookies of every answer cost an account nothing, now or later', async () => {
  await using world = await World.open({ database: 'postgres' })
  const odd = (answer: Answer): Answer => {
    if (answer.kind !== 'answer') return answer
    const headers = { ...answer.headers, 'x-ig-set-www-claim': 'hmac.one, hmac.two' }
    return { ...answer, headers, setCookies: [...answer.setCookies, ...ODD_COOKIES] }
  }
  const { app } = world
  const openTransport = () => answering(app.openTransport(), odd)
  const first = await world.check(ADA.username, { app: { ...app, openTransport } })
  expect(first.status).toBe('completed')
  // What was kept is opened by another process, and sent again.
  const next = await world.restart()
  expect((await world.check(ADA.username, { app: next.app })).status).toBe('completed')
  expect(world.told('login-started')).toEqual([])
})

test('whatever the umask, everything that is made is for its owner only', async () => {
  const simulator = await startSimulator({ seed: 5 })
  onTestFinished(() => simulator.close())
  const folder = await makeOwnFolder(await quickFolder(), 'umask')
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  await writeFile(join(folder, 'ca.pem'), simulator.ca)
  const account = simulator.world.findAccount('second')
  if (!account) throw new Error('the simulator has no such account')
  const { session } = simulator.world.openSession(account, {
    device: simulator.world.newDevice(),
    surface: 'web',
    address: '127.0.0.1',
    method: 'control',
  })
  await writeFile(join(folder, 'cookies'), session.sessionid)
  const place = join(folder, 'place')
  const settings = {
    PATH: process.env.PATH,
    HOME: process.env.HOME,
    EVERCHECK_DATA: join(place, 'data'),
    EVERCHECK_INSTAGRAM_CONNECT: `${simulator.host}:${simulator.port}`,
    EVERCHECK_INSTAGRAM_CA: join(folder, 'ca.pem'),
    EVERCHECK_PACE_MS: '0',
  }
  const agent = "--user-agent 'a browser of the tests'"
  await shell(`account import second --cookies-file ${join(folder, 'cookies')} ${agent}`, settings)
  await shell(`check small.example --out ${join(place, 'report')}`, settings)
  const made = await readdir(place, { recursive: true, withFileTypes: true })
  expect(made.length).toBeGreaterThan(20)
  const open: string[] = []
  for (const entry of made) {
    const path = join(entry.parentPath, entry.name)
    if (entry.isSymbolicLink()) continue
    const { mode } = await stat(path)
    // The database's folder itself bars everybody from what is in it.
    if ((mode & 0o077) !== 0 && !path.includes('/postgres/')) open.push(path)
  }
  expect(open).toEqual([])
}, 120_000)

test("a clock that is off is told by doctor, by the date of Instagram's own answer", async () => {
  const simulator = await startSimulator({ seed: 5 })
  onTestFinished(() => simulator.close())
  const folder = await makeOwnFolder(await quickFolder(), 'clock')
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  const database = await makeTestDatabase()
  onTestFinished(() => database.drop())
  await writeFile(join(folder, 'ca.pem'), simulator.ca)
  simulator.world.clock.advance(150_000)
  const run = await commandHere(
    {
      EVERCHECK_DATA: join(folder, 'data'),
      DATABASE_URL: database.url ?? '',
      EVERCHECK_INSTAGRAM_CONNECT: `${simulator.host}:${simulator.port}`,
      EVERCHECK_INSTAGRAM_CA: join(folder, 'ca.pem'),
      EVERCHECK_BROWSER: '/no/such/browser',
    },
    'doctor',
  )
  expect(run.stdout).toMatch(/BAD +clock .*1(49|50|51) s behind Instagram's.*NTP/)
})

function answering(
  transport: ClosableTransport,
  change: (answer: Answer) => Answer,
): ClosableTransport {
  return {
    send: async (request, signal) => change(await transport.send(request, signal)),
    close: () => transport.close(),
  }
}

/** Runs a command line as somebody would whose umask keeps nothing from anybody. */
async function shell(line: string, env: NodeJS.ProcessEnv): Promise<void> {
  const program = `umask 000; exec "${process.execPath}" "${join(ROOT, 'src/main.ts')}" ${line}`
  const child = spawn('sh', ['-c', program], { env, stdio: ['ignore', 'pipe', 'pipe'] })
  const [, said, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close'),
  ])
  expect([line, code, code === 0 ? '' : said]).toEqual([line, 0, ''])
}
