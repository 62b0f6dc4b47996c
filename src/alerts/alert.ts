import type { RuleName, Severity } from './rule.ts'

/** A cause that lasts, or has lasted, long enough to be told. */
export type Alert = {
  readonly id: string
  readonly rule: RuleName
  /** What it is about: an account's id, a channel; empty for the whole house. */
  readonly subject: string
  /** What people call that. */
  readonly name: string
  readonly severity: Severity
  /** What its rule has measured last. */
  readonly value: number
  readonly detail: Readonly<Record<string, string | number | null>>
  /** Since when it has held. */
  readonly sinceAt: Date
  readonly raisedAt: Date
  readonly resolvedAt: Date | null
  readonly toldAt: Date | null
  readonly acknowledgedAt: Date | null
  readonly acknowledgedBy: string | null
}

/** What there is to tell of an alert: that it has begun, that it lasts, that it is over. */
export type Change = 'raised' | 'repeated' | 'resolved'

/** What is told at one time of one rule. It is written down as it was then. */
export type Notice = {
  readonly id: string
  readonly at: Date
  /** `test`: somebody has asked whether the channels carry. */
  readonly change: Change | 'test'
  readonly rule: RuleName
  readonly severity: Severity
  /** One or several of the same rule; of a test, none. */
  readonly alerts: readonly NoticeAlert[]
}

/** An alert as a notice shows it. */
export type NoticeAlert = Pick<
  Alert,
  'id' | 'subject' | 'name' | 'value' | 'detail' | 'sinceAt' | 'resolvedAt'
>
