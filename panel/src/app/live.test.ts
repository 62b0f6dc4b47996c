import { expect, test } from 'vitest'
import { madeOld } from './live.ts'

test('an event makes old what it is about, and nothing else', () => {
  const check = { check: 'chk_1' }
  expect(madeOld({ kind: 'check-parked', data: check })).toContain('checks/one/chk_1')
  expect(madeOld({ kind: 'list-finished', data: check })).not.toContain('sessions')
  expect(madeOld({ kind: 'session-died', data: {} })).toContain('sessions')
  expect(madeOld({ kind: 'dialogue-opened', data: {} })).toEqual(['dialogues', 'sessions/status'])
  expect(madeOld({ kind: 'balance-moved', data: null })).toEqual(['customers'])
  expect(madeOld({ kind: 'something-new', data: null })).toEqual([])
  expect(madeOld({ kind: 'reset', data: {} })).toContain('checks')
})
