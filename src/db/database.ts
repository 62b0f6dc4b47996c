import { type Kysely, sql, type Transaction } from 'kysely'
import type pg from 'pg'
import { systemReason } from '../kernel/system-reason.ts'
import { addressOf, type DatabaseTls } from './address.ts'
import { type EmbeddedPlace, EmbeddedServer } from './embedded/embedded-server.ts'
import { type Heard, HolderLife, type Liveness, type ProcessKind } from './holder-life.ts'
import { applicationName, openPool, type Pool, type SendText } from './pool.ts'
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
  /** Lets everybody know what this process is there for. */
  describe(kind: ProcessKind): Promise<void>
  /**
   * Calls `heard` for every notification on `channel`, and whenever some may have been missed.
   * Returns how to end that.
   */
  listen(channel: string, heard: Heard): () => void
  /**
   * Asked before a stretch of work. @throws DiskFullError DISK_FULL when it could not be stored.
   */
  ensureRoom(): Promise<void>
  /** A connection of its own, made as those of the pool are. The caller ends it. */
  openClient(): Promise<pg.Client>
  /** The same without limits: what copies everything takes its time. */
  openPatientClient(): Promise<pg.Client>
  /** Runs `act` on such a connection: what changes the schema takes its time, too. */
  patiently<T>(act: (db: Kysely<Tables>) => Promise<T>): Promise<T>
  readonly sendText: SendText
  /** What the operator should know about where the data lies. */
  readonly notes: readonly DatabaseNote[]
  /** Whether the embedded database was made just now. */
  readonly isNew: boolean
  /** Where the embedded one is; null for a server of the operator's. */
  readonly place: EmbeddedPlace | null
  close(): Promise<void>
}

/** What an operator should know about where the data lies. */
export type DatabaseNote =
  /** A database of before the first release lies there and is read by nobody. */
  | { readonly code: 'old-database'; readonly folder: string; readonly now: string }
  /** It was made anew, though there was a key already. */
  | { readonly code: 'made-anew' }

/** The database server cannot be reached or refuses us. */
export class DatabaseUnreachableError extends Error {
  override readonly name = 'DatabaseUnreachableError'
  readonly code = 'DATABASE_UNREACHABLE'
}

/**
 * Opens PostgreSQL at `url`, or the server of `dataFolder` when there is no URL: it is made and
 * started if need be, and stopped by the last one who closes. `holder` must be unique among all
 * processes, a decimal number below 2^63.
 * @throws DatabaseUnreachableError, DatabaseTlsError, and of the data folder's server DataDamagedError,
 * DataInUseError, DatabaseVersionError, DataVolumeError, DiskFullError, FolderUnsafeError,
 * FolderUnwritableError, PostgresMissingError, ServerUserMissingError
 */
export async function openDatabase(options: {
  readonly url: string | null
  readonly dataFolder: string
  readonly holder: string
  readonly connectionsMax: number
  /** How a server on another machine is spoken to: `verify` without it. */
  readonly tls?: DatabaseTls
}): Promise<OpenDatabase> {
  const { url, dataFolder, holder, connectionsMax, tls = 'verify' } = options
  return url === null
    ? openEmbedded(dataFolder, holder, connectionsMax)
    : openPostgres(url, addressOf(url, tls), holder, connectionsMax)
}

async function openPostgres(
  url: string,
  address: pg.ClientConfig,
  holder: string,
  connectionsMax: number,
): Promise<OpenDatabase> {
  try {
    const pool = openPool({ address: () => address, revive: null, holder, connectionsMax })
    const life = await openLife(pool, holder)
    return {
      ...pool,
      kind: 'postgres',
      holder,
      ...lifeOf(life),
      notes: [],
      isNew: false,
      place: null,
      // The server says so itself, and loses nothing.
      ensureRoom: async () => undefined,
      async close() {
        await life.end()
        await pool.close()
      },
    }
  } catch (cause) {
    throw new DatabaseUnreachableError(
      `PostgreSQL at ${withoutPassword(url)} cannot be used: ${reasonOf(cause)}. ${remedyFor(cause)}`,
      { cause },
    )
  }
}

/** The server of the data folder: as any other, but that it runs only while somebody uses it. */
async function openEmbedded(
  dataFolder: string,
  holder: string,
  connectionsMax: number,
): Promise<OpenDatabase> {
  const server = await EmbeddedServer.at(dataFolder)
  const pool = openPool({
    address: () => server.address(),
    revive: () => server.revive(),
    holder,
    connectionsMax,
  })
  const life = await server.enter(() => openLife(pool, holder))
  return {
    ...pool,
    kind: 'embedded',
    holder,
    ...lifeOf(life),
    notes: server.notes,
    isNew: server.isNew,
    place: server.place(),
    ensureRoom: () => server.ensureRoom(),
    async close() {
      await life.end()
      await pool.close()
      // A command that has done its work does not fail by this: the next one stops the server.
      await server.leave(applicationName(holder)).catch(() => undefined)
    },
  }
}

function lifeOf(
  life: HolderLife,
): Pick<OpenDatabase, 'liveness' | 'announce' | 'describe' | 'listen'> {
  return {
    liveness: life.liveness,
    announce: () => life.announce(),
    describe: (kind) => life.describe(kind),
    listen: (channel, heard) => life.listen(channel, heard),
  }
}

async function openLife(pool: Pool, holder: string): Promise<HolderLife> {
  try {
    return await HolderLife.begin({
      connect: () => pool.openClient(),
      otherBackend: () => backendOf(pool.db),
      holder,
    })
  } catch (error) {
    await pool.close()
    throw error
  }
}

/** The server's process behind a connection of the pool's. */
async function backendOf(db: Database): Promise<number | undefined> {
  const found = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(db)
  return found.rows[0]?.pid
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

function remedyFor(cause: unknown): string {
  return /SSL|TLS|certificate/i.test(reasonOf(cause))
    ? 'On another machine it has to prove by its certificate who it is: add sslrootcert=FILE to DATABASE_URL if its authority is one of your own. EVERCHECK_DATABASE_TLS can give that up.'
    : 'Check DATABASE_URL, and that the server runs and lets us in.'
}

const UNTOLD = 'the address given'

function reasonOf(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return reasonOf(error.errors[0])
  if (error instanceof Error && 'syscall' in error && 'code' in error) {
    return systemReason(String(error.code))
  }
  return error instanceof Error ? error.message.split('\n')[0] || error.name : String(error)
}
