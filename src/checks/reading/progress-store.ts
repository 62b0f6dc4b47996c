import { sql } from 'kysely'
import type { Standing } from '../../accounts/standing.ts'
import type { Database } from '../../db/database.ts'
import { dbNow, fromNow } from '../../db/time.ts'
import type { RecordedEvent } from '../../events/event.ts'
import { recording } from '../../events/event-store.ts'
import type { List } from '../../instagram/questions/operation.ts'
import type { Person } from '../../instagram/questions/people.ts'
import type { Effort } from '../../sessions/effort.ts'
import type { Lease } from '../../sessions/lease.ts'
import { LeaseLostError } from '../../sessions/lease.ts'
import { LEASE_MS } from '../../sessions/waits.ts'
import type { CheckClaim } from '../check.ts'
import type { PassEnd, Progress } from './progress.ts'

/** Both lists of a check, made on first sight. */
export async function ensureProgress(
  context: { readonly db: Database },
  checkId: string,
): Promise<Readonly<Record<List, Progress>>> {
  await sql`
    insert into check_progress (check_id, list, status, last_update_at)
    values (${checkId}, 'followers', 'in_progress', ${dbNow}),
      (${checkId}, 'following', 'in_progress', ${dbNow})
    on conflict do nothing
  `.execute(context.db)
  return progressOf(context, checkId)
}

/** Both lists of a check; one that was not begun yet is empty. */
export async function progressOf(
  context: { readonly db: Database },
  checkId: string,
): Promise<Readonly<Record<List, Progress>>> {
  const rows = await context.db
    .selectFrom('check_progress')
    .selectAll()
    .where('check_id', '=', checkId)
    .execute()
  const find = (list: List): Progress => {
    const row = rows.find((each) => each.list === list)
    return row ? toProgress(row) : unread(list)
  }
  return { followers: find('followers'), following: find('following') }
}

/** A page as it is to be saved. */
export type PageToSave = {
  readonly people: readonly Person[]
  readonly nextCursor: string | null
  /** For how long the cursor is trusted. */
  readonly cursorTrustMs: number
  /** Set when this page ends the pass. */
  readonly passEnd: PassEnd | null
  /** Requests and logins made since the last commit: they are counted in the same one. */
  readonly effort: Effort
}

/**
 * Saves a page: its people, the cursor, the counters, the effort and the renewal of the lease are
 * one statement, so they are one commit or none. Vague answers before it are forgotten: the session
 * has just answered. The page counts only if nobody has saved one since `progress` was read.
 * Returns the new progress, and the account's standing: the operator may have paused it meanwhile.
 * Durable when it returns.
 * @throws LeaseLostError LEASE_LOST when the account or the check is somebody else's by now
 */
