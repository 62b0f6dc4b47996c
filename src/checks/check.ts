import { parseReason, type Reason, reasonText } from '../accounts/reasons.ts'
import type { ClosedWhy } from '../instagram/verdicts/verdict.ts'
import type { Cost } from './cost.ts'
import type { ShortLists } from './reading/shortage.ts'

/** A customer's order about one target. Ends exactly once. */
export type Check = {
  readonly id: string
  /** Short key of its members. */
  readonly number: string
  readonly customerId: string
  readonly purpose: CheckPurpose
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
  /** Whether any list that is young enough may serve it. */
  readonly reuses: boolean
  /** The account that is in the middle of a pass. */
  readonly boundTo: string | null
  /** The accounts to which the target is closed, and why, as the last of them was told. */
  readonly closedTo: readonly string[]
  /** Accounts that were known to see it when it was called closed. */
  readonly hopedFor: readonly string[]
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
  /** What it will cost as far as is known, and the most that it can, which is held for it. */
  readonly priceCredits: number
  readonly ceilingCredits: number
  /** What its end has cost, and why; null while it is open. */
  readonly cost: Cost | null
  readonly requests: number
  readonly logins: number
  readonly createdAt: Date
  readonly startedAt: Date | null
  readonly finishedAt: Date | null
  /** Since when its lists are gone; null while they are kept. */
  readonly listsDeletedAt: Date | null
}

/**
 * What a check is for. Only an `order` is waited for; the others are read when an account has
 * nothing better to do: a `watch` looks again, and `confirm` makes losses sure.
 */
export type CheckPurpose = 'order' | 'watch' | 'confirm'

/**
 * Where a check stands. `queued` waits in line for an account; `parked` stands still, until a time
 * or until an account can read it; `running` is in somebody's hands.
 */
export type CheckState = 'queued' | 'running' | 'parked' | 'completed' | 'failed' | 'cancelled'

/** What the end of a check came to. */
export type CheckEnding =
  /** Both lists are complete. */
  | { readonly kind: 'complete' }
  /** A list came short, or both. */
  | { readonly kind: 'incomplete'; readonly short: ShortLists }
  | { readonly kind: 'target-closed'; readonly why: ClosedWhy }
  /** It stood still for longer than its patience; `why` is what it waited for last, if known. */
  | { readonly kind: 'out-of-patience'; readonly why: Reason | null }
  | { readonly kind: 'cancelled' }
  /** It was about the same profile as an older one of the same customer, which goes on. */
  | { readonly kind: 'merged'; readonly into: string }

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
  return { ending: ending.kind, why: whyColumn(ending) }
}

function whyColumn(ending: CheckEnding): string | null {
  switch (ending.kind) {
    case 'incomplete':
      return JSON.stringify(ending.short)
    case 'out-of-patience':
      return ending.why === null ? null : reasonText(ending.why)
    case 'target-closed':
      return ending.why
    case 'merged':
      return ending.into
    case 'complete':
    case 'cancelled':
      return null
  }
}

/** An ending, read again from its columns. */
export function endingOf(kind: CheckEnding['kind'] | null, why: string | null): CheckEnding | null {
  switch (kind) {
    case null:
      return null
    case 'complete':
    case 'cancelled':
      return { kind }
    // Written by `endingColumns` only, from the same union.
    case 'target-closed':
      return { kind, why: (why ?? 'gone') as ClosedWhy }
    case 'incomplete':
      return { kind, short: JSON.parse(why ?? '[]') as ShortLists }
    case 'out-of-patience':
      return { kind, why: why === null || why === '' ? null : parseReason(why) }
    case 'merged':
      return { kind, into: why ?? '' }
  }
}
