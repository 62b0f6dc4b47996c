import { sql } from 'kysely'
import type { Database } from '../db/database.ts'
import { dbNow } from '../db/time.ts'
import { inTransaction } from '../db/transaction.ts'
import type { CheckClaim, CheckEnding } from './check.ts'
import { setTarget } from './check-store.ts'
import { endAnyway, endCheck } from './leave-store.ts'

type Merged = Extract<CheckEnding, { kind: 'merged' }>

/**
 * Remembers who the target of a check is that is ours. Another open check of the same customer may
 * prove to be about the same profile, ordered by another name: the younger of the two ends as
 * merged, and what was held for it is given back. Returns that ending if it is ours that ended.
 * Durable when it returns; nothing happens behind a newer fence.
 */
export async function identifyTarget(
  context: { readonly db: Database },
  claim: CheckClaim,
  slice: { readonly pages: number },
  target: { readonly pk: string; readonly username: string },
): Promise<Merged | null> {
  return inTransaction(context, async (db) => {
    const customerId = await customerOf({ db }, claim)
    if (customerId === null) return null
    await targetAlone({ db }, customerId, target.pk)
    const [oldest, ...younger] = await sameTarget({ db }, claim, customerId, target.pk)
    if (oldest === undefined) return null
    await setTarget({ db }, claim, target)
    if (younger.length === 0) return null
    const ending = { kind: 'merged', into: oldest.id } as const
    const end = { state: 'cancelled', ending } as const
    await handOn(
      { db },
      oldest.id,
      younger.map(({ id }) => id),
    )
    let isOver = false
    for (const { id } of younger) {
      const isOurs = id === claim.checkId
      if (isOurs) isOver = await endCheck({ db }, claim, slice, end)
      else await endAnyway({ db }, id, end)
    }
    return isOver ? ending : null
  })
}

/**
 * Two checks of one customer that prove to be about one profile at the same time do so one after
 * the other, until the commit; all his other checks go on meanwhile. What he orders just now with
 * that key meets the others when it is read.
 */
async function targetAlone(
  context: { readonly db: Database },
  customerId: string,
  pk: string,
): Promise<void> {
  await sql`
    select pg_advisory_xact_lock(hashtextextended(${`target ${customerId} ${pk}`}, 0))
  `.execute(context.db)
}

async function customerOf(
  context: { readonly db: Database },
  { checkId, fence }: CheckClaim,
): Promise<string | null> {
  const row = await context.db
    .selectFrom('checks')
    .select('customer_id')
    .where('id', '=', checkId)
    .where('fence', '=', fence)
    .executeTakeFirst()
  return row?.customer_id ?? null
}

/**
 * Ours and all other open checks of that customer about that profile, the oldest first, locked in
 * one order; empty when ours is not ours any more.
 */
async function sameTarget(
  context: { readonly db: Database },
  claim: CheckClaim,
  customerId: string,
  pk: string,
): Promise<readonly { readonly id: string }[]> {
  const found = await sql<{ id: string; created_at: Date; fence: string }>`
    select id, created_at, fence
    from checks
    where customer_id = ${customerId}
      and finished_at is null
      and purpose = (select own.purpose from checks own where own.id = ${claim.checkId})
      and (id = ${claim.checkId} or target_pk = ${pk}::bigint)
    order by id
    for no key update
  `.execute(context.db)
  const ours = found.rows.find(({ id }) => id === claim.checkId)
  if (ours?.fence !== claim.fence) return []
  return [...found.rows].sort(
    (one, other) =>
      one.created_at.getTime() - other.created_at.getTime() || (one.id < other.id ? -1 : 1),
  )
}

/**
 * The one that goes on is as urgent and as patient as any of them was, and what crashed is tried
 * again: whoever orders it by another name has ordered it again.
 */
async function handOn(
  context: { readonly db: Database },
  into: string,
  from: readonly string[],
): Promise<void> {
  const isSooner = sql<boolean>`(purpose = 'order' and merged.still_ms < checks.still_ms)`
  const hasCrashed = sql<boolean>`(purpose = 'order' and parked_for = 'crashes')`
  await sql`
    update checks
    set is_in_front = checks.is_in_front or merged.is_in_front,
      patience_ms = greatest(checks.patience_ms, merged.patience_ms),
      still_ms = case when ${isSooner} then merged.still_ms else checks.still_ms end,
      still_since = case
          when ${isSooner} and still_since is not null then ${dbNow}
          else still_since
        end,
      state = case when ${hasCrashed} then 'queued' else state end,
      crash_count = case when ${hasCrashed} then 0 else crash_count end,
      why = case when ${hasCrashed} then null else why end,
      parked_for = case when ${hasCrashed} then null else parked_for end
    from (
      select bool_or(is_in_front) as is_in_front, max(patience_ms) as patience_ms,
        min(still_ms) as still_ms
      from checks
      where id = any(${[...from]}::text[])
    ) merged
    where checks.id = ${into}
  `.execute(context.db)
}
