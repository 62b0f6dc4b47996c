import { sql } from 'kysely'
import type { Database } from '../db/database.ts'
import type { Clock } from '../kernel/clock.ts'

/**
 * The exclusive right to use an account for a bounded time. The fence only ever grows: whoever
 * holds an old one changes nothing any more, whatever he still believes.
 */
export type Lease = {
  readonly accountId: string
  readonly holder: string
  readonly fence: string
}

/** So far the clocks of two machines may differ before one takes what the other still holds. */
export const CLOCKS_APART_MS = 10 * 60_000

/**
 * How long a lease lasts without being renewed. A page renews it; a login asks for more. It is
 * long, because only the living need it: slow answers at a slow pace, read by a clock that is ahead
 * of theirs. What a dead process held is free at once.
 */
export const LEASE_MS = 5 * 60_000 + CLOCKS_APART_MS

type Context = { readonly db: Database; readonly clock: Clock }

/** The lease was taken over: whatever was about to be written is void, and nothing was written. */
export class LeaseLostError extends Error {
  override readonly name = 'LeaseLostError'
  readonly code = 'LEASE_LOST'

  constructor(accountId: string) {
    super(`The lease of account ${accountId} was taken over by another process.`)
  }
}

/**
 * Takes the account if nobody holds it, if its lease is over, or if its holder is dead. Null when
 * somebody alive holds it. Durable when it returns.
 */
export async function takeLease(
  context: Context & { readonly holder: string },
  accountId: string,
): Promise<Lease | null> {
  const now = context.clock.now()
  const taken = await sql<{ fence: string }>`
    update instagram_accounts
    set lease_holder = ${context.holder}::bigint,
      lease_fence = lease_fence + 1,
      lease_until = ${new Date(now.getTime() + LEASE_MS)}
    where id = ${accountId}
      and standing = 'active'
      and (
        lease_until is null
        or lease_until <= ${now}
        or not holder_lives(lease_holder)
      )
    returning lease_fence as fence
  `.execute(context.db)
  const row = taken.rows[0]
  return row ? { accountId, holder: context.holder, fence: row.fence } : null
}

/** Prolongs the lease to `forMs` from now. @throws LeaseLostError LEASE_LOST */
export async function renewLease(context: Context, lease: Lease, forMs: number): Promise<void> {
  const until = new Date(context.clock.now().getTime() + forMs)
  const renewed = await sql`
    update instagram_accounts
    set lease_until = ${until}
    where id = ${lease.accountId}
      and lease_holder = ${lease.holder}::bigint
      and lease_fence = ${lease.fence}::bigint
  `.execute(context.db)
  if (Number(renewed.numAffectedRows ?? 0n) === 0) throw new LeaseLostError(lease.accountId)
}

/** Gives the account back. Does nothing if the lease was lost. */
export async function releaseLease(context: Context, lease: Lease): Promise<void> {
  await sql`
    update instagram_accounts
    set lease_until = null, lease_holder = null
    where id = ${lease.accountId}
      and lease_holder = ${lease.holder}::bigint
      and lease_fence = ${lease.fence}::bigint
  `.execute(context.db)
}
