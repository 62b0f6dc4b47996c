import { type Kysely, sql } from 'kysely'
import type { Tables } from '../db/tables.gen.ts'
import { ago, dbNow } from '../db/time.ts'

type Context = { readonly db: Kysely<Tables> }

/** So many rows are deleted in one commit, so that nobody waits for long behind it. */
const BATCH = 20_000
/** A profile that was seen within this may be about to be referred to. */
const FRESH_MS = 24 * 3_600_000

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
  const checks = await sql<{ number: string }>`
    update checks set lists_deleted_at = coalesce(lists_deleted_at, ${dbNow})
    where customer_id = ${customerId} and finished_at is not null
    returning number::text as number
  `.execute(context.db)
  for (const { number } of checks.rows) await deleteMembers(context, number, signal)
}

/** Deletes who was on the lists of checks that say so already: what an interruption left over. */
export async function deleteLeftMembers(context: Context, signal: AbortSignal): Promise<void> {
  const left = await sql<{ number: string }>`
    select checks.number::text as number
    from checks
    where lists_deleted_at > ${ago(30 * 24 * 3_600_000)}
      and exists (select from check_members where check_members.check_number = checks.number)
  `.execute(context.db)
  for (const { number } of left.rows) await deleteMembers(context, number, signal)
}

async function deleteMembers(context: Context, number: string, signal: AbortSignal): Promise<void> {
  for (;;) {
    signal.throwIfAborted()
    const gone = await sql`
      delete from check_members
      where (check_number, list, pk) in (
        select check_number, list, pk from check_members
        where check_number = ${number}::bigint
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
          exists (select from check_members member where member.pk = profiles.pk) as is_used
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
