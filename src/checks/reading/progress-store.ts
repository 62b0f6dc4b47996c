import assert from 'node:assert/strict'
import { sql } from 'kysely'
import type { Database } from '../../db/database.ts'
import { dbNow } from '../../db/time.ts'
import type { RecordedEvent } from '../../events/event.ts'
import { recording } from '../../events/event-store.ts'
import type { List } from '../../instagram/questions/operation.ts'
import { LeaseLostError } from '../../sessions/lease.ts'
import type { CheckClaim } from '../check.ts'
import type { Completeness, PassEnd, Progress, Stand } from './progress.ts'
import type { Shortage } from './shortage.ts'

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
  return (await progressOfAll(context, [checkId]))(checkId)
}

/** The lists of many checks in one statement: asked for one, it gives both of its lists. */
export async function progressOfAll(
  context: { readonly db: Database },
  checkIds: readonly string[],
): Promise<(checkId: string) => Readonly<Record<List, Progress>>> {
  const rows = await context.db
    .selectFrom('check_progress')
    .selectAll()
    .where(sql<boolean>`check_id = any(${[...checkIds]}::text[])`)
    .execute()
  return (checkId) => {
    const find = (list: List): Progress => {
      const row = rows.find((each) => each.check_id === checkId && each.list === list)
      return row ? toProgress(row) : unread(list)
    }
    return { followers: find('followers'), following: find('following') }
  }
}

/**
 * Starts the next pass of a list, from its start, with the counter that `progress` has. Under the
 * check's fence. `wasQuiet`: the one
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
      pass_starts = pass_starts || array[${tenthsSinceStart}, pass + 1],
      ${counterIn(progress)},
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

/** How far a check is in time, in the unit of its course. */
const tenthsSinceStart = sql`(
  select least(
    extract(epoch from ${dbNow} - coalesce(checks.started_at, checks.created_at)) * 10,
    2000000000
  )::integer
  from checks where checks.id = check_progress.check_id)`

/** What was counted since the row was read is stored with what follows from it, or not at all. */
function counterIn({ expected, counterMoved }: Progress): ReturnType<typeof sql> {
  return sql`expected = ${expected}, counter_moved = ${counterMoved}`
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

/** Sets what the profile counts, before a pass. */
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
        or (pages > 0 and expected is not null and expected is distinct from ${expected}::integer),
      expected = ${expected}`,
  )
}

/**
 * The list is finished: as complete as it gets by the counter that `progress` has. Those who were
 * last seen before `presentFrom` have left meanwhile; `present` people are there.
 */
export async function finishList(
  context: { readonly db: Database },
  claim: CheckClaim,
  progress: Progress,
  end: {
    readonly completeness: Completeness
    readonly presentFrom: number
    readonly present: number
  },
): Promise<Progress> {
  const { completeness, presentFrom, present } = end
  const { confidence } = completeness
  const shortage = 'shortage' in completeness ? completeness.shortage : null
  return change(
    context,
    claim,
    progress,
    sql`
      status = 'completed',
      ${counterIn(progress)},
      confidence = ${confidence},
      shortage = ${shortage === null ? null : JSON.stringify(shortage)}::jsonb,
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
    join check_progress progress on progress.check_id = checks.id and progress.list = ${list}
    join check_members member
      on member.check_number = coalesce(progress.members_number, checks.number)
      and member.list = progress.list
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
    with ours as (
      -- Locked: whoever ends it or takes it over comes before this statement or after it.
      select id from checks
      where id = ${claim.checkId} and fence = ${claim.fence}::bigint
      for no key update
    ),
    changed as (
      update check_progress
      set ${assignments}
      from ours
      where check_progress.check_id = ours.id
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
    ${finished ? sql`, ${noteSnapshot}` : sql``}
    select * from changed
  `.execute(context.db)
  const row = changed.rows[0]
  if (!row) throw new LeaseLostError(progress.accountId ?? claim.checkId)
  return toProgress(row)
}

/**
 * A complete list is the next snapshot of its series. The series' row is locked until the commit, so
 * that places are in the order of the commits.
 */
const noteSnapshot = sql`
  series as (
    insert into list_series (customer_id, target_pk, list)
    select checks.customer_id, checks.target_pk, changed.list
    from changed
    join checks on checks.id = changed.check_id
    where changed.confidence in ('exact', 'confirmed')
      and checks.target_pk is not null
    on conflict (customer_id, target_pk, list) do update
    set last_place = list_series.last_place + 1
    returning id, last_place
  ),
  snapshot as (
    insert into snapshots (number, list, series_id, place, present_from)
    select coalesce(changed.members_number, checks.number), changed.list, series.id,
      series.last_place, coalesce(changed.present_from, 1)
    from series, changed
    join checks on checks.id = changed.check_id
  )`

/** A list as its row has it. */
export type ProgressRow = {
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
  last_update_at: Date
  reused_from: string | null
  pass_end: string | null
  confidence: 'exact' | 'confirmed' | 'incomplete' | null
  shortage: unknown
}

/** A list of which nothing was read yet. */
function unread(list: List): Progress {
  return {
    list,
    accountId: null,
    pass: 1,
    stand: { kind: 'start' },
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
    readAt: null,
    reusedFrom: null,
  }
}

/** A list as its row has it, in the words of the domain. */
export function toProgress(row: ProgressRow): Progress {
  return {
    list: row.list,
    accountId: row.account_id,
    pass: row.pass,
    stand: standOf(row),
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
    readAt: row.pages === 0 ? null : row.last_update_at,
    reusedFrom: row.reused_from,
  }
}

function standOf(row: ProgressRow): Stand {
  // Written by this folder only, from the same unions.
  const end = row.pass_end as PassEnd | null
  const shortage = row.shortage as Shortage | null
  if (row.confidence === 'exact') return { kind: 'finished', end, confidence: 'exact' }
  if (row.confidence === 'confirmed') {
    return { kind: 'finished', end, confidence: 'confirmed', shortage }
  }
  if (row.confidence === 'incomplete') {
    assert(shortage !== null, 'an incomplete list says why')
    return { kind: 'finished', end, confidence: 'incomplete', shortage }
  }
  if (end !== null) return { kind: 'ended', end }
  if (row.current_cursor === null || row.cursor_best_before === null) return { kind: 'start' }
  return { kind: 'cursor', cursor: row.current_cursor, bestBefore: row.cursor_best_before }
}
