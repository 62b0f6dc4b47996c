import { sql } from 'kysely'
import type { Database } from '../db/database.ts'

/**
 * The place of every waiting check in line, from 1: customers are served in turns, so it counts
 * those that come before it if nothing else is ordered.
 */
export async function placesInLine(context: {
  readonly db: Database
}): Promise<ReadonlyMap<string, number>> {
  const found = await sql<{ id: string; place: number }>`
    with line as (
      select checks.id, checks.is_in_front, checks.number, customers.turn,
        row_number() over (
          partition by checks.customer_id
          order by checks.is_in_front desc, checks.left_count, checks.number
        ) as round
      from checks
      join customers on customers.id = checks.customer_id
      where checks.waits
    )
    select id,
      row_number() over (order by is_in_front desc, round, turn, number)::integer as place
    from line
  `.execute(context.db)
  return new Map(found.rows.map(({ id, place }) => [id, place]))
}