export async function savePage(
  context: { readonly db: Database },
  place: { readonly claim: CheckClaim; readonly lease: Lease; readonly progress: Progress },
  page: PageToSave,
): Promise<{
  readonly progress: Progress
  readonly standing: Standing
  readonly savedAt: Date
}> {
  const { claim, lease, progress } = place
  const isMidPass = page.nextCursor !== null && page.passEnd === null
  const people = [...new Map(page.people.map((person) => [person.pk, person])).values()]
  const saved = await sql<ProgressRow & { standing: Standing; saved_at: Date }>`
    /* prepared: save-page */
    with here as (
      -- All three are still as they were left: the account and the check ours, the list unchanged.
      select progress.pass
      from instagram_accounts account, checks, check_progress progress
      where account.id = ${lease.accountId}
        and account.lease_holder = ${lease.holder}::bigint
        and account.lease_fence = ${lease.fence}::bigint
        and checks.id = ${claim.checkId}
        and checks.fence = ${claim.fence}::bigint
        and checks.state = 'running'
        and progress.check_id = checks.id
        and progress.list = ${progress.list}
        and progress.pages = ${progress.pages}
        and progress.pass = ${progress.pass}
      for update
    ),
    lease as (
      update instagram_accounts
      set lease_until = ${fromNow(LEASE_MS)}, throttle_hits = 0, vague_hits = 0
      from here
      where id = ${lease.accountId}
      returning id, standing
    ),
    claim as (
      update checks
      set holder_until = ${fromNow(LEASE_MS)},
        requests = requests + ${page.effort.requests}::integer,
        logins = logins + ${page.effort.logins}::integer,
        still_ms = 0,
        -- Whoever is in the middle of a pass is the only one who can go on with it.
        bound_to = case when ${isMidPass}::boolean then ${lease.accountId} end,
        urgent_at = case when ${isMidPass}::boolean then ${fromNow(page.cursorTrustMs / 2)} end,
        last_update_at = ${dbNow}
      from here
      where checks.id = ${claim.checkId}
      returning checks.number
    ),
    counted as (
      insert into account_requests (account_id, minute_at, count)
      select ${lease.accountId}, date_trunc('minute', ${dbNow}), ${page.effort.requests}::integer
      from here
      where ${page.effort.requests}::integer > 0
      on conflict (account_id, minute_at) do update
      set count = account_requests.count + excluded.count
    ),
    person as (
      select *
      from here, unnest(
        ${people.map((person) => person.pk)}::bigint[],
        ${people.map((person) => person.username)}::text[],
        ${people.map((person) => person.fullName)}::text[],
        ${people.map((person) => person.isPrivate)}::boolean[],
        ${people.map((person) => person.isVerified)}::boolean[]
      ) as person (pk, username, full_name, is_private, is_verified)
    ),
    profile as (
      insert into profiles (pk, username, full_name, is_private, is_verified, seen_at)
      select pk, username, full_name, is_private, is_verified, ${dbNow}
      from person
      order by pk
      on conflict (pk) do update
      set previous_username = case
          when profiles.username <> excluded.username then profiles.username
          else profiles.previous_username
        end,
        renamed_at = case
          when profiles.username <> excluded.username then excluded.seen_at
          else profiles.renamed_at
        end,
        username = excluded.username,
        full_name = excluded.full_name,
        is_private = excluded.is_private,
        is_verified = excluded.is_verified,
        seen_at = excluded.seen_at
      where (profiles.username, profiles.full_name, profiles.is_private, profiles.is_verified)
        is distinct from
        (excluded.username, excluded.full_name, excluded.is_private, excluded.is_verified)
        -- A row may come without a name; the one that is known is kept.
        and excluded.username <> ''
    ),
    member as (
      insert into check_members (check_number, list, pk, pass)
      select claim.number, ${progress.list}, person.pk, person.pass
      from person, claim
      order by person.pk
      on conflict (check_number, list, pk) do update
      set pass = excluded.pass
      where check_members.pass <> excluded.pass
      returning (xmax = 0) as is_new
    ),
    found as (
      select count(*)::integer as people, (count(*) filter (where is_new))::integer as news
      from member
    )
    update check_progress progress
    set status = 'in_progress',
      account_id = ${lease.accountId},
      current_cursor = ${page.nextCursor},
      cursor_best_before = ${fromNow(page.cursorTrustMs)},
      fetched = progress.fetched + found.news,
      pages = progress.pages + 1,
      pass_pages = progress.pass_pages + 1,
      pass_rows = progress.pass_rows + ${page.people.length}::integer,
      pass_people = progress.pass_people + found.people,
      pass_news = progress.pass_news + found.news,
      barren_pages = case when found.people = 0 then progress.barren_pages + 1 else 0 end,
      pass_end = ${page.passEnd},
      last_update_at = ${dbNow}
    from here, found, lease
    where progress.check_id = ${claim.checkId}
      and progress.list = ${progress.list}
    returning progress.list, progress.account_id, progress.pass, progress.current_cursor,
      progress.cursor_best_before, progress.expected, progress.fetched, progress.pages,
      progress.pass_pages, progress.pass_rows, progress.pass_people, progress.pass_news,
      progress.barren_pages, progress.passes_without_news, progress.passes_lost, progress.counter_moved,
      progress.pass_end,
      progress.confidence, progress.why, lease.standing, ${dbNow} as saved_at
  `.execute(context.db)
  const row = saved.rows[0]
  if (!row) throw new LeaseLostError(lease.accountId)
  return { progress: toProgress(row), standing: row.standing, savedAt: row.saved_at }
}

/**
 * Starts the next pass of a list, from its start. Under the check's fence. `wasQuiet`: the one
 * before has found nobody new; `wasLost`: it was broken off because its cursor is good for nobody
 * any more.
 */
export async function startPass(
  context: { readonly db: Database },
  claim: CheckClaim,
  progress: Progress,
  before: { readonly wasQuiet: boolean } | { readonly wasLost: true },
): Promise<Progress> {
  const wasLost = 'wasLost' in before
  return change(
    context,
    claim,
    progress,
    sql`
      pass = pass + 1,
      current_cursor = null,
      cursor_best_before = null,
      pass_pages = 0,
      pass_rows = 0,
      pass_people = 0,
      pass_news = 0,
      barren_pages = 0,
      passes_without_news = ${nextWithoutNews(progress, before)},
      passes_lost = passes_lost + ${wasLost ? 1 : 0},
      pass_end = null,
      last_update_at = ${dbNow}`,
  )
}

function nextWithoutNews(
  progress: Progress,
  before: { readonly wasQuiet: boolean } | { readonly wasLost: true },
): number {
  // A pass that was broken off says nothing.
  if ('wasLost' in before) return progress.passesWithoutNews
  return before.wasQuiet ? progress.passesWithoutNews + 1 : 0
}

/** Ends the present pass without a page. */
export async function endPass(
  context: { readonly db: Database },
  claim: CheckClaim,
  progress: Progress,
  end: PassEnd,
): Promise<Progress> {
  return change(
    context,
    claim,
    progress,
    sql`pass_end = ${end}, current_cursor = null, last_update_at = ${dbNow}`,
  )
}

