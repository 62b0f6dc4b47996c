import { sql } from 'kysely'
import type { Database } from '../db/database.ts'
import { dbNow, fromNow } from '../db/time.ts'
import { inTransaction } from '../db/transaction.ts'
import { newId } from '../kernel/ids.ts'
import { recordAudit } from './audit.ts'
import type { Actor, Principal, Role } from './principal.ts'
import { hashOfSecret, newSecretText } from './secret-text.ts'

type Context = { readonly db: Database }

const PREFIX = 'evs_'
const SECRET_CHARS_MAX = 64
/** A session ends when nothing was asked with it for so long, and at the latest after that. */
export const IDLE_MS = 12 * 3_600_000
export const SESSION_MS = 7 * 24 * 3_600_000
/** For so long an operator who was asked again may do what is dangerous. */
export const SUDO_MS = 30 * 60_000
const SEEN_NOTED_EVERY_MS = 60_000
const USER_AGENT_CHARS_MAX = 300

/** Where somebody signs in from. */
export type Browser = {
  readonly address: string | null
  readonly userAgent: string | null
}

/** A session as it may be shown. */
export type OperatorSession = {
  readonly id: string
  readonly operatorId: string
  readonly method: 'passkey' | 'password'
  readonly address: string | null
  readonly userAgent: string | null
  readonly createdAt: Date
  /** To within a minute. */
  readonly seenAt: Date
  readonly expiresAt: Date
  readonly sudoUntil: Date | null
}

/**
 * Begins a session and returns the value of its cookie. The one that the browser had before ends
 * with that: nobody can have laid a cookie in the way beforehand.
 */
export async function beginSession(
  { db }: Context,
  given: {
    readonly operatorId: string
    readonly method: 'passkey' | 'password'
    readonly browser: Browser
    readonly replaces: string | null
    readonly withSudo: boolean
  },
): Promise<string> {
  const secret = newSecretText(PREFIX)
  if (given.replaces !== null) {
    await db
      .deleteFrom('operator_sessions')
      .where('secret_hash', '=', hashOfSecret(given.replaces))
      .execute()
  }
  await db
    .insertInto('operator_sessions')
    .values({
      id: newId('ses'),
      secret_hash: hashOfSecret(secret),
      operator_id: given.operatorId,
      method: given.method,
      address: given.browser.address,
      user_agent: given.browser.userAgent?.slice(0, USER_AGENT_CHARS_MAX) ?? null,
      created_at: dbNow,
      seen_at: dbNow,
      expires_at: fromNow(SESSION_MS),
      sudo_until: given.withSudo ? fromNow(SUDO_MS) : null,
    })
    .execute()
  return secret
}

/**
 * Lets a session do what is dangerous for half an hour, and gives it another cookie: whoever has
 * the old one has nothing. Null when the session has ended meanwhile.
 */
export async function beginSudo({ db }: Context, sessionId: string): Promise<string | null> {
  const secret = newSecretText(PREFIX)
  const changed = await sql`
    update operator_sessions
    set secret_hash = ${hashOfSecret(secret)}, sudo_until = ${fromNow(SUDO_MS)}, seen_at = ${dbNow}
    where id = ${sessionId}
  `.execute(db)
  return Number(changed.numAffectedRows ?? 0n) > 0 ? secret : null
}

type SessionFound = {
  readonly id: string
  readonly operator_id: string
  readonly name: string
  readonly role: Role
  readonly sudo_until: Date | null
  readonly is_seen_due: boolean
}

/** Who a session's cookie belongs to; null when it has ended or never was. */
export async function principalOfSession(
  context: Context,
  secret: string,
): Promise<Principal | null> {
  if (!secret.startsWith(PREFIX) || secret.length > SECRET_CHARS_MAX) return null
  const found = await sql<SessionFound>`
    select session.id, session.operator_id, operators.name, operators.role,
      case when session.sudo_until > ${dbNow} then session.sudo_until end as sudo_until,
      session.seen_at < ${fromNow(-SEEN_NOTED_EVERY_MS)} as is_seen_due
    from operator_sessions session
    join operators on operators.id = session.operator_id
    where session.secret_hash = ${hashOfSecret(secret)}
      and session.expires_at > ${dbNow}
      and session.seen_at > ${fromNow(-IDLE_MS)}
  `.execute(context.db)
  const row = found.rows[0]
  if (!row) return null
  if (row.is_seen_due) {
    await sql`update operator_sessions set seen_at = ${dbNow} where id = ${row.id}`.execute(
      context.db,
    )
  }
  return {
    kind: row.role === 'read-only' ? 'read' : 'admin',
    customerId: null,
    checkId: null,
    readsOnly: false,
    tokenId: null,
    operatorId: row.operator_id,
    name: row.name,
    role: row.role,
    sessionId: row.id,
    sudoUntil: row.sudo_until,
  }
}

/** The living sessions of an operator, or of all, the one seen last first. */
export async function listSessions(
  context: Context,
  operatorId: string | null,
): Promise<readonly OperatorSession[]> {
  let rows = context.db
    .selectFrom('operator_sessions')
    .selectAll()
    .where('expires_at', '>', dbNow)
    .where('seen_at', '>', fromNow(-IDLE_MS))
  if (operatorId !== null) rows = rows.where('operator_id', '=', operatorId)
  const found = await rows.orderBy('seen_at', 'desc').orderBy('id').execute()
  return found.map((row) => ({
    id: row.id,
    operatorId: row.operator_id,
    method: row.method,
    address: row.address,
    userAgent: row.user_agent,
    createdAt: row.created_at,
    seenAt: row.seen_at,
    expiresAt: row.expires_at,
    sudoUntil: row.sudo_until,
  }))
}

/**
 * Ends a session at once; `of` names whose it must be, null for anybody's. False if there is none
 * of that id.
 */
export async function endSession(
  context: Context,
  given: { readonly id: string; readonly of: string | null },
  by: Actor,
): Promise<boolean> {
  return inTransaction(context, async (db) => {
    const ended = await sql`
      delete from operator_sessions
      where id = ${given.id}
        and (${given.of}::text is null or operator_id = ${given.of})
    `.execute(db)
    if (Number(ended.numAffectedRows ?? 0n) === 0) return false
    await recordAudit({ db }, { by, act: 'session.end', on: ['session', given.id] })
    return true
  })
}

/** Ends all sessions of an operator but the one that asks. Returns how many. */
export async function endOtherSessions(
  { db }: Context,
  given: { readonly operatorId: string; readonly but: string | null },
): Promise<number> {
  const ended = await sql`
    delete from operator_sessions
    where operator_id = ${given.operatorId} and id is distinct from ${given.but}
  `.execute(db)
  return Number(ended.numAffectedRows ?? 0n)
}
