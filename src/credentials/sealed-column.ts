import { sql } from 'kysely'
import type { Database } from '../db/database.ts'

/** A column that holds sealed texts. The rows of its table are known by `id`. */
export type SealedColumn = {
  readonly table: string
  readonly column: string
  /** Whose it is, as SQL over the row `one`. */
  readonly owner: string
}

type Context = { readonly db: Database }

/** A sealed text begins with its form, its cipher, and the name of its key. */
const HEAD_CHARS = 90

/** The names of the keys that the texts of these columns are sealed with. */
export async function keyNamesIn(
  context: Context,
  columns: readonly SealedColumn[],
): Promise<readonly string[]> {
  const each = columns.map(({ table, column }) => {
    const head = sql`left(${sql.ref(column)}, ${sql.lit(HEAD_CHARS)})`
    return sql`
      select split_part(${head}, '.', 3) as name
      from ${sql.table(table)}
      where ${sql.ref(column)} is not null`
  })
  const found = await sql<{ name: string }>`
    ${sql.join(each, sql` union `)} order by name
  `.execute(context.db)
  return found.rows.map(({ name }) => name)
}

/** A sealed text of a column. */
export type SealedRow = { readonly id: string; readonly sealed: string; readonly owner: string }

/** The next texts of a column that are not sealed with this key, in the order of their ids. */
export async function nextSealedOtherwise(
  context: Context,
  { table, column, owner }: SealedColumn,
  of: { readonly keyName: string; readonly after: string; readonly countMax: number },
): Promise<readonly SealedRow[]> {
  const sealed = sql.ref(`one.${column}`)
  const found = await sql<SealedRow>`
    select one.id, ${sealed} as sealed, ${sql.raw(owner)} as owner
    from ${sql.table(table)} one
    where ${sealed} is not null
      and split_part(left(${sealed}, ${sql.lit(HEAD_CHARS)}), '.', 3) <> ${of.keyName}
      and one.id > ${of.after}
    order by one.id
    limit ${of.countMax}
  `.execute(context.db)
  return found.rows
}

/** How many texts of these columns there are, and how many of them this key has sealed. */
export async function countSealed(
  context: Context,
  columns: readonly SealedColumn[],
  keyName: string,
): Promise<{ readonly all: number; readonly byKey: number }> {
  let all = 0
  let byKey = 0
  for (const { table, column } of columns) {
    const sealed = sql.ref(column)
    const found = await sql<{ count: string; by_key: string }>`
      select count(*) as count,
        count(*) filter (
          where split_part(left(${sealed}, ${sql.lit(HEAD_CHARS)}), '.', 3) = ${keyName}
        ) as by_key
      from ${sql.table(table)}
      where ${sealed} is not null
    `.execute(context.db)
    all += Number(found.rows[0]?.count ?? 0)
    byKey += Number(found.rows[0]?.by_key ?? 0)
  }
  return { all, byKey }
}
