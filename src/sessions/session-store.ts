import { sql } from 'kysely'
import type { SealedText } from '../credentials/open-vault.ts'
import { SecretUnopenableError, type Vault } from '../credentials/vault.ts'
import type { Database } from '../db/database.ts'
import { dbNow, fromNow } from '../db/time.ts'
import { recordEvent, recording } from '../events/event-store.ts'
import { readState, type SessionState } from '../instagram/cookies/session-state.ts'
import { newId } from '../kernel/ids.ts'
import { type Lease, LeaseLostError } from './lease.ts'
import type { LoginMethod, RenewedHow, Session } from './session.ts'

/** A login to be stored. */
export type StoredLogin = {
  readonly state: SessionState
  readonly method: LoginMethod
  /** It is the login of the version in use, found alive by its browser: its age goes on. */
  readonly continues: boolean
}

/** How a version was proved, and from when on it is due again. */
export type Renewal = {
  /** An answer of Instagram, or the home that its browser was shown. */
  readonly by: 'answer' | 'visit'
  readonly how: RenewedHow
  readonly refreshAfterMs: number
}

type Context = { readonly db: Database; readonly vault: Vault }

/**
 * Stores a login that has just succeeded, as `pending`, before anything else happens. It is stored
 * even if the lease has meanwhile gone to somebody else: a login that was made is never lost, and
 * whoever holds the account next finds it, tests it and uses it.
 */
export async function storePending(
  context: Context,
  lease: Lease,
  login: StoredLogin,
): Promise<Session> {
  const id = newId('ses')
  const sealed = context.vault.seal(placeOf(id), JSON.stringify(login.state))
  return context.db.transaction().execute(async (tx) => {
    await sql`select 1 from instagram_accounts where id = ${lease.accountId} for update`.execute(tx)
    const continued = await sql<{ logged_in_at: Date }>`
      select logged_in_at
      from instagram_sessions
      where account_id = ${lease.accountId} and label in ('pending', 'current')
      order by version desc
      limit 1
    `.execute(tx)
    const bornAt = login.continues ? (continued.rows[0]?.logged_in_at ?? dbNow) : dbNow
    await sql`
      update instagram_sessions set label = 'retired', cause = 'never tested'
      where account_id = ${lease.accountId} and label = 'pending'
    `.execute(tx)
    await sql`
      insert into instagram_sessions
        (id, account_id, version, label, state_encrypted, method, fence, created_at, logged_in_at,
          renewed_at)
      select ${id}, ${lease.accountId}, coalesce(max(version), 0) + 1, 'pending', ${sealed},
        ${login.method}, ${lease.fence}::bigint, ${dbNow}, ${bornAt}, ${dbNow}
      from instagram_sessions
      where account_id = ${lease.accountId}
    `.execute(tx)
    return sessionById(tx, id)
  })
}

/**
 * Makes a proved version the current one, be it a pending one or a former one that is gone back to,
 * and the current one the previous, in one commit.
 * @throws LeaseLostError LEASE_LOST and nothing has changed
 */
export async function promote(
  context: Context,
  lease: Lease,
  session: Session,
  { by, how, refreshAfterMs }: Renewal,
): Promise<Session> {
  return context.db.transaction().execute(async (tx) => {
    const held = await sql`
      select 1 from instagram_accounts
      where id = ${lease.accountId}
        and lease_holder = ${lease.holder}::bigint
        and lease_fence = ${lease.fence}::bigint
      for update
    `.execute(tx)
    if (held.rows.length === 0) throw new LeaseLostError(lease.accountId)
    await sql`
      update instagram_sessions
      set label = 'retired',
        state_encrypted = case when died_at is null then state_encrypted end
      where account_id = ${lease.accountId} and label = 'previous' and id <> ${session.id}
    `.execute(tx)
    // A former version makes way first: there is one of each label.
    await sql`
      update instagram_sessions set label = 'retired'
      where id = ${session.id} and label = 'previous'
    `.execute(tx)
    await sql`
      update instagram_sessions set label = 'previous'
      where account_id = ${lease.accountId} and label = 'current'
    `.execute(tx)
    await sql`
      update instagram_sessions
      set label = 'current', died_at = null, cause = null, last_verified_at = ${dbNow}, renewed_at = ${dbNow},
        next_refresh_at = renewal_slot(account_id, ${fromNow(refreshAfterMs)}, ${refreshAfterMs}),
        postponed_until = null
      where id = ${session.id}
    `.execute(tx)
    await sql`
      update instagram_accounts
      set fail_count = 0, last_error = null, device_encrypted = null,
        vague_hits = case when ${by} = 'answer' then 0 else vague_hits end
      where id = ${lease.accountId}
    `.execute(tx)
    await recordEvent(
      { db: tx },
      {
        kind: 'session-renewed',
        account: lease.accountId,
        detail: { version: session.version, how, by },
      },
    )
    return sessionById(tx, session.id)
  })
}

/** Retires a pending version that failed its test. The current one is left alone. */
export async function retire(context: Context, session: Session, cause: string): Promise<void> {
  await sql`
    update instagram_sessions set label = 'retired', cause = ${cause}
    where id = ${session.id} and label = 'pending'
  `.execute(context.db)
}

/** Notes that a session is dead, on proof. Dying is told once. Durable when it returns. */
export async function markDied(context: Context, session: Session, cause: string): Promise<void> {
  const { accountId, version } = session
  const died = {
    kind: 'session-died',
    account: accountId,
    detail: { version, cause },
  } as const
  await sql`
    with died as (
      update instagram_sessions
      set died_at = ${dbNow}, cause = ${cause}
      where id = ${session.id} and died_at is null
      returning id
    )
    ${recording(died, 'died')}
  `.execute(context.db)
}

