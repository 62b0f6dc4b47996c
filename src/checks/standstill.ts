import type { Standing } from '../accounts/standing.ts'
import type { Check } from './check.ts'

/** An account as far as a waiting check is concerned: one that may read it. */
export type Reader = {
  readonly id: string
  readonly username: string
  readonly standing: Standing
  readonly standingWhy: string | null
  readonly readyAt: Date | null
  readonly restingWhy: string | null
  readonly isBusy: boolean
  readonly isLiving: boolean
}

/** What a check waits for that nobody reads. */
export type Waiting =
  /** An account could read it this moment. */
  | { readonly kind: 'ready' }
  /** Every account that could read it reads something else. */
  | { readonly kind: 'line' }
  /** Those that may read it rest; the first is ready again at that time. */
  | {
      readonly kind: 'rest'
      readonly until: Date
      readonly why: string
      readonly account: string
      /** Whether Instagram has blocked it until then. */
      readonly isBlock: boolean
    }
  /** None will be ready before a human has dealt with one. */
  | { readonly kind: 'human'; readonly readers: readonly Reader[] }

/** What a check waits for, of the accounts that may read it. Pure. */
export function waitingOf(readers: readonly Reader[], now: Date): Waiting {
  const active = readers.filter((reader) => reader.standing === 'active')
  const awake = active.filter(({ readyAt }) => readyAt === null || readyAt <= now)
  if (awake.some((reader) => !reader.isBusy)) return { kind: 'ready' }
  if (awake.length > 0) return { kind: 'line' }
  const resting = readers.filter(
    (reader) => reader.standing === 'active' || reader.standing === 'blocked',
  )
  let first: Reader | null = null
  for (const reader of resting) {
    if (reader.readyAt !== null && (first === null || reader.readyAt < (first.readyAt ?? now))) {
      first = reader
    }
  }
  if (!first?.readyAt) return { kind: 'human', readers }
  const isBlock = first.standing === 'blocked'
  const why = (isBlock ? first.standingWhy : first.restingWhy) ?? ''
  return { kind: 'rest', until: first.readyAt, why, account: first.username, isBlock }
}

/**
 * So many accounts are asked about a target that seems closed before it is believed, and those that
 * are known to see it.
 */
export const OPINIONS_MAX = 3
/**
 * Another account that could be asked about it is waited for as long as this; if the profile is
 * private, which another account may well follow, for as long as the check is patient.
 */
export const OPINION_WAIT_MS = 15 * 60_000

/**
 * Whether a target is believed to be closed: enough accounts have said so, or there is none left
 * with a living session that could be asked within the time. An account that has read of it before
 * may go on and is waited for: Instagram has shown it to that one. Pure.
 */
export function isBelievedClosed(
  check: Pick<Check, 'closedTo' | 'hopedFor' | 'closedAt' | 'closedWhy' | 'patienceMs'>,
  others: readonly Reader[],
  begunBy: readonly string[],
  now: Date,
): boolean {
  if (check.closedAt === null) return false
  const usable = others.filter((other) => other.standing === 'active')
  if (usable.some((other) => begunBy.includes(other.id))) return false
  const isAsked = (other: Reader) =>
    other.isLiving && (check.closedTo.length < OPINIONS_MAX || check.hopedFor.includes(other.id))
  if (!usable.some(isAsked)) return true
  const waitMs = check.closedWhy === 'private' ? check.patienceMs : OPINION_WAIT_MS
  return now.getTime() - check.closedAt.getTime() >= waitMs
}
