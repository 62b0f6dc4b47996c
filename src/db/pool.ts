import { Kysely, PostgresDialect } from 'kysely'
import pg from 'pg'
import { systemClock } from '../kernel/clock.ts'
import { preparing } from './prepared.ts'
import type { Tables } from './tables.gen.ts'

/** The connections of a process. */
export type Pool = {
  readonly db: Kysely<Tables>
  /** A connection of its own, for what must outlast a statement. The caller ends it. */
  openClient(): Promise<pg.Client>
  /** Ends all connections; those whose other end has vanished are cut. */
  close(): Promise<void>
}

/** How long it may take to connect, or to get one of the pool's connections. */
const CONNECT_MS_MAX = 10_000
/** How long the server works on one statement. */
const STATEMENT_MS_MAX = 60_000
/** How long its answer is waited for: longer, because the server's own word is the better one. */
const ANSWER_MS_MAX = STATEMENT_MS_MAX + 5000
/** How long a transaction may stand idle and keep its locks. */
const IDLE_IN_TRANSACTION_MS_MAX = 10_000
/** From when on the system asks a silent connection whether it is still there. */
const KEEP_ALIVE_AFTER_MS = 10_000
/** How long a connection may take to say goodbye before it is cut. */
const GOODBYE_MS_MAX = 2000
/** How often a server that has vanished is started anew for one connection. */
const REVIVALS_MAX = 3

/**
 * A pool of at most `connectionsMax` connections to the server at `address`, which is asked anew for
 * each of them. Where `revive` is given, a server that has vanished is started by it, and whoever
 * wanted a connection gets one.
 */
export function openPool(options: {
  readonly address: () => pg.ClientConfig
  readonly revive: (() => Promise<void>) | null
  readonly holder: string
  readonly connectionsMax: number
}): Pool {
  const { address, revive, holder } = options
  const config = (): pg.ClientConfig => ({
    ...address(),
    application_name: applicationName(holder),
    connectionTimeoutMillis: CONNECT_MS_MAX,
    query_timeout: ANSWER_MS_MAX,
    keepAlive: true,
    keepAliveInitialDelayMillis: KEEP_ALIVE_AFTER_MS,
  })
  const pool = new pg.Pool({
    max: options.connectionsMax,
    connectionTimeoutMillis: CONNECT_MS_MAX,
    Client: class extends pg.Client {
      constructor() {
        super(config())
      }
    },
    onConnect: limit,
  })
  // A broken connection is replaced by the next statement. Unheard, it would end the process: the
  // pool hears it while it is idle, and nobody between two statements of a transaction.
  pool.on('error', () => undefined)
  const open = new Set<pg.Client>()
  pool.on('connect', (client) => {
    open.add(client)
    client.on('error', () => undefined)
  })
  pool.on('remove', (client) => open.delete(client))
  const db = new Kysely<Tables>({
    dialect: new PostgresDialect({
      pool: preparing(pool, () => reviving(() => pool.connect(), revive)),
    }),
  })
  return {
    db,
    openClient: () => reviving(() => openOne(config()), revive),
    close: () => within(db.destroy(), () => open.forEach(cut)),
  }
}

/** How the server lists the connections of a process. */
export function applicationName(holder: string): string {
  return `evercheck ${holder}`
}

/** Ends a connection; one whose other end has vanished without a word is cut. */
export async function endWithin(client: pg.Client): Promise<void> {
  await within(
    client.end().catch(() => undefined),
    () => cut(client),
  )
}

async function openOne(config: pg.ClientConfig): Promise<pg.Client> {
  const client = new pg.Client(config)
  client.on('error', () => undefined)
  try {
    await client.connect()
    await limit(client)
    return client
  } catch (error) {
    await endWithin(client)
    throw error
  }
}

/** Not as parameters of the connection: poolers refuse those. */
async function limit(client: pg.ClientBase): Promise<void> {
  await client.query(
    `set statement_timeout = ${STATEMENT_MS_MAX};
     set idle_in_transaction_session_timeout = ${IDLE_IN_TRANSACTION_MS_MAX}`,
  )
}

async function reviving<T>(
  connect: () => Promise<T>,
  revive: (() => Promise<void>) | null,
): Promise<T> {
  for (let revivals = 0; ; revivals += 1) {
    try {
      return await connect()
    } catch (error) {
      if (revive === null || revivals === REVIVALS_MAX || !isAway(error)) throw error
      await revive()
    }
  }
}

/** Whether a failure to connect means that the server is not there, or is about to go. */
function isAway(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  return (
    ['ECONNREFUSED', 'ECONNRESET', 'ENOENT', 'EPIPE', '57P03', '57P01'].includes(code) ||
    (error instanceof Error && /Connection terminated/.test(error.message))
  )
}

async function within(ending: Promise<void>, cutOff: () => void): Promise<void> {
  const over = new AbortController()
  const late = systemClock.sleep(GOODBYE_MS_MAX, over.signal).then(cutOff, () => undefined)
  await Promise.race([ending, late])
  over.abort()
}

function cut(client: pg.Client): void {
  client.connection.stream.destroy()
}
