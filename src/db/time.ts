import { type RawBuilder, sql } from 'kysely'
import type { Clock } from '../kernel/clock.ts'
import type { Database } from './database.ts'

/**
 * The database's time: every instant that is stored or compared is this one, so that machines whose
 * clocks differ agree. It is read when a statement begins, and stands still while that runs.
 */
export const dbNow = sql<Date>`evercheck_now()`

/** The instant `ms` milliseconds from now, by the database's time. */
export function fromNow(ms: number): RawBuilder<Date> {
  return sql<Date>`(evercheck_now() + ${ms}::double precision * interval '1 millisecond')`
}

/** The instant `ms` milliseconds ago, by the database's time. */
export function ago(ms: number): RawBuilder<Date> {
  return fromNow(-ms)
}

/** Asks the database what time it is. */
export async function databaseNow(context: { readonly db: Database }): Promise<Date> {
  const found = await sql<{ now: Date }>`select evercheck_now() as now`.execute(context.db)
  const row = found.rows[0]
  if (!row) throw new Error('the database does not say what time it is')
  return row.now
}

/**
 * The database's time between two statements: as it was read, moved along by what has passed since
 * on this process's clock. Good for a stretch of work; never for whether a lease still holds, which
 * only a statement can say.
 */
export class AgreedTime {
  readonly #clock: Clock
  #readAt: Date
  #elapsedAtMs: number

  constructor(clock: Clock, readAt: Date) {
    this.#clock = clock
    this.#readAt = readAt
    this.#elapsedAtMs = clock.elapsedMs()
  }

  /** The database's time now, as far as this process can tell. */
  now(): Date {
    return new Date(this.#readAt.getTime() + this.#clock.elapsedMs() - this.#elapsedAtMs)
  }

  /** The database has just said what time it is. */
  correct(readAt: Date): void {
    this.#readAt = readAt
    this.#elapsedAtMs = this.#clock.elapsedMs()
  }
}
