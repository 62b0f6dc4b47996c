import { type Kysely, sql } from 'kysely'
import type { Database } from '../../db/database.ts'
import type { Tables } from '../../db/tables.gen.ts'
import { ago, dbNow } from '../../db/time.ts'

type Context = { readonly db: Kysely<Tables> }

/** So many people are looked at in one commit, so that nobody waits for long behind it. */
const BATCH = 10_000
/** Whoever has begun to read a list that was whole has so long to come to its end. */
const EMPTIED_AFTER_MS = 3_600_000

/**
 * Folds every complete list that a newer one follows: from then on it is what has changed until the
 * newer one, which takes some hundredth of the room. In commits of ten thousand people; interrupted
 * at any place, the list is whole until all of its changes are written, and the next call goes on.
 * Lists of checks that are still open are left alone, and whatever is newer than those. Two
 * processes may do it at once: they write the same. Returns how many were folded. Durable when it
 * returns.
 */
export async function foldOldLists(context: Context, signal: AbortSignal): Promise<number> {
  let folded = 0
  for (const seriesId of await seriesToFold(context)) {
    for (let pair = await nextPair(context, seriesId); pair; ) {
      if (await fold(context, pair, signal)) folded += 1
      pair = await nextPair(context, seriesId)
    }
  }
  await emptyFolded(context, signal)
  return folded
}

async function seriesToFold({ db }: Context): Promise<readonly string[]> {
  const found = await sql<{ id: string }>`
    select series_id::text as id
    from snapshots
    where folded_at is null
    group by series_id
    having count(*) > 1
    order by series_id
  `.execute(db)
  return found.rows.map(({ id }) => id)
}

/** A whole list and the next one of its series. */
type Pair = {
  readonly seriesId: string
  readonly list: string
  readonly older: Whole
  readonly newer: Whole
}
type Whole = { readonly number: string; readonly place: number; readonly presentFrom: number }

async function nextPair({ db }: Context, seriesId: string): Promise<Pair | null> {
  const found = await sql<Whole & { list: string; is_open: boolean }>`
    select snapshots.number::text as number, snapshots.place, snapshots.list,
      snapshots.present_from as "presentFrom",
      exists (
        select from check_progress progress
        join checks on checks.id = progress.check_id
        where progress.list = snapshots.list
          and progress.members_number = snapshots.number
          and checks.finished_at is null
        union all
        select from checks
        where checks.number = snapshots.number and checks.finished_at is null
      ) as is_open
    from snapshots
    where snapshots.series_id = ${seriesId}::bigint and snapshots.folded_at is null
    order by snapshots.place
    limit 2
  `.execute(db)
  const [older, newer] = found.rows
  if (!older || !newer || older.is_open || newer.is_open) return null
  return { seriesId, list: older.list, older, newer }
}

/** False when somebody else has folded it, or one of the two is not kept any more. */
async function fold(context: Context, pair: Pair, signal: AbortSignal): Promise<boolean> {
  await noteChanges(context, pair, { from: pair.older, missingIn: pair.newer, came: false }, signal)
  await noteChanges(context, pair, { from: pair.newer, missingIn: pair.older, came: true }, signal)
  // Until here the older list is whole, and the changes say nothing that it does not say itself.
  return context.db.transaction().execute(async (db) => {
    await lockSeries({ db }, { number: pair.newer.number, list: pair.list })
    const done = await sql`
      update snapshots set folded_at = ${dbNow}
      where series_id = ${pair.seriesId}::bigint and place = ${pair.older.place}
        and ${areWhole(pair)}
    `.execute(db)
    return Number(done.numAffectedRows ?? 0n) === 1
  })
}

/**
 * Locks the series of a list until the commit: a list is folded onto another one, or that other one
 * is deleted, but never both at once.
 */
export async function lockSeries(
  context: { readonly db: Database },
  { number, list }: { readonly number: string; readonly list: string },
): Promise<void> {
  await sql`
    select series.id
    from list_series series
    join snapshots on snapshots.series_id = series.id
    where snapshots.number = ${number}::bigint and snapshots.list = ${list}
    for update of series
  `.execute(context.db)
}

/** Asked in every statement: what is folded may soon be empty, and would seem to have lost all. */
function areWhole({ seriesId, older, newer }: Pair) {
  return sql<boolean>`(
    select count(*) = 2 from snapshots pair
    where pair.series_id = ${seriesId}::bigint
      and pair.place in (${older.place}, ${newer.place})
      and pair.folded_at is null)`
}

/** Writes down who is in one of the two and not in the other. Done again it changes nothing. */
async function noteChanges(
  context: Context,
  pair: Pair,
  who: { readonly from: Whole; readonly missingIn: Whole; readonly came: boolean },
  signal: AbortSignal,
): Promise<void> {
  const { seriesId, list, newer } = pair
  const { from, missingIn, came } = who
  let after: string | null = null
  for (;;) {
    signal.throwIfAborted()
    const batch: { last: string | null; count: number } | undefined = (
      await sql<{ last: string | null; count: number }>`
        with part as (
          select pk, pass from check_members
          where check_number = ${from.number}::bigint and list = ${list}
            and (${after}::bigint is null or pk > ${after}::bigint)
            and ${areWhole(pair)}
          order by pk
          limit ${BATCH}
        ),
        noted as (
          insert into snapshot_changes (series_id, place, pk, came)
          select ${seriesId}::bigint, ${newer.place}, part.pk, ${came}
          from part
          where part.pass >= ${from.presentFrom}
            and not exists (
              select 1 from check_members o
              where o.check_number = ${missingIn.number}::bigint and o.list = ${list}
                and o.pk = part.pk and o.pass >= ${missingIn.presentFrom}
              offset 0)
          on conflict do nothing
        )
        select max(pk)::text as last, count(*)::integer as count from part
      `.execute(context.db)
    ).rows[0]
    if (!batch?.last || batch.count < BATCH) return
    after = batch.last
  }
}

/** Deletes the members of lists that were folded a while ago. */
async function emptyFolded(context: Context, signal: AbortSignal): Promise<void> {
  const folded = await sql<{ number: string; list: string }>`
    select number::text as number, list from snapshots
    where folded_at < ${ago(EMPTIED_AFTER_MS)} and emptied_at is null
    order by folded_at
  `.execute(context.db)
  for (const { number, list } of folded.rows) {
    await deleteMembersOf(context, { number, list }, signal)
    await sql`
      update snapshots set emptied_at = ${dbNow}
      where number = ${number}::bigint and list = ${list}
    `.execute(context.db)
  }
}

/** Deletes the members of one list, some at a time. */
export async function deleteMembersOf(
  context: { readonly db: Database },
  { number, list }: { readonly number: string; readonly list: string },
  signal: AbortSignal,
): Promise<void> {
  for (;;) {
    signal.throwIfAborted()
    const gone = await sql`
      delete from check_members
      where (check_number, list, pk) in (
        select check_number, list, pk from check_members
        where check_number = ${number}::bigint and list = ${list}
        limit ${BATCH}
      )
    `.execute(context.db)
    if (Number(gone.numAffectedRows ?? 0n) < BATCH) return
  }
}
