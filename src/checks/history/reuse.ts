import { sql } from 'kysely'
import type { Database } from '../../db/database.ts'
import { ago, dbNow } from '../../db/time.ts'
import { inTransaction } from '../../db/transaction.ts'
import type { Check, CheckClaim } from '../check.ts'

type Context = {
  readonly db: Database
  readonly reading: { readonly reuseMs: number; readonly cursorTrustMs: number }
}

const LISTS = ['followers', 'following'] as const

/**
 * Gives a check of which nothing was read yet the lists that earlier checks of the same customer
 * have read of the same profile: a complete one that is young enough, if the order asked for that
 * or if the check came to nothing that has read it; else what is left of a list that was given up,
 * if this account can go on with it. The newest reading counts, and no older one is ever preferred
 * to it. Returns whether there was anything. Durable when it returns; nothing happens behind a
 * newer fence.
 */
export async function reuseLists(
  context: Context,
  claim: CheckClaim,
  check: Check & { readonly targetPk: string },
  accountId: string,
): Promise<boolean> {
  const { reuseMs } = context.reading
  if (check.purpose !== 'order' || reuseMs === 0) return false
  return inTransaction(context, async (db) => {
    let reused = 0
    for (const list of LISTS) {
      const place = { claim, check, list }
      const whole = await reuseWhole({ ...context, db }, place)
      reused += whole || (await goOnWithLeft({ ...context, db }, place, accountId)) ? 1 : 0
    }
    return reused > 0
  })
}

type Place = {
  readonly claim: CheckClaim
  readonly check: Check & { readonly targetPk: string }
  readonly list: (typeof LISTS)[number]
}

/** What a list brings along, whichever check it serves. */
const READ = [
  'account_id',
  'pass',
  'current_cursor',
  'cursor_best_before',
  'fetched',
  'pages',
  'pass_pages',
  'pass_rows',
  'pass_people',
  'pass_news',
  'barren_pages',
  'passes_without_news',
  'passes_lost',
  'pass_end',
  'confidence',
  'shortage',
  'present_from',
  'course',
  'began_at',
  'last_update_at',
]
const readFrom = (source: string) =>
  sql.raw(READ.map((column) => `${column} = ${source}.${column}`).join(', '))

/** The row of a list that nobody has read a page of, while the check is ours. */
function untouched({ claim, list }: Place) {
  return sql`
    select progress.check_id
    from checks
    join check_progress progress on progress.check_id = checks.id and progress.list = ${list}
    where checks.id = ${claim.checkId}
      and checks.fence = ${claim.fence}::bigint
      and progress.pages = 0
      and progress.confidence is null
    for update`
}

/** That list in the customer's other checks of this profile that have ended. */
function others({ claim, check, list }: Place) {
  return sql`
    checks donor
    join check_progress progress on progress.check_id = donor.id and progress.list = ${list}
    where donor.customer_id = ${check.customerId}
      and donor.target_pk = ${check.targetPk}::bigint
      and donor.id <> ${claim.checkId}
      and donor.finished_at is not null
      and donor.lists_deleted_at is null`
}

/**
 * Until the commit nobody deletes that list because its own check was kept for long enough, and
 * nobody gives it to another one.
 */
const keptMeanwhile = sql`for share of donor for update of progress`

