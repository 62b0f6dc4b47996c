import { sql } from 'kysely'
import type { Database } from '../db/database.ts'
import type { RequestBucket } from '../instagram/questions/pacing.ts'

/** How far back requests are remembered: the longest sliding window. */
const MEMORY_MS = 24 * 3_600_000

/** So far the clocks of two machines may differ; what lies further ahead a wrong one counted. */
const AHEAD_MS_MAX = 10 * 60_000

/** The account's requests of the last day, one bucket per minute, oldest first. */
export async function recentRequests(
  context: { readonly db: Database },
  accountId: string,
  now: Date,
): Promise<readonly RequestBucket[]> {
  const rows = await context.db
    .selectFrom('account_requests')
    .select(['minute_at', 'count'])
    .where('account_id', '=', accountId)
    .where('minute_at', '>', new Date(now.getTime() - MEMORY_MS))
    .where('minute_at', '<', new Date(now.getTime() + AHEAD_MS_MAX))
    .orderBy('minute_at')
    .execute()
  return rows.map((row) => ({ startedAt: row.minute_at, count: row.count }))
}

/** Adds requests to the present minute, and forgets what no window looks at any more. */
export async function recordRequests(
  context: { readonly db: Database },
  accountId: string,
  count: number,
  now: Date,
): Promise<void> {
  if (count === 0) return
  await sql`
    with forgotten as (
      delete from account_requests
      where account_id = ${accountId}
        and minute_at < ${new Date(now.getTime() - 2 * MEMORY_MS)}
    )
    insert into account_requests (account_id, minute_at, count)
    values (${accountId}, date_trunc('minute', ${now}::timestamptz), ${count})
    on conflict (account_id, minute_at) do update
    set count = account_requests.count + excluded.count
  `.execute(context.db)
}
