import { sql } from 'kysely'
import type { Database } from '../db/database.ts'
import { ago, databaseNow, dbNow } from '../db/time.ts'
import { newId } from '../kernel/ids.ts'

/** Why a session was renewed. */
export type RefreshCause = 'first' | 'proactive' | 'reactive' | 'manual'

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

/** Notes what a login came to. `detail` holds no secret. */
export async function endRefresh(
  context: { readonly db: Database },
  id: string,
  end: { readonly outcome: string; readonly detail: string | null },
): Promise<void> {
  await sql`
    with refresh as (
      update session_refreshes
      set outcome = ${end.outcome}, detail = ${end.detail}, finished_at = ${dbNow}
      where id = ${id}
      returning session_id, outcome, detail
    )
    update instagram_sessions
    set last_error = case
        when refresh.outcome in ('logged-in', 'still-logged-in') then null
        else concat_ws(': ', refresh.outcome, refresh.detail)
      end
    from refresh
    where instagram_sessions.id = refresh.session_id
  `.execute(context.db)
}

/**
 * The present, and the automatic logins of the last day in which a password was sent, oldest
 * first: the daily limit counts them. Those a human asked for are not automatic, and an account's
 * first one counts only if it came to nothing: put off again and again, it would be tried for ever.
 */
export async function automaticLogins(
  context: { readonly db: Database },
  accountId: string,
): Promise<{ readonly now: Date; readonly logins: readonly Date[] }> {
  const rows = await context.db
    .selectFrom('session_refreshes')
    .select('started_at')
    .where('account_id', '=', accountId)
    .where((row) =>
      row.or([
        row('cause', 'in', ['proactive', 'reactive']),
        row.and([row('cause', '=', 'first'), row('outcome', '<>', 'logged-in')]),
      ]),
    )
    .where('outcome', 'not in', ['still-logged-in', 'technical', 'interrupted', 'password-missing'])
    .where('started_at', '>', ago(24 * 3_600_000))
    .orderBy('started_at')
    .execute()
  return { now: await databaseNow(context), logins: rows.map((row) => row.started_at) }
}

/** How renewals went in the last so many milliseconds, for the status. */
export async function refreshStatistics(
  context: { readonly db: Database },
  lastMs: number,
): Promise<
  readonly { accountId: string; cause: RefreshCause; attempts: number; successes: number }[]
> {
  const found = await sql<{
    account_id: string
    cause: RefreshCause
    attempts: number
    successes: number
  }>`
    select account_id, cause,
      count(*)::integer as attempts,
      count(*) filter (where outcome in ('logged-in', 'still-logged-in'))::integer as successes
    from session_refreshes
    where started_at > ${ago(lastMs)}
    group by account_id, cause
    order by account_id, cause
  `.execute(context.db)
  return found.rows.map((row) => ({
    accountId: row.account_id,
    cause: row.cause,
    attempts: row.attempts,
    successes: row.successes,
  }))
}
