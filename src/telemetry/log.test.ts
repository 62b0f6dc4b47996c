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
import { createLog, LogUnwritableError, logFile } from './log.ts'

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
