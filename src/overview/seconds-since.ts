import { type RawBuilder, sql } from 'kysely'

/** How many seconds have passed since an instant, by the database's time. */
export function secondsSince(at: RawBuilder<unknown>): RawBuilder<number> {
  return sql<number>`extract(epoch from evercheck_now() - ${at})::double precision`
}
