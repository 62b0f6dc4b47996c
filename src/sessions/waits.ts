/**
 * Every wait of this room, by name. All of them are durations in milliseconds; most are measured in
 * `throttleMs`, the first wait after a throttle (10 minutes), so that one setting stretches them all.
 */

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS

/** The day that logins, doubts and hits are counted in. */
export const DAY_MS = 24 * HOUR_MS

/**
 * How long a lease lasts without being renewed. A page renews it; a login asks for more. Only the
 * living need it: slow answers at a slow pace. What a dead process held is free at once.
 */
export const LEASE_MS = 5 * MINUTE_MS

/** A longer pause between two requests is not sat out with the account in hand. */
export const PAUSE_HELD_MS_MAX = LEASE_MS / 2

/** How long a surface that is not served is done without before it is asked again. */
export const UNSERVED_MS = 6 * HOUR_MS

/** When a renewal is tried again that failed while the session was well. */
export const RENEWAL_RETRY_MS = 6 * HOUR_MS

/** What Instagram's action block lasts: 24 to 72 hours (facts 4.1 row 12). */
export const FEEDBACK_BLOCK_MS = 48 * HOUR_MS
/** An address or a login that is distrusted (row 15). */
export const SENTRY_BLOCK_MS = 6 * HOUR_MS

/** How often a question is put again after a failure of network or server. */
export const RETRIES_MAX = 4

/** Before the retry of that number, from 0: 1, 2, 4, 8 s, give or take a quarter. */
export function retryWaitMs(retry: number, retryMs: number, fraction: number): number {
  return retryMs * 2 ** retry * (0.75 + fraction / 2)
}

/** How often a write that must not be lost is tried again while the database is away. */
export const WRITE_RETRIES_MAX = 5

/** Before that write is tried again, from 0: together half a minute. */
export function writeRetryWaitMs(retry: number, retryMs: number): number {
  return retryMs * 2 ** retry
}

const THROTTLE_FACTOR_MAX = 24

/** A throttle's wait; `endsDay` when it is the account's last of the day. */
export type ThrottleWait = { readonly waitMs: number; readonly endsDay: boolean }

/**
 * 10, 20, 40, 80, 160 and 240 minutes for throttles with nothing read between them, `hits` of them
 * so far; the one that comes right after 240 ends the day. At least what Instagram asks for.
 */
export function throttleWait(
  hits: number,
  throttleMs: number,
  retryAfterSeconds: number | null,
): ThrottleWait {
  const endsDay = hits > 1 && 2 ** (hits - 2) >= THROTTLE_FACTOR_MAX
  const factor = endsDay
    ? DAY_MS / (10 * MINUTE_MS)
    : Math.min(2 ** (hits - 1), THROTTLE_FACTOR_MAX)
  return { waitMs: Math.max(factor * throttleMs, (retryAfterSeconds ?? 0) * 1000), endsDay }
}

const VAGUE_FACTORS = [0.5, 1.5, 4.5] as const

/**
 * 5, 15 and 45 minutes for answers that stay vague on every surface; null when that has been waited
 * and the account's own browser must decide.
 */
export function vagueWaitMs(hits: number, throttleMs: number): number | null {
  const factor = VAGUE_FACTORS[hits - 1]
  return factor === undefined ? null : factor * throttleMs
}

/** The rests whose length hangs on nothing but their reason. */
export type PlainRest =
  | 'surface-refused'
  | 'barred'
  | 'request-refused'
  | 'unreachable'
  | 'unrecognised'
  | 'known-profile-hidden'
  | 'list-refused'
  | 'list-not-served'
  | 'login-throttled'
  | 'machine'
  | 'visit-failed'

/** In units of `throttleMs`. */
const PLAIN_RESTS: Readonly<Record<PlainRest, number>> = {
  /** One surface says logged out while the session answers for itself. */
  'surface-refused': 0.5,
  /** A new session gets the same refusal: the address. Longer than any throttle. */
  barred: 24,
  'request-refused': 1,
  unreachable: 0.5,
  unrecognised: 1,
  'known-profile-hidden': 1,
  'list-refused': 0.5,
  'list-not-served': 1,
  /** Logging in while throttled makes it worse (facts 4.2). */
  'login-throttled': 4,
  /** The machine cannot log in: its network, its certificates, its proxy. */
  machine: 0.5,
  /** The browser that was to decide a doubt could not. */
  'visit-failed': 4.5,
}

/** How long an account rests for that reason. */
export function plainRestMs(rest: PlainRest, throttleMs: number): number {
  return PLAIN_RESTS[rest] * throttleMs
}

/** After a login that failed in its own way, before it is tried once more. */
export function failedLoginWaitMs(retryMs: number): number {
  return 8 * retryMs
}
