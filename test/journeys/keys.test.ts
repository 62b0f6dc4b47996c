import { existsSync } from 'node:fs'
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { type Simulator, startSimulator } from '../../simulator/server.ts'
import { EXIT } from '../../src/cli/exit-code.ts'
import { fileSource } from '../../src/credentials/key-source.ts'
import { newKeyLine } from '../../src/credentials/keyring.ts'
import { openVault } from '../../src/credentials/open-vault.ts'
import { openDatabase } from '../../src/db/database.ts'
import { newHolder } from '../../src/kernel/ids.ts'
import { keyContextOf, SEALED_COLUMNS } from '../../src/sessions/sealed.ts'
import { commandHere } from '../command-here.ts'
import { makeTestDatabase, type TestDatabase } from '../databases.ts'
import { makeOwnFolder, quickFolder, removeFolder } from '../quick-folder.ts'
import { ADA, Trial } from '../trial.ts'

let simulator: Simulator
let folder: string
let database: TestDatabase

beforeAll(async () => {
  simulator = await startSimulator({ seed: 5 })
})

afterAll(() => simulator.close())

beforeEach(async () => {
  folder = await makeOwnFolder(await quickFolder(), 'keys')
  database = await makeTestDatabase()
  await writeFile(join(folder, 'ca.pem'), simulator.ca)
  await writeFile(join(folder, 'password'), 'a password')
  await writeFile(join(folder, 'totp'), 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP')
  return async () => {
    await database.drop()
    await removeFolder(folder)
  }
})

test('of two machines that begin with keys of their own, the second is refused before it seals', async () => {
  expect((await on('one', 'account', 'add', 'first', ...withPassword())).exitCode).toBe(EXIT.ok)
  const add = ['account', 'add', 'other', ...withPassword(), '--json']
  const without = await on('two', ...add)
  expect(without).toMatchObject({ exitCode: EXIT.environment, json: { code: 'KEY_FILE_MISSING' } })
  expect(existsSync(keyFile('two'))).toBe(false)
  await writeFile(keyFile('two'), newKeyLine(), { mode: 0o600 })
  const another = await on('two', ...add)
  expect(another).toMatchObject({ exitCode: EXIT.environment, json: { code: 'SECRET_UNOPENABLE' } })
  for (const run of [without, another]) expect(run.stderr).toContain('the machine that made it')
  await writeFile(keyFile('two'), await readFile(keyFile('one')), { mode: 0o600 })
  expect((await on('two', ...add)).exitCode).toBe(EXIT.ok)
})

test('a key that another process makes while one looks for it is taken up', async () => {
  const options = { url: database.url, dataFolder: folder, holder: newHolder(), connectionsMax: 2 }
  const { db, close } = await openDatabase(options)
  try {
    const source = fileSource(join(folder, 'shared-keys'))
    let isFirst = true
    const slow = {
      ...source,
      load: async () => {
        const found = await source.load().catch((error: unknown) => error)
        if (isFirst) await openVault(keyContextOf({ db, keys: source }))
        isFirst = false
        if (found instanceof Error) throw found
        return found as Awaited<ReturnType<typeof source.load>>
      },
    }
    const { vault, notes } = await openVault(keyContextOf({ db, keys: slow }))
    expect(vault.trouble).toBeNull()
    expect(notes).toEqual([])
  } finally {
    await close()
  }
})

test('of eight machines that begin at the same moment one makes the key, and no other key is left', async () => {
  const { url } = database
  const opened = await openDatabase({
    url,
    dataFolder: folder,
    holder: newHolder(),
    connectionsMax: 8,
  })
  try {
    const { db } = opened
    const files = Array.from({ length: 8 }, (_, index) => join(folder, `machine-${index}`, 'keys'))
    const machines = await Promise.all(
      files.map((file) => {
        return openVault(keyContextOf({ db, keys: fileSource(file) }))
      }),
    )
    expect(machines.filter(({ vault }) => vault.trouble === null)).toHaveLength(1)
    expect(files.filter((file) => existsSync(file))).toHaveLength(1)
  } finally {
    await opened.close()
  }
})

test('what needs no secret needs no key, and what does says which one is missing', async () => {
  await importAccount('one', 'second')
  const line = await readFile(keyFile('one'), 'utf8')
  await rm(keyFile('one'))
  await expectOnlyWithoutSecrets('KEY_FILE_MISSING')
  expect(existsSync(keyFile('one'))).toBe(false)
  await writeFile(keyFile('one'), newKeyLine(), { mode: 0o600 })
  await expectOnlyWithoutSecrets('SECRET_UNOPENABLE')
  // Put back, it is as it was.
  await writeFile(keyFile('one'), line, { mode: 0o600 })
  expect((await on('one', 'check', 'small.example', '--out', join(folder, 'r'))).exitCode).toBe(0)
})

test('doctor opens what is sealed, and does not go by the name of a key', {
  tags: 'long',
}, async () => {
  await on('one', 'account', 'add', 'second', ...withPassword())
  const [line = ''] = keysIn(await readFile(keyFile('one'), 'utf8'))
  expect((await on('one', 'doctor')).stdout).toMatch(/^ok +key +The one secret opens with /m)
  const [name] = line.split(':')
  const [, other] = newKeyLine().split(':')
  await writeFile(keyFile('one'), `${name}:${other}\n`, { mode: 0o600 })
  const { exitCode, stdout } = await on('one', 'doctor')
  expect(exitCode).toBe(EXIT.environment)
  expect(stdout).toMatch(/^BAD +key +What is stored of second was changed .*account add second$/m)
})

test('with a lost key an account is added anew, and what nothing opens is dropped', async () => {
  await on(
    'one',
    'account',
    'add',
    'second',
    ...withPassword(),
    '--totp-file',
    join(folder, 'totp'),
  )
  await importAccount('one', 'second')
  await writeFile(keyFile('one'), newKeyLine(), { mode: 0o600 })
  const anew = await on('one', 'account', 'add', 'second', ...withPassword(), '--json')
  expect(anew.exitCode).toBe(EXIT.ok)
  expect(anew.json).toMatchObject({ hasTotp: false, droppedSessions: 1 })
  await importAccount('one', 'second')
  const run = await on('one', 'check', 'small.example', '--out', join(folder, 'report'))
  expect(run.exitCode).toBe(EXIT.ok)
})

test('with a lost key and several accounts a new key is asked for, and each is added anew', {
  tags: 'long',
}, async () => {
  for (const name of ['first', 'other']) await on('one', 'account', 'add', name, ...withPassword())
  await writeFile(keyFile('one'), newKeyLine(), { mode: 0o600 })
  const add = ['account', 'add', 'first', ...withPassword(), '--json']
  const refused = await on('one', ...add)
  expect(refused.json).toMatchObject({ code: 'SECRET_UNOPENABLE' })
  expect(refused.stderr).toContain('evercheck reseal --new-key')
  expect((await on('one', 'reseal', '--new-key')).exitCode).toBe(EXIT.ok)
  expect((await on('one', ...add)).exitCode).toBe(EXIT.ok)
  const left = await on('one', 'reseal', '--json')
  expect(left).toMatchObject({ exitCode: EXIT.environment, json: { accounts: ['other'] } })
})

test('a key is rotated in two steps, and the old one is needed no more', async () => {
  await importAccount('one', 'second')
  const [old = ''] = keysIn(await readFile(keyFile('one'), 'utf8'))
  expect((await on('one', 'reseal', '--new-key')).exitCode).toBe(EXIT.ok)
  expect((await on('one', 'reseal', '--json')).json).toMatchObject({ resealed: 1, unopenable: 0 })
  expect((await on('one', 'reseal', '--json')).json).toMatchObject({ resealed: 0, already: 1 })
  const text = await readFile(keyFile('one'), 'utf8')
  expect(keysIn(text)).toHaveLength(2)
  await writeFile(keyFile('one'), text.replace(old, ''), { mode: 0o600 })
  const run = await on('one', 'check', 'small.example', '--out', join(folder, 'report'))
  expect(run.exitCode).toBe(EXIT.ok)
})

test('a TOTP secret is kept by a new password, told, and forgotten when asked to', async () => {
  const add = ['account', 'add', 'second', ...withPassword(), '--json']
  const totp = ['--totp-file', join(folder, 'totp')]
  expect((await on('one', ...add, ...totp)).json).toMatchObject({ hasTotp: true })
  expect((await on('one', ...add)).json).toMatchObject({ hasTotp: true })
  expect((await on('one', ...add, '--without-totp')).json).toMatchObject({ hasTotp: false })
  expect((await on('one', ...add)).json).toMatchObject({ hasTotp: false })
  expect((await on('one', ...add, ...totp, '--without-totp')).json).toMatchObject({
    code: 'USAGE_INVALID',
  })
})

test('an account that is removed leaves nothing sealed behind, and a misspelt one can go', async () => {
  await on('one', 'account', 'add', 'secnod', ...withPassword())
  await importAccount('one', 'second')
  await on('one', 'account', 'add', 'second', ...withPassword())
  expect((await on('one', 'account', 'remove', 'nobody', '--json')).json).toMatchObject({
    code: 'ACCOUNT_UNKNOWN',
  })
  for (const name of ['secnod', 'second']) {
    const gone = await on('one', 'account', 'remove', name, '--json')
    // The imported login is that of a human's own browser.
    expect(gone.json).toEqual({ account: name, removed: true, loggedOut: 0 })
  }
  expect((await on('one', 'account', 'list', '--json')).json).toEqual({ accounts: [] })
  expect((await on('one', 'reseal', '--json')).json).toMatchObject({ resealed: 0, already: 0 })
})

test('a login of our own is logged out with its account, unless somebody has it', {
  tags: 'long',
}, async () => {
  await using trial = await Trial.open({ loggedIn: [] })
  await trial.check(ADA.username)
  const [session] = trial.instagram.sessions()
  expect(session?.death).toBeNull()
  const settings = trial.settings()
  await sql`
    update instagram_accounts
    set lease_holder = ${trial.app.holder}::bigint, lease_until = evercheck_now() + interval '1 h'
  `.execute(trial.app.db)
  const busy = await commandHere(settings, 'account', 'remove', 'keeper', '--json')
  expect(busy).toMatchObject({ exitCode: EXIT.unfinished, json: { removed: false } })
  expect(session?.death).toBeNull()
  await sql`update instagram_accounts set lease_holder = null, lease_until = null`.execute(
    trial.app.db,
  )
  const gone = await commandHere(settings, 'account', 'remove', 'keeper', '--json')
  expect(gone.json).toMatchObject({ removed: true, loggedOut: 1 })
  expect(session?.death).not.toBeNull()
  // The lists that were read with it are still there.
  expect(await trial.saved('followers')).toHaveLength(ADA.followers)
})

test('every column that holds something sealed for good is known to a reseal', async () => {
  await using trial = await Trial.open({ accounts: [], loggedIn: [] })
  const found = await sql<{ name: string }>`
    select table_name || '.' || column_name as name
    from information_schema.columns
    where table_schema = 'public' and column_name ~ '_(encrypted|sealed)$'
      and table_name not in ('login_frames', 'login_inputs')
    order by name
  `.execute(trial.app.db)
  const known = SEALED_COLUMNS.map(({ table, column }) => `${table}.${column}`).sort()
  expect(found.rows.map(({ name }) => name)).toEqual(known)
})

/** What works and what does not while no key opens anything. */
async function expectOnlyWithoutSecrets(code: string): Promise<void> {
  for (const line of [['status'], ['account', 'list'], ['migrate']]) {
    expect([line, (await on('one', ...line)).exitCode]).toEqual([line, EXIT.ok])
  }
  for (const line of [['check', 'small.example'], ['refresh']]) {
    const run = await on('one', ...line, '--json')
    expect([line, run.json]).toEqual([line, expect.objectContaining({ code })])
  }
}

/** Runs a command line on a machine of its own: another data folder, the same database. */
function on(machine: string, ...argv: readonly string[]) {
  const settings = {
    EVERCHECK_DATA: join(folder, machine),
    DATABASE_URL: database.url ?? '',
    EVERCHECK_INSTAGRAM_CONNECT: `${simulator.host}:${simulator.port}`,
    EVERCHECK_INSTAGRAM_CA: join(folder, 'ca.pem'),
    EVERCHECK_PACE_MS: '0',
  }
  return commandHere(settings, ...argv)
}

function keyFile(machine: string): string {
  return join(folder, machine, 'keys')
}

function keysIn(text: string): readonly string[] {
  return text.split('\n').filter((line) => /^[0-9a-f]{8}:/.test(line))
}

function withPassword(): readonly string[] {
  return ['--password-file', join(folder, 'password')]
}

async function importAccount(machine: string, username: string): Promise<void> {
  const account = simulator.world.findAccount(username)
  if (!account) throw new Error(`the simulator has no account ${username}`)
  const { session } = simulator.world.openSession(account, {
    device: simulator.world.newDevice(),
    surface: 'web',
    address: '127.0.0.1',
    method: 'control',
  })
  const file = join(folder, 'cookies')
  await mkdir(folder, { recursive: true })
  await writeFile(file, session.sessionid)
  const agent = ['--user-agent', 'a browser of the tests']
  const run = await on(machine, 'account', 'import', username, '--cookies-file', file, ...agent)
  expect(run.exitCode).toBe(EXIT.ok)
}
