import { sql } from 'kysely'
import type { Standing } from '../../accounts/standing.ts'
import type { Database } from '../../db/database.ts'
import { dbNow, fromNow } from '../../db/time.ts'
import type { Person } from '../../instagram/questions/people.ts'
import type { Effort } from '../../sessions/effort.ts'
import { type Lease, LeaseLostError } from '../../sessions/lease.ts'
import { LEASE_MS } from '../../sessions/waits.ts'
import type { CheckClaim } from '../check.ts'
import { lookupWaits } from '../lookup-store.ts'
import type { PassEnd, Progress } from './progress.ts'
import { type ProgressRow, toProgress } from './progress-store.ts'

/** A page as it is to be saved. */
export type PageToSave = {
  readonly people: readonly Person[]
  /**
   * By the database's time, when it was asked for or before: it says nothing of what has happened
   * since, however late it is saved.
   */
  readonly askedAt: Date
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
 * Returns the new progress, the account's standing, as the operator may have paused it meanwhile,
 * and whether somebody waits to hear what a check would cost.
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
  readonly isLookupWaiting: boolean
}> {
  const { claim, lease, progress } = place
  const isMidPass = page.nextCursor !== null && page.passEnd === null
  const people = [...new Map(page.people.map((person) => [person.pk, person])).values()]
  const saved = await sql<Saved>`
    /* prepared: save-page */
    with here as (
      -- All three are still as they were left: the account and the check ours, the list unchanged.
      select progress.pass, progress.members_number
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
      returning checks.number,
        least(
          extract(epoch from ${dbNow} - coalesce(checks.started_at, checks.created_at)) * 10,
          2000000000
        )::integer as tenths
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
    renamed as (
      -- The name until now is kept with its time.
      insert into profile_names (pk, username, until_at)
      select profiles.pk, profiles.username, ${dbNow}
      from person
      join profiles on profiles.pk = person.pk
      where profiles.username <> person.username
        and person.username <> ''
        and profiles.username <> ''
      on conflict do nothing
    ),
    profile as (
      insert into profiles (pk, username, full_name, is_private, is_verified, seen_at)
      select pk, username, full_name, is_private, is_verified, ${dbNow}
      from person
      order by pk
      on conflict (pk) do update
      set username = excluded.username,
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
      select coalesce(person.members_number, claim.number), ${progress.list}, person.pk,
        person.pass
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
      began_at = coalesce(progress.began_at, least(${page.askedAt}::timestamptz, ${dbNow})),
      -- Every page at first, then every second, every fourth: the row stays small.
      course = case
        when (progress.pages + 1)
          % (1 << greatest(0, floor(log(2, (progress.pages + 1) / 32.0))::integer)) = 0
          or ${page.passEnd}::text is not null
        then progress.course || array[claim.tenths, progress.fetched + found.news]
        else progress.course
      end,
      last_update_at = ${dbNow}
    from here, found, lease, claim
    where progress.check_id = ${claim.checkId}
      and progress.list = ${progress.list}
    returning progress.list, progress.account_id, progress.pass, progress.current_cursor,
      progress.cursor_best_before, progress.expected, progress.fetched, progress.pages,
      progress.pass_pages, progress.pass_rows, progress.pass_people, progress.pass_news,
      progress.barren_pages, progress.passes_without_news, progress.passes_lost,
      progress.counter_moved, progress.last_update_at, progress.reused_from,
      progress.pass_end,
      progress.confidence, progress.shortage, lease.standing, ${dbNow} as saved_at,
      ${lookupWaits} as lookup_waits
  `.execute(context.db)
  const row = saved.rows[0]
  if (!row) throw new LeaseLostError(lease.accountId)
  const { standing, saved_at: savedAt, lookup_waits: isLookupWaiting } = row
  return { progress: toProgress(row), standing, savedAt, isLookupWaiting }
}

type Saved = ProgressRow & { standing: Standing; saved_at: Date; lookup_waits: boolean }
