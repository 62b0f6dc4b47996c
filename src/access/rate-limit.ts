import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import type { Database } from '../db/database.ts'
import { dbNow } from '../db/time.ts'
import type { Clock } from '../kernel/clock.ts'

/** So many of something in so much time, spread as one likes and refilled evenly. */
export type Limit = {
  /** A word for headers and the audit log. */
  readonly name: string
  readonly countMax: number
  readonly perMs: number
}

/** What asking for one more came to. */
export type Allowance = {
  readonly limit: Limit
  readonly isAllowed: boolean
  /** How many more would be allowed right now. */
  readonly leftCount: number
  /** Until all of them are allowed again, in milliseconds. */
  readonly fullInMs: number
  /** Until one more is allowed, in milliseconds; 0 if it is now. */
  readonly retryInMs: number
}

/**
 * Asks for one more of what all processes count together: what would let somebody guess, or costs
 * money. Durable when it returns, or with the transaction it is given.
 */
export async function takeShared(
  context: { readonly db: Database },
  limit: Limit,
  who: string,
): Promise<Allowance> {
  const key = keyOf(limit, who)
  const stepMs = limit.perMs / limit.countMax
  const step = sql`(${stepMs}::double precision * interval '1 millisecond')`
  const whole = sql`(${limit.perMs}::double precision * interval '1 millisecond')`
  const taken = await sql<{ full_in_ms: number }>`
    insert into rate_limits as known (key, full_at)
    values (${key}, ${dbNow} + ${step})
    on conflict (key) do update
    set full_at = greatest(known.full_at, ${dbNow}) + ${step}
    where greatest(known.full_at, ${dbNow}) + ${step} <= ${dbNow} + ${whole}
    returning extract(epoch from full_at - ${dbNow})::double precision * 1000 as full_in_ms
  `.execute(context.db)
  const row = taken.rows[0]
  if (row) return allowance(limit, true, row.full_in_ms)
  const known = await sql<{ full_in_ms: number }>`
    select extract(epoch from full_at - ${dbNow})::double precision * 1000 as full_in_ms
    from rate_limits where key = ${key}
  `.execute(context.db)
  return allowance(limit, false, known.rows[0]?.full_in_ms ?? limit.perMs)
}

/** Gives one back: what it was taken for has not happened after all. */
export async function giveBackShared(
  context: { readonly db: Database },
  limit: Limit,
  who: string,
): Promise<void> {
  await sql`
    update rate_limits
    set full_at = full_at - ${limit.perMs / limit.countMax}::double precision
      * interval '1 millisecond'
    where key = ${keyOf(limit, who)}
  `.execute(context.db)
}

/** Deletes keys whose budget is whole: they are as good as new. Returns how many. */
export async function deleteWholeLimits(context: { readonly db: Database }): Promise<number> {
  const result = await sql`delete from rate_limits where full_at < ${dbNow}`.execute(context.db)
  return Number(result.numAffectedRows ?? 0n)
}

/** No address, name or chat is stored. */
function keyOf(limit: Limit, who: string): string {
  return createHash('sha256').update(`${limit.name}\n${who}`).digest('base64url')
}

/** So many keys are remembered at most; beyond that, whoever was quiet for longest is forgotten. */
const KEYS_MAX = 100_000

/**
 * Limits that a process counts by itself, without asking anybody: what keeps it from being kept
 * busy. With several processes behind one address, each allows as much.
 */
export class OwnLimits {
  readonly #clock: Pick<Clock, 'elapsedMs'>
  readonly #fullAtMs = new Map<string, number>()

  constructor(clock: Pick<Clock, 'elapsedMs'>) {
    this.#clock = clock
  }

  /** Asks for one more. */
  take(limit: Limit, who: string): Allowance {
    const key = `${limit.name}\n${who}`
    const nowMs = this.#clock.elapsedMs()
    const fullAtMs = Math.max(this.#fullAtMs.get(key) ?? 0, nowMs)
    const nextMs = fullAtMs + limit.perMs / limit.countMax
    // Halves of microseconds add up.
    if (nextMs > nowMs + limit.perMs + 0.001) return allowance(limit, false, fullAtMs - nowMs)
    // Put behind all others, so that the first one is the quietest.
    this.#fullAtMs.delete(key)
    this.#fullAtMs.set(key, nextMs)
    if (this.#fullAtMs.size > KEYS_MAX) this.#forgetQuietest()
    return allowance(limit, true, nextMs - nowMs)
  }

  #forgetQuietest(): void {
    for (const key of this.#fullAtMs.keys()) {
      this.#fullAtMs.delete(key)
      return
    }
  }
}

function allowance(limit: Limit, isAllowed: boolean, fullInMs: number): Allowance {
  const stepMs = limit.perMs / limit.countMax
  const leftCount = Math.max(0, Math.floor((limit.perMs - fullInMs) / stepMs + 1e-6))
  const retryInMs = isAllowed ? 0 : Math.max(1, fullInMs + stepMs - limit.perMs)
  return { limit, isAllowed, leftCount, fullInMs: Math.max(0, fullInMs), retryInMs }
}

/** The fields of draft-ietf-httpapi-ratelimit-headers-11, and `Retry-After` for a refusal. */
export function rateLimitFields(allowance: Allowance): Readonly<Record<string, string>> {
  const { limit, isAllowed, leftCount, fullInMs, retryInMs } = allowance
  const seconds = (ms: number) => Math.max(1, Math.ceil(ms / 1000))
  const untilMs = isAllowed ? fullInMs : retryInMs
  return {
    'ratelimit-policy': `"${limit.name}";q=${limit.countMax};w=${seconds(limit.perMs)}`,
    ratelimit: `"${limit.name}";r=${leftCount};t=${seconds(untilMs)}`,
    ...(isAllowed ? {} : { 'retry-after': String(seconds(retryInMs)) }),
  }
}
