import assert from 'node:assert/strict'
import { type RawBuilder, sql } from 'kysely'
import { parseRestReason } from '../accounts/reasons.ts'
import type { Standing } from '../accounts/standing.ts'
import type { Database } from '../db/database.ts'
import { ago } from '../db/time.ts'
import { type ChannelFacts, channelFacts } from './channel-facts.ts'
import { isJudged } from './judged.ts'
import { type MachineryFacts, machineryFacts } from './machinery-facts.ts'
import { secondsSince } from './seconds-since.ts'
import type { Tally } from './tally.ts'

type Context = { readonly db: Database }

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const DAY_MS = 24 * HOUR_MS

/** What alerts are judged by, at one instant. Ages are in seconds, as Prometheus wants them. */
export type AlertFacts = MachineryFacts & {
  readonly accounts: readonly AccountFacts[]
  /** Proactive renewals that succeeded in the last hour. */
  readonly renewed: readonly RenewedFacts[]
  readonly refreshes: RefreshFacts
  readonly checks: CheckFacts
  readonly survival: SurvivalFacts
  /** Logins that wait for a human. */
  readonly dialogues: readonly DialogueFacts[]
  readonly channels: readonly ChannelFacts[]
}

/** One account, as far as alerts care. */
export type AccountFacts = {
  readonly id: string
  readonly name: string
  readonly standing: Standing
  readonly standingWhy: string | null
  /** It may be asked to read within the hour. */
  readonly isReady: boolean
  /** Instagram gave it an answer nobody has seen yet, and it rests. */
  readonly isPuzzled: boolean
  readonly session: 'valid' | 'invalid' | 'none'
  /** Since the login that the session lives by. */
  readonly ageSeconds: number
  /** Since a renewal has last succeeded, or the session was opened. */
  readonly refreshAgeSeconds: number
}

export type RenewedFacts = {
  readonly refreshId: string
  readonly account: string
  readonly nextRefreshAt: string | null
}

export type RefreshFacts = {
  /** In the last hour. */
  readonly reactive: number
  /** Of all kinds, in the last six hours. */
  readonly lately: Tally
  /** Forms that were sent in the last day. */
  readonly loginsOfDay: number
  /** Accounts that were throttled in the last hour. */
  readonly throttledAccounts: number
}

export type CheckFacts = {
  /** They wait for an account. */
  readonly waiting: number
  /** The longest any has waited to be begun. */
  readonly oldestUnstartedSeconds: number
  /** The longest any that is being read has gone without a page. */
  readonly longestWithoutPageSeconds: number
  /** They have crashed whoever read them, and are read no more. */
  readonly crashing: number
  /** The ends of the last day. */
  readonly ended: Tally
  /** Those of them whose lists came short. */
  readonly incomplete: number
}

/** How long logins lived that died lately, beside those of the month before. Zero: too few died. */
export type SurvivalFacts = { readonly recentSeconds: number; readonly usualSeconds: number }

export type DialogueFacts = {
  readonly id: string
  readonly account: string
  readonly openSeconds: number
}

/** Reads the facts of this instant. A few statements, each over an index. */
export async function alertFacts(context: Context): Promise<AlertFacts> {
  const { renewed, ...refreshes } = await refreshFacts(context)
  return {
    accounts: await accountFacts(context),
    renewed,
    refreshes,
    checks: await checkFacts(context),
    survival: await survivalFacts(context),
    dialogues: await dialogueFacts(context),
    ...(await machineryFacts(context)),
    channels: await channelFacts(context),
  }
}

async function accountFacts(context: Context): Promise<readonly AccountFacts[]> {
  const found = await sql<Omit<AccountFacts, 'isPuzzled'> & { readonly restingWhy: string | null }>`
    select account.id, account.username as name, account.standing,
      account.standing_why as "standingWhy",
      account.standing = 'active' and account.ready_at <= ${ago(-HOUR_MS)} as "isReady",
      case when account.resting_until > evercheck_now() then account.resting_why end
        as "restingWhy",
      case
        when session.id is null then 'none'
        when session.died_at is null then 'valid'
        else 'invalid'
      end as session,
      coalesce(${secondsSince(sql`session.logged_in_at`)}, 0) as "ageSeconds",
      coalesce(${secondsSince(sql`greatest(session.created_at, last.at)`)}, 0)
        as "refreshAgeSeconds"
    from instagram_accounts account
    left join instagram_sessions session
      on session.account_id = account.id and session.label = 'current'
    left join lateral (
      select coalesce(done.finished_at, done.started_at) as at
      from session_refreshes done
      where done.account_id = account.id
        and done.outcome in ('logged-in', 'still-logged-in')
      order by done.started_at desc
      limit 1
    ) last on true
    order by account.username
  `.execute(context.db)
  return found.rows.map(({ restingWhy, ...account }) => ({
    ...account,
    isPuzzled: restingWhy !== null && parseRestReason(restingWhy).kind === 'unrecognised',
  }))
}

