import { type RawBuilder, sql } from 'kysely'
import type { Database } from '../db/database.ts'
import { dbNow, fromNow } from '../db/time.ts'
import { inTransaction } from '../db/transaction.ts'
import type { RecordedEvent } from '../events/event.ts'
import { recording } from '../events/event-store.ts'
import type { ClosedWhy } from '../instagram/verdicts/verdict.ts'
import { type CheckClaim, endingColumns } from './check.ts'
import type { Cost, End } from './cost.ts'
import { costOfEnd, settleEnd } from './settle-end.ts'

type Context = { readonly db: Database }

/** The pages that a slice has read: they are what moves its customer's turn. */
type Slice = { readonly pages: number }

/** Puts a check back in line, for any account that may read it. False when it was not ours. */
export function putDown(context: Context, claim: CheckClaim, slice: Slice): Promise<boolean> {
  return leave(context, claim, slice, sql`state = 'queued', why = null`, null)
}

/**
 * Puts a check down whose account cannot go on for now, and says why. It is back in line if another
 * one may read it; else it stands still until one can. False when it was not ours.
 */
export async function standDown(
  context: Context,
  claim: CheckClaim,
  slice: Slice,
  wait: {
    readonly why: string
    readonly until: Date | null
    /** Whether the pass waits for its account; else the next one begins anew. */
    readonly keepsPass: boolean
  },
): Promise<boolean> {
  if (!wait.keepsPass) {
    await sql`
      update checks set bound_to = null, urgent_at = null
      where id = ${claim.checkId} and fence = ${claim.fence}::bigint
    `.execute(context.db)
  }
  return leave(
    context,
    claim,
    slice,
    sql`
      state = case when is_in_line(checks) then 'queued' else 'parked' end,
      parked_for = case when is_in_line(checks) then null else 'account' end,
      parked_until = case when is_in_line(checks) then null else ${wait.until}::timestamptz end,
      still_since = case when stands_still(checks) then ${dbNow} end,
      why = ${wait.why}`,
    {
      kind: 'check-parked',
      check: claim.checkId,
      detail: { why: wait.why, until: wait.until?.toISOString() ?? null },
    },
    // One that another account may read is only put back in line.
    sql`moved.state = 'parked'`,
  )
}

/** Lets a check stand still for a reason of its own, for so many milliseconds. */
export function parkFor(
  context: Context,
  claim: CheckClaim,
  slice: Slice,
  park: { readonly why: string; readonly forMs: number },
): Promise<boolean> {
  return leave(
    context,
    claim,
    slice,
    sql`
      state = 'parked', parked_for = 'time', parked_until = ${fromNow(park.forMs)},
      still_since = ${dbNow}, why = ${park.why}`,
    { kind: 'check-parked', check: claim.checkId, detail: { why: park.why } },
  )
}

/**
 * Remembers that the target is closed to this account, and who is known to see it, and puts the
 * check back in line. What it says does not count where an order has named another one meanwhile.
 */
export function closeTo(
  context: Context,
  claim: CheckClaim,
  slice: Slice,
  closed: { readonly accountId: string; readonly why: ClosedWhy },
): Promise<boolean> {
  const counts = sql<boolean>`coalesce(asked_account_id = ${closed.accountId}, true)`
  return leave(
    context,
    claim,
    slice,
    sql`
      state = 'queued',
      why = null,
      closed_to = array_remove(closed_to, ${closed.accountId})
        || case when ${counts} then array[${closed.accountId}::text] else '{}' end,
      hoped_for = case when ${counts} and closed_to = '{}' then ${whoSeesIt} else hoped_for end,
      closed_why = case when ${counts} then ${closed.why} else closed_why end,
      closed_at = case when ${counts} then coalesce(closed_at, ${dbNow}) else closed_at end,
      -- Another one that may see the target begins a pass of its own.
      bound_to = nullif(bound_to, ${closed.accountId}),
      urgent_at = case when bound_to is distinct from ${closed.accountId} then urgent_at end`,
    null,
  )
}

/** The accounts that are the target themselves, or have read of it for an earlier check. */
const whoSeesIt = sql`array(
  select account.id
  from instagram_accounts account
  where account.username = checks.target_username
    or exists (
      select
      from checks earlier
      join check_progress progress on progress.check_id = earlier.id
      where earlier.target_username = checks.target_username
        and progress.account_id = account.id
        and progress.fetched > 0
    )
)`

