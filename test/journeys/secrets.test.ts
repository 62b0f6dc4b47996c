import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Simulator, startSimulator } from '../../simulator/server.ts'
import { type CommandResult, runCommand } from '../command.ts'
import { filesBelow, keysIn, leaksIn } from '../leftovers.ts'
import { makeOwnFolder, quickFolder, removeFolder } from '../quick-folder.ts'
import { sandboxSetting } from '../sandbox.ts'

let folder: string
let simulator: Simulator
let settings: Record<string, string>

beforeAll(async () => {
  folder = await makeOwnFolder(await quickFolder(), 'secrets')
  simulator = await startSimulator({ seed: 11 })
  const ca = join(folder, 'ca.pem')
  await writeFile(ca, simulator.ca)
  settings = {
    EVERCHECK_DATA: join(folder, 'data'),
    EVERCHECK_INSTAGRAM_CONNECT: `${simulator.host}:${simulator.port}`,
    EVERCHECK_INSTAGRAM_CA: ca,
    EVERCHECK_PACE_MS: '0',
    ...(await sandboxSetting()),
    EVERCHECK_LOG_LEVEL: 'debug',
    // Each of them makes Playwright or Node tell what passes through it.
    DEBUG: 'pw:*,*',
    DEBUG_FILE: join(folder, 'debug'),
    NODE_DEBUG: 'http,http2,tls,net,stream,child_process,undici,fetch',
    PWDEBUG: 'console',
    PLAYWRIGHT_LEGACY_SCREENSHOT: '1',
    SSLKEYLOGFILE: join(folder, 'keylog'),
  }
})

afterAll(async () => {
  await simulator.close()
  await removeFolder(folder)
})

test('a check through a wrong password and a death leaves no secret in any log, report, message or table', async () => {
  const { username, password, totpSecret } = accountWithTotp()
  const runs = await liveThrough(username, password, totpSecret)
  expect(runs.at(-1)?.exitCode).toBe(0)

  // Two logins: the search has something to look for.
  expect(sessionIds().length).toBeGreaterThanOrEqual(2)
  expect(leaksIn([{ name: 'a session', text: `in ${sessionIds()[0]}, say` }], [])).toHaveLength(1)
  const keys = await keysIn(join(folder, 'data', 'keys'))
  const leftovers = [
    ...runs.map((run, index) => ({ name: `output ${index}`, text: run.stdout + run.stderr })),
    ...(await filesBelow(folder)),
  ]
  // The raw files of the database are searched too: they may hold sealed texts only.
  expect(leftovers.some(({ name }) => name.includes('pg_wal'))).toBe(true)
  const leaks = leaksIn(leftovers, [password, totpSecret, ...sessionIds(), ...keys])
  expect(leaks).toEqual([join(folder, 'data', 'keys')])
}, 240_000)

function accountWithTotp() {
  for (const account of simulator.world.accounts()) {
    const { totpSecret, password } = account
    if (totpSecret !== null) return { username: account.username, password, totpSecret }
  }
  throw new Error('the simulator has no account with a TOTP secret')
}

/** First a wrong password, then a check whose session dies in disguise. */
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
  simulator.world.kill({ username, disguise: 'please-wait', afterRows: 20, list: 'following' })
  return [...wrong, await runCommand(check, settings)]
}

function sessionIds(): readonly string[] {
  return simulator.world.sessions().map((session) => session.sessionid)
}
