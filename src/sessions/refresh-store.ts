import assert from 'node:assert/strict'
import { sql } from 'kysely'
import type { Database } from '../db/database.ts'
import type { SessionRefreshesTable } from '../db/tables.gen.ts'
import { ago, dbNow } from '../db/time.ts'
import { recording } from '../events/event-store.ts'
import { newId } from '../kernel/ids.ts'
import { DAY_MS } from './waits.ts'

/**
 * Why a session was renewed; `doubt`: its answers stayed vague, and its own browser looks.
 */
export type RefreshCause = SessionRefreshesTable['cause']

/** Notes that a login begins. It is written first, so that a crash is seen as an attempt. */
export async function beginRefresh(
  context: { readonly db: Database },
  refresh: {
    readonly accountId: string
    readonly sessionId: string | null
    readonly cause: RefreshCause
    readonly method: string
  },
): Promise<string> {
  const id = newId('ref')
  await sql`
    with session as (
      update instagram_sessions set refresh_attempts = refresh_attempts + 1
      where id = ${refresh.sessionId}
    )
    insert into session_refreshes (id, account_id, session_id, cause, method, started_at, outcome)
    values (${id}, ${refresh.accountId}, ${refresh.sessionId}, ${refresh.cause},
      ${refresh.method}, ${dbNow}, 'under-way')
  `.execute(context.db)
  return id
}

/** Notes what a login came to, and tells one that failed. `detail` holds no secret. */
export async function endRefresh(
  context: { readonly db: Database },
  login: { readonly id: string; readonly accountId: string },
  end: {
    readonly outcome: string
    readonly detail: string | null
    /** Whether the form was sent: only then was it a login. */
    readonly formSent: boolean
  },
): Promise<void> {
  const detail = { outcome: end.outcome }
  const failed = { kind: 'login-failed', account: login.accountId, detail } as const
  await sql`
    with refresh as (
      update session_refreshes
      set outcome = ${end.outcome}, detail = ${end.detail}, form_sent = ${end.formSent},
        finished_at = ${dbNow}
      where id = ${login.id}
      returning account_id, session_id, outcome, detail
    ),
    failed as (
      select account_id from refresh
      where outcome not in ('logged-in', 'still-logged-in', 'interrupted', 'password-missing')
    ),
    told as (${recording(failed, 'failed')})
    update instagram_sessions
    set last_error = case
        when refresh.outcome in ('logged-in', 'still-logged-in') then null
        else concat_ws(': ', refresh.outcome, refresh.detail)
      end
    from refresh
    where instagram_sessions.id = refresh.session_id
  `.execute(context.db)
}

/** The logins of an account in the last day: forms that were sent, whatever came of them. */
export type LoginsOfDay = {
  readonly now: Date
  /** When each form was sent, oldest first; of one whose process is gone nobody knows better. */
  readonly sentAt: readonly Date[]
  /** The last one that a doubt has led to; null when there was none. */
  readonly lastForDoubtAt: Date | null
}

/** Counts the logins of the last day, whoever asked for them. */
export async function loginsOfDay(
  context: { readonly db: Database },
  accountId: string,
): Promise<LoginsOfDay> {
  const found = await sql<{ now: Date; started_at: Date | null; cause: RefreshCause | null }>`
    select ${dbNow} as now, login.started_at, login.cause
    from (select 1) as one
    left join session_refreshes login
      on login.account_id = ${accountId}
      and login.started_at > ${ago(DAY_MS)}
      and (login.form_sent or login.outcome = 'under-way')
    order by login.started_at
  `.execute(context.db)
  const now = found.rows[0]?.now
  assert(now, 'the present is a row even where nobody logged in')
  const logins = found.rows.flatMap(({ started_at: at, cause }) => (at ? [{ at, cause }] : []))
  return {
    now,
    sentAt: logins.map(({ at }) => at),
    lastForDoubtAt: logins.findLast(({ cause }) => cause === 'doubt')?.at ?? null,
  }
}

/** Whether a doubt was settled by the account's own browser within the last day. */
export async function visitedLately(
  context: { readonly db: Database },
  accountId: string,
): Promise<boolean> {
  const found = await sql`
    select 1
    from session_refreshes
    where account_id = ${accountId}
      and cause = 'doubt'
      and outcome in ('logged-in', 'still-logged-in')
      and started_at > ${ago(DAY_MS)}
    limit 1
  `.execute(context.db)
  return found.rows.length > 0
}
