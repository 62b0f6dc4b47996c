import assert from 'node:assert/strict'
import { sql } from 'kysely'
import type { Database } from '../db/database.ts'
import { ago, dbNow, fromNow } from '../db/time.ts'
import type { RequestBucket } from '../instagram/questions/pacing.ts'

/** How far back requests are remembered: the longest sliding window. */
const MEMORY_MS = 24 * 3_600_000
/** Of a day the sum is kept when its minutes are forgotten, for so many days. */
const DAYS_MAX = 62
/** What lies further ahead than this was counted by a server whose clock was wrong. */
const AHEAD_MS_MAX = 10 * 60_000

/** The account's requests of the last day, one bucket per minute, oldest first; and the present. */
export async function recentRequests(
  context: { readonly db: Database },
  accountId: string,
): Promise<{ readonly now: Date; readonly buckets: readonly RequestBucket[] }> {
  const found = await sql<{ now: Date; minute_at: Date | null; count: number }>`
    select ${dbNow} as now, request.minute_at, coalesce(request.count, 0) as count
    from (select 1) as one
    left join account_requests request
      on request.account_id = ${accountId}
      and request.minute_at > ${ago(MEMORY_MS)}
      and request.minute_at < ${fromNow(AHEAD_MS_MAX)}
    order by request.minute_at
  `.execute(context.db)
  const now = found.rows[0]?.now
  assert(now, 'the present is a row even where nothing was asked')
  const buckets = found.rows.flatMap(({ minute_at: startedAt, count }) =>
    startedAt === null ? [] : [{ startedAt, count }],
  )
  return { now, buckets }
}

/**
 * Adds requests to the present minute. Of minutes that no window looks at any more the sum of their
 * day is kept.
 */
export async function recordRequests(
  context: { readonly db: Database },
  accountId: string,
  count: number,
): Promise<void> {
  if (count === 0) return
  await sql`
    with forgotten as (
      delete from account_requests
      where account_id = ${accountId}
        and minute_at < ${ago(2 * MEMORY_MS)}
      returning (minute_at at time zone 'UTC')::date as day, count
    ),
    outdated as (
      delete from account_days
      where account_id = ${accountId} and exists (select from forgotten)
        and day < (${dbNow} at time zone 'UTC')::date - ${DAYS_MAX}::integer
    ),
    summed as (
      insert into account_days (account_id, day, requests)
      select ${accountId}, day, sum(count) from forgotten group by day
      on conflict (account_id, day) do update
      set requests = account_days.requests + excluded.requests
    )
    insert into account_requests (account_id, minute_at, count)
    values (${accountId}, date_trunc('minute', ${dbNow}), ${count})
    on conflict (account_id, minute_at) do update
    set count = account_requests.count + excluded.count
  `.execute(context.db)
}
