import { sql } from 'kysely'
import { parseReason } from '../accounts/reasons.ts'
import type { Standing } from '../accounts/standing.ts'
import type { Database } from '../db/database.ts'
import { gathered } from '../db/gathered.ts'
import { databaseNow, dbNow } from '../db/time.ts'
import type { Check } from './check.ts'
import { checkById } from './check-store.ts'
import { endingOfLists } from './ending.ts'
import { settleLists } from './history/settle.ts'
import { endWaiting } from './leave-store.ts'
import { completenessOf } from './reading/progress.ts'
import { progressOf } from './reading/progress-store.ts'
import { isBelievedClosed, type Reader, type Waiting, waitingOf } from './standstill.ts'

type Context = { readonly db: Database }

type SettleContext = Context & {
  readonly reading: { readonly lossApartMs: number; readonly deliverable: number }
}

/** The accounts that may read a check, and what the time is. */
export async function readersOf(
  context: Context,
  checkId: string,
): Promise<{ readonly readers: readonly Reader[]; readonly now: Date }> {
  const found = await sql<{
    id: string
    username: string
    standing: Standing
    standing_why: string | null
    ready_at: Date | null
    resting_why: string | null
    is_busy: boolean
    is_living: boolean
  }>`
    select account.id, account.username, account.standing, account.standing_why,
      account.resting_why,
      case when account.ready_at > ${dbNow} then account.ready_at end as ready_at,
      account.lease_holder is not null as is_busy,
      exists (
        select from instagram_sessions session
        where session.account_id = account.id
          and session.label = 'current'
          and session.died_at is null
      ) as is_living
    from checks
    cross join instagram_accounts account
    where checks.id = ${checkId}
      and (checks.bound_to is null or checks.bound_to = account.id)
      and may_read(account.id, true, checks)
      and is_for(account, checks)
    order by account.username
  `.execute(context.db)
  const readers = found.rows.map((row) => ({
    id: row.id,
    username: row.username,
    standing: row.standing,
    standingWhy: row.standing_why,
    readyAt: row.ready_at,
    restingWhy: row.resting_why,
    isBusy: row.is_busy,
    isLiving: row.is_living,
  }))
  return { readers, now: await databaseNow(context) }
}

/** What a check waits for that nobody reads. */
export async function waitingFor(context: Context, checkId: string): Promise<Waiting> {
  const { readers, now } = await readersOf(context, checkId)
  return waitingOf(readers, now)
}

/** When a check will be given up if it goes on standing still; null while it does not. */
export function givenUpAt(check: Check): Date | null {
  if (check.stillSince === null) return null
  return new Date(check.stillSince.getTime() + Math.max(0, check.patienceMs - check.stillMs))
}

/** After so many that failed it is the database, and not this or that check. */
const FAILURES_MAX = 5

/**
 * Finds out which of the waiting checks are in line and which stand still, and ends those for which
 * nothing more can be done: read to their end, closed to everybody who could be asked, or out of
 * patience. `only` narrows it to one check. Returns those that were ended. Durable when it returns.
 */
export async function settleWaiting(
  context: SettleContext,
  only: string | null,
): Promise<readonly string[]> {
  await sql`
    -- As is_in_line and stands_still have it, for all at once: mostly there are few accounts that
    -- could read anything, and thousands of checks that wait for one.
    with hopeful as materialized (
      select account, account.id, account.ready_at, account.ready_at <= ${dbNow} as is_ready
      from instagram_accounts account
      where account.standing = 'active'
        and (account.ready_at <= ${dbNow} or account.resting_why = '{"kind":"paced"}')
    ),
    judged as (
      select checks.id,
        exists (
          select from hopeful
          where hopeful.is_ready and ${mayRead}
        ) as in_line,
        not exists (select from hopeful where ${mayRead}) as stands_still
      from checks
      where checks.waits
        and (${only}::text is null or checks.id = ${only})
    ),
    -- Whoever has locked one knows better, and must not be waited for by many that are locked here.
    changing as (
      select judged.*
      from judged
      join checks on checks.id = judged.id
      where checks.waits
        and (judged.in_line <> (checks.state = 'queued')
          or (judged.in_line and checks.why is not null)
          or judged.stands_still <> (checks.still_since is not null))
      for no key update of checks skip locked
    )
    update checks
    set state = case when changing.in_line then 'queued' else 'parked' end,
      parked_for = case when changing.in_line then null else 'account' end,
      parked_until = case when changing.in_line then null else checks.parked_until end,
      -- What was in its way is not any more.
      why = case when changing.in_line then null else checks.why end,
      still_ms = still_ms + case
          when changing.stands_still or still_since is null then 0
          -- Until one was ready, however long after that somebody looks.
          else extract(epoch from coalesce((
            select min(hopeful.ready_at)
            from hopeful
            where hopeful.ready_at > still_since and hopeful.is_ready and ${mayRead}
          ), ${dbNow}) - still_since) * 1000
        end,
      still_since = case when changing.stands_still then coalesce(still_since, ${dbNow}) end
    from changing
    where checks.id = changing.id
  `.execute(context.db)
  const doubtful = await sql<{ id: string }>`
    select id
    from checks
    where (waits or parked_for = 'crashes')
      and (${only}::text is null or id = ${only})
      and (
        finished_lists = 2
        or closed_why is not null
        or ${isOutOfPatience}
      )
    order by number
  `.execute(context.db)
  const ended: string[] = []
  const failures: unknown[] = []
  // One that cannot be ended keeps no other from its end.
  for (const { id } of doubtful.rows) {
    try {
      if (await endIfOver(context, id)) ended.push(id)
    } catch (error) {
      failures.push(error)
      if (failures.length === FAILURES_MAX) break
    }
  }
  if (failures.length > 0) throw failures[0]
  return ended
}

