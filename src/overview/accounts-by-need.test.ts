import { expect, test } from 'vitest'
import { reasonText } from '../accounts/reasons.ts'
import type { AccountHealth } from './account-health.ts'
import { groupOfAccount, stateOfAccount } from './account-state.ts'
import { byNeed, isAccountCursor, pageOfAccounts } from './accounts-by-need.ts'

const AT = new Date('2026-11-24T20:48:00Z')
const LATER = new Date('2026-11-24T21:08:00Z')

function named(account: string, also: Partial<AccountHealth> = {}): AccountHealth {
  return {
    accountId: `acc_${account}`,
    account,
    standing: 'active',
    standingWhy: null,
    standingUntil: null,
    restingUntil: null,
    restingWhy: null,
    dialogueId: null,
    status: 'valid',
    version: 7,
    isUntested: false,
    method: 'browser',
    ageMs: 60_000,
    loggedInAt: AT,
    lastVerifiedAt: AT,
    nextRefreshAt: LATER,
    diedAt: null,
    lastRefreshAt: null,
    proactive: { attempts: 0, successes: 0 },
    reactive: { attempts: 0, successes: 0 },
    refreshes: { attempts: 0, successes: 0 },
    checks: { attempts: 0, successes: 0 },
    requestCount: 10,
    paceFactor: 1,
    failCount: 0,
    lastError: null,
    ...also,
  }
}

const resting = (kind: 'paced' | 'throttled') => ({
  restingUntil: LATER,
  restingWhy: reasonText({ kind, detail: null }),
})

test.each([
  ['what is well', {}, 'healthy', 'healthy'],
  ['one that was never logged in', { status: 'none' }, 'queued', 'healthy'],
  ['a day that is over', resting('paced'), 'resting', 'rests'],
  ['a throttle', resting('throttled'), 'throttled', 'recovers'],
  ['a rest of a newer program', { restingUntil: LATER, restingWhy: '' }, 'throttled', 'recovers'],
  ['a death that a login mends', { status: 'invalid', diedAt: AT }, 'dead', 'recovers'],
  ['a refused password', { standing: 'wrong-password' }, 'dead', 'needs'],
  ['a challenge', { standing: 'challenged' }, 'human', 'needs'],
  ['a login that waits', { dialogueId: 'dlg_1' }, 'human', 'needs'],
  ['a pause', { standing: 'paused' }, 'paused', 'rests'],
] as const)('an account is one thing to who looks at it: %s', (_, also, state, group) => {
  expect([stateOfAccount(named('ada', also)), groupOfAccount(named('ada', also))]).toEqual([
    state,
    group,
  ])
})

const MANY = [
  named('zoe', { dialogueId: 'dlg_1' }),
  named('ada', { standing: 'challenged' }),
  named('bob', { standing: 'paused' }),
  named('cyd', resting('throttled')),
  ...Array.from({ length: 300 }, (_, at) => named(`shop_${at}`)),
  named('shop_1a'),
]

test('accounts come by need, then by name; a login that closes by itself first', () => {
  const names = byNeed(MANY).map(({ account }) => account)
  expect(names.slice(0, 4)).toEqual(['zoe', 'ada', 'cyd', 'shop_0'])
  expect(names.at(-1)).toBe('bob')
})

test('page after page gives every account once, and how many there are in all', () => {
  const seen: string[] = []
  let after: string | null = null
  do {
    const page = pageOfAccounts(MANY, { part: '', group: null, after, countMax: 47 })
    expect(page.groups).toEqual({ needs: 2, recovers: 1, healthy: 301, rests: 1 })
    expect(page.requestCount).toBe(3050)
    if (page.next !== null) expect(isAccountCursor(page.next)).toBe(true)
    seen.push(...page.items.map(({ account }) => account))
    after = page.next
  } while (after !== null)
  expect(seen).toEqual(byNeed(MANY).map(({ account }) => account))
})

test('who is named stands before all who have the name in theirs', () => {
  const asked = { part: 'shop_1', group: null, after: null, countMax: 3 } as const
  const first = pageOfAccounts(MANY, asked)
  expect(first.items.map(({ account }) => account)).toEqual(['shop_1', 'shop_10', 'shop_100'])
  const next = pageOfAccounts(MANY, { ...asked, after: first.next })
  expect(next.items.map(({ account }) => account)).toEqual(['shop_101', 'shop_102', 'shop_103'])
})

test('a group is one of them, and the others are counted all the same', () => {
  const asked = { part: '', group: 'needs', after: null, countMax: 50 } as const
  const { items, next, groups } = pageOfAccounts(MANY, asked)
  expect(items.map(({ account }) => account)).toEqual(['zoe', 'ada'])
  expect([next, groups.healthy]).toEqual([null, 301])
})
