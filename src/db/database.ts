import { existsSync } from 'node:fs'
import { rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { PGlite } from '@electric-sql/pglite'
import { Kysely, PostgresDialect, sql, type Transaction } from 'kysely'
import pg from 'pg'
import { Closers } from '../kernel/closers.ts'
import { DiskFullError, isDiskFull } from '../kernel/disk-full.ts'
import { embeddedKysely, ensureRoom, openPGlite } from './embedded.ts'
import { lockFolder } from './folder-lock.ts'
import { type Heard, HolderLife, type Liveness } from './holder-life.ts'
import { preparing } from './prepared.ts'
import type { Tables } from './tables.gen.ts'

/** The database, or a transaction on it: functions that write take either. */
export type Database = Kysely<Tables> | Transaction<Tables>

/** An open database and the number under which this process is known to be alive in it. */
export type OpenDatabase = {
  readonly db: Kysely<Tables>
  readonly kind: 'postgres' | 'embedded'
  /** Held as an advisory lock for as long as this process lives; leases bear it. */
  readonly holder: string
  /** How other processes know that this one lives. */
  readonly liveness: Liveness
  /** Enters this process among the living. Called once, when the schema is up to date. */
  announce(): Promise<void>
  /**
   * Calls `heard` for every notification on `channel`, and whenever some may have been missed.
   * Returns how to end that.
   */
  listen(channel: string, heard: Heard): () => void
  /**
   * Asked before a stretch of work. @throws DiskFullError DISK_FULL when it could not be stored.
   */
  ensureRoom(): Promise<void>
  close(): Promise<void>
}

/** The database server cannot be reached or refuses us. */
export class DatabaseUnreachableError extends Error {
  override readonly name = 'DatabaseUnreachableError'
  readonly code = 'DATABASE_UNREACHABLE'
}

/** The embedded database does not open: its files are damaged or not its own. */
export class DataDamagedError extends Error {
  override readonly name = 'DataDamagedError'
  readonly code = 'DATA_DAMAGED'
}

/**
 * Opens PostgreSQL at `url`, or the embedded database below `dataFolder` when there is no URL.
 * `holder` must be unique among all processes, a decimal number below 2^63.
 * @throws DatabaseUnreachableError, DataInUseError, DataDamagedError, DiskFullError,
 * FolderUnwritableError
 */
export async function openDatabase(options: {
  readonly url: string | null
  readonly dataFolder: string
  readonly holder: string
  readonly connectionsMax: number
}): Promise<OpenDatabase> {
  return options.url === null
    ? openEmbedded(options.dataFolder, options.holder)
    : openPostgres(options.url, options.holder, options.connectionsMax)
}

async function openPostgres(
  url: string,
  holder: string,
  connectionsMax: number,
): Promise<OpenDatabase> {
  const pool = new pg.Pool({ connectionString: url, max: connectionsMax })
  // A broken connection is replaced by the next statement. Unheard, it would end the process: the
  // pool hears it while it is idle, and nobody between two statements of a transaction.
  pool.on('error', () => undefined)
  pool.on('connect', (client) => client.on('error', () => undefined))
  try {
    const life = await HolderLife.begin(url, holder)
    const db = new Kysely<Tables>({ dialect: new PostgresDialect({ pool: preparing(pool) }) })
    return {
      db,
      kind: 'postgres',
      holder,
      liveness: life.liveness,
      announce: () => life.announce(),
      listen: (channel, heard) => life.listen(channel, heard),
      // The server says so itself, and loses nothing.
      ensureRoom: async () => undefined,
      async close() {
        await life.end()
        await db.destroy()
      },
    }
  } catch (cause) {
    await pool.end()
    throw new DatabaseUnreachableError(
      `PostgreSQL at ${withoutPassword(url)} cannot be used: ${reasonOf(cause)}. Check DATABASE_URL, and that the server runs and lets us in.`,
      { cause },
    )
  }
}

async function openEmbedded(dataFolder: string, holder: string): Promise<OpenDatabase> {
  const closers = new Closers()
  const folder = join(dataFolder, 'database')
  try {
    closers.add('data folder', await lockFolder(dataFolder))
    await ensureRoom(dataFolder)
    if (!existsSync(folder)) await makeEmbedded(folder)
    const pglite = await openWhole(folder)
    const db = embeddedKysely(pglite)
    closers.add('embedded database', async () => {
      if (!pglite.closed) await pglite.close()
    })
    await sql`select pg_advisory_lock(${holder}::bigint)`.execute(db)
    const close = () => closers.close()
    return {
      db,
      kind: 'embedded',
      holder,
      // There is no other process that could want to know, or say anything.
      liveness: 'lock',
      announce: async () => undefined,
      listen: () => () => undefined,
      ensureRoom: () => ensureRoom(dataFolder),
      close,
    }
  } catch (error) {
    await closers.close()
    throw isDiskFull(error) ? new DiskFullError(dataFolder, error) : error
  }
}

/** Makes the database aside: a folder of its name is a whole one, or was damaged since. */
async function makeEmbedded(folder: string): Promise<void> {
  const aside = `${folder}.new`
  try {
    await rm(aside, { recursive: true, force: true })
    await (await openPGlite(aside)).close()
    await rename(aside, folder)
  } catch (cause) {
    if (isDiskFull(cause)) throw cause
    throw new DataDamagedError(
      `The embedded database could not be made in ${folder}: ${reasonOf(cause)}. Check that there is room and that the folder can be written, or set DATABASE_URL.`,
      { cause },
    )
  }
}

/** Opens a database that was made before. Left to itself, PGlite makes a new one over its rest. */
async function openWhole(folder: string): Promise<PGlite> {
  try {
    if (!existsSync(join(folder, 'PG_VERSION'))) throw new Error('it has no file PG_VERSION')
    return await openPGlite(folder)
  } catch (cause) {
    if (isDiskFull(cause)) throw cause
    throw new DataDamagedError(
      `The embedded database in ${folder} does not open: ${reasonOf(cause)}. Its files are left as they are. Put a backup in its place, or move the folder away to start anew.`,
      { cause },
    )
  }
}

function withoutPassword(url: string): string {
  try {
    const parsed = new URL(url)
    // Mistyped, the password may stand where a path is looked for.
    if (!/^postgres(ql)?:$/.test(parsed.protocol) || parsed.pathname.includes('@')) return UNTOLD
    return `${parsed.hostname}:${parsed.port || '5432'}${parsed.pathname}`
  } catch {
    return UNTOLD
  }
}

const UNTOLD = 'the address given'

function reasonOf(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return reasonOf(error.errors[0])
  if (error instanceof Error) return error.message.split('\n')[0] || error.name
  // What the file system of PGlite throws is no error.
  return typeof error === 'string' ? error : 'its files cannot be read'
}
