import { sql } from 'kysely'
import type { Database } from '../db/database.ts'

/** Whose checks these are, by the checks' ids; those that are not there are left out. */
export async function customersOf(
  context: { readonly db: Database },
  checkIds: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  if (checkIds.length === 0) return new Map()
  const ids = [...new Set(checkIds)]
  const found = await sql<{ id: string; customer_id: string }>`
    select id, customer_id from checks where id = any(${ids}::text[])
  `.execute(context.db)
  return new Map(found.rows.map((row) => [row.id, row.customer_id]))
}
