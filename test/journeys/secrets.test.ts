import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Simulator, startSimulator } from '../../simulator/server.ts'
import { type CommandResult, runCommand } from '../command.ts'

let folder: string
let simulator: Simulator
let settings: Record<string, string>

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'evercheck-secrets-'))
  simulator = await startSimulator({ seed: 11 })
  const ca = join(folder, 'ca.pem')
  await writeFile(ca, simulator.ca)
  settings = {
    EVERCHECK_DATA: join(folder, 'data'),
    EVERCHECK_INSTAGRAM_CONNECT: `${simulator.host}:${simulator.port}`,
    EVERCHECK_INSTAGRAM_CA: ca,
    EVERCHECK_PACE_MS: '0',
    EVERCHECK_LOG_LEVEL: 'debug',
  }
})

afterAll(async () => {
  await simulator.close()
  await rm(folder, { recursive: true, force: true })
})

test('a check through two deaths leaves no secret in any log, report, message or table', async () => {
  const { username, password, totpSecret } = accountWithTotp()
  const runs = await liveThrough(username, password, totpSecret)
  expect(runs.at(-1)?.exitCode).toBe(0)

  const secrets = [
    ...spellings(password),
    ...spellings(totpSecret),
    ...sessionIds().flatMap(spellings),
    ...(await keyTexts()),
  ]
  // The password, the TOTP secret, three logins and a key: the search has something to look for.
  expect(sessionIds().length).toBeGreaterThanOrEqual(3)
  const texts = [
    ...runs.map((run, index) => ({ name: `output ${index}`, text: run.stdout + run.stderr })),
    ...(await filesBelow(folder)),
  ]
  // The raw files of the database are searched as well: a sealed text is all they may hold.
  expect(texts.some(({ name }) => name.includes('pg_wal'))).toBe(true)
  const leaks = texts.flatMap(({ name, text }) =>
    secrets.filter((secret) => text.includes(secret)).map(() => name),
  )
  expect(leaks.filter((name) => !name.endsWith('data/keys'))).toEqual([])
  expect(leaks.some((name) => name.endsWith('data/keys'))).toBe(true)
}, 240_000)

function accountWithTotp() {
  for (const account of simulator.world.accounts()) {
    const { totpSecret, password } = account
    if (totpSecret !== null) return { username: account.username, password, totpSecret }
  }
  throw new Error('the simulator has no account with a TOTP secret')
}

/** First a wrong password, then a check whose session dies plainly and once more in disguise. */
async function liveThrough(
  username: string,
  password: string,
  totpSecret: string,
): Promise<readonly CommandResult[]> {
  const totpFile = join(folder, 'totp')
  await writeFile(totpFile, totpSecret)
  const add = ['account', 'add', username, '--password-file', '-', '--totp-file', totpFile]
  const check = ['check', 'small.example', '--out', join(folder, 'report'), '--json']
  const wrong = [
    await runCommand(add, settings, `${password}x`),
    await runCommand(check, settings),
    await runCommand(add, settings, password),
  ]
  await rm(totpFile)
  simulator.world.kill({ username, disguise: 'plain', afterRows: 20, list: 'followers' })
  simulator.world.kill({ username, disguise: 'please-wait', afterRows: 20, list: 'following' })
  return [...wrong, await runCommand(check, settings), await runCommand(['status'], settings)]
}

function sessionIds(): readonly string[] {
  return simulator.world.sessions().map((session) => session.sessionid)
}

/** A secret as it might be written: as it is, for an address, in JSON, in base64. */
function spellings(secret: string): readonly string[] {
  const base64 = Buffer.from(secret).toString('base64').replace(/=+$/, '')
  return [secret, encodeURIComponent(secret), decodeURIComponent(secret), base64]
}

async function keyTexts(): Promise<readonly string[]> {
  const text = await readFile(join(folder, 'data', 'keys'), 'utf8')
  return text.split('\n').flatMap((line) => {
    const key = line.startsWith('#') ? '' : (line.split(':')[1] ?? '')
    return key === '' ? [] : [key, Buffer.from(key, 'base64').toString('hex')]
  })
}

async function filesBelow(root: string) {
  const entries = await readdir(root, { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile())
  return Promise.all(
    files.map(async (entry) => {
      const name = join(entry.parentPath, entry.name)
      return { name, text: await readFile(name, 'latin1') }
    }),
  )
}
