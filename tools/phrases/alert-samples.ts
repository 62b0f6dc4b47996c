import type { NoticeAlert } from '../../src/alerts/alert.ts'
import type { RuleName } from '../../src/alerts/rule.ts'

type Sample = Pick<NoticeAlert, 'value' | 'detail'> & {
  /** What it is about; empty for the whole house. */
  readonly name: string
}

const HOUR = 3_600
const DAY = 24 * HOUR

/** Each alert with figures such as it is raised with. */
export const ALERT_SAMPLES: Readonly<Record<RuleName, Sample>> = {
  SessionInvalid: { name: 'keeper', value: 31 * HOUR, detail: {} },
  SessionOld: { name: 'keeper', value: 5 * DAY + 2 * HOUR, detail: {} },
  ReactiveRefreshesMany: { name: '', value: 3, detail: { count: 3 } },
  ProactiveRefreshDone: { name: 'keeper', value: 0, detail: { next: '2026-11-27T14:32:00Z' } },
  SessionPoolExhausted: { name: '', value: 3, detail: {} },
  SessionRefreshFailing: { name: '', value: 0.25, detail: { failures: 5, attempts: 20 } },
  SessionSurvivalDropped: {
    name: '',
    value: 0.4,
    detail: { recentSeconds: 2 * DAY, usualSeconds: 4 * DAY + 15 * HOUR },
  },
  ReloginLoop: { name: '', value: 11, detail: { count: 11 } },
  AccountStopped: {
    name: 'keeper',
    value: 1,
    detail: { standing: 'challenged', why: '{"kind":"challenged"}' },
  },
  AnswerUnrecognised: { name: 'keeper', value: 1, detail: {} },
  RateLimitStorm: { name: '', value: 0.6, detail: { count: 3 } },
  ChallengeWaitingForHuman: { name: 'keeper', value: 1, detail: {} },
  CheckSuccessRateLow: { name: '', value: 0.75, detail: { failures: 5, attempts: 20 } },
  ListCompletenessLow: { name: '', value: 0.3, detail: { incomplete: 6, attempts: 20 } },
  CheckOldestWaitingTooLong: { name: '', value: 2 * HOUR, detail: { waiting: 7 } },
  CheckStuckNoProgress: { name: '', value: 22 * 60, detail: {} },
  CheckCrashes: { name: '', value: 2, detail: {} },
  WorkerDown: { name: '', value: 21, detail: {} },
  AlertDeliveryFailing: { name: 'e-mail', value: 4, detail: { error: 'connection refused' } },
  NightlyRefreshMissed: { name: 'renewals', value: 30 * HOUR, detail: {} },
  ScheduleLate: { name: 'cleaning', value: 3 * HOUR, detail: {} },
  ScheduleFailing: { name: 'ledger', value: 1, detail: { error: 'DATABASE_AWAY' } },
  DeadLettersPresent: { name: 'webhook', value: 4, detail: {} },
  LedgerImbalance: { name: '', value: 2, detail: {} },
  RefundFailed: { name: '', value: 1, detail: {} },
  EncryptionKeyOld: { name: '', value: 400 * DAY, detail: {} },
}
