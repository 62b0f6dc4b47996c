import { sql } from 'kysely'
import type { ConstructorOptions, Db, PgBoss } from 'pg-boss'
import type { Database } from '../db/database.ts'

/** The schema that migration 0020 makes. */
export const SCHEMA = 'pgboss'

/**
 * pg-boss with nothing that runs by itself: no timer, no polling, no schema of its own making. Jobs
 * are fetched and looked after by our own loop, so that a process without work costs nothing and a
 * test's clock turns everything.
 */
export async function openBoss(db: Db, nowMs: () => number): Promise<PgBoss> {
  // Loaded when the first job is put down or worked: it takes a tenth of a second.
  const { PgBoss: Boss } = await import('pg-boss')
  const boss = new Boss({ ...RESTING, db, clock: { now: nowMs, ...NO_TIMERS } })
  // Unheard, it would end the process; what goes wrong is thrown to whoever asked as well.
  boss.on('error', () => undefined)
  await boss.start()
  return boss
}

/** One that was never started: only for its arithmetic. */
export async function openIdleBoss(): Promise<PgBoss> {
  const { PgBoss: Boss } = await import('pg-boss')
  return new Boss({ ...RESTING, db: NOWHERE, clock: { now: () => 0, ...NO_TIMERS } })
}

const NOWHERE: Db = {
  executeSql: () => Promise.reject(new Error('this one has no database')),
}

const RESTING = {
  schema: SCHEMA,
  migrate: false,
  supervise: false,
  schedule: false,
  registerInstance: false,
  useListenNotify: false,
  // REINDEX CONCURRENTLY runs in no transaction and takes long: the tables here stay small.
  reindex: false,
  monitorVacuum: false,
  openTelemetry: { enabled: false },
} satisfies ConstructorOptions

const NO_TIMERS = {
  setTimeout: () => null,
  setInterval: () => null,
  clearTimeout: () => undefined,
  clearInterval: () => undefined,
}

/** What pg-boss asks for, inside this transaction or on this pool. */
export function through(db: Database): Db {
  return {
    async executeSql(text, values = []) {
      const query = { sql: text, parameters: values, ...AS_IS }
      // The rows are pg-boss's own, of whatever it asked for.
      // biome-ignore lint/suspicious/noExplicitAny: the type is pg-boss's
      const { rows } = await db.executeQuery<any>(query)
      return { rows }
    },
  }
}

/** A statement that Kysely passes on as it is. */
const AS_IS = { query: sql``.toOperationNode(), queryId: { queryId: SCHEMA } }
