import { sql } from 'kysely'
import type { Standing } from '../accounts/standing.ts'
import type { Database } from '../db/database.ts'
import { ago } from '../db/time.ts'
import type { LoginMethod } from '../sessions/session.ts'
import { isJudged } from './judged.ts'
import type { Tally } from './tally.ts'

/**
 * How the session of an account is: `valid` answered for itself when it was last asked; `invalid`
 * has died and was not renewed; `none` was never opened.
 */
export type SessionStatus = 'valid' | 'invalid' | 'none'

/** The eight figures of one account's session, and what explains them. Statistics are of a window. */
export type AccountHealth = {
  readonly accountId: string
  readonly account: string
  readonly standing: Standing
  /** Why it has stopped, as the column keeps it: `parseStopReason` reads it. */
  readonly standingWhy: string | null
  readonly standingUntil: Date | null
  /** It asks nothing before then, and why: `parseRestReason` reads it. */
  readonly restingUntil: Date | null
  readonly restingWhy: string | null
  /** The login that waits for a human. */
  readonly dialogueId: string | null
  readonly status: SessionStatus
  readonly version: number | null
  /** A version waits to be tested, as after a restore; it is used if it answers. */
  readonly isUntested: boolean
  readonly method: LoginMethod | null
  /** Since the login that the session lives by, in milliseconds. */
  readonly ageMs: number | null
  /** When that login was. */
  readonly loggedInAt: Date | null
  readonly lastVerifiedAt: Date | null
  readonly nextRefreshAt: Date | null
  readonly diedAt: Date | null
  /** When a renewal has last succeeded, whatever led to it; null when none ever has. */
  readonly lastRefreshAt: Date | null
  readonly proactive: Tally
  readonly reactive: Tally
  /** Renewals of all kinds. */
  readonly refreshes: Tally
  /**
   * The latest checks that ended and of which it has read a list last. Closed targets are nobody's
   * failure.
   */
  readonly checks: Tally
  /** What it has asked in the last 24 hours. */
  readonly requestCount: number
  /** How much slower than set it asks, since it was throttled. */
  readonly paceFactor: number
  readonly failCount: number
  readonly lastError: string | null
}

const DAY_MS = 24 * 3_600_000
/** Checks beyond so many say nothing more of the share that succeeds. */
const CHECKS_MAX = 20_000

