import { sql } from 'kysely'
import type { Database } from '../db/database.ts'
import { inTransaction } from '../db/transaction.ts'
import type { Check } from './check.ts'
import { checkById } from './check-store.ts'
import { type CustomerLimits, customerAlone, dayLimit } from './customer-limits.ts'
import { endAnyway } from './leave-store.ts'

/** What came of cancelling a check. */
export type Cancelled =
  /** It is cancelled, nothing is delivered, and all that was held is given back. */
  | { readonly kind: 'cancelled'; readonly check: Check }
  /** It had ended before: what it came to stands, and what it cost. */
  | { readonly kind: 'ended-before'; readonly check: Check }
  /** The customer has cancelled so many within a day. He may cancel again at that time. */
  | { readonly kind: 'daily-limit'; readonly countMax: number; readonly again: Date }

/**
 * Cancels a check wherever it stands: whoever reads it loses it between two pages, and what is held
 * is given back in the same commit. `by` the operator it is not limited. Durable when it returns.
 * @throws CheckUnknownError CHECK_UNKNOWN
 */
export async function cancelCheck(
  context: { readonly db: Database; readonly customerLimits: CustomerLimits },
  checkId: string,
  by: 'customer' | 'operator',
): Promise<Cancelled> {
  return inTransaction(context, async (db) => {
    const { customerId } = await checkById({ db }, checkId)
    await customerAlone({ db }, customerId)
    const before = await checkById({ db }, checkId)
    if (before.finishedAt !== null) return { kind: 'ended-before', check: before }
    if (by === 'customer') {
      const done = sql`
        select finished_at as at from checks
        where customer_id = ${customerId} and ending = 'cancelled'`
      const again = await dayLimit({ db }, done, context.customerLimits.cancelsPerDayMax)
      if (again !== null) return { kind: 'daily-limit', ...again }
    }
    const end = { state: 'cancelled', ending: { kind: 'cancelled' } } as const
    const hasEnded = await endAnyway({ db }, checkId, end)
    const check = await checkById({ db }, checkId)
    return { kind: hasEnded ? 'cancelled' : 'ended-before', check }
  })
}
