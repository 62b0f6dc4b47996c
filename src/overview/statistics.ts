import { sql } from 'kysely'
import type { Database } from '../db/database.ts'
import { ago } from '../db/time.ts'
import type { RefreshCause } from '../sessions/refresh-store.ts'
import type { LoginMethod } from '../sessions/session.ts'
import { isJudged } from './judged.ts'

type Context = { readonly db: Database }

/** Logins of one day (UTC): forms that were sent, whatever came of them. */
export type LoginsOfOneDay = { readonly day: string; readonly logins: number }

/** The logins of every day in the window, oldest first; days without any are there too. */
export async function loginsByDay(
  context: Context,
  windowMs: number,
): Promise<readonly LoginsOfOneDay[]> {
  const found = await sql<LoginsOfOneDay>`
    with logins as (
      select date_trunc('day', started_at at time zone 'UTC') as day, count(*)::integer as count
      from session_refreshes
      where started_at > ${ago(windowMs)} and form_sent
      group by 1
    )
    select to_char(day.day, 'YYYY-MM-DD') as day, coalesce(logins.count, 0) as logins
    from generate_series(
      date_trunc('day', ${ago(windowMs)} at time zone 'UTC'),
      date_trunc('day', evercheck_now() at time zone 'UTC'),
      interval '1 day'
    ) as day (day)
    left join logins on logins.day = day.day
    order by day.day
  `.execute(context.db)
  return found.rows
}

/** How many sessions died of one cause. */
export type Deaths = { readonly cause: string; readonly deaths: number }

/** Causes beyond this many are one: `other`. */
const CAUSES_MAX = 12

/** The deaths of sessions in the window by their cause, the most frequent first. */
export async function deathsByCause(
  context: Context,
  windowMs: number,
): Promise<readonly Deaths[]> {
  const found = await sql<Deaths>`
    with causes as (
      select coalesce(cause, 'unknown') as cause, count(*)::integer as deaths
      from instagram_sessions
      where died_at > ${ago(windowMs)}
      group by 1
    ),
    ranked as (
      select *, row_number() over (order by deaths desc, cause) as place from causes
    )
    select case when place <= ${CAUSES_MAX} then cause else 'other' end as cause,
      sum(deaths)::integer as deaths
    from ranked
    group by 1
    order by 2 desc, 1
  `.execute(context.db)
  return found.rows
}

/** How many renewals of one kind had one outcome. */
export type RefreshCount = {
  readonly cause: RefreshCause
  readonly method: LoginMethod
  readonly outcome: string
  readonly count: number
}

/** The renewals in the window by what led to them and what they came to. */
export async function refreshesByOutcome(
  context: Context,
  windowMs: number,
): Promise<readonly RefreshCount[]> {
  const found = await sql<RefreshCount>`
    select cause, method, outcome, count(*)::integer as count
    from session_refreshes
    where started_at > ${ago(windowMs)}
    group by cause, method, outcome
    order by cause, method, outcome
  `.execute(context.db)
  return found.rows
}

/** How many checks ended in one way. `state` is what became of the order, `ending` why. */
export type CheckCount = {
  readonly state: 'completed' | 'failed' | 'cancelled'
  readonly ending: string
  /** Whether that says something of us: a closed target and a cancelled order do not. */
  readonly isJudged: boolean
  readonly count: number
}

/** The checks that ended in the window by how. */
export async function checksByOutcome(
  context: Context,
  windowMs: number,
): Promise<readonly CheckCount[]> {
  const found = await sql<CheckCount>`
    select state, ending, ${isJudged} as "isJudged", count(*)::integer as count
    from checks
    where finished_at > ${ago(windowMs)}
    group by state, ending
    order by state, ending
  `.execute(context.db)
  return found.rows
}
