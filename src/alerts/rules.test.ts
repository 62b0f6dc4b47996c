import { expect, test } from 'vitest'
import type { AccountFacts, AlertFacts } from '../overview/alert-facts.ts'
import { causesOf } from './evaluate.ts'
import { type RuleName, totalOf } from './rule.ts'
import { NAMED_RULES, RULES } from './rules.ts'
import { CALM, CALM_ACCOUNT } from './test-facts.ts'

const HOUR = 3600
const DAY = 24 * HOUR

type Change = Partial<AlertFacts>

const account = (change: Partial<AccountFacts>, count = 1): Change => ({
  accounts: Array.from({ length: count }, (_, n) => {
    return { ...CALM_ACCOUNT, id: `acc_${n}`, name: `name${n}`, ...change }
  }),
})
const refreshes = (change: Partial<AlertFacts['refreshes']>): Change => ({
  refreshes: { ...CALM.refreshes, ...change },
})
const checks = (change: Partial<AlertFacts['checks']>): Change => ({
  checks: { ...CALM.checks, ...change },
})
const channel = (oldestSeconds: number, dead: number): Change => ({
  channels: [{ channel: 'mail', oldestSeconds, waiting: 1, dead, lastError: null }],
})
const schedule = (change: Partial<AlertFacts['schedules'][number]>): Change => ({
  schedules: CALM.schedules.map((one) => ({ ...one, ...change })),
})
const dead = (seconds: number) => account({ session: 'invalid', refreshAgeSeconds: seconds })

/** What fires, and what comes as near to it as can be without. */
const CASES: Readonly<Record<RuleName, { fires: readonly Change[]; silent: readonly Change[] }>> = {
  SessionInvalid: {
    fires: [dead(DAY + 1)],
    silent: [
      dead(DAY),
      account({ session: 'valid', refreshAgeSeconds: 9 * DAY, ageSeconds: 0 }),
      account({ session: 'invalid', refreshAgeSeconds: 9 * DAY, standing: 'paused' }),
      account({ session: 'none', refreshAgeSeconds: 0 }),
    ],
  },
  SessionOld: {
    fires: [account({ ageSeconds: 5 * DAY + 1 })],
    silent: [
      account({ ageSeconds: 5 * DAY }),
      account({ ageSeconds: 9 * DAY, session: 'invalid' }),
      account({ ageSeconds: 9 * DAY, standing: 'paused' }),
    ],
  },
  ReactiveRefreshesMany: {
    fires: [refreshes({ reactive: 3 }), { ...account({}, 300), ...refreshes({ reactive: 21 }) }],
    silent: [refreshes({ reactive: 2 }), { ...account({}, 300), ...refreshes({ reactive: 20 }) }],
  },
  ProactiveRefreshDone: {
    fires: [{ renewed: [{ refreshId: 'ref_1', account: 'keeper', nextRefreshAt: null }] }],
    silent: [{ renewed: [] }],
  },
  SessionPoolExhausted: {
    fires: [{ ...account({ isReady: false }, 3), ...checks({ waiting: 1 }) }],
    silent: [
      { ...account({ isReady: false }), ...checks({ waiting: 0 }) },
      { ...account({ isReady: true }), ...checks({ waiting: 99 }) },
    ],
  },
  SessionRefreshFailing: {
    fires: [refreshes({ lately: { attempts: 5, successes: 2 } })],
    silent: [
      refreshes({ lately: { attempts: 4, successes: 2 } }),
      refreshes({ lately: { attempts: 3, successes: 0 } }),
    ],
  },
  SessionSurvivalDropped: {
    fires: [{ survival: { recentSeconds: 2 * DAY - 1, usualSeconds: 4 * DAY } }],
    silent: [
      { survival: { recentSeconds: 2 * DAY, usualSeconds: 4 * DAY } },
      { survival: { recentSeconds: 0, usualSeconds: 4 * DAY } },
      { survival: { recentSeconds: 2 * DAY, usualSeconds: 0 } },
    ],
  },
  ReloginLoop: {
    fires: [{ ...account({}, 2), ...refreshes({ loginsOfDay: 5 }) }],
    silent: [{ ...account({}, 2), ...refreshes({ loginsOfDay: 4 }) }],
  },
  AccountStopped: {
    fires: [account({ standing: 'failing' }), account({ standing: 'blocked' })],
    silent: [account({ standing: 'paused' }), account({ standing: 'active' })],
  },
  AnswerUnrecognised: {
    fires: [account({ isPuzzled: true })],
    silent: [account({ isPuzzled: false })],
  },
  RateLimitStorm: {
    fires: [{ ...account({}, 5), ...refreshes({ throttledAccounts: 3 }) }],
    silent: [
      { ...account({}, 6), ...refreshes({ throttledAccounts: 3 }) },
      { ...account({}, 2), ...refreshes({ throttledAccounts: 2 }) },
    ],
  },
  ChallengeWaitingForHuman: {
    fires: [{ dialogues: [{ id: 'dlg_1', account: 'keeper', openSeconds: 1 }] }],
    silent: [{ dialogues: [] }],
  },
  CheckSuccessRateLow: {
    fires: [checks({ ended: { attempts: 20, successes: 17 } })],
    silent: [
      checks({ ended: { attempts: 20, successes: 18 } }),
      checks({ ended: { attempts: 9, successes: 0 } }),
    ],
  },
  ListCompletenessLow: {
    fires: [checks({ incomplete: 5 })],
    silent: [
      checks({ incomplete: 4 }),
      checks({ incomplete: 9, ended: { attempts: 9, successes: 9 } }),
    ],
  },
  CheckOldestWaitingTooLong: {
    fires: [checks({ oldestUnstartedSeconds: 3 * HOUR + 1 })],
    silent: [checks({ oldestUnstartedSeconds: 3 * HOUR })],
  },
  CheckStuckNoProgress: {
    fires: [checks({ longestWithoutPageSeconds: HOUR / 2 + 1 })],
    silent: [checks({ longestWithoutPageSeconds: HOUR / 2 })],
  },
  CheckCrashes: {
    fires: [checks({ crashing: 1 })],
    silent: [checks({ crashing: 0 })],
  },
  WorkerDown: {
    fires: [{ workers: 0, ...checks({ waiting: 1 }) }],
    silent: [{ workers: 0 }, { workers: 1, ...checks({ waiting: 99 }) }],
  },
  AlertDeliveryFailing: {
    fires: [channel(301, 0), channel(0, 1)],
    silent: [channel(300, 0)],
  },
  NightlyRefreshMissed: {
    fires: [schedule({ successAgeSeconds: 49 * HOUR + 1 })],
    silent: [
      schedule({ successAgeSeconds: 49 * HOUR }),
      schedule({ kind: 'clean-up', successAgeSeconds: 99 * HOUR }),
    ],
  },
  ScheduleLate: {
    fires: [schedule({ kind: 'clean-up', overdueSeconds: 901 })],
    silent: [schedule({ overdueSeconds: 900 })],
  },
  ScheduleFailing: {
    fires: [schedule({ error: 'no room' })],
    silent: [schedule({ error: null })],
  },
  DeadLettersPresent: {
    fires: [{ deadJobs: [{ kind: 'clean-up', count: 1 }] }],
    silent: [{ deadJobs: [] }],
  },
  LedgerImbalance: {
    fires: [{ ledger: { unreleased: 0, off: 1 } }],
    silent: [{ ledger: { unreleased: 1, off: 0 } }],
  },
  RefundFailed: {
    fires: [{ ledger: { unreleased: 1, off: 0 } }],
    silent: [{ ledger: { unreleased: 0, off: 1 } }],
  },
  EncryptionKeyOld: {
    fires: [{ keyAgeSeconds: 365 * DAY + 1 }],
    silent: [{ keyAgeSeconds: 365 * DAY }],
  },
}

