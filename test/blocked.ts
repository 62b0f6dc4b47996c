import { sql } from 'kysely'
import type { Database } from '../src/db/database.ts'

/** Waits until so many statements of this database wait for locks of others. */
export async function blocked({ db }: { readonly db: Database }, count = 1): Promise<void> {
  for (let looks = 0; looks < 5000; looks += 1) {
    const found = await sql<{ count: number }>`
      select count(*)::integer as count
      from pg_stat_activity
      where datname = current_database() and wait_event_type = 'Lock'
    `.execute(db)
    if ((found.rows[0]?.count ?? 0) >= count) return
  }
  throw new Error('nobody waits')
}
