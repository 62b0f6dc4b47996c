import type { Database } from '../db/database.ts'
import type { SessionRefreshesTable } from '../db/tables.gen.ts'
import type { LoginMethod, Session } from './session.ts'

type Context = { readonly db: Database }

/** A version of a session as it may be shown. */
export type Version = Pick<
  Session,
  | 'version'
  | 'label'
  | 'method'
  | 'loggedInAt'
  | 'renewedAt'
  | 'lastVerifiedAt'
  | 'nextRefreshAt'
  | 'diedAt'
  | 'cause'
> & {
  /** Whether its cookies are still stored. */
  readonly isKept: boolean
}

/** The versions of an account's session, the newest first; those before `before`. */
export async function versionsOf(
  context: Context,
  accountId: string,
  page: { readonly countMax: number; readonly before: number | null },
): Promise<readonly Version[]> {
  let rows = context.db
    .selectFrom('instagram_sessions')
    .selectAll()
    .where('account_id', '=', accountId)
    .orderBy('version', 'desc')
    .limit(page.countMax)
  if (page.before !== null) rows = rows.where('version', '<', page.before)
  return (await rows.execute()).map((row) => ({
    version: row.version,
    label: row.label,
    method: row.method,
    loggedInAt: row.logged_in_at,
    renewedAt: row.renewed_at,
    lastVerifiedAt: row.last_verified_at,
    nextRefreshAt: row.next_refresh_at,
    diedAt: row.died_at,
    cause: row.cause,
    isKept: row.state_encrypted !== null,
  }))
}

/** An attempt to renew a session, as it was noted. */
export type NotedRefresh = {
  readonly id: string
  readonly cause: SessionRefreshesTable['cause']
  readonly method: LoginMethod
  readonly startedAt: Date
  readonly finishedAt: Date | null
  readonly outcome: string
  readonly detail: string | null
  readonly formSent: boolean
}

/** The renewals of an account, the newest first; those begun before `before`. */
export async function refreshesOf(
  context: Context,
  accountId: string,
  page: { readonly countMax: number; readonly before: Date | null },
): Promise<readonly NotedRefresh[]> {
  let rows = context.db
    .selectFrom('session_refreshes')
    .selectAll()
    .where('account_id', '=', accountId)
    .orderBy('started_at', 'desc')
    .orderBy('id')
    .limit(page.countMax)
  if (page.before !== null) rows = rows.where('started_at', '<', page.before)
  return (await rows.execute()).map((row) => ({
    id: row.id,
    cause: row.cause,
    method: row.method,
    startedAt: row.started_at,
    finishedAt: row.finished_at,
    outcome: row.outcome,
    detail: row.detail,
    formSent: row.form_sent,
  }))
}
