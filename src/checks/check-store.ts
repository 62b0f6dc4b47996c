import { sql } from 'kysely'
import type { Database } from '../db/database.ts'
import { dbNow, fromNow } from '../db/time.ts'
import { newId } from '../kernel/ids.ts'
import type { Effort } from '../sessions/effort.ts'
import { LEASE_MS } from '../sessions/waits.ts'

/** A customer's order about one target. Ends exactly once. */
export type Check = {
  readonly id: string
  /** Short key of its members. */
  readonly number: string
  readonly customerId: string
  readonly targetUsername: string
  readonly targetPk: string | null
  /** The target's name as Instagram gives it today. */
  readonly targetNameNow: string | null
  readonly state: CheckState
  readonly why: string | null
  readonly parkedUntil: Date | null
  /** Standing still beyond this instant ends the check. */
  readonly patienceUntil: Date
  readonly requests: number
  readonly logins: number
  readonly createdAt: Date
  readonly startedAt: Date | null
  readonly finishedAt: Date | null
}

export type CheckState = 'queued' | 'running' | 'parked' | 'completed' | 'failed' | 'cancelled'

/** The right to advance a check; void as soon as somebody else has claimed it. */
export type CheckClaim = { readonly checkId: string; readonly fence: string }

type Context = { readonly db: Database }

/** There is no check of that id. */
export class CheckUnknownError extends Error {
  override readonly name = 'CheckUnknownError'
  readonly code = 'CHECK_UNKNOWN'
}

/**
 * The customer's open check about this target, or a new one: ordering twice is ordering once, and
 * renews the patience, which never ends the sooner for it. Durable when it returns.
 */
export async function openCheck(
  context: Context,
  order: { readonly customerId: string; readonly target: string; readonly patienceMs: number },
): Promise<Check> {
  await sql`
    insert into checks
      (id, customer_id, target_username, state, patience_until, created_at, last_update_at)
    values (${newId('chk')}, ${order.customerId}, ${order.target}, 'queued',
      ${fromNow(order.patienceMs)}, ${dbNow}, ${dbNow})
    on conflict (customer_id, target_username) where state in ('queued', 'running', 'parked')
    do update set patience_until = greatest(checks.patience_until, excluded.patience_until)
  `.execute(context.db)
  const row = await rows(context)
    .where('customer_id', '=', order.customerId)
    .where('target_username', '=', order.target)
    .orderBy('number', 'desc')
    .executeTakeFirstOrThrow()
  return toCheck(row)
}

/** @throws CheckUnknownError CHECK_UNKNOWN */
export async function checkById(context: { readonly db: Database }, id: string): Promise<Check> {
  const row = await rows(context).where('id', '=', id).executeTakeFirst()
  if (!row) throw new CheckUnknownError(`There is no check ${id}.`)
  return toCheck(row)
}

/** The customer's checks of a target that were read to their ends, the newest first. */
export async function finishedChecks(
  context: { readonly db: Database },
  order: { readonly customerId: string; readonly target: string },
): Promise<readonly Check[]> {
  const found = await rows(context)
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
export async function recentChecks(
  context: { readonly db: Database },
  countMax: number,
): Promise<readonly Check[]> {
  return (await rows(context).orderBy('number', 'desc').limit(countMax).execute()).map(toCheck)
}

function rows(context: { readonly db: Database }) {
  return context.db.selectFrom('checks').selectAll()
}

/**
 * Claims an open check for this process if nobody alive has it. Null when somebody has, or when it
 * has ended.
 */
export async function claimCheck(
  context: Context & { readonly holder: string },
  checkId: string,
): Promise<CheckClaim | null> {
  const claimed = await sql<{ fence: string }>`
    update checks
    set state = 'running',
      holder = ${context.holder}::bigint,
      fence = fence + 1,
      holder_until = ${fromNow(LEASE_MS)},
      started_at = coalesce(started_at, ${dbNow}),
      last_update_at = ${dbNow}
    where id = ${checkId}
      and state in ('queued', 'running', 'parked')
      and (
        holder is null
        or holder_until <= ${dbNow}
        or holder = ${context.holder}::bigint
        or not holder_lives(holder)
      )
    returning fence
  `.execute(context.db)
  const row = claimed.rows[0]
  return row ? { checkId, fence: row.fence } : null
}

/** Puts the check down between two slices, for anybody to take up. */
export async function putDown(context: Context, claim: CheckClaim): Promise<void> {
  await sql`
    update checks
    set state = 'queued', holder = null, holder_until = null, parked_until = null, why = null
    where id = ${claim.checkId}
      and fence = ${claim.fence}::bigint
      and state = 'running'
  `.execute(context.db)
}

/** Parks the check: no worker holds it, and it goes on at `until`, which is the database's time. */
export async function parkCheck(
  context: Context,
  claim: CheckClaim,
  park: { readonly why: string; readonly until: Date },
): Promise<void> {
  await sql`
    update checks
    set state = 'parked', why = ${park.why}, parked_until = ${park.until},
      holder = null, holder_until = null, last_update_at = ${dbNow}
    where id = ${claim.checkId}
      and fence = ${claim.fence}::bigint
      and state = 'running'
  `.execute(context.db)
}

/** Ends the check. It ends once: a second end changes nothing, and returns false. */
export async function endCheck(
  context: Context,
  claim: CheckClaim,
  end: { readonly state: 'completed' | 'failed'; readonly why: string | null },
): Promise<boolean> {
  const ended = await sql`
    update checks
    set state = ${end.state}, why = ${end.why}, finished_at = ${dbNow}, last_update_at = ${dbNow},
      parked_until = null, holder = null, holder_until = null
    where id = ${claim.checkId}
      and fence = ${claim.fence}::bigint
      and state = 'running'
  `.execute(context.db)
  return Number(ended.numAffectedRows ?? 0n) > 0
}

/** Lets the check stand still until then, by the database's time, without being given up. */
export async function extendPatience(
  context: Context,
  claim: CheckClaim,
  untilMs: number,
): Promise<void> {
  await sql`
    update checks
    set patience_until = greatest(patience_until, ${new Date(untilMs)}::timestamptz)
    where id = ${claim.checkId}
      and fence = ${claim.fence}::bigint
  `.execute(context.db)
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

/** Counts what was spent on the check without moving it. */
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

function toCheck(
  row: Awaited<ReturnType<ReturnType<typeof rows>['executeTakeFirstOrThrow']>>,
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
    patienceUntil: row.patience_until,
    requests: row.requests,
    logins: row.logins,
    createdAt: row.created_at,
    startedAt: row.started_at,
    finishedAt: row.finished_at,
  }
}
