import { sql } from 'kysely'
import type { Database } from '../db/database.ts'

/**
 * How many checks come before the next one of a customer: customers are served in turns, so of each
 * who waits, as many as this customer has waiting himself, and one more.
 */
export async function checksAhead(
  context: { readonly db: Database },
  customerId: string,
): Promise<number> {
  const found = await sql<{ ahead: number }>`
    with own as (
      select coalesce(max(waiting_count), 0) as count from customers where id = ${customerId}
    )
    select (coalesce(sum(case
        when customers.id is not null then least(customers.waiting_count, own.count + 1)
      end), 0) + max(own.count))::integer
      as ahead
    from own
    left join customers on customers.waiting_count > 0 and customers.id <> ${customerId}
  `.execute(context.db)
  return found.rows[0]?.ahead ?? 0
}