/**
 * Ends a check that is ours, and settles what was held for it in the same commit. It ends once:
 * false when it was not ours any more.
 */
export function endCheck(
  context: Context,
  claim: CheckClaim,
  slice: Slice,
  end: End,
): Promise<boolean> {
  return inTransaction(context, async (db) => {
    const cost = await costOfEnd({ db }, claim.checkId, end)
    const event = endEvent(claim.checkId, end, cost)
    const hasEnded = await leave({ db }, claim, slice, ended(end, cost), event)
    if (hasEnded) await settleEnd({ db }, claim.checkId, cost)
    return hasEnded
  })
}

/**
 * Ends a check that nobody reads: its lists are finished, or it is given up. False when somebody
 * reads it after all, it has ended, or what it is ended for is no longer `so`.
 */
export function endWaiting(
  context: Context,
  checkId: string,
  end: End,
  so: RawBuilder<unknown> = sql`true`,
): Promise<boolean> {
  return endIn(context, checkId, end, sql`checks.state in ('queued', 'parked') and ${so}`)
}

/**
 * Ends a check wherever it stands: whoever reads it has lost it, and what he still saves changes
 * nothing. False when it has ended before.
 */
export function endAnyway(context: Context, checkId: string, end: End): Promise<boolean> {
  return endIn(context, checkId, end, sql`checks.finished_at is null`)
}

function endIn(
  context: Context,
  checkId: string,
  end: End,
  where: RawBuilder<unknown>,
): Promise<boolean> {
  return inTransaction(context, async (db) => {
    const cost = await costOfEnd({ db }, checkId, end)
    const done = await sql<{ count: number }>`
      with moved as (
        update checks
        set ${ended(end, cost)}, fence = fence + 1, holder = null, holder_until = null,
          last_update_at = ${dbNow}
        where id = ${checkId}
          and ${where}
        returning id, customer_id
      ),
      told as (${recording(endEvent(checkId, end, cost), 'moved')})
      select count(*)::integer as count from moved
    `.execute(db)
    const hasEnded = done.rows[0]?.count === 1
    if (hasEnded) await settleEnd({ db }, checkId, cost)
    return hasEnded
  })
}

function endEvent(checkId: string, end: End, cost: Cost): RecordedEvent {
  const { chargedCredits: charged, why: costWhy } = cost
  return {
    kind: 'check-ended',
    check: checkId,
    detail: { state: end.state, ...end.ending, charged, costWhy },
  }
}

function ended(end: End, cost: Cost) {
  const { ending, why } = endingColumns(end.ending)
  return sql`
    state = ${end.state},
    ending = ${ending},
    ending_why = ${why},
    charged = ${cost.chargedCredits},
    cost_why = ${cost.why},
    finished_at = ${dbNow},
    parked_for = null,
    parked_until = null,
    bound_to = null,
    urgent_at = null,
    still_since = null,
    why = null`
}

/**
 * Lets a check out of our hands: its new state, what is left of it, its customer's turn and what is
 * told are one commit; it is told where `when` holds. Changes nothing behind a newer fence.
 */
async function leave(
  context: Context,
  claim: CheckClaim,
  slice: Slice,
  assignments: RawBuilder<unknown>,
  event: RecordedEvent | null,
  when: RawBuilder<unknown> = sql`true`,
): Promise<boolean> {
  const told = event
    ? sql`, meant as (select from moved where ${when}), told as (${recording(event, 'meant')})`
    : sql``
  const left = await sql<{ count: number }>`
    with remaining as (
      select coalesce(sum(greatest(0, expected - pass_people)), 0) as people
      from check_progress
      where check_id = ${claim.checkId}
        and confidence is null
    ),
    moved as (
      update checks
      set ${assignments}, holder = null, holder_until = null, last_update_at = ${dbNow},
        left_count = remaining.people
      from remaining
      where checks.id = ${claim.checkId}
        and checks.fence = ${claim.fence}::bigint
        and checks.state = 'running'
      returning checks.id, checks.customer_id, checks.is_behind, checks.state
    ),
    turned as (
      update customers
      set turn = turn + ${slice.pages}
      from moved
      where customers.id = moved.customer_id
        -- What nobody waited for is no turn.
        and not moved.is_behind
    )
    ${told}
    select count(*)::integer as count from moved
  `.execute(context.db)
  return left.rows[0]?.count === 1
}
