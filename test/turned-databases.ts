import { renameSync, writeFileSync } from 'node:fs'
import { chmod } from 'node:fs/promises'
import { join } from 'node:path'
import { sql } from 'kysely'
import pg from 'pg'
import { loadConfig } from '../src/config/config.ts'
import { openDatabase } from '../src/db/database.ts'
import { migrate } from '../src/db/migrate.ts'
import type { Closers } from '../src/kernel/closers.ts'
import { newHolder, newId } from '../src/kernel/ids.ts'
import { ensureQueues } from '../src/queue/queue-store.ts'
import { copyOf, freshDatabase, type PostgresServer, startPostgres } from './postgres.ts'
import { makeOwnFolder, quickFolder, removeFolder } from './quick-folder.ts'

/** A database of a trial's own, with the schema and nothing in it. */
export type TestDatabase = {
  readonly url: string
  /** Turns the database's time: from the next statement on it is `now`, for every process. */
  readonly turn: (now: Date) => void
  /** Drops it. Rejects if there is still a connection: a leak. */
  drop(): Promise<void>
}

/** A database with the schema and nothing in it, from which others are copied. */
const TEMPLATE = 'evercheck_template'

/** Makes a database in no time, on a server of `makeServer` with the clocks of `makeClocks`. */
export async function makeTurnedDatabase(server: string, clocks: string): Promise<TestDatabase> {
  const databases = new TurnedDatabases(server, clocks)
  const { name, url, clock } = await databases.make()
  return {
    turn: turnBy(clock),
    url,
    async drop() {
      await databases.drop(name)
      await databases.close()
    },
  }
}

/** Where a database is, and the file that its time is read from. */
export type MadeDatabase = { readonly name: string; readonly url: string; readonly clock: string }

/** Makes and drops databases on a server of `makeServer`, over connections that stay open. */
export class TurnedDatabases {
  readonly #server: string
  readonly #clocks: string
  readonly #admin: pg.Pool

  constructor(server: string, clocks: string) {
    this.#server = server
    this.#clocks = clocks
    this.#admin = new pg.Pool({ connectionString: server })
    this.#admin.on('error', () => undefined)
  }

  async make(): Promise<MadeDatabase> {
    const name = newId('world')
    await this.#admin.query(copyOf(name, TEMPLATE))
    const url = new URL(this.#server)
    url.pathname = `/${name}`
    return { name, url: url.href, clock: join(this.#clocks, name) }
  }

  /** Rejects if there is still a connection to it; the server waits some seconds for their end. */
  async drop(name: string): Promise<void> {
    await this.#admin.query(`drop database ${pg.escapeIdentifier(name)}`)
  }

  close(): Promise<void> {
    return this.#admin.end()
  }
}

/**
 * What a server needs that lives for one run of the tests. Nothing here changes what a statement
 * comes to.
 */
const SETTINGS = [
  // Most connections of a trial send a statement once or twice: to plan it for each set of values
  // takes longer than all of them.
  'plan_cache_mode=force_generic_plan',
  // Its files are in memory: to hand reading over to another process takes longer than to read.
  'io_method=sync',
  // Nobody follows it, and nothing is read back after a crash.
  'wal_level=minimal',
  'max_wal_senders=0',
  'synchronous_commit=off',
  'bgwriter_lru_maxpages=0',
  'checkpoint_timeout=1h',
  'jit=off',
]

/** Starts a server whose databases read their time from `clocks`, and returns its URL. */
export async function makeServer(closers: Closers, clocks: string): Promise<string> {
  const server: PostgresServer = await startPostgres({
    durable: false,
    below: await quickFolder(),
    atSocket: true,
    settings: SETTINGS,
  })
  closers.add('PostgreSQL', () => server.close())
  await migrateAt(await freshDatabase(server.url, TEMPLATE), `'${clocks}/' || current_database()`)
  return server.url
}

/** A folder with a file for every database whose time is turned; the server's user reads them. */
export async function makeClocks(closers: Closers): Promise<string> {
  const folder = await makeOwnFolder(await quickFolder(), 'clocks')
  closers.add('clocks', () => removeFolder(folder))
  await chmod(folder, 0o755)
  return folder
}

/**
 * Makes the schema, with a time that can be turned: it is read from `clockFile`, an expression; as
 * long as there is no such file it is the real one.
 */
async function migrateAt(url: string, clockFile: string): Promise<void> {
  const options = { url, dataFolder: '', holder: newHolder(), connectionsMax: 1 }
  const database = await openDatabase(options)
  try {
    await migrate(database)
    // As the first process on it would, and every process of every test would be the first.
    await ensureQueues(database, loadConfig({}).keep.deliveriesMs / 1000)
    // As `evercheck_now` is promised to be: the planner then puts it into every statement as it does
    // with the real one, which saves a call of a function each time.
    await sql`
      update pg_proc set provolatile = 's'
      where proname = 'pg_read_file' and pronamespace = 'pg_catalog'::regnamespace
    `.execute(database.db)
    await sql`
      create or replace function evercheck_now() returns timestamptz
      language sql stable as $$
        select coalesce(
          pg_read_file(${sql.raw(clockFile)}, 0, 100, true)::timestamptz, statement_timestamp())
      $$`.execute(database.db)
  } finally {
    await database.close()
  }
}

/**
 * Written at once, because whoever has turned the clock may send a statement in the next line, and
 * put in its place whole, because another process may be reading it.
 */
export function turnBy(file: string): TestDatabase['turn'] {
  return (now) => {
    writeFileSync(`${file}.new`, now.toISOString())
    renameSync(`${file}.new`, file)
  }
}
