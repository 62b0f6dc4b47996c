import { sql } from 'kysely'
import type { Database } from '../src/db/database.ts'
import { endOfEvents } from '../src/events/event-store.ts'

/**
 * Waits until whatever was committed before is behind the end of the events, so that readers have
 * it and whoever begins at the present does not hear of it: transactions that are still under way
 * in this database hold the end back.
 */
export async function settled(context: { readonly db: Database }): Promise<void> {
  const { rows } = await sql<{ xid: string }>`
    select pg_current_xact_id()::text as xid
  `.execute(context.db)
  const before = BigInt(rows[0]?.xid ?? 0)
  while (BigInt((await endOfEvents(context)).xid) <= before);
}
