import { type Kysely, type RawBuilder, sql } from 'kysely'
import type { Database } from '../db/database.ts'
import type { Tables } from '../db/tables.gen.ts'
import { ago, dbNow } from '../db/time.ts'
import type { List } from '../instagram/questions/operation.ts'
import { deleteMembersOf, lockSeries } from './history/fold.ts'

type Context = { readonly db: Kysely<Tables> }

/** So many rows are deleted in one commit, so that nobody waits for long behind it. */
const BATCH = 20_000
/** A profile that was seen within this may be about to be referred to. */
const FRESH_MS = 24 * 3_600_000
/** No series is so long. */
const PLACE_MAX = 2 ** 31 - 1

/**
 * Deletes the lists of checks that ended longer ago than that; what they came to stays. One check
 * after the other: interrupted, it goes on where it was. Returns of how many checks. Durable when
 * it returns.
 */
export async function deleteOldLists(
  context: Context,
  olderThanMs: number,
  signal: AbortSignal,
): Promise<number> {
  let checks = 0
  for (;;) {
    signal.throwIfAborted()
    const old = await sql<{ id: string; number: string }>`
      select id, number::text as number
      from checks
      where finished_at < ${ago(olderThanMs)}
        and lists_deleted_at is null
      order by finished_at
      limit 1
    `.execute(context.db)
    const check = old.rows[0]
    if (!check) return checks
    // First it is said, so that nobody compares with half a list.
    await sql`
      update checks set lists_deleted_at = ${dbNow} where id = ${check.id}
    `.execute(context.db)
    checks += 1
    await deleteMembers(context, check.number, signal)
  }
}

/** Deletes the lists of all of a customer's checks, as above. None of them may be open. */
export async function deleteListsOf(
  context: Context,
  customerId: string,
  signal: AbortSignal,
): Promise<void> {
  await sql`
    update checks set lists_deleted_at = coalesce(lists_deleted_at, ${dbNow})
    where customer_id = ${customerId} and finished_at is not null
  `.execute(context.db)
  const theirs = sql`checks.customer_id = ${customerId} and checks.finished_at is not null`
  await deleteMembersWhere(context, theirs, signal)
  // What older ones rest on goes after them.
  await deleteMembersWhere(context, theirs, signal)
  await sql`
    delete from list_series series
    where customer_id = ${customerId}
      and not exists (select from snapshots where snapshots.series_id = series.id)
  `.execute(context.db)
}

/** Deletes who was on the lists of checks that say so already: what an interruption left over. */
export async function deleteLeftMembers(context: Context, signal: AbortSignal): Promise<void> {
  const late = sql`lists_deleted_at > ${ago(30 * 24 * 3_600_000)}`
  await deleteMembersWhere(context, late, signal)
}

/** The same of those checks that still have anybody: most of a customer's many have nobody left. */
async function deleteMembersWhere(
  context: Context,
  so: RawBuilder<unknown>,
  signal: AbortSignal,
): Promise<void> {
  const left = await sql<{ number: string }>`
    select checks.number::text as number
    from checks
    where ${so}
      and (exists (select from check_members where check_members.check_number = checks.number)
        or exists (select from snapshots where snapshots.number = checks.number))
    order by checks.number
  `.execute(context.db)
  for (const { number } of left.rows) await deleteMembers(context, number, signal)
}

async function deleteMembers(context: Context, number: string, signal: AbortSignal): Promise<void> {
  for (const list of ['followers', 'following'] as const) {
    const found = await sql<{ number: string }>`
      select coalesce(progress.members_number, checks.number)::text as number
      from checks
      left join check_progress progress
        on progress.check_id = checks.id and progress.list = ${list}
      where checks.number = ${number}::bigint
    `.execute(context.db)
    const kept = { list, number: found.rows[0]?.number ?? number }
    const gone = await deleteSnapshot(context, kept)
    if (gone === 'needed') continue
    await deleteMembersOf(context, kept, signal)
    for (const seriesId of gone) await deleteChanges(context, seriesId, signal)
  }
}

