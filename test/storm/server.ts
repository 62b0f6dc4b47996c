import { setTimeout } from 'node:timers/promises'
import type { Kysely } from 'kysely'
import pg from 'pg'
import { migrate } from '../../src/db/migrate.ts'
import type { Tables } from '../../src/db/tables.gen.ts'
import { openIdleBoss } from '../../src/queue/boss.ts'
import { ensureQueues } from '../../src/queue/queue-store.ts'
import { type PostgresServer, startPostgres } from '../postgres.ts'
import { AUDIT, AUDIT_OF_OVERLAPS, LIVENESS } from './audit.ts'
import { kyselyOver } from './dialect.ts'
import { type Gate, type Ground, KEPT, RESTORING, type Row, TABLES } from './ground.ts'
import type { Life, Scheduler } from './scheduler.ts'
import { ServerWire } from './server-wire.ts'

/** Connections of one process. */
const CONNECTIONS_MAX = 6
const CHANNELS = ['evercheck_work', 'evercheck_events', 'evercheck_lookups']

/**
 * A real server, with connections of its own for every process: statements of several are under way
 * at once, and wait for each other's locks. Who goes next at an await is drawn from the seed, but
 * how long a statement takes is not: what happened can be read, and not be had again.
 */
export class ServerGround implements Ground {
  readonly overlaps = true
  readonly #server: PostgresServer
  readonly #url: string
  readonly #stage: pg.Client
  readonly #emptied: readonly string[]
  readonly #pools = new Map<Life, pg.Pool>()
  readonly #listeners = new Set<{ readonly channel: string; readonly heard: () => void }>()
  /** What the stage has last said: nobody goes on before it is so. */
  #said: Promise<unknown> = Promise.resolve()

  static async open(): Promise<ServerGround> {
    const server = await startPostgres({ durable: false })
    const url = await server.freshDatabase()
    const stage = new pg.Client({ connectionString: url, application_name: 'stage' })
    await stage.connect()
    const direct = kyselyOver(() => ({
      run: async (text, values) => toResult(await stage.query(text, [...values])),
    }))
    await migrate({ db: direct })
    await stage.query(LIVENESS)
    await stage.query("select set_config('storm.now', '2026-01-01T00:00:00Z', false)")
    await ensureQueues({ db: direct }, 86_400)
    await openIdleBoss()
    await stage.query(AUDIT)
    await stage.query(AUDIT_OF_OVERLAPS)
    for (const channel of CHANNELS) await stage.query(`listen ${channel}`)
    const { rows } = await stage.query<{ name: string }>(TABLES)
    const emptied: string[] = []
    for (const { name } of rows) {
      const found = await stage.query(`select from ${name} limit 1`)
      if (found.rowCount === 0) emptied.push(name)
    }
    return new ServerGround(server, url, stage, emptied)
  }

  private constructor(
    server: PostgresServer,
    url: string,
    stage: pg.Client,
    emptied: readonly string[],
  ) {
    this.#server = server
    this.#url = url
    this.#stage = stage
    this.#emptied = emptied.filter((name) => !KEPT.includes(name))
    stage.on('notification', ({ channel }) => {
      for (const each of this.#listeners) if (each.channel === channel) each.heard()
    })
  }

  async reset(): Promise<void> {
    this.#listeners.clear()
    await this.#endAll()
    await this.#stage.query(`
      set session_replication_role to 'replica';
      truncate ${[...this.#emptied, 'pgboss.job'].join(', ')} restart identity;
      ${RESTORING}
      set session_replication_role to 'origin'`)
  }

  setHolder(holder: string, isLocked: boolean, beatAtMs: number | null): void {
    void this.#say(
      `insert into storm_holders (holder, locked, beat_at) values ($1, $2, $3)
      on conflict (holder) do update set locked = excluded.locked, beat_at = excluded.beat_at`,
      [holder, isLocked, beatAtMs === null ? null : new Date(beatAtMs)],
    )
  }

  listen(channel: string, heard: () => void): () => void {
    const listener = { channel, heard }
    this.#listeners.add(listener)
    return () => void this.#listeners.delete(listener)
  }

  async look(text: string): Promise<readonly Row[]> {
    return (await this.#say(text)).rows
  }

  direct(scheduler: Scheduler): Kysely<Tables> {
    return kyselyOver(() => ({
      run: (text, values) => {
        void this.#say("select set_config('storm.now', $1, false)", [new Date(scheduler.nowMs)])
        return scheduler.outside(this.#say(text, values).then(toResult))
      },
    }))
  }

  behind(gate: Gate): Kysely<Tables> {
    return kyselyOver(() => new ServerWire(gate, () => this.#connect(gate.life)))
  }

  /** Others wait for its locks at the most. */
  isOwnedBy(): boolean {
    return false
  }

  forget(life: Life): void {
    const pool = this.#pools.get(life)
    this.#pools.delete(life)
    if (pool) this.#cut(`evercheck ${life.name}`)
  }

  restart(): void {
    this.#cut('evercheck %')
    void this.#say('update storm_holders set locked = false')
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#endAll()
    await this.#stage.end()
    await this.#server.close()
  }

  #cut(names: string): void {
    void this.#say(
      `select pg_terminate_backend(pid) from pg_stat_activity
      where datname = current_database() and application_name like $1`,
      [names],
    )
  }

  /** Says something to the server that everybody is to find there: one after the other. */
  #say(text: string, values: readonly unknown[] = []): Promise<pg.QueryResult<Row>> {
    const saying = this.#said.then(() => this.#stage.query<Row>(text, [...values]))
    this.#said = saying.catch(() => undefined)
    return saying
  }

  async #connect(life: Life): Promise<pg.PoolClient> {
    await this.#said
    let pool = this.#pools.get(life)
    if (!pool) {
      pool = new pg.Pool({
        connectionString: this.#url,
        application_name: `evercheck ${life.name}`,
        max: CONNECTIONS_MAX,
        idleTimeoutMillis: 0,
      })
      // What is cut is told to whoever uses it next.
      pool.on('error', () => undefined)
      pool.on('connect', (client) => client.on('error', () => undefined))
      this.#pools.set(life, pool)
    }
    return pool.connect()
  }

  async #endAll(): Promise<void> {
    this.#cut('evercheck %')
    await this.#said
    this.#pools.clear()
    // Their last words would be part of the next bout.
    for (;;) {
      const { rows } = await this.#say(`
        select from pg_stat_activity
        where datname = current_database() and application_name like 'evercheck %'`)
      if (rows.length === 0) return
      await setTimeout(5)
    }
  }
}

function toResult({ rows, rowCount, command }: pg.QueryResult<Row>) {
  return command === 'SELECT' || rowCount === null
    ? { rows }
    : { rows, numAffectedRows: BigInt(rowCount) }
}
