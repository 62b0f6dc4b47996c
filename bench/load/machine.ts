import { readdir, readFile } from 'node:fs/promises'
import { sql } from 'kysely'
import type { Database } from '../../src/db/database.ts'

/** Settings with which a PostgreSQL server counts its statements. */
export const COUNTING: readonly string[] = [
  'shared_preload_libraries=pg_stat_statements',
  'pg_stat_statements.max=1000',
]

/** Where Linux tells it, counted behind the name. */
const [USER, SYSTEM, ENDED_USER, ENDED_SYSTEM] = [11, 12, 13, 14] as const

/** Statements that are told of. */
const SHOWN = 12
/** Ticks of a core in a second, on every Linux that Node.js runs on. */
const TICKS_PER_SECOND = 100

/** Time of a core that a process has used so far, in milliseconds. */
export async function coreMs(pid: number): Promise<number> {
  return msOf(await fieldsOf(pid), [USER, SYSTEM])
}

/** The same of a process together with those that it started, also those that have ended. */
export async function coreMsOfTree(root: number): Promise<number> {
  let sumMs = msOf(await fieldsOf(root), [USER, SYSTEM, ENDED_USER, ENDED_SYSTEM])
  for (const name of await readdir('/proc')) {
    if (!/^\d+$/.test(name)) continue
    // It may end at any moment.
    const stat = await readFile(`/proc/${name}/stat`, 'utf8').catch(() => '')
    const parent = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1])
    if (parent === root) sumMs += await coreMs(Number(name)).catch(() => 0)
  }
  return sumMs
}

async function fieldsOf(pid: number): Promise<readonly string[]> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8')
  // The name, in brackets, may hold anything.
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ')
}

function msOf(fields: readonly string[], places: readonly number[]): number {
  const ticks = places.reduce((sum, place) => sum + Number(fields[place]), 0)
  return (ticks * 1000) / TICKS_PER_SECOND
}

/** What the server has done for this database since the counting began. */
export type Statements = {
  readonly calls: number
  /** Time in statements, waiting for locks and the disk included. */
  readonly ms: number
  /** The most expensive ones. */
  readonly hottest: readonly Statement[]
  /** Those that were sent most often. */
  readonly most: readonly Statement[]
}

type Statement = { readonly text: string; readonly calls: number; readonly ms: number }

/** Lets the server count its statements from here on. */
export async function countStatements(db: Database): Promise<void> {
  await sql`create extension if not exists pg_stat_statements`.execute(db)
  await sql`select pg_stat_statements_reset()`.execute(db)
}

/** What was counted. */
export async function statements(db: Database): Promise<Statements> {
  const { rows } = await sql<Statement>`
    select regexp_replace(query, '\\s+', ' ', 'g') as text, calls::float8 as calls,
      total_exec_time as ms
    from pg_stat_statements
    where dbid = (select oid from pg_database where datname = current_database())
      and query not like '%pg_stat_statements%'
      and query not like '/* bench */%'
    order by ms desc
  `.execute(db)
  return {
    calls: rows.reduce((sum, { calls }) => sum + calls, 0),
    ms: rows.reduce((sum, { ms }) => sum + ms, 0),
    hottest: rows.slice(0, SHOWN),
    most: rows.toSorted((one, other) => other.calls - one.calls).slice(0, SHOWN),
  }
}
