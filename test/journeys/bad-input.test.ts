import { readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { PassThrough } from 'node:stream'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type Simulator, startSimulator } from '../../simulator/server.ts'
import { EXIT } from '../../src/cli/exit-code.ts'
import { runProgram } from '../../src/cli/program.ts'
import { newKeyLine } from '../../src/credentials/keyring.ts'
import { runCommand } from '../command.ts'
import { makeTestDatabase } from '../databases.ts'
import { makeOwnFolder, quickFolder, removeFolder } from '../quick-folder.ts'

const ROOT = new URL('../..', import.meta.url).pathname

let simulator: Simulator
let folder: string
let settings: Record<string, string>

beforeAll(async () => {
  simulator = await startSimulator({ seed: 5 })
})

afterAll(() => simulator.close())

beforeEach(async () => {
  folder = await makeOwnFolder(await quickFolder(), 'input')
  const database = await makeTestDatabase()
  const ca = join(folder, 'ca.pem')
  await writeFile(ca, simulator.ca)
  settings = {
    EVERCHECK_DATA: join(folder, 'data'),
    DATABASE_URL: database.url,
    EVERCHECK_INSTAGRAM_CONNECT: `${simulator.host}:${simulator.port}`,
    EVERCHECK_INSTAGRAM_CA: ca,
    EVERCHECK_PACE_MS: '0',
  }
  return async () => {
    await removeFolder(folder)
    await database.drop()
  }
})

test('a gift under a key comes once, and its key is good for no other gift', async () => {
  await command('customer', 'add', 'Ада')
  await command('customer', 'add', 'Боб')
  const gift = ['credit', 'Ада', '5', '--once', 'spring']
  expect(await command(...gift)).toMatchObject({ exitCode: EXIT.ok })
  expect((await command(...gift)).stdout).toContain('done before; Ада has 5 credits')
  for (const other of [
    ['credit', 'Ада', '7', '--once', 'spring'],
    ['credit', 'Боб', '5', '--once', 'spring'],
    ['credit', 'Ада', '5', '--take', '--once', 'spring'],
  ]) {
    const run = await command(...other)
    expect(run.exitCode).toBe(EXIT.badInput)
    expect(run.stderr).toContain('so nothing was done')
    expect(run.stderr).toContain('IDEMPOTENCY_KEY_REUSED')
  }
  expect((await command('ledger', 'Ада')).stdout.match(/credited|adjusted/g)).toHaveLength(1)
})

describe('a target that cannot be read', () => {
  test.each([
    ['', 'is empty'],
    ['   ', 'is empty'],
    ['two words', 'has a blank in it'],
    ['a'.repeat(31), 'longer than 30'],
    ['näme', 'characters that profile names never have'],
    ['../../etc/passwd', 'characters that profile names never have'],
    ['https://www.instagram.com/p/abc/', 'no profile'],
  ])('as a name, %j, is refused with a sentence before anything is asked', async (name, says) => {
    const run = await command('check', name)
    expect(run.exitCode).toBe(EXIT.badInput)
    expect(run.stderr).toContain(says)
    expect(run.stderr).toContain('TARGET_NAME_INVALID')
  })

  test.each([
    ['nobody.has.this.name', 'no such profile'],
    ['private.example', 'private'],
    ['blocker.example', 'or it blocks the account'],
  ])('%s ends the check with that answer', async (name, says) => {
    await importAccount('keeper')
    const run = await command('check', name, '--json', '--out', join(folder, 'report'))
    expect(run.exitCode).toBe(EXIT.targetClosed)
    expect(run.json).toMatchObject({ status: 'target-closed', why: expect.stringContaining(says) })
    // No list was read, so no list says anything.
    expect(await readdir(folder)).not.toContain('report')
  })
})

describe('an account that cannot log in', () => {
  test('for a wrong password is asked once, parks the check, is told why in one place, and what to do', async () => {
    const attempts = loginAttempts()
    await storeAccount('second', 'not the password')
    const first = await command('check', 'small.example')
    const again = await command('check', 'small.example', '--json')
    for (const run of [first, again]) {
      expect(run.exitCode).toBe(EXIT.needsHuman)
      expect(run.stdout).toContain('evercheck account add second')
    }
    expect(loginAttempts()).toBe(attempts + 1)
    const why = /Account second is wrong-password: (.*?)\. Store/.exec(first.stdout)?.[1] ?? ''
    expect(why).not.toBe('')
    expect(first.stderr).toContain('Account second is wrong-password')
    expect((first.stdout + first.stderr).split(`wrong-password: ${why}`)).toHaveLength(2)
    // Nothing was read, so there is nothing to go on with.
    expect(again.json).toMatchObject({
      why: expect.stringContaining('evercheck account add second'),
      resumedAt: null,
    })
    expect(again.stderr).toContain('Checking @small.example')
  })

  test('because the operator paused it says so once', async () => {
    await storeAccount('second', 'a password')
    await command('account', 'pause', 'second')
    const run = await command('check', 'small.example')
    expect(run.exitCode).toBe(EXIT.needsHuman)
    expect(run.stdout).toContain(
      'Account second is paused: by the operator. To use it again run: evercheck account resume second',
    )
  })

  test('for want of a TOTP secret says so, and goes on when it is there', {
    tags: 'long',
  }, async () => {
    const { password, totpSecret } = accountNamed('keeper')
    await storeAccount('keeper', password)
    const without = await command('check', 'small.example', '--json')
    expect(without.exitCode).toBe(EXIT.needsHuman)
    expect(without.json).toMatchObject({ why: expect.stringContaining('--totp-file') })
    await storeAccount('keeper', password, totpSecret ?? '')
    const out = join(folder, 'report')
    expect((await command('check', 'small.example', '--json', '--out', out)).exitCode).toBe(EXIT.ok)
  })

  test('because there is no browser says how to get one, and does not blame the account', async () => {
    await storeAccount('second', accountNamed('second').password)
    settings.EVERCHECK_BROWSER = join(folder, 'no-such-browser')
    const run = await command('check', 'small.example', '--json')
    expect(run.exitCode).toBe(EXIT.environment)
    expect(run.json).toMatchObject({ code: 'BROWSER_MISSING' })
    const listed = await command('account', 'list', '--json')
    expect(listed.json).toMatchObject({ accounts: [{ standing: 'active', failCount: 0 }] })
  })
})

