import { expect, test } from 'vitest'
import { type AccountRow, type CheckRow, statusLines } from './status-lines.ts'

const KEEPER: AccountRow = {
  account: 'keeper',
  standing: 'active',
  why: null,
  ageMs: 12 * 3_600_000,
  ageHours: 12,
  isUntested: false,
  died: false,
  lastVerifiedAt: new Date('2026-11-25T14:02:00Z'),
  nextRefreshAt: new Date('2026-11-27T06:00:00Z'),
  lastError: null,
  reactive: { attempts: 1, successes: 1 },
  proactive: { attempts: 0, successes: 0 },
  refreshes: { attempts: 1, successes: 1 },
  checks: { attempts: 0, successes: 0 },
}

const ADA: CheckRow = {
  target: 'ada.example',
  state: 'running',
  stands: 'running',
  why: null,
  place: null,
  parkedUntil: null,
  startedAt: new Date('2026-11-25T14:02:00Z'),
  finishedAt: null,
  followers: { expected: 1663, collected: 728, confidence: null, leftMs: 380_000 },
  following: { expected: null, collected: 0, confidence: null, leftMs: null },
}

const OTHERS: readonly CheckRow[] = [
  {
    ...ADA,
    target: 'bob',
    state: 'parked',
    stands: 'parked',
    why: 'Instagram asks us to wait',
    parkedUntil: new Date('2026-11-25T16:40:00Z'),
    followers: { ...ADA.followers, confidence: 'exact', collected: 1663, leftMs: null },
  },
  {
    ...ADA,
    target: 'a.name.of.thirty.characters.xx',
    state: 'failed',
    stands: 'incomplete',
    why: 'list-incomplete: followers: 299 of the 1663 that the profile counts; 2 passes brought nobody new (Instagram shows only a part of this list)',
    finishedAt: new Date('2026-11-24T16:40:00Z'),
  },
]

const ROWS = {
  sessions: [
    KEEPER,
    {
      ...KEEPER,
      account: 'second',
      standing: 'challenged',
      why: 'Instagram wants to know who you are, at www.instagram.com/challenge/',
      ageMs: null,
      ageHours: null,
    },
  ],
  checks: [ADA, ...OTHERS],
}

test('every figure has its name, and times are those of the reader', () => {
  const lines = statusLines(
    { sessions: [KEEPER], checks: [ADA] },
    { columns: 80, zone: 'Europe/Moscow' },
  )
  expect(lines).toEqual([
    'Accounts',
    '  keeper is active',
    '    session: 12 h old, answered last 25 Nov 2026, 17:02 GMT+3, due for renewal',
    '      27 Nov 2026, 09:00 GMT+3',
    '    logins in the last 7 days: 1 of 1 succeeded after a death',
    '',
    'Checks, the newest first',
    '  @ada.example: running, begun on 25 Nov 2026',
    '    followers: 728 of 1,663 read (43 %), about 6 min left',
    '    following: not begun',
  ])
})

test('a check that waits shows its place in line', () => {
  const waits = {
    ...ADA,
    state: 'queued',
    stands: 'ordered',
    place: 1204,
    startedAt: null,
  }
  const lines = statusLines({ sessions: [], checks: [waits] }, { columns: 80, zone: 'UTC' })
  expect(lines).toContain('  @ada.example: ordered, place 1,204 in line')
})

test.each([20, 40, 80, 120])('on a screen of %i columns no line is longer', (columns) => {
  const lines = statusLines(ROWS, { columns, zone: 'UTC' })
  const words = (line: string) => line.trim().split(' ')
  for (const line of lines) {
    const fits = line.length <= Math.min(columns, 80)
    expect([line, fits || words(line).length === 1]).toEqual([line, true])
  }
  expect(lines.join(' ').replace(/\s+/g, ' ')).toContain(
    '@bob: parked until 25 Nov 2026, 16:40 UTC: Instagram asks us to wait',
  )
})

test('where there is nothing, that is said', () => {
  const lines = statusLines({ sessions: [], checks: [] }, { columns: 80, zone: 'UTC' })
  expect(lines).toEqual(['There are no accounts.', '', 'There are no checks.'])
})

test('a session of some minutes is not said to be none old', () => {
  const young = { ...KEEPER, ageMs: 490_000, ageHours: 0 }
  const lines = statusLines({ sessions: [young], checks: [] }, { columns: 80, zone: 'UTC' })
  expect(lines.join('\n')).toContain('session: 8 min old')
})

test('a session that was restored is said to be tested before it is used', () => {
  const restored = { ...KEEPER, ageMs: null, ageHours: null, isUntested: true }
  const lines = statusLines({ sessions: [restored], checks: [] }, { columns: 80, zone: 'UTC' })
  expect(lines).toContain('    session: tested before it is used')
})