/** Whether an account may read a check, as the choice has it. */
const mayRead = sql`
  (checks.bound_to is null or checks.bound_to = hopeful.id)
  and may_read(hopeful.id, true, checks)
  and is_for(hopeful.account, checks)`

async function endIfOver(context: SettleContext, checkId: string): Promise<boolean> {
  const check = await checkById(context, checkId)
  const lists = await progressOf(context, checkId)
  if (completenessOf(lists.followers) && completenessOf(lists.following)) {
    await settleLists(context, check, lists)
    const both = [lists.followers, lists.following]
    return endWaiting(context, checkId, endingOfLists(both, context.reading.deliverable))
  }
  const { readers, now } = await readersOf(context, checkId)
  if (check.closedWhy !== null) {
    const begunBy = [lists.followers, lists.following].flatMap(({ accountId, fetched }) =>
      accountId !== null && fetched > 0 ? [accountId] : [],
    )
    if (isBelievedClosed(check, readers, begunBy, now)) {
      const ending = { kind: 'target-closed', why: check.closedWhy } as const
      return endWaiting(context, checkId, { state: 'failed', ending })
    }
  }
  const end = givenUpAt(check)
  if (end === null || end > now) return false
  const waiting = waitingOf(readers, now)
  const isPoison = check.why !== null && parseReason(check.why).kind === 'crashes'
  const known = waiting.kind === 'rest' && !isPoison ? waiting.why : check.why
  const why = known === null ? null : parseReason(known)
  const ending = { kind: 'out-of-patience', why } as const
  // Whoever orders it once more has its patience begin anew.
  return endWaiting(context, checkId, { state: 'failed', ending }, isOutOfPatience)
}

const isOutOfPatience = sql`(still_since is not null
  and still_ms + extract(epoch from ${dbNow} - still_since) * 1000 >= patience_ms)`

/**
 * The place of a waiting check in line, from 1: customers are served in turns, so it counts those
 * that come before it if nothing else is ordered. Null when it does not wait.
 */
export async function placeOf(context: Context, checkId: string): Promise<number | null> {
  return (await placesTogether(context, checkId)) ?? null
}

/** All that wait are sorted for one place or for many. */
const placesTogether = gathered<string, number>((context, ids) => placesOf(context, ids))

/** The same for several checks at once; those that do not wait are left out. */
export async function placesOf(
  context: Context,
  checkIds: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  if (checkIds.length === 0) return new Map()
  const found = await sql<{ id: string; place: number }>`
    with line as (
      select checks.id, checks.is_in_front, checks.number, customers.turn,
        row_number() over (
          partition by checks.customer_id
          order by checks.is_in_front desc, checks.left_count, checks.number
        ) as round
      from checks
      join customers on customers.id = checks.customer_id
      where checks.waits
    ),
    placed as (
      select id,
        row_number() over (order by is_in_front desc, round, turn, number)::integer as place
      from line
    )
    select id, place from placed where id = any (${[...checkIds]}::text[])
  `.execute(context.db)
  return new Map(found.rows.map(({ id, place }) => [id, place]))
}
