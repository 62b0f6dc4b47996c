import type { RestReason, StopReason } from '../accounts/reasons.ts'
import type { Standing } from '../accounts/standing.ts'
import type { ClosedWhy } from '../instagram/verdicts/verdict.ts'
import type { Unable } from '../sessions/renewal.ts'
import type { CheckEnding } from './check.ts'

/**
 * What a slice came to. Whichever it was, the check is out of our hands and the account given back;
 * both are where anybody can take them up again.
 */
export type SliceOutcome =
  /** There is more to read. */
  | { readonly kind: 'more' }
  /** Its account rests until then; another one may go on. */
  | { readonly kind: 'rests'; readonly until: Date; readonly why: RestReason }
  /** Its account needs a human; another one may go on. */
  | { readonly kind: 'stopped'; readonly standing: Standing; readonly why: StopReason }
  /** The check stands still for a reason of its own. */
  | { readonly kind: 'parked'; readonly why: RestReason; readonly forMs: number }
  /** The target is closed to its account; others are asked. */
  | { readonly kind: 'closed'; readonly why: ClosedWhy }
  /** This machine cannot log the account in; others may. */
  | (Unable & { readonly accountId: string })
  | { readonly kind: 'ended'; readonly ending: CheckEnding }
  /** Another process had taken the check or the account over: nothing of ours was written. */
  | { readonly kind: 'lost' }
