import type pg from 'pg'

/** A table as it is copied: generated columns make themselves. */
export type CopiedTable = { readonly name: string; readonly columns: readonly string[] }

/**
 * What is of one machine or of one moment only: who lives, what is to be delivered, what the
 * migrator has noted, where it has moved. A restored system must not send what the old one has
 * sent.
 */
const LEFT_OUT = new Set(['migrations', 'holders', 'sole_roles', 'database_moves'])

/** The tables of the schema, each after those that its rows refer to. */
export async function copiedTables(client: pg.ClientBase): Promise<readonly CopiedTable[]> {
  const columns = await client.query<{ name: string; columns: string[] }>(`
    select table_name as name, array_agg(column_name::text order by ordinal_position) as columns
    from information_schema.columns
    join information_schema.tables using (table_schema, table_name)
    where table_schema = current_schema()
      and table_type = 'BASE TABLE'
      and is_generated = 'NEVER'
    group by table_name
    order by table_name`)
  const references = await client.query<{ from: string; to: string }>(`
    select distinct child.relname as "from", parent.relname as "to"
    from pg_constraint
    join pg_class child on child.oid = conrelid
    join pg_class parent on parent.oid = confrelid
    where contype = 'f' and child.relnamespace = current_schema()::regnamespace
      and child.oid <> parent.oid`)
  const wanted = columns.rows.filter(({ name }) => !LEFT_OUT.has(name))
  return inOrder(wanted, references.rows)
}

/** Sorts tables so that each comes after those that it refers to. Pure. */
export function inOrder<T extends { readonly name: string }>(
  tables: readonly T[],
  references: readonly { readonly from: string; readonly to: string }[],
): readonly T[] {
  const sorted: T[] = []
  let rest = [...tables]
  while (rest.length > 0) {
    const waiting = new Set(rest.map(({ name }) => name))
    const free = rest.filter(({ name }) => {
      return !references.some(({ from, to }) => from === name && waiting.has(to))
    })
    if (free.length === 0) throw new Error(`tables refer to each other: ${[...waiting].join(', ')}`)
    sorted.push(...free)
    rest = rest.filter((table) => !free.includes(table))
  }
  return sorted
}

/** A name as SQL writes it. */
export function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}