test('cookies of a dead session are refused, and no account comes of them', async () => {
  const cookiesFile = join(folder, 'cookies')
  await writeFile(
    cookiesFile,
    `${accountNamed('second').pk}%3Aabcdefghijklmn%3A12%3AAYdead-and-gone`,
  )
  const agent = ['--user-agent', 'a browser of the tests']
  const run = await command('account', 'import', 'second', '--cookies-file', cookiesFile, ...agent)
  expect(run.exitCode).toBe(EXIT.needsHuman)
  expect(run.stdout).toContain('Nothing has changed')
  expect((await command('account', 'list', '--json')).json).toEqual({ accounts: [] })
})

describe('a machine that is not ready', () => {
  test.each([
    ['a password', () => storeAccount('second', 'a password')],
    ['a session', () => importAccount('second')],
  ])('with a key file that is gone makes no new one beside %s of the old one', async (_, store) => {
    await store()
    await rm(join(folder, 'data', 'keys'))
    const run = await command('refresh', '--json')
    expect(run.exitCode).toBe(EXIT.environment)
    expect(run.json).toMatchObject({ code: 'KEY_FILE_MISSING' })
  })

  test('with another key says which one is missing', async () => {
    await importAccount('second')
    await writeFile(join(folder, 'data', 'keys'), `${newKeyLine()}\n`, { mode: 0o600 })
    const run = await command('check', 'small.example', '--json')
    expect(run.exitCode).toBe(EXIT.environment)
    expect(run.json).toMatchObject({ code: 'SECRET_UNOPENABLE' })
    expect(run.stderr).toContain(`is not in the key file ${join(folder, 'data', 'keys')}: put its`)
  })

  test.each([
    ['a file', 'a-file'],
    ['below a file', 'a-file/data'],
    ['in /proc', '/proc/data'],
  ])('with a data folder that cannot be made (%s) says so', async (_, path) => {
    await writeFile(join(folder, 'a-file'), '')
    settings.EVERCHECK_DATA = resolve(folder, path)
    const run = await command('status', '--json')
    expect(run.exitCode).toBe(EXIT.environment)
    expect(run.json).toMatchObject({ code: 'FOLDER_UNWRITABLE' })
  })

  test('with a report folder that cannot be written to says so before reading for hours', async () => {
    await importAccount('second')
    const file = join(folder, 'a-file')
    await writeFile(file, '')
    const run = await command('check', 'small.example', '--json', '--out', file)
    expect(run.json).toMatchObject({ code: 'FOLDER_UNWRITABLE' })
  })

  test('with a database that does not answer says where it was looked for, not with what', async () => {
    settings.DATABASE_URL = 'postgres://user:the-password@127.0.0.1:1/evercheck'
    const run = await command('status', '--json')
    expect(run.exitCode).toBe(EXIT.environment)
    expect(run.stderr).toContain('127.0.0.1:1/evercheck')
    expect(run.stderr + run.stdout).not.toContain('the-password')
  })

  test.each([
    ['user:the-password@127.0.0.1:1/evercheck', EXIT.badInput],
    ['mysql://user:the-password@127.0.0.1:1/evercheck', EXIT.badInput],
    ['postgres://127.0.0.1:1/user:the-password@evercheck', EXIT.environment],
  ])('with a mistyped database address tells nothing of it: %s', async (address, exitCode) => {
    settings.DATABASE_URL = address
    const run = await command('status', '--json')
    expect(run.exitCode).toBe(exitCode)
    expect(run.stderr + run.stdout).not.toContain('the-password')
  })

  test.each([
    ['EVERCHECK_PACE_MS', 'fast'],
    ['EVERCHECK_INSTAGRAM_CONNECT', 'nowhere'],
    ['EVERCHECK_INSTAGRAM_CA', '/no/such/file'],
    ['EVERCHECK_LOG_LEVEL', 'loud'],
  ])('with a setting %s=%s names it', async (name, value) => {
    settings[name] = value
    const run = await command('status')
    expect(run.exitCode).toBe(EXIT.badInput)
    expect(run.stderr).toContain(name)
  })

  test('with a setting that does not exist names the nearest one, and goes on', async () => {
    settings.EVERCHECK_PACE = '0'
    const run = await command('status')
    expect(run.exitCode).toBe(EXIT.ok)
    expect(run.stderr.split('did you mean EVERCHECK_PACE_MS?')).toHaveLength(2)
  })

  // As `simulator/server.test.ts` does, by the command.
  test('with the port of the simulator in use says so', { tags: 'long' }, async () => {
    const run = await runCommand(['simulator', '--port', String(simulator.port)], settings)
    expect(run.exitCode).toBe(EXIT.badInput)
    expect(run.stderr).toContain('already in use')
  })
})

