import { sql } from 'kysely'
import { systemClock } from '../kernel/clock.ts'
import type { Database } from './database.ts'
import { type Migration, readMigrations } from './migration-files.ts'

/** Any number that nothing else locks; all migrators of one database wait for each other on it. */
export const MIGRATION_LOCK = 4_831_507_221
/** It is tried so often, in milliseconds. */
export const LOCK_LOOK_MS = 50

/** The database and this program do not fit together. */
export class SchemaMismatchError extends Error {
  override readonly name = 'SchemaMismatchError'
  readonly code = 'SCHEMA_MISMATCH'
}

/** A migration takes away what older processes use that still run. Nothing of it was done. */
export class SchemaInUseError extends Error {
  override readonly name = 'SchemaInUseError'
  readonly code = 'SCHEMA_IN_USE'

  constructor(migration: string, processes: readonly string[]) {
    super(
      `The migration ${migration} changes what processes of an older version use that still run: ${processes.join(', ')}. Stop them, and start again.`,
    )
  }
}

/** Where the schema is. */
export type MigrateContext = {
  readonly db: Database
  /** A connection without limits; without it one of `db` is used, whose own limits must allow it. */
  patiently?<T>(act: (db: Database) => Promise<T>): Promise<T>
}

/**
 * Brings the schema up to date, safely when many processes start at once and while others work:
 * each migration is a transaction of its own, durable before the next begins; a new database is
 * made in one. Returns the names of the migrations it applied. `more` is a folder with migrations
 * of a later version, for tests.
 * @throws SchemaMismatchError SCHEMA_MISMATCH when the database has a migration that this program
 * does not know and that is no mere expansion, or history was edited; SchemaInUseError
 * SCHEMA_IN_USE
 */
export async function migrate(
  context: MigrateContext,
  options: { readonly more?: URL } = {},
): Promise<readonly string[]> {
  const migrations = await readMigrations(options.more)
  if (await isUpToDate(context.db, migrations)) return []
  const bringUp = async (db: Database): Promise<readonly string[]> => {
    // As long as it takes: nobody works on what is being changed.
    await setLimits(db, '0')
    try {
      await lock(db)
      const applied = await prepare(db)
      const pending = remaining(migrations, applied)
      if (applied.length === 0) return await makeAnew(db, pending)
      for (const migration of pending) await apply(db, migration)
      return pending.map(({ name }) => name)
    } finally {
      // A connection that is gone holds no lock, and why it is gone is what has to be told.
      await unlock(db).catch(() => undefined)
    }
  }
  return context.patiently?.(bringUp) ?? context.db.connection().execute(bringUp)
}

/**
 * Whether nothing is to be done, as most starts find: looked at without a lock and without a
 * connection of its own.
 */
async function isUpToDate(db: Database, migrations: readonly Migration[]): Promise<boolean> {
  if (!(await saysKinds(db))) return false
  return remaining(migrations, await appliedIn(db)).length === 0
}

async function unlock(db: Database): Promise<void> {
  await sql`select pg_advisory_unlock_all()`.execute(db)
  await setLimits(db, null)
}

async function setLimits(db: Database, to: string | null): Promise<void> {
  // What the server does not know yet (before 17) is left out.
  const found = await sql<{ name: string }>`
    select name
    from (values ('statement_timeout'), ('transaction_timeout')) as limits (name)
    where current_setting(name, true) is not null
  `.execute(db)
  for (const { name } of found.rows) {
    const setting = sql.raw(name)
    await (to === null ? sql`reset ${setting}` : sql`set ${setting} = ${sql.lit(to)}`).execute(db)
  }
}

/**
 * Looked for again and again, not waited for: whoever waits within a statement is waited for by an
 * index that is made concurrently.
 */
async function lock(db: Database): Promise<void> {
  for (;;) {
    const tried = await sql<{ mine: boolean }>`
      select pg_try_advisory_lock(${MIGRATION_LOCK}::bigint) as mine`.execute(db)
    if (tried.rows[0]?.mine) return
    await systemClock.sleep(LOCK_LOOK_MS)
  }
}

type Applied = { readonly name: string; readonly digest: string; readonly kind: string }

/** What was applied before; the table is made first, and its column that came later. */
async function prepare(db: Database): Promise<readonly Applied[]> {
  await sql`
    create table if not exists migrations (
      name text primary key,
      digest text not null,
      applied_at timestamptz not null
    )`.execute(db)
  if (!(await saysKinds(db))) {
    await sql`alter table migrations add column kind text not null default 'contract'`.execute(db)
  }
  return appliedIn(db)
}

