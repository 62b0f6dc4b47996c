/** What each kind of job is given. Small and plain: it is kept as JSON, and outlives an upgrade. */
export type JobData = {
  /** Ends and frees what is over, and deletes what is older than its retention. */
  'clean-up': Nothing
  /** Compares the ledger with itself. */
  'compare-ledger': Nothing
  /** Takes a notice to one address of one channel. */
  'deliver-alert': { readonly delivery: string }
  /** Makes one attempt at telling a webhook. */
  'deliver-webhook': { readonly delivery: string; readonly attempt: number }
  /** Spreads renewals that are overdue over the night. */
  'plan-renewals': Nothing
  /** Orders the readings of watches that are due, and tells what has changed. */
  'read-watches': Nothing
  /** Looks through the chain of the audit log. */
  'verify-audit': Nothing
}

/** A kind that needs to be told nothing. */
export type Nothing = Readonly<Record<string, never>>

/** The kinds of jobs. */
export type JobKind = keyof JobData

/** The kinds that need to be told nothing: only they can come by the clock. */
export type BareKind = {
  [K in JobKind]: JobData[K] extends Nothing ? K : never
}[JobKind]

/** How a kind of job is tried, in seconds, as pg-boss counts. */
export type JobPolicy = {
  /** How often it is tried again before it is laid aside as dead. */
  readonly retryLimit: number
  /** The pause before the second try; it doubles with each further one. */
  readonly retryDelaySeconds: number
  readonly retryDelaySecondsMax: number
  /** An attempt that takes longer has failed, whatever still runs. */
  readonly expireSeconds: number
  /** How long one that succeeded is kept. */
  readonly keepSeconds: number
  /** Whether one that waits or runs is enough: another one with its key is not put down. */
  readonly isSingle: boolean
  /** Whether it is kept as long as deliveries are, whatever `keepSeconds` says. */
  readonly isDelivery: boolean
}

const HOUR = 3600
const DAY = 24 * HOUR

/** For what comes again by itself: the next run makes up for one that failed. */
const RECURRING: JobPolicy = {
  retryLimit: 3,
  retryDelaySeconds: 10,
  retryDelaySecondsMax: 60,
  expireSeconds: 10 * 60,
  keepSeconds: HOUR,
  isSingle: true,
  isDelivery: false,
}

/** For what somebody waits for: about two days of tries. */
export const DELIVERY: JobPolicy = {
  retryLimit: 60,
  retryDelaySeconds: 5,
  retryDelaySecondsMax: HOUR,
  expireSeconds: 2 * 60,
  keepSeconds: 7 * DAY,
  isSingle: false,
  isDelivery: true,
}

/** How each kind is tried. */
export const KINDS: { readonly [K in JobKind]: JobPolicy } = {
  'clean-up': RECURRING,
  'compare-ledger': RECURRING,
  // Within minutes of a channel being back, what has waited is there.
  'deliver-alert': { ...DELIVERY, retryLimit: 300, retryDelaySecondsMax: 10 * 60 },
  // It fails only with its process or the database: another attempt is another job.
  'deliver-webhook': { ...DELIVERY, retryLimit: 10, retryDelaySecondsMax: 60 },
  'plan-renewals': RECURRING,
  'read-watches': RECURRING,
  'verify-audit': RECURRING,
}

/** Where jobs lie that have failed for good, until somebody puts them down again. */
export const DEAD = 'dead'
/** For how long. */
export const DEAD_SECONDS = 90 * DAY
