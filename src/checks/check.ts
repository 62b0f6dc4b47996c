import type { ClosedWhy } from '../instagram/verdicts/verdict.ts'

/** A customer's order about one target. Ends exactly once. */
export type Check = {
  readonly id: string
  /** Short key of its members. */
  readonly number: string
  readonly customerId: string
  readonly targetUsername: string
  readonly targetPk: string | null
  /** The target's name as Instagram gives it today. */
  readonly targetNameNow: string | null
  readonly state: CheckState
  /** Why it stands still, while it does: what its account was told. */
  readonly why: string | null
  readonly parkedUntil: Date | null
  /** The only account that may read it, if the order names one. */
  readonly askedAccountId: string | null
  /** The account that is in the middle of a pass. */
  readonly boundTo: string | null
  /** The accounts to which the target is closed, and why, as the last of them was told. */
  readonly closedTo: readonly string[]
  readonly closedWhy: ClosedWhy | null
  /** When the first of them was told so. */
  readonly closedAt: Date | null
  /** How long it has stood still since the last page, and since when it does now; null in line. */
  readonly stillMs: number
  readonly stillSince: Date | null
  /** How long it may, in milliseconds. */
  readonly patienceMs: number
  /** What its end came to; null while it is open. */
  readonly ending: CheckEnding | null
  readonly requests: number
  readonly logins: number
  readonly createdAt: Date
  readonly startedAt: Date | null
  readonly finishedAt: Date | null
}

/**
 * Where a check stands. `queued` waits in line for an account; `parked` stands still, until a time
 * or until an account can read it; `running` is in somebody's hands.
 */
export type CheckState = 'queued' | 'running' | 'parked' | 'completed' | 'failed' | 'cancelled'

/** What the end of a check came to. */
export type CheckEnding =
  /** Both lists are complete. */
  | { readonly kind: 'complete' }
  /** A list came short; `why` says which and by how much. */
  | { readonly kind: 'incomplete'; readonly why: string }
  | { readonly kind: 'target-closed'; readonly why: ClosedWhy }
  /** It stood still for longer than its patience; `why` is what it waited for last. */
  | { readonly kind: 'out-of-patience'; readonly why: string }
  | { readonly kind: 'cancelled' }

/** The right to advance a check; void as soon as somebody else has claimed it. */
export type CheckClaim = { readonly checkId: string; readonly fence: string }

/** There is no check of that id. */
export class CheckUnknownError extends Error {
  override readonly name = 'CheckUnknownError'
  readonly code = 'CHECK_UNKNOWN'
}

/** An ending as its two columns keep it. */
export function endingColumns(ending: CheckEnding): {
  readonly ending: CheckEnding['kind']
  readonly why: string | null
} {
  return { ending: ending.kind, why: 'why' in ending ? ending.why : null }
}

/** An ending, read again from its columns. */
export function endingOf(kind: CheckEnding['kind'] | null, why: string | null): CheckEnding | null {
  switch (kind) {
    case null:
      return null
    case 'complete':
    case 'cancelled':
      return { kind }
    case 'target-closed':
      // Written by `endingColumns` only, from the same union.
      return { kind, why: (why ?? 'gone') as ClosedWhy }
    case 'incomplete':
    case 'out-of-patience':
      return { kind, why: why ?? '' }
  }
}

/**
 * An ending as one text that scripts can rely on: its first word is a code, and what follows a
 * colon is for people. Null for a complete one, and while the check is open.
 */
export function endingText(ending: CheckEnding | null): string | null {
  switch (ending?.kind) {
    case undefined:
    case 'complete':
      return null
    case 'incomplete':
      return `list-incomplete: ${ending.why}`
    case 'target-closed':
      return CLOSED_CODES[ending.why]
    case 'out-of-patience':
      return ending.why === '' ? 'out-of-patience' : `out-of-patience: ${ending.why}`
    case 'cancelled':
      return 'cancelled'
  }
}

const CLOSED_CODES: Readonly<Record<ClosedWhy, string>> = {
  private: 'target-private: the profile is private and the account does not follow it',
  gone: 'target-gone: there is no such profile, it was deleted or renamed, or it blocks the account',
  unseen: 'target-gone: there is no such profile, or it cannot be seen by the account',
  'blocked-us': 'target-blocks-us: the profile has blocked the account',
}
