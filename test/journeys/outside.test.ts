import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdir, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { sql } from 'kysely'
import { expect, onTestFinished, test } from 'vitest'
import { startSimulator } from '../../simulator/server.ts'
import { reason, reasonText } from '../../src/accounts/reasons.ts'
import { endOwnTrouble, restAccount } from '../../src/accounts/rest-store.ts'
import { EXIT } from '../../src/cli/exit-code.ts'
import type { Answer, ClosableTransport } from '../../src/instagram/wire/transport.ts'
import { releaseLease, takeLease } from '../../src/sessions/lease.ts'
import { endRetired } from '../../src/sessions/retired.ts'
import { promote, storePending } from '../../src/sessions/session-store.ts'
import { stopTextWords } from '../../src/words/reasons.ts'
import { commandHere } from '../command-here.ts'
import { makeTestDatabase } from '../databases.ts'
import { makeOwnFolder, quickFolder, removeFolder } from '../quick-folder.ts'
import { UNHEARD } from '../scripted-browser.ts'
import { ADA, never, Trial } from '../trial.ts'

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
  await using trial = await Trial.open()
  const odd = (answer: Answer): Answer => {
    if (answer.kind !== 'answer') return answer
    const headers = { ...answer.headers, 'x-ig-set-www-claim': 'hmac.one, hmac.two' }
    return { ...answer, headers, setCookies: [...answer.setCookies, ...ODD_COOKIES] }
  }
  const { app } = trial
  const openTransport = () => answering(app.openTransport(), odd)
  const first = await trial.check(ADA.username, { app: { ...app, openTransport } })
  expect(first.status).toBe('completed')
  // What was kept is opened by another process, and sent again.
  const next = await trial.restart()
  expect((await trial.check(ADA.username, { app: next.app })).status).toBe('completed')
  expect(trial.told('login-started')).toEqual([])
})

test.each([
  ['no JSON', 'this was a session once'],
  ['no device', JSON.stringify({ cookies: [], origins: [], wwwClaim: '0' })],
])(
  'a stored session that opens and is %s is put aside, told, and logged in anew',
  async (_, text) => {
    await using trial = await Trial.open()
    const { db, vault } = trial.app
    const stored = await sql<{ id: string }>`select id from instagram_sessions`.execute(db)
    const rowId = stored.rows[0]?.id ?? ''
    const place = { table: 'instagram_sessions', column: 'state_encrypted', rowId }
    await sql`update instagram_sessions set state_encrypted = ${vault.seal(place, text)}`.execute(
      db,
    )
    expect((await trial.check()).status).toBe('completed')
    expect(trial.told('session-unopenable')).toHaveLength(1)
    expect(trial.told('login-started')).toHaveLength(1)
  },
)

test('a code that is refused because the clock is off is not blamed on its secret', async () => {
  await using trial = await Trial.open({ loggedIn: [] })
  trial.instagram.clock.advance(150_000)
  expect((await trial.check()).status).toBe('needs-human')
  const { standing, standingWhy } = await trial.account()
  expect(standing).toBe('failing')
  expect(stopTextWords(standingWhy ?? '')).toMatch(/clock is 1(49|50|51) s behind Instagram’s.*NTP/)
})

test('what this machine itself was in the way of is tried at once by the next command', async () => {
  await using trial = await Trial.open()
  const { lease_fence: fence, id: accountId } = await heldRow(trial)
  const rest = (why: string) =>
    restAccount(trial.app, { accountId, fence }, { forMs: 3_600_000, why, paceFactor: 1 })
  await rest(reasonText(reason('throttled')))
  expect(await endOwnTrouble(trial.app)).toBe(0)
  for (const kind of ['machine', 'unreachable'] as const) {
    await sql`update instagram_accounts set resting_until = null`.execute(trial.app.db)
    await rest(reasonText(reason(kind, 'certificate: it is not trusted')))
    expect(await endOwnTrouble(trial.app)).toBe(1)
    expect(await trial.account()).toMatchObject({ restingUntil: null, restingWhy: null })
  }
})

test('retired logins are ended at Instagram, but for those that live on or are not ours', async () => {
  await using trial = await Trial.open()
  const imported = trial.instagram.sessions().at(-1)
  const { app } = trial
  const logins = []
  for (let version = 0; version < 4; version += 1) {
    await logInAnew(trial)
    logins.push(trial.instagram.sessions().at(-1))
  }
  const account = await trial.account()
  // Labels: the imported one and the first two are retired, then previous and current.
  const transport = app.openTransport()
  const ended = await endRetired(app, account.id, transport, never())
  expect(ended).toEqual({ loggedOut: 2, erased: 1, left: 0 })
  expect(logins.map((session) => session?.death === null)).toEqual([false, false, true, true])
  expect(imported?.death).toBeNull()
  const sealed = await sql<{ label: string; kept: boolean }>`
    select label, state_encrypted is not null as kept from instagram_sessions order by version
  `.execute(app.db)
  expect(sealed.rows.map(({ label, kept }) => `${label} ${kept}`)).toEqual([
    'retired false',
    'retired false',
    'retired false',
    'previous true',
    'current true',
  ])
  expect(await endRetired(app, account.id, transport, never())).toMatchObject({ loggedOut: 0 })
  await transport.close()
})

