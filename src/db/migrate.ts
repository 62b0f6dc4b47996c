import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { sql } from 'kysely'
import type { Database } from './database.ts'

const FOLDER = new URL('./migrations/', import.meta.url)
/** Any number that nothing else locks; all migrators of one database wait for each other on it. */
const MIGRATION_LOCK = 4_831_507_221

/** The database and this program do not fit together. */
export class SchemaMismatchError extends Error {
  override readonly name = 'SchemaMismatchError'
  readonly code = 'SCHEMA_MISMATCH'
}

type Migration = { readonly name: string; readonly digest: string; readonly text: string }

/**
 * Brings the schema up to date: one transaction, safe when many processes start at once.
 * Returns the names of the migrations it applied.
 * @throws SchemaMismatchError when the database is newer than this program, or history was edited.
 */
export async function migrate(context: { readonly db: Database }): Promise<readonly string[]> {
  const migrations = await readMigrations()
  return context.db.transaction().execute(async (tx) => {
    // As long as it takes: nobody works on a schema that is being changed.
    await sql`
      select set_config(name, '0', true)
      from pg_settings
      where name in ('statement_timeout', 'transaction_timeout')`.execute(tx)
    await sql`select pg_advisory_xact_lock(${MIGRATION_LOCK}::bigint)`.execute(tx)
    await sql`
      create table if not exists migrations (
        name text primary key,
        digest text not null,
        applied_at timestamptz not null
      )`.execute(tx)
    const applied = await sql<{ name: string; digest: string }>`
      select name, digest from migrations order by name`.execute(tx)
    const pending = remaining(migrations, applied.rows)
    for (const migration of pending) {
      for (const statement of splitStatements(migration.text)) await sql.raw(statement).execute(tx)
      await sql`
        insert into migrations (name, digest, applied_at)
        values (${migration.name}, ${migration.digest}, statement_timestamp())`.execute(tx)
    }
    return pending.map((migration) => migration.name)
  })
}

function remaining(
  migrations: readonly Migration[],
  applied: readonly { readonly name: string; readonly digest: string }[],
): readonly Migration[] {
  for (const row of applied) {
    const known = migrations.find((migration) => migration.name === row.name)
    if (!known) {
      throw new SchemaMismatchError(
        `The database has the migration ${row.name}, which this version of Evercheck does not know. Run the version that made it, or a newer one.`,
      )
    }
    if (known.digest !== row.digest) {
      throw new SchemaMismatchError(
        `The migration ${row.name} was changed after it was applied. Restore the released file.`,
      )
    }
  }
  const done = new Set(applied.map((row) => row.name))
  return migrations.filter((migration) => !done.has(migration.name))
}

async function readMigrations(): Promise<readonly Migration[]> {
  const names = (await readdir(FOLDER)).filter((name) => name.endsWith('.sql')).sort()
  return Promise.all(
    names.map(async (name) => {
      const text = await readFile(new URL(name, FOLDER), 'utf8')
      return { name, text, digest: createHash('sha256').update(text).digest('hex') }
    }),
  )
}

/**
 * The extended protocol takes one statement at a time: they end with a semicolon at the end of a
 * line, but for those within the body of a function.
 */
export function splitStatements(text: string): readonly string[] {
  const statements: string[] = []
  let statement = ''
  for (const line of text.replace(/^\s*--.*$/gm, '').split('\n')) {
    statement += `${line}\n`
    const isInBody = (statement.split('$$').length - 1) % 2 === 1
    if (isInBody || !/;\s*$/.test(line)) continue
    statements.push(statement.trim().replace(/;$/, ''))
    statement = ''
  }
  return [...statements, statement.trim()].filter((each) => each !== '')
}
