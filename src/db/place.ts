import { type RawBuilder, sql } from 'kysely'

/** Where a row stands in a list that begins with the newest. */
export type Place = { readonly createdAt: Date; readonly id: string }

/**
 * Holds for the rows of `table` that come after a place, where the newest come first. An instant out
 * there has milliseconds, a row more: as long as the row is there, its own is what counts.
 */
export function isBehind(
  table: 'api_tokens' | 'check_links' | 'customers',
  { createdAt, id }: Place,
): RawBuilder<boolean> {
  const at = sql.ref(`${table}.created_at`)
  return sql`(${at}, ${sql.ref(`${table}.id`)})
    < (coalesce((select created_at from ${sql.table(table)} where id = ${id}), ${createdAt}), ${id})`
}
