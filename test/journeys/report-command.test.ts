import { mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, onTestFinished, test, vi } from 'vitest'
import { type Simulator, startSimulator } from '../../simulator/server.ts'
import { EXIT } from '../../src/cli/exit-code.ts'
import { readWorkbook } from '../../src/reports/read-workbook.ts'
import { type CommandResult, runCommand } from '../command.ts'
import { commandHere } from '../command-here.ts'
import { makeTestDatabase } from '../databases.ts'
import { makeOwnFolder, quickFolder, removeFolder } from '../quick-folder.ts'

let simulator: Simulator
let folder: string
let settings: Record<string, string>

beforeAll(async () => {
  simulator = await startSimulator({ seed: 5 })
})

afterAll(() => simulator.close())

beforeEach(async () => {
  folder = await makeOwnFolder(await quickFolder(), 'report')
  const database = await makeTestDatabase()
  await writeFile(join(folder, 'ca.pem'), simulator.ca)
  settings = {
    EVERCHECK_DATA: join(folder, 'data'),
    DATABASE_URL: database.url,
    EVERCHECK_INSTAGRAM_CONNECT: `${simulator.host}:${simulator.port}`,
    EVERCHECK_INSTAGRAM_CA: join(folder, 'ca.pem'),
    EVERCHECK_PACE_MS: '0',
    TZ: 'Europe/Moscow',
  }
  return async () => {
    await removeFolder(folder)
    await database.drop()
  }
})

function command(...args: readonly string[]): Promise<CommandResult> {
  return commandHere(settings, ...args)
}

test('a report is in the language asked for, or in that of the environment', {
  tags: 'long',
}, async () => {
  const command = (...args: readonly string[]) => runCommand(args, settings)
  await importKeeper()
  const [asked, ofEnvironment] = [join(folder, 'asked'), join(folder, 'environment')]
  const check = await command('check', 'small.example', '--lang', 'ru', '--out', asked, '--quiet')
  expect(check).toMatchObject({ exitCode: EXIT.ok, stderr: '' })
  expect(check.stdout).toMatch(/^@small\.example: \d+ not following back, /)
  const [summary] = await readWorkbook(join(asked, 'report.xlsx'))
  expect(summary?.rows[0]).toEqual(['Проверка подписок'])
  expect(summary?.rows[2]?.[0]).toMatch(/^Проверено \d\d\.\d\d\.\d{4}, \d\d:\d\d GMT\+3 · /)

  settings.LANG = 'ru_RU.UTF-8'
  await command('report', 'small.example', '--out', ofEnvironment)
  const [again] = await readWorkbook(join(ofEnvironment, 'report.xlsx'))
  expect(again?.rows[0]).toEqual(['Проверка подписок'])
  const wrong = await command('report', 'small.example', '--lang', 'de')
  expect(wrong).toMatchObject({ exitCode: EXIT.badInput, stderr: expect.stringMatching(/ru/) })
})

test('older checks are listed, and each of them can be written', async () => {
  vi.stubEnv('TZ', 'Europe/Moscow')
  onTestFinished(() => void vi.unstubAllEnvs())
  await importKeeper()
  const out = join(folder, 'out')
  for (let check = 0; check < 3; check++) await command('check', 'small.example', '--out', out)
  const list = await command('report', '@small.example', '--list', '--json')
  const { checks } = list.json as { checks: { check: string; state: string }[] }
  expect(checks).toHaveLength(3)
  const oldest = checks[2]?.check ?? ''
  const told = await command('report', 'small.example', '--list')
  expect(told.stdout).toMatch(/CHECK +FINISHED +ENDED\n/)
  expect(told.stdout).toContain('GMT+3')
  const written = await command('report', 'small.example', '--check', oldest, '--out', out)
  expect(written.stdout).toMatch(/^The report of .* was written: \d+ files in .*\/out\n$/)
  expect(JSON.parse(await readFile(join(out, 'result.json'), 'utf8')).check).toBe(oldest)
  const unknown = await command('report', 'small.example', '--check', 'chk_none', '--out', out)
  expect(unknown).toMatchObject({ exitCode: EXIT.badInput })
  expect(unknown.stderr).toContain('CHECK_UNKNOWN')
})

test('what the report would write over is said before anything is read', async () => {
  await importKeeper()
  const out = join(folder, 'out')
  await mkdir(out)
  await writeFile(join(out, 'followers.csv'), 'mine')
  const requests = requestsMade()
  const foreign = await command('check', 'small.example', '--out', out)
  expect(foreign).toMatchObject({ exitCode: EXIT.badInput })
  expect(foreign.stderr).toMatch(/followers\.csv that Evercheck did not write.*REPORT_FOLDER_TAKEN/)
  const empty = await command('check', 'small.example', '--out', '')
  expect(empty).toMatchObject({ exitCode: EXIT.badInput })
  expect(empty.stderr).toMatch(/names no folder.*USAGE_INVALID/)
  expect(requestsMade()).toBe(requests)

  await rm(join(out, 'followers.csv'))
  expect((await command('check', 'small.example', '--out', out)).exitCode).toBe(EXIT.ok)
  const before = await readFile(join(out, 'result.json'), 'utf8')
  const other = await command('check', 'ada.example', '--out', out)
  expect(other.stderr).toMatch(/holds the report of @small\.example.*REPORT_FOLDER_TAKEN/)
  expect((await command('check', 'lonely.example', '--out', `${out}2`)).exitCode).toBe(EXIT.ok)
  const older = await command('report', 'lonely.example', '--out', out)
  expect(older).toMatchObject({ exitCode: EXIT.badInput })
  expect(older.stderr).toMatch(/holds the report of @small\.example.*REPORT_FOLDER_TAKEN/)
  expect(await readFile(join(out, 'result.json'), 'utf8')).toBe(before)
  for (const file of await readdir(out)) expect((await stat(join(out, file))).mode & 0o077).toBe(0)
})

/** An account whose session was made elsewhere: no browser is needed. */
async function importKeeper(): Promise<void> {
  const account = simulator.world.findAccount('keeper')
  if (!account) throw new Error('the simulator has no keeper')
  const { session } = simulator.world.openSession(account, {
    device: simulator.world.newDevice(),
    surface: 'web',
    address: '127.0.0.1',
    method: 'control',
  })
  const file = join(folder, 'cookies')
  await writeFile(file, session.sessionid)
  const agent = ['--user-agent', 'a browser of the tests']
  const run = await command('account', 'import', 'keeper', '--cookies-file', file, ...agent)
  expect(run.exitCode).toBe(EXIT.ok)
}

function requestsMade(): number {
  return simulator.world.counters.requests
}
