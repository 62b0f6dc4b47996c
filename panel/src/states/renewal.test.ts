import { expect, test } from 'vitest'
import { OVERVIEW_WORDS } from '../../../src/words/panel/overview.ts'
import type { Account } from '../wire/queries.ts'
import { ageIn, comesNextIn, renewalOf } from './renewal.ts'

const NOW = new Date('2026-11-24T20:48:00')
const LIVING: Account = {
  account: 'ada',
  state: 'healthy',
  group: 'healthy',
  dialogue: null,
  standing: 'active',
  standingWhy: null,
  restingUntil: null,
  restingWhy: null,
  restingKind: null,
  status: 'valid',
  version: 7,
  method: 'browser',
  // As it was asked for, ten minutes ago.
  ageMs: 7 * 60_000,
  loggedInAt: new Date('2026-11-24T20:31:00').toISOString(),
  lastVerifiedAt: NOW.toISOString(),
  nextRefreshAt: new Date('2026-11-24T23:10:00').toISOString(),
  diedAt: null,
  lastRefreshAt: null,
  proactive: { attempts: 0, successes: 0 },
  reactive: { attempts: 0, successes: 0 },
  refreshRate: null,
  checkRate: null,
  requests: 0,
  paceFactor: 1,
}
const RESTS = { ...LIVING, restingUntil: new Date('2026-11-24T21:08:00').toISOString() }

test.each([
  ['what is well', LIVING, '23:10', '17\u00a0min'],
  ['a day that is over', { ...RESTS, state: 'resting' }, 'till 21:08', '17\u00a0min'],
  ['a throttle', { ...RESTS, state: 'throttled' }, 'till 21:08', '17\u00a0min'],
  [
    'a death that a login mends',
    { ...LIVING, state: 'dead', status: 'invalid', diedAt: NOW.toISOString() },
    'when needed',
    '—',
  ],
  ['a refused password', { ...LIVING, state: 'dead', standing: 'wrong-password' }, 'stopped', '—'],
  ['a challenge', { ...LIVING, state: 'human', standing: 'challenged' }, 'needs you', null],
  ['a pause', { ...LIVING, state: 'paused', standing: 'paused' }, 'paused', null],
] as const)('an account says what comes next: %s', (_, account, next, age) => {
  expect(comesNextIn('en', OVERVIEW_WORDS.en.lives, account, NOW)).toBe(next)
  if (age !== null) expect(ageIn('en', account, NOW)).toBe(age)
  const stands = ['dead', 'human', 'paused'].includes(account.state)
  expect(renewalOf(account) === null).toBe(stands)
})
