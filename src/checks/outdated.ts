import { sql } from 'kysely'
import type { Database } from '../db/database.ts'
import { databaseNow, dbNow } from '../db/time.ts'
import type { Check, CheckClaim } from './check.ts'

/** When a check has read something. */
export type ReadingTimes = { readonly startedAt: Date; readonly lastReadAt: Date }

/**
 * Whether a check has stood still for so long that what it has read must not be mixed with what it
 * would read now: people who have followed since would be named as not following. A large list that
 * takes days to read is spread over those days anyway, so it may stand still for as long again.
 * Pure.
 */
export function isOutdated(times: ReadingTimes, now: Date, trustMs: number): boolean {
  const { startedAt, lastReadAt } = times
  const stoodMs = now.getTime() - lastReadAt.getTime()
  return stoodMs > Math.max(trustMs, lastReadAt.getTime() - startedAt.getTime())
}

/** Since when an outdated check has stood still; null when it is not outdated. */
export async function outdatedSince(
  context: {
    readonly db: Database
    readonly reading: { readonly cursorTrustMs: number }
  },
  check: Check,
): Promise<Date | null> {
  const last = await context.db
    .selectFrom('check_progress')
    .select((column) => column.fn.max('last_update_at').as('at'))
    .where('check_id', '=', check.id)
    .executeTakeFirst()
  if (check.startedAt === null || !last?.at) return null
  const times = { startedAt: check.startedAt, lastReadAt: last.at }
  const now = await databaseNow(context)
  return isOutdated(times, now, context.reading.cursorTrustMs) ? last.at : null
}

/**
 * Lets a check that is ours begin anew: under the same id, with both lists empty and a new number,
 * because its old members are no longer its own. Durable when it returns; nothing happens behind a
 * newer fence.
 */
export async function beginAnew(
  context: { readonly db: Database },
  claim: CheckClaim,
  check: Check,
): Promise<void> {
  await context.db.transaction().execute(async (tx) => {
    const renumbered = await sql`
      update checks
      set number = default, target_name_now = null, started_at = ${dbNow}, finished_lists = 0,
        bound_to = null, urgent_at = null
      where id = ${check.id}
        and number = ${check.number}::bigint
        and fence = ${claim.fence}::bigint
    `.execute(tx)
    if (Number(renumbered.numAffectedRows ?? 0n) === 0) return
    // A list that serves other checks as well stays theirs.
    await sql`
      with own as (
        select coalesce(progress.members_number, ${check.number}::bigint) as number, progress.list
        from check_progress progress
        where progress.check_id = ${check.id}
          and not exists (
            select from check_progress other
            where other.members_number = progress.members_number
              and other.list = progress.list
              and other.check_id <> ${check.id})
          and not exists (
            select
            from checks owner
            join check_progress other on other.check_id = owner.id and other.list = progress.list
            where owner.number = progress.members_number and other.members_number is null)
      ),
      snapshot as (
        delete from snapshots using own
        where snapshots.number = own.number and snapshots.list = own.list
      )
      delete from check_members member using own
      where member.check_number = own.number and member.list = own.list
    `.execute(tx)
    await tx.deleteFrom('check_progress').where('check_id', '=', check.id).execute()
  })
}