test('cookies that nobody could be asked about are not blamed, and a missing user agent is told', async () => {
  const folder = await makeOwnFolder(await quickFolder(), 'import')
  onTestFinished(() => removeFolder(folder))
  const database = await makeTestDatabase()
  onTestFinished(() => database.drop())
  const simulator = await startSimulator({ seed: 5 })
  onTestFinished(() => simulator.close())
  await writeFile(join(folder, 'ca.pem'), simulator.ca)
  await writeFile(join(folder, 'cookies'), '1234567%3AAbCdEfGhIjKlMn%3A12%3AAYcNotReal')
  const settings = {
    EVERCHECK_DATA: join(folder, 'data'),
    DATABASE_URL: database.url,
    EVERCHECK_INSTAGRAM_CONNECT: '127.0.0.1:1',
    EVERCHECK_INSTAGRAM_CA: join(folder, 'ca.pem'),
    EVERCHECK_PACE_MS: '0',
    EVERCHECK_RETRY_WAIT_MS: '0',
  }
  const line = ['account', 'import', 'second', '--cookies-file', join(folder, 'cookies')]
  const run = await commandHere(settings, ...line, '--user-agent', 'a browser of the tests')
  expect(run.exitCode).toBe(EXIT.unfinished)
  expect(run.stdout).toContain('nothing is wrong with the cookies as far as is known')
  expect(run.stdout).toContain('the connection is refused')
  expect(run.stdout).not.toContain('without --user-agent')
  const without = await commandHere(settings, ...line)
  expect(without.stdout).toContain('Note: without --user-agent')
  const odd = await commandHere(settings, ...line, '--user-agent', 'Мозилла', '--json')
  expect(odd.json).toMatchObject({ code: 'USER_AGENT_INVALID' })
})

/** Logs in as if on a new device, and makes that the version in use. */
async function logInAnew(trial: Trial): Promise<void> {
  const { app } = trial
  const account = await trial.account()
  const lease = await takeLease(app, account.id, { evenResting: true })
  const way = app.loginWays[0]
  if (!lease || !way) throw new Error('the account is free, and there is a way to log in')
  // Two steps on: no TOTP code is used twice.
  trial.clock.advance(60_000)
  const ask = { account, state: null, mayLogIn: true, ...UNHEARD }
  const { outcome } = await way.login(ask, never())
  if (outcome.kind !== 'logged-in') throw new Error(JSON.stringify(outcome))
  const { state } = outcome
  const login = { state, method: 'browser', continues: false } as const
  const pending = await storePending(app, lease, login)
  const { refreshAfterMs } = app
  await promote(app, lease, pending, { by: 'answer', how: 'logged-in', refreshAfterMs })
  await releaseLease(app, lease)
}

async function heldRow({ app }: Trial): Promise<{ id: string; lease_fence: string }> {
  const found = await sql<{ id: string; lease_fence: string }>`
    select id, lease_fence from instagram_accounts`.execute(app.db)
  const [row] = found.rows
  if (!row) throw new Error('there is an account')
  return row
}

test('whatever the umask, everything that is made is for its owner only', {
  tags: 'long',
  timeout: 120_000,
}, async () => {
  const simulator = await startSimulator({ seed: 5 })
  onTestFinished(() => simulator.close())
  const folder = await makeOwnFolder(await quickFolder(), 'umask')
  onTestFinished(() => removeFolder(folder))
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
})

test("a clock that is off is told by doctor, by the date of Instagram's own answer", async () => {
  const simulator = await startSimulator({ seed: 5 })
  onTestFinished(() => simulator.close())
  const folder = await makeOwnFolder(await quickFolder(), 'clock')
  onTestFinished(() => removeFolder(folder))
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
  expect(run.stdout).toMatch(/BAD +clock .*1(49|50|51) s behind Instagram’s.*NTP/)
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
  const program = `umask 000; exec "${process.execPath}" "${join(ROOT, 'bin/evercheck.js')}" ${line}`
  const child = spawn('sh', ['-c', program], { env, stdio: ['ignore', 'pipe', 'pipe'] })
  const [, said, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close'),
  ])
  expect([line, code, code === 0 ? '' : said]).toEqual([line, 0, ''])
}
