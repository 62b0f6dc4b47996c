import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type Simulator, startSimulator } from '../../simulator/server.ts'
import { EXIT } from '../../src/cli/exit-code.ts'
import { makeTestDatabase } from '../databases.ts'
import { giveAccounts } from '../given-accounts.ts'
import { makeOwnFolder, quickFolder, removeFolder } from '../quick-folder.ts'

const PROGRAM = fileURLToPath(new URL('../../bin/evercheck.js', import.meta.url))
const TARGET = 'ada.example'

/** What is to a program a screen, though nobody looks at it. */
const ON_A_SCREEN = 'data:text/javascript,process.stderr.isTTY=true;process.stdin.isTTY=true'

let simulator: Simulator
let folder: string
let settings: Record<string, string>

beforeAll(async () => {
  simulator = await startSimulator({ seed: 7 })
})

afterAll(() => simulator.close())

beforeEach(async () => {
  folder = await makeOwnFolder(await quickFolder(), 'interruption')
  const database = await makeTestDatabase()
  const ca = join(folder, 'ca.pem')
  await writeFile(ca, simulator.ca)
  settings = {
    EVERCHECK_DATA: join(folder, 'data'),
    DATABASE_URL: database.url,
    EVERCHECK_INSTAGRAM_CONNECT: `${simulator.host}:${simulator.port}`,
    EVERCHECK_INSTAGRAM_CA: ca,
    EVERCHECK_PACE_MS: '200',
  }
  return async () => {
    await removeFolder(folder)
    await database.drop()
  }
})

test('a signal while the bar is on the screen puts the check down, and it goes on later; a Ctrl-C in the middle of a login loses no login that was made', async () => {
  await storePassword()
  await storeSession()
  const first = await interrupted('SIGINT', /[█░]/)
  expect(first).toMatchObject({ exitCode: EXIT.interrupted, signal: null })
  expect(first.said).toContain('Stopped. Everything saved so far is kept')

  simulator.world.kill({ username: 'keeper', disguise: 'plain', afterRows: 40, list: 'followers' })
  const loginsBefore = logins()
  const second = await interrupted('SIGINT', /saved already.*[█░].*two-factor code/s)
  expect(second).toMatchObject({ exitCode: EXIT.interrupted, signal: null })
  // Whether the code had gone out before is a matter of milliseconds: one login is made of it all.
  const third = await interrupted('SIGTERM', /A login had been made before|Logged in again/)
  expect(third).toMatchObject({ exitCode: EXIT.interrupted, signal: null })
  expect(logins()).toBe(loginsBefore + 1)
})

describe('at the hidden prompt for a password', () => {
  const add = ['account', 'add', 'keeper']

  test('Ctrl-C ends the command without a word', async () => {
    const run = await onScreen(add, /Password of keeper:/, (child) => child.stdin.write('\u0003'))
    expect(run).toMatchObject({ exitCode: EXIT.interrupted, signal: null })
    expect(run.said).not.toMatch(/Error|UNEXPECTED|Stopped/)
  })

  test('a SIGTERM ends the command too', async () => {
    const run = await onScreen(add, /Password of keeper:/, (child) => child.kill('SIGTERM'))
    expect(run).toMatchObject({ exitCode: EXIT.interrupted, signal: null })
  })
})

test('a Ctrl-C ends a command that waits for a secret on standard input', async () => {
  const add = ['account', 'add', 'keeper', '--password-file', '-']
  const run = await onScreen(add, /a new key was made/, (child) => child.kill('SIGINT'))
  expect(run).toMatchObject({ exitCode: EXIT.interrupted, signal: null })
})

test('a second Ctrl-C ends even a process that is too busy to hear it', async () => {
  const interruption = new URL('../../src/cli/interruption.ts', import.meta.url)
  const busy = `
    const { listenForInterruption } = await import('${interruption.href}')
    const alive = setInterval(() => undefined, 1000)
    const signal = listenForInterruption(process, new AbortController().signal)
    signal.addEventListener('abort', () => console.log('put down'))
    process.on('exit', () => console.log('took its time'))
    const look = setInterval(() => {
      if (process.listenerCount('SIGINT') > 0) return
      console.log('busy')
      for (;;);
    }, 10)
    console.log('ready')`
  const child = spawn(process.execPath, ['--input-type=module', '--eval', busy], { stdio: 'pipe' })
  const said: string[] = []
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    const lines = chunk.trim().split('\n')
    said.push(...lines)
    if (lines.includes('ready') || lines.includes('busy')) child.kill('SIGINT')
  })
  const [exitCode, signal] = await once(child, 'close')
  expect({ exitCode, signal, said }).toEqual({
    exitCode: null,
    signal: 'SIGINT',
    said: ['ready', 'put down', 'busy'],
  })
})

/** Runs a check on a screen and sends the signal once these words are there. */
function interrupted(name: NodeJS.Signals, words: RegExp) {
  const check = ['check', TARGET, '--out', join(folder, 'report')]
  return onScreen(check, words, (child) => child.kill(name))
}

/** Runs a command on a screen and does something to it once these words are there. */
async function onScreen(
  command: readonly string[],
  words: RegExp,
  act: (child: ChildProcessWithoutNullStreams) => unknown,
) {
  const child = spawn(process.execPath, ['--import', ON_A_SCREEN, PROGRAM, ...command], {
    env: { PATH: process.env.PATH, HOME: process.env.HOME, ...settings },
    stdio: 'pipe',
  })
  let said = ''
  let hasActed = false
  const read = (chunk: string) => {
    said += chunk
    if (hasActed || !words.test(said)) return
    hasActed = true
    act(child)
  }
  child.stdout.setEncoding('utf8').on('data', read)
  child.stderr.setEncoding('utf8').on('data', read)
  const [exitCode, signal] = await once(child, 'close')
  expect(said).toMatch(words)
  return { exitCode, signal, said }
}

async function storePassword() {
  const keeper = keeperOf()
  const { username, password, totpSecret } = keeper
  await giveAccounts(settings, [{ username, password, totpSecret: totpSecret ?? null }])
}

/** A session that was made elsewhere: no browser is needed. */
async function storeSession() {
  const keeper = keeperOf()
  const { session } = simulator.world.openSession(keeper, {
    device: simulator.world.newDevice(),
    surface: 'web',
    address: '127.0.0.1',
    method: 'control',
  })
  await giveAccounts(settings, [{ username: keeper.username, cookies: session.sessionid }])
}

function keeperOf() {
  const account = simulator.world.findAccount('keeper')
  if (!account) throw new Error('the simulator has no account keeper')
  return account
}

function logins(): number {
  const counted: Record<string, number> = simulator.world.counters.logins
  return Object.values(counted).reduce((sum, count) => sum + count, 0)
}
