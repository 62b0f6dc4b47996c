import type { Measure, Rule, RuleName } from './rule.ts'

const MINUTE_MS = 60_000
const HOUR_S = 3600
const DAY_S = 24 * HOUR_S

/** A notice that was given up is worse than one that waits: it counts as a day late. */
const DEAD_SECONDS = DAY_S

/** What concerns the machinery itself. */
export const HOUSE_RULES = {
  WorkerDown: {
    severity: 'critical',
    metric: 'evercheck_checks_without_worker',
    help: 'Checks that wait while no process works.',
    total: 'sum',
    over: 0,
    forMs: 5 * MINUTE_MS,
    keepMs: 2 * MINUTE_MS,
    measure: ({ checks, workers }) => [
      { subject: '', name: '', value: workers === 0 ? checks.waiting : 0 },
    ],
  },
  AlertDeliveryFailing: {
    severity: 'warning',
    metric: 'evercheck_alert_deliveries_oldest_seconds',
    help: 'The longest that any notice has waited to be delivered; a day for one given up.',
    total: 'max',
    over: 5 * 60,
    forMs: 0,
    keepMs: 0,
    measure: ({ channels }) =>
      channels.map(({ channel, oldestSeconds, waiting, dead, lastError }) => ({
        subject: channel,
        name: channel,
        value: Math.max(oldestSeconds, dead > 0 ? DEAD_SECONDS : 0),
        detail: { waiting, dead, error: lastError },
      })),
  },
  NightlyRefreshMissed: {
    severity: 'warning',
    metric: 'evercheck_nightly_refresh_age_seconds',
    help: 'Since the nightly renewal of sessions was last planned; 0 when it never was.',
    total: 'max',
    // Two whole runs, and an hour for the second.
    over: 49 * HOUR_S,
    forMs: 0,
    keepMs: 0,
    measure: ({ schedules }) =>
      schedules
        .filter(({ kind }) => kind === 'plan-renewals')
        .map(({ kind, successAgeSeconds }) => ofNamed(kind, successAgeSeconds)),
  },
  ScheduleLate: {
    severity: 'warning',
    metric: 'evercheck_schedule_overdue_seconds',
    help: 'The longest that anything that comes by the clock is overdue.',
    total: 'max',
    over: 15 * 60,
    forMs: 0,
    keepMs: 0,
    measure: ({ schedules }) =>
      schedules.map(({ kind, overdueSeconds }) => ofNamed(kind, overdueSeconds)),
  },
  ScheduleFailing: {
    severity: 'warning',
    metric: 'evercheck_schedules_failing',
    help: 'How much of what comes by the clock failed when it was last run.',
    total: 'sum',
    over: 0,
    // Within that it has been tried again.
    forMs: 10 * MINUTE_MS,
    keepMs: 0,
    measure: ({ schedules }) =>
      schedules
        .filter(({ error }) => error !== null)
        .map(({ kind, error }) => ({ ...ofNamed(kind, 1), detail: { error } })),
  },
  DeadLettersPresent: {
    severity: 'warning',
    metric: 'evercheck_queue_dead_jobs',
    help: 'Jobs that were given up after their last try.',
    total: 'sum',
    over: 0,
    forMs: 0,
    keepMs: 0,
    measure: ({ deadJobs }) => deadJobs.map(({ kind, count }) => ofNamed(kind, count)),
  },
  LedgerImbalance: {
    severity: 'critical',
    metric: 'evercheck_ledger_findings',
    help: 'In how much the ledger did not agree with itself when it was last compared.',
    total: 'sum',
    over: 0,
    forMs: 0,
    keepMs: 0,
    measure: ({ ledger }) => [{ subject: '', name: '', value: ledger.off }],
  },
  RefundFailed: {
    severity: 'critical',
    metric: 'evercheck_ledger_unreleased_checks',
    help: 'Checks that have ended and whose held credits were not given back.',
    total: 'sum',
    over: 0,
    forMs: 0,
    keepMs: 0,
    measure: ({ ledger }) => [{ subject: '', name: '', value: ledger.unreleased }],
  },
  EncryptionKeyOld: {
    severity: 'warning',
    metric: 'evercheck_encryption_key_age_seconds',
    help: 'Since the newest key was first used.',
    total: 'max',
    over: 365 * DAY_S,
    forMs: 0,
    keepMs: 0,
    measure: ({ keyAgeSeconds }) => [{ subject: '', name: '', value: keyAgeSeconds }],
  },
} satisfies Partial<Record<RuleName, Rule>>

function ofNamed(name: string, value: number): Measure {
  return { subject: name, name, value }
}
