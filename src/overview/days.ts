import { sql } from 'kysely'
import type { Database } from '../db/database.ts'
import { ago } from '../db/time.ts'

type Context = { readonly db: Database }

/** Logins of one day (UTC) by what led to them: forms that were sent. */
export type LoginDay = {
  readonly day: string
  readonly planned: number
  readonly afterDeath: number
  readonly byHand: number
}

/** The logins of every day in the window, oldest first; days without any are there too. */
export async function loginsByDayAndCause(
  context: Context,
  windowMs: number,
): Promise<readonly LoginDay[]> {
  const found = await sql<LoginDay>`
    select to_char(day.day, 'YYYY-MM-DD') as day,
      count(*) filter (where refresh.cause in ('proactive', 'first'))::integer as planned,
      count(*) filter (where refresh.cause in ('reactive', 'doubt'))::integer as "afterDeath",
      count(*) filter (where refresh.cause = 'manual')::integer as "byHand"
    from ${days(windowMs)}
    left join session_refreshes refresh
      on refresh.form_sent
      and refresh.started_at >= day.day at time zone 'UTC'
      and refresh.started_at < (day.day + interval '1 day') at time zone 'UTC'
    group by day.day
    order by day.day
  `.execute(context.db)
  return found.rows
}

/** Checks that ended on one day (UTC) by what they came to. */
export type CheckDay = {
  readonly day: string
  readonly complete: number
  readonly incomplete: number
  readonly failed: number
}

/** The ended checks of every day in the window, oldest first; days without any are there too. */
export async function checksByDay(
  context: Context,
  windowMs: number,
): Promise<readonly CheckDay[]> {
  const found = await sql<CheckDay>`
    with ended as (
      select date_trunc('day', finished_at at time zone 'UTC') as day,
        count(*) filter (where state = 'completed' and ending = 'complete')::integer as complete,
        count(*) filter (where ending = 'incomplete')::integer as incomplete,
        count(*) filter (
          where state = 'failed' and ending is distinct from 'target-closed'
            and ending is distinct from 'incomplete'
        )::integer as failed
      from checks
      where finished_at > ${ago(windowMs)}
      group by 1
    )
    select to_char(day.day, 'YYYY-MM-DD') as day, coalesce(ended.complete, 0) as complete,
      coalesce(ended.incomplete, 0) as incomplete, coalesce(ended.failed, 0) as failed
    from ${days(windowMs)}
    left join ended on ended.day = day.day
    order by day.day
  `.execute(context.db)
  return found.rows
}

/** Every day (UTC) of a window that ends today. */
function days(windowMs: number) {
  return sql`generate_series(
    date_trunc('day', (${ago(windowMs)} + interval '1 day') at time zone 'UTC'),
    date_trunc('day', evercheck_now() at time zone 'UTC'),
    interval '1 day'
  ) as day (day)`
}
