import { existsSync } from 'node:fs'
import { expect, test } from 'vitest'
import { createLog, logFile } from './log.ts'

test.runIf(existsSync('/dev/full'))('a log on a full disk ends nothing', () => {
  const destination = logFile('/dev/full')
  const log = createLog({ level: 'info', destination })
  expect(() => log.info('one')).not.toThrow()
  expect(() => log.info('two')).not.toThrow()
  expect(() => destination.end()).not.toThrow()
})