test('in a house in which all is well no rule fires', () => {
  expect(causesOf(CALM)).toEqual([])
})

test.each(Object.entries(CASES))('%s fires, and just below does not', (name, { fires, silent }) => {
  const fired = (change: Change) => {
    const causes = causesOf({ ...CALM, ...change })
    return causes.some((cause) => cause.name === name)
  }
  expect(fires.map(fired)).toEqual(fires.map(() => true))
  expect(silent.map(fired)).toEqual(silent.map(() => false))
})

test('the metric of a rule is over its limit exactly where one of its alerts is raised', () => {
  const every = Object.values(CASES).flatMap(({ fires, silent }) => [...fires, ...silent])
  for (const change of [{}, ...every]) {
    const facts = { ...CALM, ...change }
    const ours = new Set(causesOf(facts).map(({ name }) => name))
    for (const [name, rule] of NAMED_RULES) {
      expect([name, change, totalOf(rule, facts) > rule.over]).toEqual([
        name,
        change,
        ours.has(name),
      ])
    }
  }
})

test('a rule that fires for three accounts has three causes', () => {
  const causes = causesOf({ ...CALM, ...account({ standing: 'challenged' }, 3) })
  expect(causes.map(({ name, measure }) => [name, measure.name])).toEqual([
    ['AccountStopped', 'name0'],
    ['AccountStopped', 'name1'],
    ['AccountStopped', 'name2'],
  ])
})

test('every metric is of one rule, and is named as Prometheus wants it', () => {
  const names = Object.values(RULES).map(({ metric }) => metric)
  expect(new Set(names).size).toBe(names.length)
  for (const name of names) expect(name).toMatch(/^evercheck_[a-z0-9_]+$/)
})
