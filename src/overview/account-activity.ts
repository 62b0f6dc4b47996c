import { sql } from 'kysely'
import type { Database } from '../db/database.ts'
import { ago, dbNow } from '../db/time.ts'

const DAYS = 30
const DAY_MS = 24 * 3_600_000

/** How long a slot of the last day is, in milliseconds. */
export const SLOT_MS = 15 * 60_000

/** A stretch of a quarter of an hour in which an account asked, or was refused. */
export type ActivitySlot = {
  readonly from: Date
  readonly requests: number
  readonly throttles: number
  readonly deaths: number
}

/** What an account has asked of Instagram, and how it was answered. */
export type AccountActivity = {
  readonly at: Date
  /** The last thirty days (UTC), the oldest first, none left out. */
  readonly days: readonly { readonly day: string; readonly requests: number }[]
  /** The slots of the last 24 hours in which something happened, the oldest first. */
  readonly slots: readonly ActivitySlot[]
}

/** What an account has asked by day, and by quarter of an hour of the last day. Two statements. */
export async function accountActivity(
  context: { readonly db: Database },
  accountId: string,
): Promise<AccountActivity> {
  const days = await sql<{ day: string; requests: number; at: Date }>`
    select to_char(days.day, 'YYYY-MM-DD') as day, ${dbNow} as at,
      (coalesce(sum(minute.count), 0) + coalesce(max(kept.requests), 0))::integer as requests
    from generate_series(
      (${dbNow} at time zone 'UTC')::date - ${DAYS - 1}::integer,
      (${dbNow} at time zone 'UTC')::date, interval '1 day') as days(day)
    left join account_requests minute
      on minute.account_id = ${accountId}
      and minute.minute_at >= days.day at time zone 'UTC'
      and minute.minute_at < (days.day + interval '1 day') at time zone 'UTC'
    left join account_days kept
      on kept.account_id = ${accountId} and kept.day = days.day::date
    group by days.day
    order by days.day
  `.execute(context.db)
  const slots = await sql<ActivitySlot>`
    select to_timestamp(slot * ${SLOT_MS / 1000}) as "from", sum(requests)::integer as requests,
      sum(throttles)::integer as throttles, sum(deaths)::integer as deaths
    from (
      select floor(extract(epoch from minute_at) / ${SLOT_MS / 1000}) as slot, count as requests,
        0 as throttles, 0 as deaths
      from account_requests
      where account_id = ${accountId} and minute_at > ${ago(DAY_MS)} and minute_at <= ${dbNow}
      union all
      select floor(extract(epoch from at) / ${SLOT_MS / 1000}), 0,
        (kind = 'account-throttled')::integer, (kind = 'session-died')::integer
      from events
      where account_id = ${accountId} and kind in ('account-throttled', 'session-died')
        and at > ${ago(DAY_MS)}
    ) one
    group by slot
    order by slot
  `.execute(context.db)
  return {
    at: days.rows[0]?.at ?? new Date(0),
    days: days.rows.map(({ day, requests }) => ({ day, requests })),
    slots: slots.rows,
  }
}
