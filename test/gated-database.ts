import { strict as assert } from 'node:assert'
import {
  type Driver,
  Kysely,
  type PostgresCursor,
  PostgresDialect,
  type PostgresPool,
  type PostgresQueryResult,
} from 'kysely'
import pg from 'pg'
import type { Tables } from '../src/db/tables.gen.ts'

/** What stands between a process and its database. */
export type Gate = {
  /** Before a statement goes out. */
  before(text: string): Promise<void>
  /** When it has been carried out, before anybody knows. */
  after(text: string): Promise<void>
}

const LOOKS_MAX = 100_000

/**
 * A process's connection to PostgreSQL, with a gate at every statement and a holder that lives as
 * long as the connection. Cut, it is as if the process had been killed.
 */
export class GatedDatabase {
  readonly db: Kysely<Tables>
  readonly #pool: pg.Pool
  readonly #holder: string
  #backend = 0

  static async open(url: string, holder: string, gate: Gate): Promise<GatedDatabase> {
    const database = new GatedDatabase(url, holder, gate)
    const { rows } = await database.#pool.query<{ pid: number }>(
      'select pg_advisory_lock($1::bigint), pg_backend_pid() as pid',
      [holder],
    )
    database.#backend = rows[0]?.pid ?? 0
    return database
  }

  private constructor(url: string, holder: string, gate: Gate) {
    this.#holder = holder
    this.#pool = new pg.Pool({
      connectionString: url,
      max: 1,
      idleTimeoutMillis: 0,
      options: '-c plan_cache_mode=force_generic_plan',
    })
    this.#pool.on('error', () => undefined)
    this.#pool.on('connect', (client) => client.on('error', () => undefined))
    this.db = new Kysely<Tables>({ dialect: new GatedDialect(this.#pool, gate) })
  }

  /** Cuts the connection, whatever is under way, and returns when the server has noticed. */
  async cut(by: pg.Client): Promise<void> {
    await by.query('select pg_terminate_backend($1)', [this.#backend])
    for (let look = 0; look < LOOKS_MAX; look += 1) {
      // Asked to wait for it, the server would look every tenth of a second.
      const { rows } = await by.query('select holder_lives($1::bigint) as lives', [this.#holder])
      if (rows[0]?.lives === false) return
    }
    throw new Error('the server does not let go of a connection that was cut')
  }

  /** Ends a connection under which nothing is under way. */
  async close(): Promise<void> {
    await this.db.destroy()
  }
}

/**
 * Its connection remembers every statement and its plan: the same few dozen are sent for every
 * telling, and to plan them takes as long as to carry them out.
 */
function remembering(pool: pg.Pool): PostgresPool {
  const names = new Map<string, string>()
  const nameOf = (text: string): string => {
    const name = names.get(text) ?? `statement-${names.size}`
    names.set(text, name)
    return name
  }
  return {
    options: pool.options,
    end: () => pool.end(),
    async connect() {
      const client = await pool.connect()
      function query<R>(text: string, values: readonly unknown[]): Promise<PostgresQueryResult<R>>
      function query<R>(cursor: PostgresCursor<R>): PostgresCursor<R>
      function query(text: unknown, values: readonly unknown[] = []): unknown {
        assert(typeof text === 'string', 'statements are text: there are no cursors here')
        return client.query({ name: nameOf(text), text, values: [...values] })
      }
      return { query, release: () => client.release() }
    },
  }
}

class GatedDialect extends PostgresDialect {
  readonly #gate: Gate

  constructor(pool: pg.Pool, gate: Gate) {
    super({ pool: remembering(pool) })
    this.#gate = gate
  }

  override createDriver(): Driver {
    const gate = this.#gate
    const driver = super.createDriver()
    const acquire = driver.acquireConnection.bind(driver)
    const gated = new WeakSet<object>()
    driver.acquireConnection = async (options) => {
      const connection = await acquire(options)
      if (gated.has(connection)) return connection
      gated.add(connection)
      const execute = connection.executeQuery.bind(connection)
      connection.executeQuery = async (query, more) => {
        await gate.before(query.sql)
        const result = await execute<never>(query, more)
        await gate.after(query.sql)
        return result
      }
      return connection
    }
    return driver
  }
}