/** A renewal failed while the session lives: it is due again after so many milliseconds. */
export async function postponeRenewal(
  context: Context,
  session: Session,
  forMs: number,
): Promise<void> {
  await sql`
    update instagram_sessions
    set next_refresh_at = ${fromNow(forMs)}, postponed_until = ${fromNow(forMs)}
    where id = ${session.id}
  `.execute(context.db)
}

/** Writes back cookies that Instagram has rotated meanwhile. Of no consequence if it is lost. */
export async function saveState(
  context: Context,
  lease: Lease,
  session: Session,
  state: SessionState,
): Promise<void> {
  const sealed = context.vault.seal(placeOf(session.id), JSON.stringify(state))
  await sql`
    update instagram_sessions
    set state_encrypted = ${sealed}
    where id = ${session.id}
      and exists (
        select 1 from instagram_accounts account
        where account.id = ${lease.accountId}
          and account.lease_fence = ${lease.fence}::bigint
      )
  `.execute(context.db)
}

/** The account's version under that label, or null. */
export async function sessionLabelled(
  context: { readonly db: Database },
  accountId: string,
  label: 'pending' | 'current' | 'previous',
): Promise<Session | null> {
  const row = await context.db
    .selectFrom('instagram_sessions')
    .selectAll()
    .where('account_id', '=', accountId)
    .where('label', '=', label)
    .executeTakeFirst()
  return row ? toSession(row) : null
}

/** Every account's newest session in use, for the status. */
export async function currentSessions(context: {
  readonly db: Database
}): Promise<readonly Session[]> {
  const rows = await context.db
    .selectFrom('instagram_sessions')
    .selectAll()
    .where('label', '=', 'current')
    .execute()
  return rows.map(toSession)
}

/** The sealed states of all sessions that have one. */
export async function sealedSessions(context: {
  readonly db: Database
}): Promise<readonly SealedText[]> {
  const rows = await context.db
    .selectFrom('instagram_sessions')
    .innerJoin('instagram_accounts', 'instagram_accounts.id', 'instagram_sessions.account_id')
    .select(['instagram_sessions.id', 'instagram_accounts.username'])
    .select('instagram_sessions.state_encrypted as sealed')
    .orderBy('instagram_sessions.created_at')
    .execute()
  return rows.flatMap(({ id, username, sealed }) => {
    return sealed === null ? [] : [{ place: placeOf(id), sealed, username }]
  })
}

/** The versions of an account whose states are still there, the oldest first. */
export async function sealedVersions(
  context: { readonly db: Database },
  accountId: string,
): Promise<readonly Session[]> {
  const rows = await context.db
    .selectFrom('instagram_sessions')
    .selectAll()
    .where('account_id', '=', accountId)
    .where('state_encrypted', 'is not', null)
    .orderBy('version')
    .execute()
  return rows.map(toSession)
}

/**
 * Retires and erases the versions of an account that no key opens any more, so that it can begin
 * anew. Returns how many there were. Durable when it returns.
 */
export async function dropUnopenable(context: Context, accountId: string): Promise<number> {
  const rows = await context.db
    .selectFrom('instagram_sessions')
    .select(['id', 'state_encrypted as sealed'])
    .where('account_id', '=', accountId)
    .execute()
  const ids: string[] = []
  for (const { id, sealed } of rows) {
    if (sealed !== null && !(await context.vault.opens(placeOf(id), sealed))) ids.push(id)
  }
  await sql`
    update instagram_sessions
    set label = 'retired', state_encrypted = null, cause = 'no key opened it any more'
    where id = any(${ids}::text[])
  `.execute(context.db)
  return ids.length
}

/**
 * Opens a session's state for use in memory, and reads it as strictly as before it was sealed.
 * @throws SecretUnopenableError SECRET_UNOPENABLE, also when what is in it cannot be used
 */
export function openState(
  context: { readonly vault: Vault },
  session: Session,
): Promise<SessionState> {
  const place = placeOf(session.id)
  return context.vault.withSecret(place, session.sealedState, (text) => {
    const state = readState(jsonIn(text))
    if (!state) throw new SecretUnopenableError({ kind: 'unusable' }, place)
    return state
  })
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // No error of the parser's: it would quote what is a secret.
    return undefined
  }
}

/** The version of that id. */
export async function sessionById(db: Database, id: string): Promise<Session> {
  const row = await db
    .selectFrom('instagram_sessions')
    .selectAll()
    .where('id', '=', id)
    .executeTakeFirstOrThrow()
  return toSession(row)
}

function toSession(row: {
  id: string
  account_id: string
  version: number
  label: Session['label']
  method: LoginMethod
  created_at: Date
  logged_in_at: Date
  renewed_at: Date
  last_verified_at: Date | null
  next_refresh_at: Date | null
  died_at: Date | null
  cause: string | null
  state_encrypted: string | null
}): Session {
  return {
    id: row.id,
    accountId: row.account_id,
    version: row.version,
    label: row.label,
    method: row.method,
    createdAt: row.created_at,
    loggedInAt: row.logged_in_at,
    renewedAt: row.renewed_at,
    lastVerifiedAt: row.last_verified_at,
    nextRefreshAt: row.next_refresh_at,
    diedAt: row.died_at,
    cause: row.cause,
    // Only what is retired has none, and is never opened.
    sealedState: row.state_encrypted ?? '',
  }
}

function placeOf(rowId: string) {
  return { table: 'instagram_sessions', column: 'state_encrypted', rowId }
}
