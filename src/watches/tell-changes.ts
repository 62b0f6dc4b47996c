import { sql } from 'kysely'
import { checkById } from '../checks/check-store.ts'
import { resultOf } from '../checks/result/result.ts'
import type { Database } from '../db/database.ts'
import { databaseNow, dbNow } from '../db/time.ts'
import { recordEvent } from '../events/event-store.ts'
import { isQuiet, type Watch } from './watch.ts'
import { toWatch, watchRows } from './watch-store.ts'

type Context = { readonly db: Database }

/** So many readings in a row may find the profile closed before the watch is ended. */
const CLOSED_MAX = 3
/** Watches that are looked at in one go. */
const BATCH = 200

/**
 * Tells what is sure of the readings that have ended since the last time, outside of each
 * customer's quiet hours: who came, who left, who has another name. A reading whose losses are
 * still to be made sure is told when they are. Where nothing has changed nothing is told. Each is
 * told once, however many processes do it. Returns how many were told. Durable when it returns.
 */
export async function tellChanges(context: Context): Promise<number> {
  const now = await databaseNow(context)
  let told = 0
  let after: Ended | null = null
  for (;;) {
    // However many wait for the morning, nobody else waits behind them.
    const batch: readonly Ended[] = await endedReadings(context, after)
    for (const ended of batch) {
      if (isQuiet(now, ended.zone, ended.watch.quiet)) continue
      if (await tellOne(context, ended)) told += 1
    }
    after = batch.at(-1) ?? null
    if (after === null || batch.length < BATCH) return told
  }
}

type Ended = {
  readonly watch: Watch
  readonly number: string
  readonly ending: string | null
  readonly zone: string
  readonly toldNumber: string
}

/** Those that have ended and of which nobody was told, in the order of their numbers. */
async function endedReadings(context: Context, after: Ended | null): Promise<readonly Ended[]> {
  const rows = await watchRows(context)
    .innerJoin('checks', 'checks.id', 'watches.last_check')
    .innerJoin('customers', 'customers.id', 'watches.customer_id')
    .select([
      'checks.number as number',
      'checks.ending as ending',
      'customers.zone as zone',
      'watches.told_number as toldNumber',
    ])
    .where('watches.ended_at', 'is', null)
    .where('checks.finished_at', 'is not', null)
    .whereRef('checks.number', '>', 'watches.told_number')
    .where(
      sql<boolean>`not exists (
        select from checks planned
        where planned.customer_id = watches.customer_id
          and planned.target_pk = checks.target_pk
          and planned.purpose = 'confirm'
          and planned.finished_at is null)`,
    )
    .where(
      sql<boolean>`(checks.number, watches.id)
        > (${after?.number ?? '0'}::bigint, ${after?.watch.id ?? ''}::text)`,
    )
    .orderBy('checks.number')
    .orderBy('watches.id')
    .limit(BATCH)
    .execute()
  return rows.map(({ number, ending, zone, toldNumber, ...row }) => {
    return { watch: toWatch(row), number, ending, zone, toldNumber }
  })
}

async function tellOne(context: Context, ended: Ended): Promise<boolean> {
  const { watch, number } = ended
  if (watch.lastCheck === null) return false
  const check = await checkById(context, watch.lastCheck)
  if (check.ending?.kind === 'merged') {
    await follow(context, watch, check.ending.into)
    return false
  }
  // Lists that were deleted while nobody could be told of them hold nobody else up.
  const counts = check.listsDeletedAt === null ? (await resultOf(context, check)).result.counts : {}
  const [gained, renamed] = [counts.gained?.count ?? 0, counts.renamed?.count ?? 0]
  return context.db.transaction().execute(async (db) => {
    const lost = await lostSince({ db }, watch.customerId, check.targetPk, ended.toldNumber)
    const isClosed = ended.ending === 'target-closed'
    const mine = await sql<{ closed: number }>`
      update watches
      set told_number = greatest(${number}::bigint, ${lost.upTo}::bigint),
        target_pk = coalesce(${check.targetPk}::bigint, target_pk),
        closed_count = case when ${isClosed} then closed_count + 1 else 0 end
      where id = ${watch.id} and ended_at is null and told_number < ${number}::bigint
      returning closed_count as closed
    `.execute(db)
    const row = mine.rows[0]
    if (!row) return false
    const about = { watch: watch.id, target: watch.target, check: check.id }
    if (row.closed >= CLOSED_MAX) {
      await sql`
        update watches set ended_at = ${dbNow}, ended_for = 'closed' where id = ${watch.id}
      `.execute(db)
      await recordEvent(
        { db },
        { kind: 'watch-ended', customer: watch.customerId, detail: { ...about, why: 'closed' } },
      )
      return true
    }
    if (gained + lost.count + renamed === 0) return false
    const detail = { ...about, gained, lost: lost.count, renamed }
    await recordEvent({ db }, { kind: 'watch-changed', customer: watch.customerId, detail })
    return true
  })
}

/** Two watches may prove to be of one profile: what is read for the other one is told here, too. */
async function follow(context: Context, { id, lastCheck }: Watch, into: string): Promise<void> {
  await sql`
    update watches set last_check = ${into} where id = ${id} and last_check = ${lastCheck}
  `.execute(context.db)
}

/** How many have been lost for sure since a customer was told, and by which check. */
async function lostSince(
  context: Context,
  customerId: string,
  targetPk: string | null,
  toldNumber: string,
): Promise<{ readonly count: number; readonly upTo: string | null }> {
  const found = await sql<{ count: number; upTo: string | null }>`
    select count(*)::integer as count, max(sure_in)::text as "upTo"
    from follower_losses losses
    where customer_id = ${customerId}
      and target_pk = ${targetPk}::bigint
      and sure_in > ${toldNumber}::bigint
      and not exists (
        select from ignored_profiles ignored
        where ignored.customer_id = losses.customer_id and ignored.pk = losses.pk)
  `.execute(context.db)
  return found.rows[0] ?? { count: 0, upTo: null }
}
