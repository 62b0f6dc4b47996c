import { sql } from 'kysely'
import type { Database } from '../db/database.ts'
import { dbNow, fromNow } from '../db/time.ts'
import { newId } from '../kernel/ids.ts'
import { reasonText, type StopReason } from './reasons.ts'
import { type Mover, mayMove, type Standing } from './standing.ts'

/** An Instagram account that the operator owns. */
export type Account = {
  readonly id: string
  readonly username: string
  readonly credentialId: string | null
  readonly pk: string | null
  readonly standing: Standing
  readonly standingWhy: string | null
  readonly standingUntil: Date | null
  /** No request before this instant: a throttle is being waited out. */
  readonly restingUntil: Date | null
  readonly restingWhy: string | null
  readonly failCount: number
  readonly lastError: string | null
  readonly paceFactor: number
  /** A `backup` reads only while no other account could. */
  readonly role: AccountRole
  readonly createdAt: Date
}

/** What an account is there for. */
export const ACCOUNT_ROLES = ['checks', 'backup'] as const
export type AccountRole = (typeof ACCOUNT_ROLES)[number]

type Context = { readonly db: Database }

/** There is no account of that name. */
export class AccountUnknownError extends Error {
  override readonly name = 'AccountUnknownError'
  readonly code = 'ACCOUNT_UNKNOWN'

  constructor(username: string) {
    super(`There is no account ${username}. See: evercheck account list`)
  }
}

/** The operator asked for a move that the account's standing does not allow. */
export class StandingMoveError extends Error {
  override readonly name = 'StandingMoveError'
  readonly code = 'STANDING_MOVE'
}

/** Makes the account known, or returns the one there is. */
export async function ensureAccount(
  context: Context,
  username: string,
  credentialId: string | null,
): Promise<Account> {
  await sql`
    insert into instagram_accounts (id, username, credential_id, standing, created_at)
    values (${newId('acc')}, ${username}, ${credentialId}, 'active', ${dbNow})
    on conflict (username) do update
    set credential_id = coalesce(excluded.credential_id, instagram_accounts.credential_id)
  `.execute(context.db)
  return accountNamed(context, username)
}

/** @throws AccountUnknownError */
export async function accountNamed(context: Context, username: string): Promise<Account> {
  const row = await rows(context).where('username', '=', username).executeTakeFirst()
  if (!row) throw new AccountUnknownError(username)
  return toAccount(row)
}

/** @throws AccountUnknownError */
export async function accountById(context: Context, id: string): Promise<Account> {
  const row = await rows(context).where('id', '=', id).executeTakeFirst()
  if (!row) throw new AccountUnknownError(id)
  return toAccount(row)
}

/** All accounts, by name. */
export async function listAccounts(context: Context): Promise<readonly Account[]> {
  return (await rows(context).orderBy('username').execute()).map(toAccount)
}

function rows(context: Context) {
  return context.db.selectFrom('instagram_accounts').selectAll()
}

function toAccount(
  row: Awaited<ReturnType<ReturnType<typeof rows>['executeTakeFirstOrThrow']>>,
): Account {
  return {
    id: row.id,
    username: row.username,
    credentialId: row.credential_id,
    pk: row.pk,
    standing: row.standing,
    standingWhy: row.standing_why,
    standingUntil: row.standing_until,
    restingUntil: row.resting_until,
    restingWhy: row.resting_why,
    failCount: row.fail_count,
    lastError: row.last_error,
    paceFactor: row.pace_factor,
    role: row.role,
    createdAt: row.created_at,
  }
}

/** Says what an account is there for. What it has begun it finishes. Durable when it returns. */
export async function setAccountRole(
  context: Context,
  accountId: string,
  role: AccountRole,
): Promise<void> {
  await sql`update instagram_accounts set role = ${role} where id = ${accountId}`.execute(
    context.db,
  )
  await sql`select pg_notify('evercheck_work', '')`.execute(context.db)
}

/** Forgets an account that never had a password or a session in use. */
export async function forgetUnused(context: Context, accountId: string): Promise<void> {
  await sql`
    delete from instagram_accounts
    where id = ${accountId}
      and credential_id is null
      and not exists (
        select 1 from instagram_sessions
        where instagram_sessions.account_id = instagram_accounts.id
          and instagram_sessions.label in ('current', 'previous')
      )
  `.execute(context.db)
}

/**
 * Removes an account with its sessions and everything that is known of it, unless a living process
 * has it. Lists that were read with it stay. Returns whether it is gone. Durable with the
 * transaction it is given.
 */
export async function removeAccount(
  context: { readonly db: Database },
  accountId: string,
): Promise<boolean> {
  const removed = await sql`
    delete from instagram_accounts
    where id = ${accountId}
      and (
        lease_until is null
        or lease_until <= ${dbNow}
        or (login_since is null and not holder_lives(lease_holder))
        or holder_is_silent(lease_holder)
      )
  `.execute(context.db)
  return Number(removed.numAffectedRows ?? 0n) > 0
}

/** Remembers the numeric key of the account itself, once it is known. */
export async function rememberPk(context: Context, accountId: string, pk: string): Promise<void> {
  await sql`update instagram_accounts set pk = ${pk}::bigint where id = ${accountId}`.execute(
    context.db,
  )
}

/**
 * Moves an account's standing if the move is legal for who moves it; otherwise nothing changes.
 * Returns whether it moved. Leading back to `active` forgets failures and rests.
 */
export async function moveStanding(
  context: Context,
  account: { readonly id: string; readonly standing: Standing },
  move: {
    readonly to: Standing
    readonly by: Mover
    /** Kept where it stops the account; null for what leads it back. */
    readonly why: StopReason | null
    /** How long the standing lasts, in milliseconds; null when only a human ends it. */
    readonly forMs: number | null
  },
): Promise<boolean> {
  if (!mayMove(account.standing, move.to, move.by)) return false
  const result = await sql`
    update instagram_accounts
    set standing = ${move.to},
      standing_why = ${move.to === 'active' || move.why === null ? null : reasonText(move.why)},
      standing_until = ${move.forMs === null ? null : fromNow(move.forMs)},
      fail_count = case when ${move.to} = 'active' then 0 else fail_count end,
      resting_until = case when ${move.to} = 'active' then null else resting_until end,
      throttle_hits = case when ${move.to} = 'active' then 0 else throttle_hits end
    where id = ${account.id}
      and standing = ${account.standing}
  `.execute(context.db)
  return Number(result.numAffectedRows ?? 0n) > 0
}
