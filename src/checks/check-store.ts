import { sql } from 'kysely'
import type { Database } from '../db/database.ts'
import type { Effort } from '../sessions/effort.ts'
import { type Check, type CheckClaim, CheckUnknownError, endingOf } from './check.ts'
import type { CostWhy } from './cost.ts'

type Context = { readonly db: Database }

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
    .where('purpose', '<>', 'confirm')
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
    purpose: row.purpose,
    targetUsername: row.target_username,
    targetPk: row.target_pk,
    targetNameNow: row.target_name_now,
    state: row.state,
    why: row.why,
    parkedUntil: row.parked_until,
    askedAccountId: row.asked_account_id,
    reuses: row.reuses,
    boundTo: row.bound_to,
    // The generated types know no arrays.
    closedTo: row.closed_to as readonly string[],
    hopedFor: row.hoped_for as readonly string[],
    closedWhy: row.closed_why,
    closedAt: row.closed_at,
    stillMs: row.still_ms,
    stillSince: row.still_since,
    patienceMs: row.patience_ms,
    ending: endingOf(row.ending, row.ending_why),
    priceCredits: row.price,
    ceilingCredits: row.ceiling,
    cost:
      row.charged === null || row.cost_why === null
        ? null
        : // Written by the end of a check only, from the same union.
          { chargedCredits: row.charged, why: row.cost_why as CostWhy },
    requests: row.requests,
    logins: row.logins,
    createdAt: row.created_at,
    startedAt: row.started_at,
    finishedAt: row.finished_at,
    listsDeletedAt: row.lists_deleted_at,
  }
}
