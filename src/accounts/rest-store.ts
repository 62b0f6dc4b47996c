import assert from 'node:assert/strict'
import { sql } from 'kysely'
import type { Database } from '../db/database.ts'
import { ago, dbNow, fromNow } from '../db/time.ts'
import { OWN_TROUBLE } from './reasons.ts'

type Held = { readonly accountId: string; readonly fence: string }

const COLUMNS = {
  throttle: ['throttle_hits', 'last_hit_at'],
  vague: ['vague_hits', 'vague_hit_at'],
} as const

/**
 * Counts another hit of this kind and returns how many there were in a row, this one included, with
 * less than a day between one and the next. A saved page heals both kinds, and a session that
 * answers for itself the vague ones. Changes nothing behind a newer fence, and then returns 1.
 */
export async function countHit(
  context: { readonly db: Database },
  held: Held,
  kind: 'throttle' | 'vague',
): Promise<number> {
  const [hits, hitAt] = COLUMNS[kind].map((name) => sql.ref(name))
  const counted = await sql<{ hits: number }>`
    update instagram_accounts
    set ${hits} = case when ${hitAt} > ${ago(24 * 3_600_000)} then ${hits} else 0 end + 1,
      ${hitAt} = ${dbNow}
    where id = ${held.accountId}
      and lease_fence = ${held.fence}::bigint
    returning ${hits} as hits
  `.execute(context.db)
  return counted.rows[0]?.hits ?? 1
}

/** What was in doubt about the session is not any more: it has answered for itself. */
export async function forgetVagueHits(
  context: { readonly db: Database },
  held: Held,
): Promise<void> {
  await sql`
    update instagram_accounts set vague_hits = 0
    where id = ${held.accountId} and lease_fence = ${held.fence}::bigint
  `.execute(context.db)
}

/**
 * Lets the account rest for so many milliseconds, or longer if it rests longer already, and
 * remembers its pace. Returns until when this rest would have it stand still. Durable when it
 * returns.
 */
export async function restAccount(
  context: { readonly db: Database },
  held: Held,
  rest: { readonly forMs: number; readonly why: string; readonly paceFactor: number },
): Promise<Date> {
  const rested = await sql<{ until: Date }>`
    with rest as (select ${fromNow(rest.forMs)} as until),
    rested as (
      update instagram_accounts
      set resting_until = greatest(resting_until, rest.until),
        resting_why = case when resting_until > rest.until then resting_why else ${rest.why} end,
        pace_factor = ${rest.paceFactor}
      from rest
      where id = ${held.accountId}
        and lease_fence = ${held.fence}::bigint
    )
    select until from rest
  `.execute(context.db)
  const row = rested.rows[0]
  assert(row, 'a rest has an end')
  return row.until
}

/**
 * Ends the rests that this machine's own trouble has caused: whoever begins a command has mended
 * something perhaps, and it is tried at once. Returns how many there were. Durable when it returns.
 */
export async function endOwnTrouble(context: { readonly db: Database }): Promise<number> {
  const kinds = OWN_TROUBLE.map((kind) => `{"kind":"${kind}"%`)
  const ended = await sql`
    update instagram_accounts
    set resting_until = null, resting_why = null
    where resting_until > ${dbNow}
      and resting_why like any (${kinds}::text[])
  `.execute(context.db)
  return Number(ended.numAffectedRows ?? 0n)
}

/** Remembers the pace when an account is given back. */
export async function savePaceFactor(
  context: { readonly db: Database },
  held: Held,
  paceFactor: number,
): Promise<void> {
  await sql`
    update instagram_accounts set pace_factor = ${paceFactor}
    where id = ${held.accountId} and lease_fence = ${held.fence}::bigint
  `.execute(context.db)
}

/**
 * Counts a failure of the login itself (crash, unknown page). Returns the new count. Changes
 * nothing behind a newer fence, and then returns 1: what has failed is no longer the account's.
 */
export async function countFailure(
  context: { readonly db: Database },
  held: Held,
  error: string,
): Promise<number> {
  const counted = await sql<{ fail_count: number }>`
    update instagram_accounts
    set fail_count = fail_count + 1, last_error = ${error}
    where id = ${held.accountId}
      and lease_fence = ${held.fence}::bigint
    returning fail_count
  `.execute(context.db)
  return counted.rows[0]?.fail_count ?? 1
}
