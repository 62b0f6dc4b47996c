import type { AlertFacts } from '../overview/alert-facts.ts'

/** Every rule there is; Prometheus calls its alert the same. */
export type RuleName =
  | 'SessionInvalid'
  | 'SessionOld'
  | 'ReactiveRefreshesMany'
  | 'ProactiveRefreshDone'
  | 'SessionPoolExhausted'
  | 'SessionRefreshFailing'
  | 'SessionSurvivalDropped'
  | 'ReloginLoop'
  | 'AccountStopped'
  | 'AnswerUnrecognised'
  | 'RateLimitStorm'
  | 'ChallengeWaitingForHuman'
  | 'CheckSuccessRateLow'
  | 'ListCompletenessLow'
  | 'CheckOldestWaitingTooLong'
  | 'CheckStuckNoProgress'
  | 'CheckCrashes'
  | 'WorkerDown'
  | 'AlertDeliveryFailing'
  | 'NightlyRefreshMissed'
  | 'ScheduleLate'
  | 'ScheduleFailing'
  | 'DeadLettersPresent'
  | 'LedgerImbalance'
  | 'RefundFailed'
  | 'EncryptionKeyOld'

/** What nothing silences: of money that does not add up, people are told until it does. */
export const NEVER_SILENT: readonly RuleName[] = ['LedgerImbalance']

/** `critical`: somebody is woken. `warning`: somebody looks today. `info`: good to know. */
export type Severity = 'critical' | 'warning' | 'info'

/** What a rule looks at, and what its alert is about. */
export type Measure = {
  /** What it is about, for as long as it is one cause; empty for the whole house. */
  readonly subject: string
  /** What people call it. */
  readonly name: string
  readonly value: number
  /** What the sentence needs beside the value; no secret. */
  readonly detail?: Readonly<Record<string, string | number | null>>
}

/**
 * One rule. It fires for every subject whose value is greater than `over`; the metric is the
 * greatest value, or the sum of all, so that Prometheus fires exactly when one of ours does.
 */
export type Rule = {
  readonly severity: Severity
  /** What is exported, with its unit. */
  readonly metric: string
  /** What the metric is, for whoever reads /metrics. */
  readonly help: string
  readonly total: 'max' | 'sum'
  readonly over: number
  /** How long it must hold before anybody is told. */
  readonly forMs: number
  /** How long it must have been gone before it counts as over: a blip is not two alerts. */
  readonly keepMs: number
  readonly measure: (facts: AlertFacts) => readonly Measure[]
}

/** What a rule's metric shows of these facts: 0 where there is nothing to measure. Pure. */
export function totalOf(rule: Rule, facts: AlertFacts): number {
  const values = rule.measure(facts).map(({ value }) => value)
  if (rule.total === 'sum') return values.reduce((sum, value) => sum + value, 0)
  return Math.max(0, ...values)
}