test.each([
  ['an unknown command', ['chekc', 'nasa'], /^Unknown command 'chekc'.*check\?/],
  ['a missing argument', ['check'], /^Missing required argument 'target'/],
  ['an argument too many', ['check', 'nasa', 'esa'], /^Too many arguments/],
  ['an unknown option', ['check', 'nasa', '--all'], /^Unknown option '--all'/],
  [
    'a rule that there is not',
    ['alerts', 'silence', 'X', '--hours', '1'],
    /^Value 'X' is invalid for argument 'rule': there is no rule X; there are /,
  ],
])('%s is told in one line with its code, and as JSON', async (_, line, says) => {
  const run = await command(...line)
  expect(run.exitCode).toBe(EXIT.badInput)
  expect(run.stderr).toMatch(says)
  expect(run.stderr).toMatch(/^[^\n]* \(USAGE_INVALID\)\n$/)
  const { json } = await command(...line, '--json')
  expect(json).toMatchObject({ status: 'error', code: 'USAGE_INVALID' })
})

test('no command at all shows what there is, and is bad input', async () => {
  const run = await command()
  expect(run.exitCode).toBe(EXIT.badInput)
  expect(run.stderr).toContain('Usage: evercheck')
  expect(run.stderr).toContain('(USAGE_INVALID)')
})

test('the version is that of the package', async () => {
  const { version } = JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8'))
  expect(await command('--version')).toMatchObject({ exitCode: EXIT.ok, stdout: `${version}\n` })
})

test('an empty password is bad input', async () => {
  const empty = join(folder, 'empty')
  await writeFile(empty, '\n')
  const run = await command('account', 'add', 'second', '--password-file', empty)
  expect(run.exitCode).toBe(EXIT.badInput)
  expect(run.stderr).toContain('SECRET_MISSING')
})

/** Runs a command line in this process, with its own streams. */
async function command(...argv: string[]) {
  const stdout = new PassThrough()
  const stderr = new PassThrough()
  const out = text(stdout)
  const err = text(stderr)
  // A stream that is not a terminal, as when the output goes to a file.
  const streams = { stdout, stderr } as unknown as {
    stdout: NodeJS.WriteStream
    stderr: NodeJS.WriteStream
  }
  const { signal } = new AbortController()
  const exitCode = await runProgram({ environment: settings, ...streams, signal }, argv)
  stdout.end()
  stderr.end()
  const [said, complained] = await Promise.all([out, err])
  const last = said.trim().split('\n').at(-1) ?? ''
  const json: unknown = last.startsWith('{') ? JSON.parse(last) : null
  return { exitCode, stdout: said, stderr: complained, json }
}

async function storeAccount(username: string, password: string, totpSecret?: string) {
  const passwordFile = join(folder, 'password')
  await writeFile(passwordFile, password)
  const totpFile = join(folder, 'totp')
  if (totpSecret !== undefined) await writeFile(totpFile, totpSecret)
  const totp = totpSecret === undefined ? [] : ['--totp-file', totpFile]
  const run = await command('account', 'add', username, '--password-file', passwordFile, ...totp)
  expect(run.exitCode).toBe(EXIT.ok)
}

/** An account whose session was made elsewhere: no browser is needed. */
async function importAccount(username: string) {
  const account = accountNamed(username)
  const { session } = simulator.world.openSession(account, {
    device: simulator.world.newDevice(),
    surface: 'web',
    address: '127.0.0.1',
    method: 'control',
  })
  const cookiesFile = join(folder, 'cookies')
  await writeFile(cookiesFile, session.sessionid)
  const agent = ['--user-agent', 'a browser of the tests']
  const run = await command('account', 'import', username, '--cookies-file', cookiesFile, ...agent)
  expect(run.exitCode).toBe(EXIT.ok)
}

function accountNamed(username: string) {
  const account = simulator.world.findAccount(username)
  if (!account) throw new Error(`the simulator has no account ${username}`)
  return account
}

function loginAttempts(): number {
  const counted: Record<string, number> = simulator.world.counters.loginAttempts
  return Object.values(counted).reduce((sum, count) => sum + count, 0)
}
