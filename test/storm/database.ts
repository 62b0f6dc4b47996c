import { PGlite } from '@electric-sql/pglite'
import type { Kysely, QueryResult } from 'kysely'
import { migrate } from '../../src/db/migrate.ts'
import type { Tables } from '../../src/db/tables.gen.ts'
import { openIdleBoss } from '../../src/queue/boss.ts'
import { enqueue } from '../../src/queue/enqueue.ts'
import { ensureQueues } from '../../src/queue/queue-store.ts'
import { AUDIT, LIVENESS } from './audit.ts'
import { kyselyOver, type Wire } from './dialect.ts'
import {
  ConnectionLostError,
  type Gate,
  type Ground,
  KEPT,
  nameOf,
  RESTORING,
  type Row,
  TABLES,
  wordsOf,
} from './ground.ts'
import type { Life, Scheduler } from './scheduler.ts'
import { type Answered, Session } from './session.ts'

/** One plan for every run of a statement, whatever came before it; and nothing for later. */
const QUICK = `
set timezone to 'UTC';
set search_path to public, pg_catalog;
set plan_cache_mode to 'force_generic_plan';
set jit to off;
set synchronous_commit to off;
set track_counts to off;
set track_activities to off;
`

/**
 * Empties tables, also those that are only ever added to; of the customers the house is left. What
 * the database draws by itself is drawn from the same seed each time.
 */
const emptying = (names: readonly string[]): string => `
set session_replication_role to 'replica';
${names.map((name) => `delete from ${name};`).join('\n')}
${RESTORING}
set session_replication_role to 'origin';
select setseed(0.5);
`

/** Where each number goes on that the database counts by itself, as texts that say so. */
const COUNTERS = `
select format('select setval(%L, %s, %L);', schemaname || '.' || sequencename,
  coalesce(last_value, start_value), last_value is not null) as said
from pg_sequences`

/** Gives up the places of deleted rows. */
const sweeping = (names: readonly string[]): string =>
  `vacuum (skip_database_stats, index_cleanup on, truncate on) ${names.join(', ')}`

/**
 * The database of a storm: one PGlite in memory for all bouts. It has one session, so one
 * transaction at a time is open and whoever wants another waits; who lives is what we say.
 */
export class StormDatabase implements Ground {
  readonly overlaps = false
  readonly #pglite: PGlite
  readonly #session: Session
  readonly #lookForRows: string
  readonly #countAnew: string
  /** The connection whose transaction is open. */
  #owner: Connection | null = null
  #toldNowMs = 0
  #toldActor = ''
  readonly #listeners = new Set<{ readonly channel: string; readonly heard: () => void }>()

  static async open(): Promise<StormDatabase> {
    const pglite = await PGlite.create()
    const session = new Session(pglite)
    session.script(QUICK)
    const direct = kyselyOver(() => ({
      run: async (text, values) => resultOf(session.run(text, values)),
    }))
    await migrate({ db: direct })
    session.script(LIVENESS)
    session.script("select set_config('storm.now', '2026-01-01T00:00:00Z', false)")
    await ensureQueues({ db: direct }, 86_400)
    // What is loaded and asked once in a process is no part of any bout.
    await openIdleBoss()
    await enqueue(direct, { kind: 'clean-up', data: {} })
    session.script('listen evercheck_work; listen evercheck_events')
    session.script(AUDIT)
    const tables = session.run(TABLES)
    // What the migrations have put in stays.
    const names = tables.rows
      .map(({ name }) => String(name))
      .filter((name) => session.run(`select from ${name} limit 1`).rows.length === 0)
    spareLog(session, names)
    names.push('pgboss.job')
    session.script(sweeping([...names, ...KEPT]))
    return new StormDatabase(pglite, session, names)
  }

