import { sql } from 'kysely'
import type { Database } from './database.ts'
import { knownMigrations } from './migration-files.ts'

/** How the schema and this program fit together. */
export type SchemaState = {
  /** How many migrations the database has. */
  readonly applied: number
  /** Those that this program knows and the database lacks. */
  readonly missing: readonly string[]
  /** Those that a newer program has made, which this one bears. */
  readonly unknown: readonly string[]
}

/** Compares the migrations of the database with those of this program. */
export async function schemaState(context: { readonly db: Database }): Promise<SchemaState> {
  const rows = await sql<{ name: string }>`
    select name from migrations order by name
  `.execute(context.db)
  const applied = new Set(rows.rows.map(({ name }) => name))
  const known = new Set(await knownMigrations())
  return {
    applied: applied.size,
    missing: [...known].filter((name) => !applied.has(name)),
    unknown: [...applied].filter((name) => !known.has(name)),
  }
}
