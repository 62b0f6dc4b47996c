/** Somebody's program that is told when something has happened. */
export type Webhook = {
  readonly id: string
  /** Whose checks it is told of; null for everybody's. */
  readonly customerId: string | null
  readonly url: string
  readonly kinds: readonly WebhookKind[]
  readonly disabledAt: Date | null
  /** `gone`: it has answered 410. */
  readonly disabledWhy: 'gone' | 'by-hand' | null
  readonly createdAt: Date
}

/** What a webhook can be told of. */
export const WEBHOOK_KINDS = [
  'check.completed',
  'check.failed',
  'check.parked',
  'watch.changed',
] as const

export type WebhookKind = (typeof WEBHOOK_KINDS)[number]

/** Something that a webhook is told, or was. */
export type Delivery = {
  readonly id: string
  readonly webhookId: string
  /** One of the kinds, or `webhook.test`. */
  readonly kind: string
  readonly checkId: string | null
  /** What is sent, to the letter: it is signed. */
  readonly payload: string
  readonly state: 'waiting' | 'sent' | 'dead'
  readonly attempts: number
  readonly lastStatus: number | null
  readonly lastWhy: string | null
  readonly nextAt: Date | null
  readonly createdAt: Date
  readonly finishedAt: Date | null
}

/** So long the secret of before signs as well, in milliseconds. */
export const PREVIOUS_SECRET_MS = 24 * 3_600_000

const SECOND = 1000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE

/** The waits before the second attempt and those after it (Standard Webhooks 1.0.0). */
export const RETRY_MS: readonly number[] = [
  5 * SECOND,
  5 * MINUTE,
  30 * MINUTE,
  2 * HOUR,
  5 * HOUR,
  10 * HOUR,
  14 * HOUR,
  20 * HOUR,
  24 * HOUR,
]

/** There is no webhook, or no delivery, of that id. */
export class WebhookUnknownError extends Error {
  override readonly name = 'WebhookUnknownError'
  readonly code = 'WEBHOOK_UNKNOWN'
}

/** What was given as the address of a webhook cannot be one, or may not be reached. */
export class WebhookAddressError extends Error {
  override readonly name = 'WebhookAddressError'
  readonly code = 'WEBHOOK_ADDRESS'
}

/** A customer has as many webhooks as one may have. */
export class WebhooksTooManyError extends Error {
  override readonly name = 'WebhooksTooManyError'
  readonly code = 'WEBHOOKS_TOO_MANY'
}