/** Sets what the profile counts. */
export async function setExpected(
  context: { readonly db: Database },
  claim: CheckClaim,
  progress: Progress,
  expected: number | null,
): Promise<Progress> {
  return change(
    context,
    claim,
    progress,
    sql`
      counter_moved = counter_moved
        or (expected is not null and expected is distinct from ${expected}::integer),
      expected = ${expected}`,
  )
}

/**
 * The list is finished: as complete as it gets. Those who were last seen before `presentFrom` have
 * left meanwhile; `present` people are there.
 */
export async function finishList(
  context: { readonly db: Database },
  claim: CheckClaim,
  progress: Progress,
  end: {
    readonly confidence: 'exact' | 'confirmed' | 'incomplete'
    readonly why: string | null
    readonly presentFrom: number
    readonly present: number
  },
): Promise<Progress> {
  const { confidence, why, presentFrom, present } = end
  return change(
    context,
    claim,
    progress,
    sql`
      status = 'completed',
      confidence = ${confidence},
      why = ${why},
      present_from = ${presentFrom},
      fetched = ${present},
      last_update_at = ${dbNow}`,
    {
      kind: 'list-finished',
      check: claim.checkId,
      detail: { list: progress.list, confidence, present, expected: progress.expected },
    },
  )
}

/** How many people of a list were seen in that pass or later. */
export async function countPresent(
  context: { readonly db: Database },
  claim: CheckClaim,
  list: List,
  fromPass: number,
): Promise<number> {
  const counted = await sql<{ count: number }>`
    select count(*)::integer as count
    from checks
    join check_members member
      on member.check_number = checks.number
      and member.list = ${list}
      and member.pass >= ${fromPass}
    where checks.id = ${claim.checkId}
  `.execute(context.db)
  return counted.rows[0]?.count ?? 0
}

/** Changes a list between two pages: nobody is in the middle of a pass then. */
async function change(
  context: { readonly db: Database },
  claim: CheckClaim,
  progress: Progress,
  assignments: ReturnType<typeof sql>,
  finished: RecordedEvent | null = null,
): Promise<Progress> {
  const told = finished ? sql`, told as (${recording(finished, 'changed')})` : sql``
  const changed = await sql<ProgressRow>`
    with changed as (
      update check_progress
      set ${assignments}
      from checks
      where checks.id = ${claim.checkId}
        and checks.fence = ${claim.fence}::bigint
        and check_progress.check_id = checks.id
        and check_progress.list = ${progress.list}
        and check_progress.pages = ${progress.pages}
        and check_progress.pass = ${progress.pass}
      returning check_progress.*
    ),
    noted as (
      update checks
      set bound_to = case when changed.current_cursor is null then null else bound_to end,
        urgent_at = case when changed.current_cursor is null then null else urgent_at end,
        finished_lists = finished_lists + ${finished ? 1 : 0}
      from changed
      where checks.id = changed.check_id
    )
    ${told}
    select * from changed
  `.execute(context.db)
  const row = changed.rows[0]
  if (!row) throw new LeaseLostError(progress.accountId ?? claim.checkId)
  return toProgress(row)
}

type ProgressRow = {
  list: List
  account_id: string | null
  pass: number
  current_cursor: string | null
  cursor_best_before: Date | null
  expected: number | null
  fetched: number
  pages: number
  pass_pages: number
  pass_rows: number
  pass_people: number
  pass_news: number
  barren_pages: number
  passes_without_news: number
  passes_lost: number
  counter_moved: boolean
  pass_end: string | null
  confidence: 'exact' | 'confirmed' | 'incomplete' | null
  why: string | null
}

/** A list of which nothing was read yet. */
function unread(list: List): Progress {
  return {
    list,
    accountId: null,
    pass: 1,
    cursor: null,
    cursorBestBefore: null,
    expected: null,
    fetched: 0,
    pages: 0,
    passPages: 0,
    passRows: 0,
    passPeople: 0,
    passNews: 0,
    barrenPages: 0,
    passesWithoutNews: 0,
    passesLost: 0,
    counterMoved: false,
    passEnd: null,
    confidence: null,
    why: null,
  }
}

function toProgress(row: ProgressRow): Progress {
  return {
    list: row.list,
    accountId: row.account_id,
    pass: row.pass,
    cursor: row.current_cursor,
    cursorBestBefore: row.cursor_best_before,
    expected: row.expected,
    fetched: row.fetched,
    pages: row.pages,
    passPages: row.pass_pages,
    passRows: row.pass_rows,
    passPeople: row.pass_people,
    passNews: row.pass_news,
    barrenPages: row.barren_pages,
    passesWithoutNews: row.passes_without_news,
    passesLost: row.passes_lost,
    counterMoved: row.counter_moved,
    // Written by this file only, from the same union.
    passEnd: row.pass_end as PassEnd | null,
    confidence: row.confidence,
    why: row.why,
  }
}
