import type { AccountFacts, AlertFacts } from '../overview/alert-facts.ts'
import type { Measure, Rule, RuleName } from './rule.ts'

const MINUTE_MS = 60_000
const HOUR_S = 3600
const DAY_S = 24 * HOUR_S

/** In a pool of so many accounts or fewer, three reactive refreshes in an hour are many. */
const POOL_OF_THREE = 30
/** Shares of fewer renewals than this say nothing. */
const REFRESHES_MIN = 4
/** A throttle of fewer accounts than this is no storm. */
const STORM_MIN = 3

/** What concerns accounts, their sessions and their logins. */
export const SESSION_RULES = {
  SessionInvalid: {
    severity: 'critical',
    metric: 'evercheck_session_invalid_refresh_age_seconds',
    help: 'Of the sessions that are invalid: the longest since one was last refreshed.',
    total: 'max',
    over: DAY_S,
    forMs: 0,
    keepMs: 2 * MINUTE_MS,
    measure: ({ accounts }) =>
      accounts
        .filter((one) => one.session === 'invalid' && one.standing !== 'paused')
        .map((one) => ofAccount(one, one.refreshAgeSeconds)),
  },
  SessionOld: {
    severity: 'warning',
    metric: 'evercheck_session_oldest_age_seconds',
    help: 'Of the sessions that are valid: the longest since the login that one lives by.',
    total: 'max',
    over: 5 * DAY_S,
    forMs: 0,
    keepMs: 2 * MINUTE_MS,
    measure: ({ accounts }) =>
      accounts
        .filter((one) => one.session === 'valid' && one.standing !== 'paused')
        .map((one) => ofAccount(one, one.ageSeconds)),
  },
  ReactiveRefreshesMany: {
    severity: 'warning',
    metric: 'evercheck_session_reactive_refreshes_last_hour',
    help: 'Reactive refreshes begun in the last hour, per 30 accounts where there are more.',
    total: 'sum',
    over: 2,
    forMs: 0,
    keepMs: 10 * MINUTE_MS,
    measure: ({ accounts, refreshes }) => [
      {
        ...HOUSE,
        value: refreshes.reactive / Math.max(1, accounts.length / POOL_OF_THREE),
        detail: { count: refreshes.reactive },
      },
    ],
  },
  ProactiveRefreshDone: {
    severity: 'info',
    metric: 'evercheck_session_proactive_refreshes_done_last_hour',
    help: 'Proactive refreshes that succeeded in the last hour.',
    total: 'sum',
    over: 0,
    forMs: 0,
    keepMs: 0,
    measure: ({ renewed }) =>
      renewed.map(({ refreshId, account, nextRefreshAt }) => ({
        subject: refreshId,
        name: account,
        value: 1,
        detail: { next: nextRefreshAt },
      })),
  },
  SessionPoolExhausted: {
    severity: 'critical',
    metric: 'evercheck_checks_without_account',
    help: 'Checks that wait while no account could read within the hour.',
    total: 'sum',
    over: 0,
    forMs: 10 * MINUTE_MS,
    keepMs: 5 * MINUTE_MS,
    measure: ({ accounts, checks }) => [
      { ...HOUSE, value: accounts.some((one) => one.isReady) ? 0 : checks.waiting },
    ],
  },
  SessionRefreshFailing: {
    severity: 'warning',
    metric: 'evercheck_session_refresh_failure_ratio',
    help: 'Share of the refreshes of the last six hours that failed; 0 when there were few.',
    total: 'max',
    over: 0.5,
    forMs: 0,
    keepMs: 10 * MINUTE_MS,
    measure: ({ refreshes: { lately } }) => [
      {
        ...HOUSE,
        value: lately.attempts < REFRESHES_MIN ? 0 : 1 - lately.successes / lately.attempts,
        detail: { failures: lately.attempts - lately.successes, attempts: lately.attempts },
      },
    ],
  },
  SessionSurvivalDropped: {
    severity: 'warning',
    metric: 'evercheck_session_survival_loss_ratio',
    help: 'How much shorter sessions live that died in the last three days than those before.',
    total: 'max',
    over: 0.5,
    forMs: 0,
    keepMs: 60 * MINUTE_MS,
    measure: ({ survival: { recentSeconds, usualSeconds } }) => [
      {
        ...HOUSE,
        value:
          recentSeconds === 0 || usualSeconds === 0
            ? 0
            : Math.max(0, 1 - recentSeconds / usualSeconds),
        detail: { recentSeconds, usualSeconds },
      },
    ],
  },
  ReloginLoop: {
    severity: 'warning',
    metric: 'evercheck_logins_per_account_last_day',
    help: 'Login forms sent in the last day, per account.',
    total: 'max',
    over: 2,
    forMs: 0,
    keepMs: 60 * MINUTE_MS,
    measure: ({ accounts, refreshes }) => [
      {
        ...HOUSE,
        value: refreshes.loginsOfDay / Math.max(1, accounts.length),
        detail: { count: refreshes.loginsOfDay },
      },
    ],
  },
  AccountStopped: {
    severity: 'warning',
    metric: 'evercheck_accounts_stopped',
    help: 'Accounts that Evercheck may not use, other than by the wish of the operator.',
    total: 'sum',
    over: 0,
    forMs: 0,
    keepMs: 0,
    measure: ({ accounts }) =>
      accounts
        .filter(({ standing }) => standing !== 'active' && standing !== 'paused')
        .map((one) => ({
          ...ofAccount(one, 1),
          detail: { standing: one.standing, why: one.standingWhy },
        })),
  },
  AnswerUnrecognised: {
    severity: 'warning',
    metric: 'evercheck_accounts_puzzled',
    help: 'Accounts that rest because Instagram gave an answer nobody has seen yet.',
    total: 'sum',
    over: 0,
    forMs: 0,
    keepMs: 10 * MINUTE_MS,
    measure: ({ accounts }) =>
      accounts.filter((one) => one.isPuzzled).map((one) => ofAccount(one, 1)),
  },
  RateLimitStorm: {
    severity: 'warning',
    metric: 'evercheck_accounts_throttled_ratio',
    help: 'Share of the accounts that were throttled in the last hour; 0 when they were few.',
    total: 'max',
    over: 0.5,
    forMs: 0,
    keepMs: 10 * MINUTE_MS,
    measure: ({ accounts, refreshes }) => [
      {
        ...HOUSE,
        value: stormOf(accounts, refreshes),
        detail: { count: refreshes.throttledAccounts },
      },
    ],
  },
  ChallengeWaitingForHuman: {
    severity: 'critical',
    metric: 'evercheck_dialogues_waiting',
    help: 'Logins that wait for a human.',
    total: 'sum',
    over: 0,
    forMs: 0,
    keepMs: 0,
    measure: ({ dialogues }) =>
      dialogues.map(({ id, account }) => ({ subject: id, name: account, value: 1 })),
  },
} satisfies Partial<Record<RuleName, Rule>>

const HOUSE = { subject: '', name: '' } as const

function ofAccount({ id, name }: AccountFacts, value: number): Measure {
  return { subject: id, name, value }
}

function stormOf(
  accounts: readonly AccountFacts[],
  { throttledAccounts }: AlertFacts['refreshes'],
) {
  return throttledAccounts < STORM_MIN ? 0 : throttledAccounts / Math.max(1, accounts.length)
}
