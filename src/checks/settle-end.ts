import { sql } from 'kysely'
import { settle } from '../balance/ledger.ts'
import type { Tariff } from '../balance/price.ts'
import type { Database } from '../db/database.ts'
import { type Cost, costOf, type End } from './cost.ts'

type Context = { readonly db: Database }

/** A check as far as its money is concerned. */
type Order = {
  readonly customerId: string
  readonly ceilingCredits: number
  readonly tariff: Tariff
  readonly people: number
}

/** What an end costs, of an order that stays what it is. */
export type CostOfEnd = Cost & Pick<Order, 'customerId' | 'ceilingCredits'>

/** What an end will cost if it comes now. Asked in the transaction that makes it. */
export async function costOfEnd(context: Context, checkId: string, end: End): Promise<CostOfEnd> {
  const order = await orderOf(context, checkId)
  return {
    ...costOf(end, order),
    customerId: order.customerId,
    ceilingCredits: order.ceilingCredits,
  }
}

/** Gives back what was held for a check and takes what its end costs, in the commit of that end. */
export async function settleEnd(context: Context, checkId: string, cost: CostOfEnd): Promise<void> {
  const { customerId, ceilingCredits, chargedCredits, why: reason } = cost
  await settle(context, { checkId, customerId, ceilingCredits, chargedCredits, reason })
}

async function orderOf(context: Context, checkId: string): Promise<Order> {
  const found = await sql<{
    customer_id: string
    ceiling: number
    tariff: Tariff | null
    people: number
    is_all_paid: boolean
  }>`
    select checks.customer_id, checks.ceiling, checks.tariff,
      coalesce(lists.people, 0)::integer as people,
      coalesce(lists.is_all_paid, false) as is_all_paid
    from checks
    cross join lateral (
      -- A list that the customer has paid for before costs nothing again.
      select sum(fetched) filter (where not is_paid) as people, bool_and(is_paid) as is_all_paid
      from check_progress
      where check_progress.check_id = checks.id
    ) lists
    where checks.id = ${checkId}
  `.execute(context.db)
  const row = found.rows[0]
  // A check that is not there ends for nobody, and what would end it changes no row.
  if (!row) return { customerId: '', ceilingCredits: 0, tariff: [], people: 0 }
  const { customer_id: customerId, ceiling: ceilingCredits, people } = row
  const tariff = row.is_all_paid ? [] : (row.tariff ?? [])
  return { customerId, ceilingCredits, tariff, people }
}