  private constructor(pglite: PGlite, session: Session, emptied: readonly string[]) {
    this.#pglite = pglite
    this.#session = session
    session.onNotification = (channel) => {
      for (const each of this.#listeners) if (each.channel === channel) each.heard()
    }
    const looks = emptied.map(
      (name) => `select '${name}' as name where exists (select from ${name})`,
    )
    this.#lookForRows = looks.join(' union all ')
    const counters = session.run(COUNTERS).rows
    this.#countAnew = counters.map(({ said }) => String(said)).join('\n')
  }

  /**
   * Empties every table but for what the migrations have put in. Rows are deleted and their places
   * given up, so that the next bout finds every table as the first did; to truncate them would be
   * the same, and ten times as slow.
   */
  async reset(): Promise<void> {
    if (this.#owner) this.#end(this.#owner)
    const names = this.#session.run(this.#lookForRows).rows.map(({ name }) => String(name))
    this.#session.script(`${emptying(names)}${this.#countAnew}`)
    this.#session.script(sweeping([...names, ...KEPT]))
    this.#listeners.clear()
  }

  /** A process is known by its lock, or is not; `beatAtMs` is its last beat, if it beats no more. */
  setHolder(holder: string, isLocked: boolean, beatAtMs: number | null): void {
    this.#session.run(
      `insert into storm_holders (holder, locked, beat_at) values ($1, $2, $3)
      on conflict (holder) do update set locked = excluded.locked, beat_at = excluded.beat_at`,
      [holder, isLocked, beatAtMs === null ? null : new Date(beatAtMs)],
    )
  }

  /** Calls `heard` for every notification on a channel. Returns how to end that. */
  listen(channel: string, heard: () => void): () => void {
    const listener = { channel, heard }
    this.#listeners.add(listener)
    return () => void this.#listeners.delete(listener)
  }

  /** Looks into the database beside all processes. */
  async look(text: string): Promise<readonly Row[]> {
    return this.#session.run(text).rows
  }

  /** A query builder whose statements are carried out at once: to set a stage. */
  direct(scheduler: Scheduler): Kysely<Tables> {
    return kyselyOver(() => ({
      run: async (text, values) => {
        this.#tellTime(scheduler.nowMs, '')
        return resultOf(this.#session.run(text, values))
      },
    }))
  }

  /** The query builder of a process. */
  behind(gate: Gate): Kysely<Tables> {
    return kyselyOver(() => new Connection(gate, this))
  }

  /** Whether nobody else's transaction is open. */
  isFreeFor(connection: Connection): boolean {
    return this.#owner === null || this.#owner === connection
  }

  /** Whether a transaction of that process is open. */
  isOwnedBy(life: Life): boolean {
    return this.#owner?.life === life
  }

  /** The process is gone: its transaction is rolled back. */
  forget(life: Life): void {
    if (this.#owner?.life === life) this.#end(this.#owner)
  }

  /** The connection is lost: its transaction is rolled back. */
  lose(connection: Connection): void {
    if (this.#owner === connection) this.#end(connection)
  }

  /** The server restarts: whatever transaction is open is gone, and so are all locks. */
  restart(): void {
    if (this.#owner) this.#end(this.#owner)
    this.#session.run('update storm_holders set locked = false')
  }

  /** Carries out a statement of a connection. */
  carryOut(connection: Connection, text: string, values: readonly unknown[]): Answered {
    this.#tellTime(connection.nowMs, connection.holder)
    const answered = this.#session.run(text, values)
    if (text === 'begin') this.#owner = connection
    else if (text === 'commit' || text === 'rollback') this.#owner = null
    return answered
  }

  #end(connection: Connection): void {
    this.#session.run('rollback')
    connection.isBroken = true
    this.#owner = null
  }

  /** What the time is, and who acts: an empty text for the stage itself. */
  #tellTime(nowMs: number, actor: string): void {
    if (nowMs === this.#toldNowMs && actor === this.#toldActor) return
    this.#toldNowMs = nowMs
    this.#toldActor = actor
    this.#session.run(
      "select set_config('storm.now', $1, false), set_config('storm.actor', $2, false)",
      [new Date(nowMs), actor],
    )
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#pglite.close()
  }
}

/** A connection of a process. */
class Connection implements Wire {
  /** Its transaction is gone, with everything in it. */
  isBroken = false
  readonly #gate: Gate
  readonly #database: StormDatabase

  constructor(gate: Gate, database: StormDatabase) {
    this.#gate = gate
    this.#database = database
  }

  get life(): Life {
    return this.#gate.life
  }

  get nowMs(): number {
    return this.#gate.scheduler.nowMs
  }

  get holder(): string {
    return this.#gate.holder
  }

  async run(text: string, values: readonly unknown[]): Promise<QueryResult<unknown>> {
    const { scheduler, life, trace } = this.#gate
    const name = nameOf(text)
    await scheduler.turn(life, name, () => this.isBroken || this.#database.isFreeFor(this))
    if (this.isBroken) {
      if (text === 'rollback') return { rows: [] }
      throw new ConnectionLostError()
    }
    const fault = this.#gate.strike(name)
    if (fault === 'refused') this.#lose()
    let answered: Answered
    try {
      answered = this.#database.carryOut(this, text, values)
    } catch (error) {
      trace.note(scheduler.nowMs, `${life.name} is refused: ${wordsOf(error)}`)
      throw error
    }
    trace.bytes(answered.bytes)
    if (fault === 'answer-lost') this.#lose()
    this.#gate.done(text)
    return resultOf(answered)
  }

  /** The connection is gone, and with it the transaction that was open on it. */
  #lose(): never {
    this.#database.lose(this)
    throw new ConnectionLostError()
  }
}

/** Nothing is to outlive the process: no table needs the log. What refers to others goes first. */
function spareLog(session: Session, tables: readonly string[]): void {
  let left = [...tables]
  for (let round = 0; left.length > 0 && round < tables.length; round += 1) {
    left = left.filter((table) => {
      const referrers = session.run(
        `select conrelid::regclass::text as name from pg_constraint
        where contype = 'f' and confrelid = $1::regclass and conrelid <> confrelid`,
        [table],
      ).rows
      if (referrers.some(({ name }) => left.includes(String(name)))) return true
      session.script(`alter table ${table} set unlogged`)
      return false
    })
  }
}

function resultOf({ rows, affected }: Answered): QueryResult<unknown> {
  return affected === undefined
    ? { rows: [...rows] }
    : { rows: [...rows], numAffectedRows: affected }
}
