import { strict as assert } from 'node:assert'
import {
  CompiledQuery,
  type Driver,
  Kysely,
  PostgresDialect,
  type PostgresPool,
  type PostgresPoolClient,
} from 'kysely'
import pg from 'pg'
import { cut, endWithin, within } from './connection.ts'
import { preparing } from './prepared.ts'
import type { Tables } from './tables.gen.ts'

/** The connections of a process. */
export type Pool = {
  readonly db: Kysely<Tables>
  /** A connection of its own, for what must outlast a statement. The caller ends it. */
  openClient(): Promise<pg.Client>
  /** The same without limits: what copies everything takes its time. */
  openPatientClient(): Promise<pg.Client>
  /** Runs `act` on such a connection: what changes the schema takes its time, too. */
  patiently<T>(act: (db: Kysely<Tables>) => Promise<T>): Promise<T>
  readonly sendText: SendText
  /** Ends all connections; those whose other end has vanished are cut. */
  close(): Promise<void>
}

/**
 * Sends a text of a library's own, which may be several statements, as it is: they are answered one
 * by one, which Kysely has no way to say.
 */
export type SendText = {
  // biome-ignore lint/suspicious/noExplicitAny: the rows are those that the library asked for
  executeSql(text: string, values?: unknown[]): Promise<{ rows: any[] }>
}

/** How long is waited for a server, in milliseconds. */
export type Limits = {
  /** To connect, or to get one of the pool's connections. */
  readonly connectMs: number
  /** The server's work on one statement. */
  readonly statementMs: number
  /** A transaction from its first statement to its last. */
  readonly transactionMs: number
  /** More than the limits of the server, whose own word is the better one. */
  readonly silenceMs: number
}

const LIMITS: Limits = {
  connectMs: 10_000,
  statementMs: 60_000,
  transactionMs: 10_000,
  silenceMs: 5000,
}
/** From when on the system asks a silent connection whether it is still there. */
const KEEP_ALIVE_AFTER_MS = 10_000
/** How often a server that has vanished is started anew for one connection. */
const REVIVALS_MAX = 3

/**
 * A pool of at most `connectionsMax` connections to the server at `address`, which is asked anew
 * for each of them. Where `revive` is given, a server that has vanished is started by it, and
 * whoever wanted a connection gets one.
 */
export function openPool(options: {
  readonly address: () => pg.ClientConfig
  readonly revive: (() => Promise<void>) | null
  readonly holder: string
  readonly connectionsMax: number
  readonly limits?: Limits
}): Pool {
  const { address, revive, holder, limits = LIMITS } = options
  const config = (statementMs: number): pg.ClientConfig => ({
    ...address(),
    application_name: applicationName(holder),
    connectionTimeoutMillis: limits.connectMs,
    query_timeout: statementMs + limits.silenceMs,
    keepAlive: true,
    keepAliveInitialDelayMillis: KEEP_ALIVE_AFTER_MS,
  })
  const server: Server = { hasTransactionLimit: false }
  const pool = new pg.Pool({
    max: options.connectionsMax,
    connectionTimeoutMillis: limits.connectMs,
    Client: class extends pg.Client {
      constructor() {
        super(config(limits.statementMs))
      }
    },
    onConnect: async (client) => {
      server.hasTransactionLimit = await limit(client, limits)
    },
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
    dialect: new LimitedDialect(
      preparing(pool, () => reviving(() => pool.connect(), revive)),
      (isReadOnly) => beginning(limits, server, isReadOnly),
    ),
  })
  const openPatientClient = () => {
    const { query_timeout: _, ...patient } = config(0)
    const unlimited = { ...limits, statementMs: 0, transactionMs: 0 }
    return reviving(() => openOne(patient, unlimited), revive)
  }
  return {
    db,
    openPatientClient,
    async patiently(act) {
      const client = await openPatientClient()
      try {
        return await act(
          new Kysely<Tables>({ dialect: new PostgresDialect({ pool: only(client) }) }),
        )
      } finally {
        await endWithin(client)
      }
    },
    sendText: {
      async executeSql(text, values) {
        const client = await reviving(() => pool.connect(), revive)
        try {
          const answer = await (values ? client.query(text, values) : client.query(text))
          client.release()
          return answer
        } catch (error) {
          // It may have been left in the middle of a transaction.
          client.release(true)
          throw error
        }
      },
    },
    openClient: () => reviving(() => openOne(config(limits.transactionMs), limits), revive),
    close: () => within(db.destroy(), () => open.forEach(cut)),
  }
}

/** One connection as the pool that Kysely wants; whoever has opened it ends it. */
function only(client: pg.Client): PostgresPool {
  const query = (text: string, values: readonly unknown[]) => client.query(text, [...values])
  // Kysely's type knows cursors as well, which are not used here.
  const connected = { query, release: () => undefined } as unknown as PostgresPoolClient
  return { options: {}, connect: async () => connected, end: async () => undefined }
}

/** How the server lists the connections of a process. */
export function applicationName(holder: string): string {
  return `evercheck ${holder}`
}

async function openOne(config: pg.ClientConfig, limits: Limits): Promise<pg.Client> {
  const client = new pg.Client(config)
  client.on('error', () => undefined)
  try {
    await client.connect()
    await limit(client, limits)
    return client
  } catch (error) {
    await endWithin(client)
    throw error
  }
}

/** What is known of the server when somebody has connected. */
type Server = { hasTransactionLimit: boolean }

/**
 * Sets the limits of a connection, not as its parameters: poolers refuse those. Returns whether the
 * server can limit transactions as a whole.
 */
async function limit(client: pg.ClientBase, limits: Limits): Promise<boolean> {
  // Several statements have several results, which the types do not know.
  const results: unknown = await client.query(
    `set statement_timeout = ${limits.statementMs};
     set idle_in_transaction_session_timeout = ${limits.transactionMs};
     select current_setting('server_version_num')::int as version`,
  )
  const last = (results as readonly pg.QueryResult<{ version: number }>[]).at(-1)
  return (last?.rows[0]?.version ?? 0) >= 170_000
}

/**
 * How a transaction begins. Whoever waits for what a writing one has locked does not wait for long;
 * before PostgreSQL 17 each of its statements and pauses is limited, and not their sum. One that
 * reads only keeps nobody waiting, and a report takes its time.
 */
function beginning({ transactionMs }: Limits, server: Server, isReadOnly: boolean): string {
  if (isReadOnly) {
    return `begin read only;
      set local statement_timeout = 0; set local idle_in_transaction_session_timeout = 0`
  }
  const name = server.hasTransactionLimit ? 'transaction_timeout' : 'statement_timeout'
  return `begin; set local ${name} = ${transactionMs}`
}

/** PostgreSQL for Kysely, with transactions that begin as `begin` says. */
class LimitedDialect extends PostgresDialect {
  readonly #begin: (isReadOnly: boolean) => string

  constructor(pool: PostgresPool, begin: (isReadOnly: boolean) => string) {
    super({ pool })
    this.#begin = begin
  }

  override createDriver(): Driver {
    const driver = super.createDriver()
    driver.beginTransaction = async (connection, { isolationLevel, accessMode }) => {
      assert(!isolationLevel, 'what this level would need has not been thought of')
      await connection.executeQuery(CompiledQuery.raw(this.#begin(accessMode === 'read only')))
    }
    return driver
  }
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
