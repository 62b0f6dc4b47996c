import { expect, test } from 'vitest'
import { EVENT_KINDS } from '../../../src/events/event.ts'
import { HEARD_KINDS } from '../wire/line.ts'
import { furtherOf, madeOld } from './heard.ts'

test('an event makes old what it is about, and nothing else', () => {
  const check = { check: 'chk_1' }
  expect(madeOld({ kind: 'check-parked', data: check })).toContain('checks/one/chk_1')
  expect(madeOld({ kind: 'list-finished', data: check })).not.toContain('sessions')
  expect(madeOld({ kind: 'session-died', data: {} })).toContain('sessions')
  expect(madeOld({ kind: 'dialogue-opened', data: {} })).toEqual([
    'dialogues',
    'sessions/health',
    'accounts/list',
    'accounts/one',
  ])
  expect(madeOld({ kind: 'balance-moved', data: null })).toEqual(['customers'])
  expect(madeOld({ kind: 'something-new', data: null })).toEqual([])
  expect(madeOld({ kind: 'reset', data: {} })).toContain('checks')
})

test('every kind of event that makes an answer old is listened for, and no other', () => {
  const acted = EVENT_KINDS.filter((kind) => madeOld({ kind, data: null }).length > 0)
  expect(acted).toContain('alert-silenced')
  expect([...HEARD_KINDS].sort()).toEqual([...acted, 'progress', 'reset'].sort())
})

test('how many were read never falls, whatever is heard late', () => {
  const known = { collected: 200, expected: 900, pages: 4 }
  expect(furtherOf(known, { collected: 150 })).toEqual(known)
  expect(furtherOf(known, { collected: 250 })).toEqual({ ...known, collected: 250 })
})
