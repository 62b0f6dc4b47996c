/**
 * A line of the ledger. What is held for a check is a `hold` (less than nothing), given back by a
 * `release` when the check ends; what it then costs is a `capture`. Entries are never changed.
 */
export type Entry = {
  readonly id: string
  readonly customerId: string
  readonly checkId: string | null
  readonly kind: EntryKind
  /** Whole credits; what is taken is less than nothing. */
  readonly credits: number
  /** The customer's balance, less his debt, right after it. */
  readonly worthCredits: number
  readonly reason: EntryReason
  /** What somebody wrote beside it. */
  readonly note: string | null
  /** Who did it: `operator`, `telegram`, the id of an operator or a token, `evercheck`. */
  readonly actor: string
  readonly at: Date
}

export type EntryKind = 'credit' | 'hold' | 'release' | 'capture' | 'adjust'

/** Why an entry was made. Of a release and a capture it is what the end of the check came to. */
export type EntryReason = (typeof ENTRY_REASONS)[number]

export const ENTRY_REASONS = [
  /** The operator gave it. */
  'granted',
  /** It was paid for. */
  'paid',
  /** Brought along from the system there was before. */
  'taken-over',
  /** For friends who came. */
  'referral',
  /** The operator took it back, or corrected something. */
  'corrected',
  /** A payment was given back. */
  'refunded',
  /** A payment was taken back behind our back. */
  'charged-back',
  /** Set aside for a check. */
  'ordered',
  'delivered',
  'free',
  /** A list came out too thin to be charged for. */
  'under-threshold',
  'private',
  'gone',
  'unseen',
  'blocked-us',
  'out-of-patience',
  'cancelled',
  /** It was the same order as another one. */
  'merged',
] as const

/** The largest number of credits that is moved at once, and that a customer can have. */
export const CREDITS_MAX = 1_000_000_000

/** What was given is no number of credits that could be moved. */
export class CreditsInvalidError extends Error {
  override readonly name = 'CreditsInvalidError'
  readonly code = 'CREDITS_INVALID'
}

/** Refuses what is no whole number of credits. @throws CreditsInvalidError CREDITS_INVALID */
export function checkCredits(credits: number): void {
  if (Number.isInteger(credits) && credits !== 0 && Math.abs(credits) <= CREDITS_MAX) return
  throw new CreditsInvalidError(
    `Credits are whole numbers other than 0, ${CREDITS_MAX} at the most.`,
  )
}
