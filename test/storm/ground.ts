import type { Kysely } from 'kysely'
import type { Tables } from '../../src/db/tables.gen.ts'
import type { Life, Scheduler } from './scheduler.ts'
import type { Trace } from './trace.ts'

/** What may happen to a statement. */
export type StatementFault =
  /** It never reaches the server. */
  | 'refused'
  /** It is carried out, and the connection is lost before anybody hears of it. */
  | 'answer-lost'

/** What stands between a process and the database. */
export type Gate = {
  readonly scheduler: Scheduler
  readonly trace: Trace
  readonly life: Life
  readonly holder: string
  /** Drawn for every statement, right before it is carried out. */
  strike(text: string): StatementFault | null
  /** A statement was carried out, and its process will hear of it unless it dies. */
  done(text: string): void
}

export type Row = Readonly<Record<string, unknown>>

/** The database that a storm is over: a model of one, or a real server. */
export type Ground = AsyncDisposable & {
  /** Whether statements of several processes are under way at once. */
  readonly overlaps: boolean
  /** Empties it for the next bout, but for what the migrations have put in. */
  reset(): Promise<void>
  /** A process is known by its lock, or is not; `beatAtMs` is its last beat, if it beats no more. */
  setHolder(holder: string, isLocked: boolean, beatAtMs: number | null): void
  /** Calls `heard` for every notification on a channel. Returns how to end that. */
  listen(channel: string, heard: () => void): () => void
  /** Looks into the database beside all processes. */
  look(text: string): Promise<readonly Row[]>
  /** A query builder whose statements are carried out at once: to set a stage. */
  direct(scheduler: Scheduler): Kysely<Tables>
  /** The query builder of a process. */
  behind(gate: Gate): Kysely<Tables>
  /** Whether everybody would wait for a process that does nothing. */
  isOwnedBy(life: Life): boolean
  /** The process is gone: its transactions are rolled back. */
  forget(life: Life): void
  /** The server restarts: whatever transaction is open is gone, and so are all locks. */
  restart(): void
}

/** As the driver says it when a connection breaks. */
export class ConnectionLostError extends Error {
  constructor() {
    super('Connection terminated unexpectedly')
  }
}

const names = new Map<string, string>()

/** A statement in few words, for the trace. */
export function nameOf(text: string): string {
  let name = names.get(text)
  if (name === undefined) {
    name = text.replaceAll(/\s+/g, ' ').trim().slice(0, 90)
    names.set(text, name)
  }
  return name
}

/** An error in words. */
export function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

/** What of the migrations' rows is left by a bout. */
export const KEPT = ['customers', 'identities', 'prices']

/** Gives back what the migrations have put into tables that are kept; in the role of a replica. */
export const RESTORING = `
delete from identities where subject <> 'house';
delete from customers where id <> 'house';
delete from prices where people_max is not null;
update customers set turn = 0, waiting_count = 0, open_count = 0, balance = 0, debt = 0;
`

/** All tables of ours. */
export const TABLES = `
select table_name as name from information_schema.tables
where table_schema = 'public' and table_type = 'BASE TABLE'
order by table_name`
