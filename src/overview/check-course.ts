import { sql } from 'kysely'
import type { Database } from '../db/database.ts'

type Context = { readonly db: Database }

/** How many people of a list were saved at one moment. */
export type CoursePoint = { readonly at: Date; readonly people: number }

/** When a later pass over a list was begun, and how many people the list had by then. */
export type CoursePass = {
  readonly list: 'followers' | 'following'
  readonly pass: number
  readonly at: Date
  readonly people: number
}

/** Why a check stood still for a while. */
export type CourseWait = {
  readonly kind: 'died' | 'throttled' | 'parked'
  readonly account: string | null
  readonly from: Date
  /** Null while it lasts. */
  readonly to: Date | null
}

/** One version of a session that was in use by an account of the check. */
export type CourseSession = {
  readonly account: string
  readonly version: number
  readonly from: Date
  readonly to: Date | null
  readonly diedAt: Date | null
}

/** What happened in a check, on one axis of time. */
export type CheckCourse = {
  readonly followers: readonly CoursePoint[]
  readonly following: readonly CoursePoint[]
  /** The second pass over a list and those behind it; the first ones begin with the list. */
  readonly passes: readonly CoursePass[]
  readonly waits: readonly CourseWait[]
  readonly sessions: readonly CourseSession[]
}

const ROWS_MAX = 500

/** What happened in a check, as far as it is remembered. Three bounded statements. */
export async function checkCourse(context: Context, checkId: string): Promise<CheckCourse> {
  const points = await pointsOf(context, checkId)
  const readers = sql`
    select account_id from check_progress where check_id = ${checkId} and account_id is not null
    union
    select account_id from events where check_id = ${checkId} and account_id is not null`
  const sessions = await sql<CourseSession>`
    select account.username as account, session.version, session.created_at as "from",
      coalesce(session.died_at, session.next_at) as "to", session.died_at as "diedAt"
    from (
      select *, lead(created_at) over (partition by account_id order by version) as next_at
      from instagram_sessions
      where account_id in (${readers}) and label <> 'pending'
    ) session
    join instagram_accounts account on account.id = session.account_id
    cross join ${span(checkId)}
    where session.created_at < span.until_at
      and coalesce(session.next_at, span.until_at) >= span.from_at
    order by session.created_at
    limit ${ROWS_MAX}
  `.execute(context.db)
  const waits = await sql<CourseWait>`
    select kind, account, from_at as "from", to_at as "to"
    from (
      select 'died' as kind, account.username as account, died.at as from_at,
        (
          select min(back.at) from events back
          where back.account_id = died.account_id and back.kind = 'session-renewed'
            and back.at >= died.at
        ) as to_at
      from events died
      join instagram_accounts account on account.id = died.account_id
      cross join ${span(checkId)}
      where died.kind = 'session-died' and died.account_id in (${readers})
        and died.at between span.from_at and span.until_at
      union all
      select 'throttled', account.username, told.at,
        least((told.detail ->> 'until')::timestamptz, span.until_at)
      from events told
      join instagram_accounts account on account.id = told.account_id
      cross join ${span(checkId)}
      where told.kind = 'account-throttled' and told.account_id in (${readers})
        and told.at between span.from_at and span.until_at
    ) wait
    order by from_at
    limit ${ROWS_MAX}
  `.execute(context.db)
  return { ...points, waits: waits.rows, sessions: sessions.rows }
}

async function pointsOf(
  context: Context,
  checkId: string,
): Promise<Pick<CheckCourse, 'followers' | 'following' | 'passes'>> {
  const found = await sql<{
    list: 'followers' | 'following'
    course: number[]
    pass_starts: number[]
    started_at: Date
  }>`
    select progress.list, progress.course, progress.pass_starts,
      coalesce(checks.started_at, checks.created_at) as started_at
    from check_progress progress
    join checks on checks.id = progress.check_id
    where progress.check_id = ${checkId}
  `.execute(context.db)
  const points = { followers: [] as CoursePoint[], following: [] as CoursePoint[] }
  const passes: CoursePass[] = []
  for (const { list, course, pass_starts: starts, started_at: startedAt } of found.rows) {
    points[list] = pairs(course, startedAt).map(({ at, value }) => ({ at, people: value }))
    for (const { at, value: pass } of pairs(starts, startedAt)) {
      const before = points[list].findLast((point) => point.at <= at)
      passes.push({ list, pass, at, people: before?.people ?? 0 })
    }
  }
  return { ...points, passes }
}

/** What was written down while it was read: tenths of a second and a number, in turns. */
function pairs(row: readonly number[], startedAt: Date): readonly { at: Date; value: number }[] {
  const read: { at: Date; value: number }[] = []
  for (let at = 0; at + 1 < row.length; at += 2) {
    const [tenths = 0, value = 0] = row.slice(at, at + 2)
    read.push({ at: new Date(startedAt.getTime() + tenths * 100), value })
  }
  return read
}

/** From when to when a check was, or is, read. */
function span(checkId: string) {
  return sql`(
    select coalesce(started_at, created_at) as from_at,
      coalesce(finished_at, evercheck_now()) as until_at
    from checks where id = ${checkId}
  ) as span`
}
