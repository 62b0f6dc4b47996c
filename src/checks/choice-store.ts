import { sql } from 'kysely'
import type { Database } from '../db/database.ts'
import type { Lease } from '../sessions/lease.ts'
import type { CheckClaim } from './check.ts'
import { lookupWaits } from './lookup-store.ts'

type Context = { readonly db: Database; readonly holder: string }

/** An account and the check that it reads next, both in our hands. */
export type Pair = { readonly claim: CheckClaim; readonly lease: Lease }

/** The channel on which those who wait for work are woken. */
export const WORK_CHANNEL = 'evercheck_work'

/** So many passes at the most may be open for one account: each has a cursor that grows old. */
const OPEN_PASSES_MAX = 4

/**
 * Whoever is in the middle of a pass is waited for as long as this: its cursor is good for nobody
 * else. Resting longer, or stopped, it loses the pass.
 */
export const PASS_WAIT_MS = 3_600_000

/** What a choice may be narrowed to. */
export type Narrowed = {
  /** The only check to be chosen; null for any. */
  readonly only: string | null
  /** Accounts that this process cannot use. */
  readonly without: readonly string[]
}

/**
 * Leases a free account together with the check that it should read next; null when there is no
 * such pair. Whose turn it is, which check, which account: migration 0006 says it in SQL, where it
 * is one statement. Durable when it returns.
 */
export async function nextPair(
  context: Context,
  leaseMs: number,
  { only, without }: Narrowed,
): Promise<Pair | null> {
  const chosen = await sql<Chosen>`
    select check_id, check_fence, account_id, account_fence
    from next_slice(${context.holder}::bigint, ${leaseMs}, ${OPEN_PASSES_MAX}, ${only},
      ${[...without]}::text[])
  `.execute(context.db)
  return pairOf(context, chosen.rows[0])
}

/**
 * Frees what is over and chooses, mostly in one statement: for those who look again and again. As
 * `freeWhatIsOver` and `nextPair` otherwise.
 */
export async function nextFreePair(
  context: Context,
  leaseMs: number,
  narrowed: Narrowed,
): Promise<Look> {
  const { only, without } = narrowed
  const chosen = await sql<Partial<Chosen> & Seen>`
    /* prepared: look-for-work */
    with freed as materialized (select free_what_is_over(${PASS_WAIT_MS}) as count)
    select chosen.check_id, chosen.check_fence, chosen.account_id, chosen.account_fence,
      exists (select from checks where state = 'running') as is_any_read,
      ${lookupWaits} as lookup_waits, freed.count as freed
    from freed
    -- Whoever has freed something has locked its customers: others that choose wait for them, and
    -- would be waited for here.
    left join lateral next_slice(
      case when freed.count = 0 then ${context.holder}::bigint end, ${leaseMs},
      ${OPEN_PASSES_MAX}, ${only}, ${[...without]}::text[]) chosen on true
  `.execute(context.db)
  const row = chosen.rows[0]
  const pair = row?.check_id ? pairOf(context, row as Chosen) : null
  return {
    pair: row && row.freed > 0 ? await nextPair(context, leaseMs, narrowed) : pair,
    isAnyRead: row?.is_any_read ?? false,
    isLookupWaiting: row?.lookup_waits ?? false,
  }
}

/** What a look for work has found. */
export type Look = {
  readonly pair: Pair | null
  /** Whether anybody reads anything: then he may die, and nobody says so. */
  readonly isAnyRead: boolean
  /** Whether somebody waits to hear what a check would cost. */
  readonly isLookupWaiting: boolean
}

type Seen = {
  readonly is_any_read: boolean
  readonly lookup_waits: boolean
  readonly freed: number
}

type Chosen = {
  readonly check_id: string
  readonly check_fence: string
  readonly account_id: string
  readonly account_fence: string
}

function pairOf(context: Context, row: Chosen | undefined): Pair | null {
  if (!row) return null
  return {
    claim: { checkId: row.check_id, fence: row.check_fence },
    lease: { accountId: row.account_id, holder: context.holder, fence: row.account_fence },
  }
}

/**
 * Frees what dead processes held, lifts blocks and parks that are over, and lets go of passes whose
 * account will not come back soon. Returns how much there was. Durable when it returns.
 */
export async function freeWhatIsOver(context: { readonly db: Database }): Promise<number> {
  const freed = await sql<{ count: number }>`
    select free_what_is_over(${PASS_WAIT_MS}) as count
  `.execute(context.db)
  return freed.rows[0]?.count ?? 0
}
