import { expect, test } from 'vitest'
import { OVERVIEW_WORDS } from '../../../src/words/panel/overview.ts'
import type { Account } from '../wire/queries.ts'
import { stateOfAccount } from './account-state.ts'
import { ageIn, comesNextIn, renewalOf } from './renewal.ts'

const NOW = new Date('2026-11-24T20:48:00')
const LIVING: Account = {
  account: 'ada',
  standing: 'active',
  standingWhy: null,
  restingUntil: null,
  restingWhy: null,
  restingKind: null,
  status: 'valid',
  version: 7,
  method: 'browser',
  ageMs: 17 * 60_000,
  lastVerifiedAt: NOW.toISOString(),
  nextRefreshAt: new Date('2026-11-24T23:10:00').toISOString(),
  diedAt: null,
  lastRefreshAt: null,
  proactive: { attempts: 0, successes: 0 },
  reactive: { attempts: 0, successes: 0 },
  refreshRate: null,
  checkRate: null,
  paceFactor: 1,
}
const RESTS = { ...LIVING, restingUntil: new Date('2026-11-24T21:08:00').toISOString() }

test.each([
  ['what is well', LIVING, 'healthy', '23:10', '17\u00a0min'],
  [
    'a day that is over',
    { ...RESTS, restingKind: 'paced' },
    'resting',
    'till 21:08',
    '17\u00a0min',
  ],
  ['a throttle', { ...RESTS, restingKind: 'throttled' }, 'throttled', 'till 21:08', '17\u00a0min'],
  ['a rest of a newer server', { ...RESTS, restingKind: 'new' }, 'throttled', 'till 21:08', null],
  [
    'a death that a login mends',
    { ...LIVING, status: 'invalid', diedAt: NOW.toISOString() },
    'dead',
    'when needed',
    '—',
  ],
  ['a refused password', { ...LIVING, standing: 'wrong-password' }, 'dead', 'stopped', '—'],
  ['a challenge', { ...LIVING, standing: 'challenged' }, 'human', 'needs you', null],
  ['a pause', { ...LIVING, standing: 'paused' }, 'paused', 'paused', null],
] as const)(
  'an account says what it does and what comes next: %s',
  (_, account, state, next, age) => {
    expect(stateOfAccount(account, new Set())).toBe(state)
    expect(comesNextIn('en', OVERVIEW_WORDS.en.lives, account, state, NOW)).toBe(next)
    if (age !== null) expect(ageIn('en', account, state)).toBe(age)
    const stands = ['dead', 'human', 'paused'].includes(state)
    expect(renewalOf(account, state) === null).toBe(stands)
  },
)