/** It stays with the check that has read it, too: a complete list is not changed any more. */
async function reuseWhole(context: Context, place: Place): Promise<boolean> {
  const { check, list } = place
  // Whoever names an account wants it to be read by that one.
  const takesLeft = check.askedAccountId === null
  const done = await sql<{ count: number }>`
    with here as (${untouched(place)}),
    newest as (
      select donor.id as donor_id, donor.number, donor.state,
        coalesce(donor.charged, 0) > 0 as is_charged, progress.*
      from ${others(place)}
        and progress.confidence in ('exact', 'confirmed')
      order by progress.last_update_at desc
      limit 1
      ${keptMeanwhile}
    ),
    taken as (
      update check_progress own
      set status = 'completed',
        members_number = coalesce(newest.members_number, newest.number),
        reused_from = coalesce(newest.reused_from, newest.donor_id),
        is_paid = newest.is_paid or newest.is_charged,
        expected = newest.expected,
        counter_moved = newest.counter_moved,
        ${readFrom('newest')}
      from here, newest
      where own.check_id = here.check_id
        and own.list = ${list}
        and newest.last_update_at > ${ago(context.reading.reuseMs)}
        and (${check.reuses} or (${takesLeft} and newest.state in ('failed', 'cancelled')))
      returning own.check_id
    ),
    counted as (
      update checks
      set finished_lists = finished_lists + 1
      from taken
      where checks.id = taken.check_id
    )
    select count(*)::integer as count from taken
  `.execute(context.db)
  return done.rows[0]?.count === 1
}

/** It is taken away from the check that was given up: its cursor and its people go on here. */
async function goOnWithLeft(context: Context, place: Place, accountId: string): Promise<boolean> {
  const { list } = place
  const done = await sql<{ count: number }>`
    with here as (${untouched(place)}),
    given as (
      select donor.id as donor_id, donor.number, progress.*
      from ${others(place)}
        and donor.state in ('failed', 'cancelled')
        and progress.confidence is null
        and progress.pages > 0
        and progress.last_update_at > ${ago(context.reading.cursorTrustMs)}
        and (progress.pass_end is not null
          or (progress.account_id = ${accountId} and progress.cursor_best_before > ${dbNow}))
      order by progress.last_update_at desc
      limit 1
      ${keptMeanwhile}
    ),
    taken as (
      update check_progress own
      set members_number = coalesce(given.members_number, given.number),
        reused_from = coalesce(given.reused_from, given.donor_id),
        -- What the pass is judged by was counted before it began, and by now.
        expected = case
          when given.expected is not null then greatest(given.expected, own.expected)
        end,
        counter_moved = given.counter_moved
          or (given.expected is not null and own.expected is distinct from given.expected),
        ${readFrom('given')}
      from here, given
      where own.check_id = here.check_id and own.list = ${list}
      returning own.check_id, given.donor_id, given.current_cursor, given.pass_end,
        given.cursor_best_before
    ),
    left_behind as (
      delete from check_progress gone
      using taken
      where gone.check_id = taken.donor_id and gone.list = ${list}
    ),
    bound as (
      update checks
      set bound_to = ${accountId}, urgent_at = coalesce(checks.urgent_at, taken.cursor_best_before)
      from taken
      where checks.id = taken.check_id
        and taken.current_cursor is not null
        and taken.pass_end is null
    )
    select count(*)::integer as count from taken
  `.execute(context.db)
  return done.rows[0]?.count === 1
}

/**
 * The account that could go on with a list of this profile that a check of the customer has left,
 * and until when its cursor is trusted: it should be the one that reads the next one.
 */
export async function accountOfLeft(
  context: { readonly db: Database },
  order: { readonly customerId: string; readonly target: string },
  targetPk: string | null,
): Promise<{ readonly accountId: string; readonly bestBefore: Date } | null> {
  const found = await sql<{ accountId: string; bestBefore: Date }>`
    select progress.account_id as "accountId", progress.cursor_best_before as "bestBefore"
    from checks donor
    join check_progress progress on progress.check_id = donor.id
    join instagram_accounts account on account.id = progress.account_id
    where donor.customer_id = ${order.customerId}
      and (donor.target_username = ${order.target} or donor.target_pk = ${targetPk}::bigint)
      and donor.state in ('failed', 'cancelled')
      and donor.lists_deleted_at is null
      and progress.confidence is null
      and progress.pass_end is null
      and progress.cursor_best_before > ${dbNow}
      and account.standing = 'active'
      and not account.id = any(donor.closed_to)
    order by progress.last_update_at desc
    limit 1
  `.execute(context.db)
  return found.rows[0] ?? null
}
