import { sql } from 'kysely'
import type { Database } from '../db/database.ts'
import { dbNow } from '../db/time.ts'
import { recording } from '../events/event-store.ts'
import { newId } from '../kernel/ids.ts'
import type { Effort } from '../sessions/effort.ts'
import { type Check, type CheckClaim, CheckUnknownError, endingOf } from './check.ts'

type Context = { readonly db: Database }

/** A check as it is ordered. */
export type CheckOrder = {
  readonly customerId: string
  /** The target's name, as `parseTargetName` gives it. */
  readonly target: string
  /** How long it may stand still, in milliseconds, before it is given up. */
  readonly patienceMs: number
  /** The only account that may read it; null for any. */
  readonly accountId: string | null
  /** Whether it goes before all others. */
  readonly inFront: boolean
}

/** So many checks wait in line that another would not be read in a sensible time. */
export class LineFullError extends Error {
  override readonly name = 'LineFullError'
  readonly code = 'LINE_FULL'
}

/** So many checks may wait in line. */
export const LINE_MAX = 20_000

/**
 * The customer's open check about this target, or a new one: ordering twice is ordering once, and
 * lets its patience begin anew. Durable when it returns.
 * @throws LineFullError LINE_FULL, and nothing was ordered
 */
export async function openCheck(
  context: { readonly db: Database },
  order: CheckOrder,
): Promise<Check> {
  return context.db.transaction().execute(async (db) => {
    await takeTurn({ db }, order.customerId)
    await sql`
      update checks
      set still_ms = 0,
        still_since = case when still_since is null then null else ${dbNow} end,
        is_in_front = is_in_front or ${order.inFront},
        asked_account_id = coalesce(${order.accountId}, asked_account_id),
        patience_ms = greatest(patience_ms, ${order.patienceMs}::double precision)
      where customer_id = ${order.customerId}
        and target_username = ${order.target}
        and state in ('queued', 'running', 'parked')
    `.execute(db)
    const id = newId('chk')
    const event = { kind: 'check-ordered', check: id, customer: order.customerId } as const
    await sql`
      with ordered as (
        insert into checks
          (id, customer_id, target_username, state, patience_ms, asked_account_id, is_in_front,
           created_at, last_update_at)
        values (${id}, ${order.customerId}, ${order.target}, 'queued', ${order.patienceMs},
          ${order.accountId}, ${order.inFront}, ${dbNow}, ${dbNow})
        on conflict (customer_id, target_username) where state in ('queued', 'running', 'parked')
        do nothing
        returning id
      )
      ${recording(event, 'ordered')}
    `.execute(db)
    const row = await checkRows({ db })
      .where('customer_id', '=', order.customerId)
      .where('target_username', '=', order.target)
      .where('finished_at', 'is', null)
      .executeTakeFirstOrThrow()
    if (row.id === id) await refuseWhenFull({ db })
    return toCheck(row)
  })
}

async function refuseWhenFull(context: Context): Promise<void> {
  const found = await sql<{ waiting: number }>`
    select coalesce(sum(waiting_count), 0)::integer as waiting from customers
  `.execute(context.db)
  if ((found.rows[0]?.waiting ?? 0) <= LINE_MAX) return
  throw new LineFullError(
    `${LINE_MAX} checks wait in line already, so nothing was ordered. Try again when there are fewer, or add accounts.`,
  )
}

/**
 * A new customer begins at the lowest turn there is, and so does one who has ordered nothing for a
 * while: otherwise all others would wait until he has caught up.
 */
async function takeTurn(context: Context, customerId: string): Promise<void> {
  await sql`
    with lowest as (
      select coalesce(min(turn), 0) as turn
      from customers
      where open_count > 0 and id <> ${customerId}
    )
    insert into customers (id, turn, created_at)
    select ${customerId}, lowest.turn, ${dbNow}
    from lowest
    on conflict (id) do update
    set turn = greatest(customers.turn, excluded.turn)
    where customers.open_count = 0
  `.execute(context.db)
}

/** @throws CheckUnknownError CHECK_UNKNOWN */
export async function checkById(context: Context, id: string): Promise<Check> {
  const row = await checkRows(context).where('id', '=', id).executeTakeFirst()
  if (!row) throw new CheckUnknownError(`There is no check ${id}.`)
  return toCheck(row)
}

/** The customer's checks of a target that were read to their ends, the newest first. */
export async function finishedChecks(
  context: Context,
  order: { readonly customerId: string; readonly target: string },
): Promise<readonly Check[]> {
  const found = await checkRows(context)
    .where('customer_id', '=', order.customerId)
    .where((either) =>
      either.or([
        either('target_username', '=', order.target),
        either('target_name_now', '=', order.target),
      ]),
    )
    .where('finished_at', 'is not', null)
    .where('target_pk', 'is not', null)
    .orderBy('number', 'desc')
    .execute()
  return found.map(toCheck)
}

/** The newest checks first. */
export async function recentChecks(context: Context, countMax: number): Promise<readonly Check[]> {
  return (await checkRows(context).orderBy('number', 'desc').limit(countMax).execute()).map(toCheck)
}

/** The rows of checks, for statements of this room. */
export function checkRows(context: Context) {
  return context.db.selectFrom('checks').selectAll()
}

/** Remembers who the target is. */
export async function setTarget(
  context: Context,
  claim: CheckClaim,
  target: { readonly pk: string; readonly username: string },
): Promise<void> {
  await sql`
    update checks
    set target_pk = ${target.pk}::bigint, target_name_now = ${target.username}
    where id = ${claim.checkId}
      and fence = ${claim.fence}::bigint
  `.execute(context.db)
}

/** Counts what was spent on the check without moving it, even if it has ended since. */
export async function countEffort(
  context: Context,
  claim: CheckClaim,
  effort: Effort,
): Promise<void> {
  if (effort.requests === 0 && effort.logins === 0) return
  await sql`
    update checks
    set requests = requests + ${effort.requests}, logins = logins + ${effort.logins}
    where id = ${claim.checkId}
      and fence = ${claim.fence}::bigint
  `.execute(context.db)
}

/** A row of the table as a check. */
export function toCheck(
  row: Awaited<ReturnType<ReturnType<typeof checkRows>['executeTakeFirstOrThrow']>>,
): Check {
  return {
    id: row.id,
    number: row.number,
    customerId: row.customer_id,
    targetUsername: row.target_username,
    targetPk: row.target_pk,
    targetNameNow: row.target_name_now,
    state: row.state,
    why: row.why,
    parkedUntil: row.parked_until,
    askedAccountId: row.asked_account_id,
    boundTo: row.bound_to,
    // The generated types know no arrays.
    closedTo: row.closed_to as readonly string[],
    closedWhy: row.closed_why,
    closedAt: row.closed_at,
    stillMs: row.still_ms,
    stillSince: row.still_since,
    patienceMs: row.patience_ms,
    ending: endingOf(row.ending, row.ending_why),
    requests: row.requests,
    logins: row.logins,
    createdAt: row.created_at,
    startedAt: row.started_at,
    finishedAt: row.finished_at,
  }
}
