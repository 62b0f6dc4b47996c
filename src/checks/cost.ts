import type { EntryReason } from '../balance/entry.ts'
import { priceOf, type Tariff } from '../balance/price.ts'
import { unreachable } from '../kernel/unreachable.ts'
import type { CheckEnding } from './check.ts'

/** What the end of a check costs, and why. */
export type Cost = { readonly chargedCredits: number; readonly why: CostWhy }

/** Why a check costs what it costs. */
export type CostWhy = Exclude<
  EntryReason,
  | 'granted'
  | 'paid'
  | 'taken-over'
  | 'referral'
  | 'corrected'
  | 'refunded'
  | 'charged-back'
  | 'ordered'
>

/** How a check ends, as far as its cost is concerned. */
export type End = {
  readonly state: 'completed' | 'failed' | 'cancelled'
  readonly ending: CheckEnding
}

/**
 * What the end of a check costs. Only what was delivered is charged, by the people that were found
 * in both lists, and never more than was held. Pure.
 */
export function costOf(
  { state, ending }: End,
  order: { readonly ceilingCredits: number; readonly tariff: Tariff; readonly people: number },
): Cost {
  switch (ending.kind) {
    case 'complete':
      return delivered(order)
    case 'incomplete':
      return state === 'completed' ? delivered(order) : nothing('under-threshold')
    case 'target-closed':
      return nothing(ending.why)
    case 'out-of-patience':
    case 'cancelled':
    case 'merged':
      return nothing(ending.kind)
    default:
      return unreachable(ending)
  }
}

function delivered(order: {
  readonly ceilingCredits: number
  readonly tariff: Tariff
  readonly people: number
}): Cost {
  const chargedCredits = Math.min(order.ceilingCredits, priceOf(order.tariff, order.people))
  return chargedCredits === 0 ? nothing('free') : { chargedCredits, why: 'delivered' }
}

function nothing(why: CostWhy): Cost {
  return { chargedCredits: 0, why }
}
