import { expect, test } from 'vitest'
import type { AccountHealth } from './account-health.ts'
import { lifeMap } from './life-map.ts'

const AT = new Date('2026-11-24T18:00:00Z')
const HOUR_MS = 3_600_000
const ago = (hours: number): Date => new Date(AT.getTime() - hours * HOUR_MS)

const living = (account: string): AccountHealth =>
  ({
    account,
    standing: 'active',
    status: 'valid',
    restingUntil: null,
    restingWhy: null,
    dialogueId: null,
  }) as AccountHealth

const span = (from: Date, to: Date | null, diedAt: Date | null = null) => ({
  version: 1,
  from,
  to,
  isCurrent: to === null,
  diedAt,
})

test('a slot counts who had a living session in it, once, and every death', () => {
  const lives = [
    // Renewed in the middle of the second slot: it lived in all four, and is counted once in each.
    {
      account: 'ada',
      throttles: [],
      spans: [span(ago(30), ago(14)), span(ago(14), null)],
    },
    // Died in the second slot and came back in the last.
    {
      account: 'bob',
      throttles: [],
      spans: [span(ago(24), ago(13), ago(13)), span(ago(2), null)],
    },
  ]
  const accounts = [living('ada'), living('bob'), living('cyd')]
  expect(lifeMap(lives, accounts, { at: AT, windowMs: 24 * HOUR_MS })).toEqual({
    slotMs: 6 * HOUR_MS,
    rows: [
      {
        group: 'healthy',
        accounts: 3,
        slots: [
          { alive: 2, deaths: 0 },
          { alive: 2, deaths: 1 },
          { alive: 1, deaths: 0 },
          { alive: 2, deaths: 0 },
        ],
      },
    ],
  })
})
