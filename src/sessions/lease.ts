import { sql } from 'kysely'
import type { Database } from '../db/database.ts'
import { dbNow, fromNow } from '../db/time.ts'
import { LEASE_MS } from './waits.ts'

/**
 * The exclusive right to use an account for a bounded time. The fence only ever grows: whoever
 * holds an old one changes nothing any more, whatever he still believes.
 */
export type Lease = {
  readonly accountId: string
  readonly holder: string
  readonly fence: string
}

type Context = { readonly db: Database }

/** The lease was taken over: whatever was about to be written is void, and nothing was written. */
export class LeaseLostError extends Error {
  override readonly name = 'LeaseLostError'
  readonly code = 'LEASE_LOST'

  constructor(accountId: string) {
    super(`The lease of account ${accountId} was taken over by another process.`)
  }
}

/**
 * Takes the account if nobody holds it, if its lease is over, or if its holder is dead; while a
 * login is under way, only when its holder has been silent, too: a failover drops every lock at
 * once, and must not lead to a second login. Null when somebody alive holds it, be it another job
 * of this very process; and when it rests, or has stopped, unless `evenResting` and `evenStopped`
 * say that a human insists. Durable when it returns.
 */
export async function takeLease(
  context: Context & { readonly holder: string },
  accountId: string,
  options: { readonly evenResting: boolean; readonly evenStopped?: boolean } = {
    evenResting: false,
  },
): Promise<Lease | null> {
  const taken = await sql<{ fence: string }>`
    update instagram_accounts
    set lease_holder = ${context.holder}::bigint,
      lease_fence = lease_fence + 1,
      lease_until = ${fromNow(LEASE_MS)},
      login_since = null
    where id = ${accountId}
      and (${options.evenStopped === true} or standing = 'active')
      and (${options.evenResting} or resting_until is null or resting_until <= ${dbNow})
      and (
        lease_until is null
        or lease_until <= ${dbNow}
        or (login_since is null and not holder_lives(lease_holder))
        or holder_is_silent(lease_holder)
      )
    returning lease_fence as fence
  `.execute(context.db)
  const row = taken.rows[0]
  return row ? { accountId, holder: context.holder, fence: row.fence } : null
}

/**
 * Notes that a login begins under the lease, and prolongs it to `forMs` from now: longer than the
 * login may take. Durable when it returns.
 * @throws LeaseLostError LEASE_LOST
 */
export async function beginLogin(context: Context, lease: Lease, forMs: number): Promise<void> {
  const renewed = await sql`
    update instagram_accounts
    set lease_until = ${fromNow(forMs)},
      login_since = ${dbNow}
    where id = ${lease.accountId}
      and lease_holder = ${lease.holder}::bigint
      and lease_fence = ${lease.fence}::bigint
  `.execute(context.db)
  if (Number(renewed.numAffectedRows ?? 0n) === 0) throw new LeaseLostError(lease.accountId)
}

/** Notes that the login is over, whatever came of it. Does nothing if the lease was lost. */
export async function endLogin(context: Context, lease: Lease): Promise<void> {
  await sql`
    update instagram_accounts
    set login_since = null
    where id = ${lease.accountId}
      and lease_holder = ${lease.holder}::bigint
      and lease_fence = ${lease.fence}::bigint
  `.execute(context.db)
}

/** Gives the account back. Does nothing if the lease was lost. */
export async function releaseLease(context: Context, lease: Lease): Promise<void> {
  await sql`
    update instagram_accounts
    set lease_until = null, lease_holder = null, login_since = null
    where id = ${lease.accountId}
      and lease_holder = ${lease.holder}::bigint
      and lease_fence = ${lease.fence}::bigint
  `.execute(context.db)
}
