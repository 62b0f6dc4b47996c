import type { Rule, RuleName } from './rule.ts'

const MINUTE_MS = 60_000
const HOUR_S = 3600

/** Shares of fewer checks than this say nothing. */
const CHECKS_MIN = 10

/** What concerns the checks that people have ordered. */
export const CHECK_RULES = {
  CheckSuccessRateLow: {
    severity: 'warning',
    metric: 'evercheck_checks_failure_ratio',
    help: 'Share of the checks of the last day that failed by our doing; 0 when they were few.',
    total: 'max',
    over: 0.1,
    forMs: 0,
    keepMs: 30 * MINUTE_MS,
    measure: ({ checks: { ended } }) => [
      {
        ...HOUSE,
        value: ended.attempts < CHECKS_MIN ? 0 : 1 - ended.successes / ended.attempts,
        detail: { failures: ended.attempts - ended.successes, attempts: ended.attempts },
      },
    ],
  },
  ListCompletenessLow: {
    severity: 'warning',
    metric: 'evercheck_checks_incomplete_ratio',
    help: 'Share of the checks of the last day whose lists came short; 0 when they were few.',
    total: 'max',
    over: 0.2,
    forMs: 0,
    keepMs: 30 * MINUTE_MS,
    measure: ({ checks: { ended, incomplete } }) => [
      {
        ...HOUSE,
        value: ended.attempts < CHECKS_MIN ? 0 : incomplete / ended.attempts,
        detail: { incomplete, attempts: ended.attempts },
      },
    ],
  },
  CheckOldestWaitingTooLong: {
    severity: 'warning',
    metric: 'evercheck_checks_oldest_unstarted_seconds',
    help: 'The longest that any check has waited to be begun.',
    total: 'max',
    over: 3 * HOUR_S,
    forMs: 0,
    keepMs: 10 * MINUTE_MS,
    measure: ({ checks }) => [
      { ...HOUSE, value: checks.oldestUnstartedSeconds, detail: { waiting: checks.waiting } },
    ],
  },
  CheckStuckNoProgress: {
    severity: 'critical',
    metric: 'evercheck_checks_longest_without_page_seconds',
    help: 'The longest that any check in the hands of a worker has gone without a page.',
    total: 'max',
    over: HOUR_S / 2,
    forMs: 0,
    keepMs: 5 * MINUTE_MS,
    measure: ({ checks }) => [{ ...HOUSE, value: checks.longestWithoutPageSeconds }],
  },
  CheckCrashes: {
    severity: 'critical',
    metric: 'evercheck_checks_crashing',
    help: 'Checks that have crashed whoever read them, five times on the same page.',
    total: 'max',
    over: 0,
    forMs: 0,
    keepMs: 5 * MINUTE_MS,
    measure: ({ checks }) => [{ ...HOUSE, value: checks.crashing }],
  },
} satisfies Partial<Record<RuleName, Rule>>

const HOUSE = { subject: '', name: '' } as const