/** Says that a list is not kept any more; returns its series, or that something rests on it. */
async function deleteSnapshot(
  context: Context,
  kept: { readonly number: string; readonly list: List },
): Promise<readonly string[] | 'needed'> {
  return context.db.transaction().execute(async (db) => {
    // Whoever would fold an older one onto it comes before this, and is seen, or finds it gone.
    await lockSeries({ db }, kept)
    if (await isNeeded({ db }, kept)) return 'needed'
    const gone = await sql<{ seriesId: string }>`
      delete from snapshots
      where number = ${kept.number}::bigint and list = ${kept.list}
      returning series_id::text as "seriesId"
    `.execute(db)
    return gone.rows.map(({ seriesId }) => seriesId)
  })
}

/** Whether a list serves another check, or is what is left whole of older ones that are kept. */
async function isNeeded(
  context: { readonly db: Database },
  { number, list }: { readonly number: string; readonly list: List },
): Promise<boolean> {
  const found = await sql<{ needed: boolean }>`
    select exists (
        select
        from check_progress progress
        join checks on checks.id = progress.check_id
        where progress.members_number = ${number}::bigint
          and progress.list = ${list}
          and checks.lists_deleted_at is null
      ) or exists (
        select
        from checks
        join check_progress progress
          on progress.check_id = checks.id and progress.list = ${list}
        where checks.number = ${number}::bigint
          and progress.members_number is null
          and checks.lists_deleted_at is null
      ) or exists (
        select
        from snapshots own
        join snapshots older on older.series_id = own.series_id and older.place < own.place
        where own.number = ${number}::bigint and own.list = ${list} and own.folded_at is null
          and older.folded_at is not null
      ) as needed
  `.execute(context.db)
  return found.rows[0]?.needed ?? false
}

/** Deletes the changes that no snapshot of a series needs any more: each needs those behind it. */
async function deleteChanges(
  context: Context,
  seriesId: string,
  signal: AbortSignal,
): Promise<void> {
  for (;;) {
    signal.throwIfAborted()
    const gone = await sql`
      delete from snapshot_changes
      where (series_id, place, pk) in (
        select series_id, place, pk from snapshot_changes
        where series_id = ${seriesId}::bigint
          and place <= coalesce(
            (select min(place) from snapshots where series_id = ${seriesId}::bigint),
            ${PLACE_MAX})
        limit ${BATCH}
      )
    `.execute(context.db)
    if (Number(gone.numAffectedRows ?? 0n) < BATCH) return
  }
}

/**
 * Deletes profiles that are on no list any more, whom no history names and who are nobody's target.
 * They are locked first and looked at again then, because a page may be saved meanwhile that names
 * them: it waits for the lock and puts them back. Returns how many. Durable when it returns.
 */
export async function deleteUnusedProfiles(context: Context, signal: AbortSignal): Promise<number> {
  let deleted = 0
  let from = '0'
  for (;;) {
    signal.throwIfAborted()
    const batch = await context.db.transaction().execute(async (db) => {
      const found = await sql<{ pk: string; is_used: boolean }>`
        select pk::text as pk,
          exists (select from check_members member where member.pk = profiles.pk)
            or exists (select from snapshot_changes change where change.pk = profiles.pk)
            as is_used
        from profiles
        where pk > ${from}::bigint
        order by pk
        limit ${BATCH}
      `.execute(db)
      const unused = found.rows.filter((row) => !row.is_used).map(({ pk }) => pk)
      if (unused.length > 0) {
        const locked = await sql<{ pk: string }>`
          select pk::text as pk from profiles
          where pk = any(${unused}::bigint[]) and seen_at < ${ago(FRESH_MS)}
          order by pk
          for update skip locked
        `.execute(db)
        const gone = await sql`
          delete from profiles
          where pk = any(${locked.rows.map(({ pk }) => pk)}::bigint[])
            and not exists (select from check_members member where member.pk = profiles.pk)
            and not exists (select from snapshot_changes change where change.pk = profiles.pk)
            and not exists (select from checks where checks.target_pk = profiles.pk)
            and not exists (select from follower_losses loss where loss.pk = profiles.pk)
            and not exists (select from ignored_profiles ignored where ignored.pk = profiles.pk)
        `.execute(db)
        deleted += Number(gone.numAffectedRows ?? 0n)
      }
      return found.rows
    })
    const last = batch.at(-1)
    if (last === undefined || batch.length < BATCH) return deleted
    from = last.pk
  }
}
