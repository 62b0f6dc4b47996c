import { type RawBuilder, sql } from 'kysely'
import type { Database } from '../db/database.ts'
import { ago } from '../db/time.ts'

/** How much a customer may do within a day; null for as much as he likes. The house may. */
export type CustomerLimits = {
  readonly ordersPerDayMax: number | null
  readonly quotesPerDayMax: number | null
  readonly cancelsPerDayMax: number | null
}

const DAY_MS = 24 * 3_600_000

/**
 * Whether something has been done so often within the last day as it may be, and when it may be
 * done again; null while it may. `done` selects when it was, as `at`.
 */
export async function dayLimit(
  context: { readonly db: Database },
  done: RawBuilder<unknown>,
  countMax: number | null,
): Promise<{ readonly countMax: number; readonly again: Date } | null> {
  if (countMax === null) return null
  const found = await sql<{ at: Date }>`
    select at
    from (${done}) done
    where at > ${ago(DAY_MS)}
    order by at desc
    offset ${Math.max(0, countMax - 1)}
    limit 1
  `.execute(context.db)
  const row = found.rows[0]
  return row ? { countMax, again: new Date(row.at.getTime() + DAY_MS) } : null
}

/** What a customer orders, asks and cancels is done one after the other, until the commit. */
export async function customerAlone(
  context: { readonly db: Database },
  customerId: string,
): Promise<void> {
  await sql`
    select pg_advisory_xact_lock(hashtextextended(${`customer ${customerId}`}, 0))
  `.execute(context.db)
}