async function refreshFacts(
  context: Context,
): Promise<RefreshFacts & { readonly renewed: readonly RenewedFacts[] }> {
  const counted = await sql<{
    reactive: number
    attempts: number
    successes: number
    logins: number
    throttled: number
  }>`
    select
      count(*) filter (
        where cause = 'reactive' and started_at > ${ago(HOUR_MS)})::integer as reactive,
      count(*) filter (where is_judged)::integer as attempts,
      count(*) filter (where is_judged and succeeded)::integer as successes,
      count(*) filter (where form_sent)::integer as logins,
      (
        select count(distinct events.account_id)::integer
        from events
        where events.kind = 'account-throttled' and events.at > ${ago(HOUR_MS)}
      ) as throttled
    from (
      select cause, started_at, form_sent,
        outcome in ('logged-in', 'still-logged-in') as succeeded,
        started_at > ${ago(6 * HOUR_MS)} and outcome not in ('under-way', 'interrupted')
          as is_judged
      from session_refreshes
      where started_at > ${ago(DAY_MS)}
    ) refresh
  `.execute(context.db)
  const renewed = await sql<RenewedFacts>`
    select refresh.id as "refreshId", account.username as account,
      session.next_refresh_at as "nextRefreshAt"
    from session_refreshes refresh
    join instagram_accounts account on account.id = refresh.account_id
    left join instagram_sessions session
      on session.account_id = account.id and session.label = 'current'
    where refresh.started_at > ${ago(HOUR_MS)}
      and refresh.cause = 'proactive'
      and refresh.outcome in ('logged-in', 'still-logged-in')
    order by account.username
  `.execute(context.db)
  const [row] = counted.rows
  assert(row, 'an aggregate is a row')
  return {
    reactive: row.reactive,
    lately: { attempts: row.attempts, successes: row.successes },
    loginsOfDay: row.logins,
    throttledAccounts: row.throttled,
    renewed: renewed.rows,
  }
}

async function checkFacts(context: Context): Promise<CheckFacts> {
  const found = await sql<{
    waiting: number
    unstarted: number
    without_page: number
    crashing: number
    attempts: number
    successes: number
    incomplete: number
  }>`
    select open.*, ended.*
    from (
      select count(*) filter (where waits)::integer as waiting,
        coalesce(max(${secondsSince(sql`created_at`)}) filter (where started_at is null), 0)
          as unstarted,
        coalesce(max(${secondsSince(sql`last_update_at`)}) filter (where state = 'running'), 0)
          as without_page,
        count(*) filter (where parked_for = 'crashes')::integer as crashing
      from checks
      where finished_at is null
    ) open
    cross join (
      select count(*) filter (where ${isJudged})::integer as attempts,
        count(*) filter (where state = 'completed')::integer as successes,
        count(*) filter (where ending = 'incomplete')::integer as incomplete
      from checks
      where finished_at > ${ago(DAY_MS)}
    ) ended
  `.execute(context.db)
  const [row] = found.rows
  assert(row, 'an aggregate is a row')
  return {
    waiting: row.waiting,
    oldestUnstartedSeconds: row.unstarted,
    longestWithoutPageSeconds: row.without_page,
    crashing: row.crashing,
    ended: { attempts: row.attempts, successes: row.successes },
    incomplete: row.incomplete,
  }
}

/** A median of fewer deaths than this says nothing. */
const DEATHS_MIN = 5

async function survivalFacts(context: Context): Promise<SurvivalFacts> {
  const median = (filter: RawBuilder<unknown>) => sql<number>`
    case when count(*) filter (where ${filter}) >= ${DEATHS_MIN}
      then percentile_cont(0.5) within group (order by life) filter (where ${filter})
      else 0
    end`
  const found = await sql<SurvivalFacts>`
    select ${median(sql`is_recent`)} as "recentSeconds",
      ${median(sql`not is_recent`)} as "usualSeconds"
    from (
      select died_at > ${ago(3 * DAY_MS)} as is_recent,
        extract(epoch from died_at - logged_in_at)::double precision as life
      from instagram_sessions
      where died_at > ${ago(33 * DAY_MS)}
    ) death
  `.execute(context.db)
  const [row] = found.rows
  assert(row, 'an aggregate is a row')
  return row
}

async function dialogueFacts(context: Context): Promise<readonly DialogueFacts[]> {
  const found = await sql<DialogueFacts>`
    select dialogue.id, account.username as account,
      ${secondsSince(sql`dialogue.opened_at`)} as "openSeconds"
    from login_dialogues dialogue
    join instagram_accounts account on account.id = dialogue.account_id
    where dialogue.state = 'open' and dialogue.expires_at > evercheck_now()
    order by account.username
  `.execute(context.db)
  return found.rows
}
