import { sql } from 'kysely'
import type { Database } from '../db/database.ts'
import { ago } from '../db/time.ts'
import type { LoginMethod } from '../sessions/session.ts'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS

/** Where one age ends and the next begins, in milliseconds. The last is open. */
export const AGES_MS = [
  ...[0, 1, 6, 12].map((hours) => hours * HOUR_MS),
  ...[1, 2, 3, 4, 5, 6, 7, 10, 14, 21].map((days) => days * DAY_MS),
]

/** How many logins of one kind reached an age, how many died at it, and what share outlived it. */
export type SurvivalStep = {
  readonly method: LoginMethod
  readonly fromMs: number
  /** Null for the last. */
  readonly toMs: number | null
  readonly atRisk: number
  readonly died: number
  /** From 0 to 1, since the login. Logins that still live count for as long as they have. */
  readonly survival: number
}

/** What ended, or was last seen alive, at one age: of so many logins. */
export type AgeCount = {
  readonly method: LoginMethod
  /** Place in `AGES_MS`. */
  readonly age: number
  readonly died: number
  readonly lives: number
}

/**
 * Survival by method and age, as Kaplan and Meier estimate it: whoever was last seen alive at an
 * age says nothing of what comes after it. Pure.
 */
export function survivalOf(counts: readonly AgeCount[]): readonly SurvivalStep[] {
  const methods = [...new Set(counts.map(({ method }) => method))].sort()
  return methods.flatMap((method) => {
    const own = counts.filter((count) => count.method === method)
    let atRisk = own.reduce((sum, { died, lives }) => sum + died + lives, 0)
    let survival = 1
    return AGES_MS.flatMap((fromMs, age): SurvivalStep[] => {
      if (atRisk === 0) return []
      const here = own.filter((count) => count.age === age)
      const died = here.reduce((sum, count) => sum + count.died, 0)
      survival *= 1 - died / atRisk
      const step = { method, fromMs, toMs: AGES_MS[age + 1] ?? null, atRisk, died, survival }
      atRisk -= died + here.reduce((sum, count) => sum + count.lives, 0)
      return [step]
    })
  })
}

/** The logins of the last so many milliseconds, each once however many versions carried it on. */
export async function countAges(
  context: { readonly db: Database },
  windowMs: number,
): Promise<readonly AgeCount[]> {
  const bounds = AGES_MS.slice(1)
  const found = await sql<AgeCount>`
    with logins as (
      select (array_agg(method order by version))[1] as method,
        max(died_at) is not null as has_died,
        extract(epoch from
          coalesce(max(died_at), max(coalesce(last_verified_at, created_at))) - logged_in_at
        )::double precision * 1000 as age_ms
      from instagram_sessions
      where logged_in_at > ${ago(windowMs)}
      group by account_id, logged_in_at
    )
    select method, width_bucket(age_ms, ${bounds}::double precision[]) as age,
      count(*) filter (where has_died)::integer as died,
      count(*) filter (where not has_died)::integer as lives
    from logins
    group by 1, 2
    order by 1, 2
  `.execute(context.db)
  return found.rows
}
