import type { Rule, RuleName } from './rule.ts'

const MINUTE_MS = 60_000
const DAY_S = 24 * 3600

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