/** The accounts with their sessions, by name: all, or the one of that id. One statement. */
export async function accountsWithHealth(
  context: { readonly db: Database },
  windowMs: number,
  accountId: string | null = null,
): Promise<readonly AccountHealth[]> {
  const found = await sql<Row>`
    with refreshes as (
      select account_id,
        count(*)::integer as attempts,
        count(*) filter (where succeeded)::integer as successes,
        count(*) filter (where cause = 'proactive')::integer as proactive_attempts,
        count(*) filter (where cause = 'proactive' and succeeded)::integer as proactive_successes,
        count(*) filter (where cause = 'reactive')::integer as reactive_attempts,
        count(*) filter (where cause = 'reactive' and succeeded)::integer as reactive_successes
      from (
        select account_id, cause, outcome in ('logged-in', 'still-logged-in') as succeeded
        from session_refreshes
        where started_at > ${ago(windowMs)}
          and outcome not in ('under-way', 'interrupted')
      ) refresh
      group by account_id
    ),
    ended as materialized (
      select checks.id, checks.state
      from checks
      where checks.finished_at > ${ago(windowMs)} and ${isJudged}
      order by checks.finished_at desc
      limit ${CHECKS_MAX}
    ),
    read_by as (
      select distinct check_progress.account_id, ended.id, ended.state
      from ended
      join check_progress on check_progress.check_id = ended.id
      where check_progress.account_id is not null
    ),
    reads as (
      select account_id,
        count(*)::integer as attempts,
        count(*) filter (where state = 'completed')::integer as successes
      from read_by
      group by account_id
    )
    select account.id as account_id, account.username, dialogue.id as dialogue_id,
      coalesce(asked.request_count, 0) as request_count, account.standing, account.standing_why,
      account.standing_until, account.fail_count, account.pace_factor,
      case when account.resting_until > evercheck_now() then account.resting_until end
        as resting_until,
      case when account.resting_until > evercheck_now() then account.resting_why end
        as resting_why,
      session.version, session.method, session.last_verified_at, session.next_refresh_at,
      session.died_at, session.logged_in_at,
      exists (
        select from instagram_sessions untested
        where untested.account_id = account.id and untested.label = 'pending'
      ) as is_untested,
      extract(epoch from evercheck_now() - session.logged_in_at)::double precision * 1000
        as age_ms,
      coalesce(session.last_error, account.last_error) as last_error,
      (
        select coalesce(done.finished_at, done.started_at)
        from session_refreshes done
        where done.account_id = account.id
          and done.outcome in ('logged-in', 'still-logged-in')
        order by done.started_at desc
        limit 1
      ) as last_refresh_at,
      coalesce(refreshes.attempts, 0) as attempts,
      coalesce(refreshes.successes, 0) as successes,
      coalesce(refreshes.proactive_attempts, 0) as proactive_attempts,
      coalesce(refreshes.proactive_successes, 0) as proactive_successes,
      coalesce(refreshes.reactive_attempts, 0) as reactive_attempts,
      coalesce(refreshes.reactive_successes, 0) as reactive_successes,
      coalesce(reads.attempts, 0) as check_attempts,
      coalesce(reads.successes, 0) as check_successes
    from instagram_accounts account
    left join instagram_sessions session
      on session.account_id = account.id and session.label = 'current'
    left join login_dialogues dialogue
      on dialogue.account_id = account.id and dialogue.state <> 'ended'
    left join (
      select account_id, sum(count)::integer as request_count
      from account_requests
      where minute_at > ${ago(DAY_MS)}
      group by account_id
    ) asked on asked.account_id = account.id
    left join refreshes on refreshes.account_id = account.id
    left join reads on reads.account_id = account.id
    where ${accountId}::text is null or account.id = ${accountId}
    order by account.username
  `.execute(context.db)
  return found.rows.map(toHealth)
}

type Row = {
  readonly account_id: string
  readonly username: string
  readonly dialogue_id: string | null
  readonly request_count: number
  readonly standing: Standing
  readonly standing_why: string | null
  readonly standing_until: Date | null
  readonly resting_until: Date | null
  readonly resting_why: string | null
  readonly version: number | null
  readonly is_untested: boolean
  readonly method: LoginMethod | null
  readonly age_ms: number | null
  readonly logged_in_at: Date | null
  readonly last_verified_at: Date | null
  readonly next_refresh_at: Date | null
  readonly died_at: Date | null
  readonly last_refresh_at: Date | null
  readonly fail_count: number
  readonly pace_factor: number
  readonly last_error: string | null
  readonly attempts: number
  readonly successes: number
  readonly proactive_attempts: number
  readonly proactive_successes: number
  readonly reactive_attempts: number
  readonly reactive_successes: number
  readonly check_attempts: number
  readonly check_successes: number
}

function toHealth(row: Row): AccountHealth {
  return {
    accountId: row.account_id,
    account: row.username,
    standing: row.standing,
    standingWhy: row.standing_why,
    standingUntil: row.standing_until,
    restingUntil: row.resting_until,
    restingWhy: row.resting_why,
    dialogueId: row.dialogue_id,
    status: row.version === null ? 'none' : row.died_at === null ? 'valid' : 'invalid',
    version: row.version,
    isUntested: row.is_untested,
    method: row.method,
    ageMs: row.age_ms,
    loggedInAt: row.logged_in_at,
    lastVerifiedAt: row.last_verified_at,
    nextRefreshAt: row.next_refresh_at,
    diedAt: row.died_at,
    lastRefreshAt: row.last_refresh_at,
    proactive: { attempts: row.proactive_attempts, successes: row.proactive_successes },
    reactive: { attempts: row.reactive_attempts, successes: row.reactive_successes },
    refreshes: { attempts: row.attempts, successes: row.successes },
    checks: { attempts: row.check_attempts, successes: row.check_successes },
    requestCount: row.request_count,
    paceFactor: row.pace_factor,
    failCount: row.fail_count,
    lastError: row.last_error,
  }
}
