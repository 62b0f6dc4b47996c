import { execFileSync } from 'node:child_process'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { BusinessEvent } from './events.ts'
import { createLog, logEvents } from './log.ts'
import { LogUnwritableError, logFile } from './log-file.ts'

let folder: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'log-'))
})

afterEach(() => rmSync(folder, { recursive: true }))

test.runIf(existsSync('/dev/full'))('a log on a full disk ends nothing', () => {
  const destination = logFile('/dev/full')
  const log = createLog({ level: 'info', destination })
  expect(() => log.info('one')).not.toThrow()
  expect(() => log.info('two')).not.toThrow()
  expect(() => destination.end()).not.toThrow()
})

test('a log is for its owner only, also one that was not, and is gone on with', () => {
  const file = join(folder, 'evercheck.log')
  writeFileSync(file, 'before\n', { mode: 0o644 })
  const destination = logFile(file)
  createLog({ level: 'info', destination }).info('after')
  destination.end()
  expect(statSync(file).mode & 0o777).toBe(0o600)
  expect(readFileSync(file, 'utf8')).toMatch(/^before\n.*"msg":"after"/)
})

test('a log that is long is put aside, and all who write to it go on in the new one', () => {
  const file = join(folder, 'evercheck.log')
  const limits = { bytesMax: 2000, lookLines: 5 }
  const writers = [logFile(file, limits), logFile(file, limits), logFile(file, limits)]
  const logs = writers.map((destination) => createLog({ level: 'info', destination }))
  for (let line = 0; line < 600; line += 1) logs[line % 3]?.info(`line ${line}`)
  for (const writer of writers) writer.end()
  const kept = ['', '.1', '.2', '.3', '.4', '.5'].map((age) => readFileSync(file + age, 'utf8'))
  expect(existsSync(`${file}.6`)).toBe(false)
  for (const text of kept) expect(text.length).toBeLessThan(4000)
  // Nothing of what is kept is missing: the newest lines are there, each once.
  const lines = [...kept.join('').matchAll(/"line (\d+)"/g)].map(([, line]) => Number(line))
  const oldest = Math.min(...lines)
  expect(new Set(lines).size).toBe(lines.length)
  expect(lines.length).toBeGreaterThanOrEqual(600 - oldest - 15)
  expect(statSync(`${file}.1`).mode & 0o777).toBe(0o600)
})

test.each<[string, (file: string) => void, RegExp]>([
  ['a symbolic link', (file) => symlinkSync(join(folder, 'precious'), file), /symbolic link/],
  ['a folder', (file) => mkdirSync(file), /it is a folder/],
  ['a pipe that nobody reads', (file) => execFileSync('mkfifo', [file]), /pipe/],
])('%s in the place of the log is refused with a sentence', (_, put, why) => {
  const file = join(folder, 'evercheck.log')
  writeFileSync(join(folder, 'precious'), 'precious')
  put(file)
  expect(() => logFile(file)).toThrow(LogUnwritableError)
  expect(() => logFile(file)).toThrow(why)
  expect(readFileSync(join(folder, 'precious'), 'utf8')).toBe('precious')
})

const LOGIN = { kind: 'login-ended', account: 'a', method: 'browser', tookMs: 1 } as const
const STOPPED = { kind: 'account-stopped', account: 'a' } as const

test.each<[string, BusinessEvent]>([
  ['info', { ...LOGIN, outcome: 'still-logged-in', detail: null, trouble: null }],
  ['info', { ...LOGIN, outcome: 'logged-in', detail: null, trouble: null }],
  ['warn', { ...LOGIN, outcome: 'technical', detail: 'a page', trouble: null }],
  ['info', { kind: 'account-recovered', account: 'a', by: 'time' }],
  ['info', { kind: 'surface-served', account: 'a', surface: 'search' }],
  ['info', { kind: 'code-awaited', account: 'a' }],
  ['error', { ...STOPPED, standing: 'challenged', why: { kind: 'challenged', detail: null } }],
  ['info', { ...STOPPED, standing: 'paused', why: { kind: 'operator', detail: null } }],
])('good news is %s and trouble is not: %o', (level, event) => {
  const file = join(folder, 'evercheck.log')
  const destination = logFile(file)
  logEvents(createLog({ level: 'debug', destination }))(event)
  destination.end()
  const line: unknown = JSON.parse(readFileSync(file, 'utf8'))
  expect(line).toMatchObject({ level, msg: event.kind })
})