/** Whether there is a table of migrations, and it says of which kind each was. */
async function saysKinds(db: Database): Promise<boolean> {
  const column = await sql`
    -- Not of information_schema: to plan that view takes a tenth of a command's time.
    select from pg_attribute
    where attrelid = to_regclass('migrations') and attname = 'kind' and not attisdropped
  `.execute(db)
  return column.rows.length > 0
}

async function appliedIn(db: Database): Promise<readonly Applied[]> {
  const applied = await sql<Applied>`
    select name, digest, kind from migrations order by name`.execute(db)
  return applied.rows
}

function remaining(
  migrations: readonly Migration[],
  applied: readonly Applied[],
): readonly Migration[] {
  for (const row of applied) {
    const known = migrations.find((migration) => migration.name === row.name)
    if (!known && row.kind !== 'expand') {
      throw new SchemaMismatchError(
        `The database has the migration ${row.name}, which this version of Evercheck does not know. Run the version that made it, or a newer one.`,
      )
    }
    if (known && known.digest !== row.digest) {
      throw new SchemaMismatchError(
        `The migration ${row.name} was changed after it was applied. Restore the released file.`,
      )
    }
  }
  const done = new Set(applied.map((row) => row.name))
  return migrations.filter((migration) => !done.has(migration.name))
}

/** Nobody works on a database that is new: it is there whole or not at all. */
async function makeAnew(db: Database, pending: readonly Migration[]): Promise<readonly string[]> {
  await db.transaction().execute(async (tx) => {
    for (const migration of pending.filter(({ inTransaction }) => inTransaction)) {
      await run(tx, migration)
    }
  })
  for (const migration of pending.filter(({ inTransaction }) => !inTransaction)) {
    await apply(db, migration)
  }
  return pending.map(({ name }) => name)
}

async function apply(db: Database, migration: Migration): Promise<void> {
  if (migration.kind === 'contract') await ensureNobodyOlder(db, migration.name)
  if (migration.inTransaction) {
    await db.transaction().execute((tx) => run(tx, migration))
    return
  }
  await dropUnfinished(db, migration)
  await run(db, migration)
}

async function run(db: Database, migration: Migration): Promise<void> {
  const { name, digest, kind, statements } = migration
  const texts = migration.inTransaction ? [allAtOnce(statements)] : statements
  for (const text of texts) await sql.raw(text).execute(db)
  await sql`
    insert into migrations (name, digest, applied_at, kind)
    values (${name}, ${digest}, statement_timestamp(), ${kind})`.execute(db)
}

/** Statements as one, which goes to the server and back once: an empty database needs 500. */
function allAtOnce(statements: readonly string[]): string {
  const executed = statements.map((each) => `execute $statement$${each}$statement$;`)
  return `do $migration$ begin ${executed.join('\n')} end $migration$`
}

/** An index that was interrupted is there, is kept up to date, and is of no use. */
async function dropUnfinished(db: Database, { statements }: Migration): Promise<void> {
  for (const statement of statements) {
    const [, index] = /index concurrently if not exists (\w+)/i.exec(statement) ?? []
    if (index === undefined) continue
    const unfinished = await sql`
      select from pg_index where indexrelid = to_regclass(${index}) and not indisvalid
    `.execute(db)
    if (unfinished.rows.length > 0) {
      await sql`drop index concurrently if exists ${sql.ref(index)}`.execute(db)
    }
  }
}

/**
 * Whoever lives and does not know this migration uses what it takes away. A process that did not
 * say what it knows is older than that question.
 */
async function ensureNobodyOlder(db: Database, name: string): Promise<void> {
  const columns = await sql<{ name: string }>`
    select column_name as name
    from information_schema.columns
    where table_schema = current_schema() and table_name = 'holders'
  `.execute(db)
  const has = (name: string) => columns.rows.some((column) => column.name === name)
  if (!has('host')) return
  const knows = has('knows') ? sql`knows` : sql`null::text[]`
  const found = await sql<{ process: string }>`
    select host || ' (' || pid || ')' as process
    from holders
    where holder_lives(holders.holder)
      and not coalesce(${name} = any(${knows}), false)
    order by process
  `.execute(db)
  if (found.rows.length > 0) {
    throw new SchemaInUseError(
      name,
      found.rows.map(({ process }) => process),
    )
  }
}
