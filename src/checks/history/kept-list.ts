import { type RawBuilder, sql } from 'kysely'
import type { Database } from '../../db/database.ts'
import type { List } from '../../instagram/questions/operation.ts'

type Context = { readonly db: Database }

type Sql = RawBuilder<unknown>

/** Where the people of one list of a check are kept. */
export type KeptList = {
  readonly list: List
  readonly members: Members
  /** Null for an older list when it became what has changed since; names are those of that time. */
  readonly namesAt: Date | null
  /** When its first page was asked for: what has happened since may be missing from it. */
  readonly beganAt: Date | null
}

type Members = {
  /** The number that the members have. */
  readonly number: string
  /** The first pass in which those who are there were seen. */
  readonly presentFrom: number
  /**
   * The list itself is not there any more: it is the one above, which is newer, with all changes
   * behind its place taken back.
   */
  readonly changesBehind: { readonly seriesId: string; readonly place: number } | null
}

/** Where the lists of a check are kept. */
export async function keptLists(
  context: Context,
  checkNumber: string,
): Promise<Readonly<Record<List, KeptList>>> {
  const found = await sql<Row>`
    select progress.list,
      coalesce(anchor.number, progress.members_number, checks.number)::text as number,
      coalesce(anchor.present_from, progress.present_from, 1) as "presentFrom",
      own.series_id::text as "seriesId", own.place,
      case when own.folded_at is not null then checks.finished_at end as "namesAt",
      coalesce(progress.began_at, checks.started_at) as "beganAt"
    from checks
    join check_progress progress on progress.check_id = checks.id
    left join snapshots own
      on own.number = coalesce(progress.members_number, checks.number)
      and own.list = progress.list
      and own.folded_at is not null
    left join lateral (
      select snapshots.number, snapshots.present_from
      from snapshots
      where snapshots.series_id = own.series_id
        and snapshots.place > own.place
        and snapshots.folded_at is null
      order by snapshots.place
      limit 1
    ) anchor on true
    where checks.number = ${checkNumber}::bigint
  `.execute(context.db)
  const keptAs = (list: List): KeptList => {
    const row = found.rows.find((each) => each.list === list)
    return row ? toKept(row) : unread(list, checkNumber)
  }
  return { followers: keptAs('followers'), following: keptAs('following') }
}

type Row = {
  readonly list: List
  readonly number: string
  readonly presentFrom: number
  readonly seriesId: string | null
  readonly place: number | null
  readonly namesAt: Date | null
  readonly beganAt: Date | null
}

function toKept({ number, presentFrom, seriesId, place, ...times }: Row): KeptList {
  const changesBehind = seriesId === null || place === null ? null : { seriesId, place }
  return { ...times, members: { number, presentFrom, changesBehind } }
}

function unread(list: List, number: string): KeptList {
  return {
    list,
    members: { number, presentFrom: 1, changesBehind: null },
    namesAt: null,
    beganAt: null,
  }
}

/** Everybody in a list, as a table `m` with their `pk`, and the condition that goes with it. */
export function peopleIn({ list, members }: KeptList): { readonly from: Sql; readonly where: Sql } {
  const { number, presentFrom, changesBehind } = members
  const whole = sql`m.check_number = ${number}::bigint and m.list = ${list}
    and m.pass >= ${presentFrom}`
  if (changesBehind === null) return { from: sql`check_members m`, where: whole }
  const { seriesId, place } = changesBehind
  const from = sql`(
    select m.pk
    from check_members m
    where ${whole}
      and not exists (
        select 1 from snapshot_changes c
        where c.series_id = ${seriesId}::bigint and c.pk = m.pk and c.place > ${place}
        offset 0)
    union all
    select first.pk
    from (
      select distinct on (c.pk) c.pk, c.came
      from snapshot_changes c
      where c.series_id = ${seriesId}::bigint and c.place > ${place}
      order by c.pk, c.place
    ) first
    where not first.came
  ) m`
  return { from, where: sql`true` }
}

/**
 * Whether `m` is in a list, as a condition. `offset 0` keeps it a question that is asked for each
 * member, and answered by the primary key: made into a join, it is planned on statistics that a
 * list of an hour ago does not have yet (the embedded database never has any), and then takes its
 * square.
 */
export function isIn({ list, members }: KeptList): Sql {
  const { number, presentFrom, changesBehind } = members
  const whole = sql`exists (
    select 1 from check_members o
    where o.check_number = ${number}::bigint and o.list = ${list} and o.pk = m.pk
      and o.pass >= ${presentFrom}
    offset 0)`
  if (changesBehind === null) return whole
  const { seriesId, place } = changesBehind
  return sql`coalesce((
    select not c.came from snapshot_changes c
    where c.series_id = ${seriesId}::bigint and c.pk = m.pk and c.place > ${place}
    order by c.place
    limit 1), ${whole})`
}

/** The name of `m`, whose profile is `p`: today's, or that of the time of an older list. */
export function nameAt(at: Date | null): Sql {
  if (at === null) return sql`p.username`
  return sql`coalesce((
    select n.username from profile_names n
    where n.pk = m.pk and n.until_at > ${at}
    order by n.until_at
    limit 1), p.username)`
}
