import { expect, test } from 'vitest'
import type { CheckEnding } from './check.ts'
import { costOf, type End } from './cost.ts'

const TARIFF = [
  { peopleMax: 1000, credits: 2 },
  { peopleMax: null, credits: 7 },
]
const SHORT: CheckEnding = { kind: 'incomplete', short: [] }

test.each<[End['state'], CheckEnding, number, string]>([
  ['completed', { kind: 'complete' }, 2, 'delivered'],
  ['completed', SHORT, 2, 'delivered'],
  ['failed', SHORT, 0, 'under-threshold'],
  ['failed', { kind: 'target-closed', why: 'private' }, 0, 'private'],
  ['failed', { kind: 'target-closed', why: 'gone' }, 0, 'gone'],
  ['failed', { kind: 'target-closed', why: 'unseen' }, 0, 'unseen'],
  ['failed', { kind: 'target-closed', why: 'blocked-us' }, 0, 'blocked-us'],
  ['failed', { kind: 'out-of-patience', why: null }, 0, 'out-of-patience'],
  ['cancelled', { kind: 'cancelled' }, 0, 'cancelled'],
  ['cancelled', { kind: 'merged', into: 'chk_1' }, 0, 'merged'],
])('a check that is %s, %j, costs %i because of %s', (state, ending, charged, why) => {
  const order = { ceilingCredits: 7, tariff: TARIFF, people: 900 }
  expect(costOf({ state, ending }, order)).toEqual({ chargedCredits: charged, why })
})

test.each([
  ['more people than were quoted', 2, 50_000, 2],
  ['fewer people than were quoted', 7, 10, 2],
  ['nothing that was held', 0, 50_000, 0],
])(
  'of %s no more is taken than was held, and no more than they cost',
  (_, held, people, charged) => {
    const end: End = { state: 'completed', ending: { kind: 'complete' } }
    const cost = costOf(end, { ceilingCredits: held, tariff: held === 0 ? [] : TARIFF, people })
    expect(cost).toEqual({ chargedCredits: charged, why: charged === 0 ? 'free' : 'delivered' })
  },
)
