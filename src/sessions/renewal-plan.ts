import { sql } from 'kysely'
import type { Database } from '../db/database.ts'
import { ago, dbNow } from '../db/time.ts'

/** Over so long the renewals of a night are spread, each account always in its own place. */
export const SPREAD_MS = 90 * 60_000

/**
 * Gives every session in use that was neither renewed nor planned for too long its place within the
 * next hour and a half: after a night that was missed they do not all come at once. What is planned
 * for later, or was postponed, is left as it is. Returns how many there were. Durable when it
 * returns.
 */
export async function spreadOverdue(context: {
  readonly db: Database
  readonly refreshAfterMs: number
}): Promise<number> {
  const planned = await sql`
    update instagram_sessions
    set next_refresh_at = ${dbNow} + (
        (('x' || substr(md5(account_id), 1, 8))::bit(32)::bigint & 2147483647)
          % ${SPREAD_MS / 1000}::bigint
      ) * interval '1 second'
    where label = 'current'
      and died_at is null
      and renewed_at <= ${ago(context.refreshAfterMs)}
      and (next_refresh_at is null or next_refresh_at <= ${dbNow})
  `.execute(context.db)
  return Number(planned.numAffectedRows ?? 0n)
}
