import { sql } from 'kysely'
import type { Database } from '../db/database.ts'
import { dbNow, fromNow } from '../db/time.ts'

type Context = { readonly db: Database }

/** How something that comes by the clock stands. */
export type ScheduleState = {
  readonly kind: string
  readonly cron: string
  readonly zone: string
  readonly nextRunAt: Date
  /** When it was last begun. */
  readonly lastRunAt: Date | null
  readonly lastSuccessAt: Date | null
  readonly lastFailureAt: Date | null
  readonly lastError: string | null
  /** Runs that were due while nobody was there, and were made up for by one. */
  readonly missedCount: number
}

/** Everything that comes by the clock, by name. Empty until a service has run. */
export async function scheduleStates(context: Context): Promise<readonly ScheduleState[]> {
  const rows = await context.db.selectFrom('schedules').selectAll().orderBy('kind').execute()
  return rows.map((row) => ({
    kind: row.kind,
    cron: row.cron,
    zone: row.zone,
    nextRunAt: row.next_run_at,
    lastRunAt: row.last_run_at,
    lastSuccessAt: row.last_success_at,
    lastFailureAt: row.last_failure_at,
    lastError: row.last_error,
    missedCount: row.missed_count,
  }))
}

/**
 * Writes down when a schedule comes next, and what it comes by. Whatever it did at a time that has
 * not come yet was by a clock that was wrong, and counts as done now.
 */
export async function setNextRun(
  context: Context,
  schedule: { readonly kind: string; readonly cron: string; readonly zone: string },
  nextRunAt: Date,
): Promise<void> {
  const { kind, cron, zone } = schedule
  await sql`
    insert into schedules (kind, cron, zone, next_run_at)
    values (${kind}, ${cron}, ${zone}, ${nextRunAt})
    on conflict (kind) do update
    set cron = excluded.cron, zone = excluded.zone, next_run_at = excluded.next_run_at,
      last_run_at = ${noLaterThanNow('last_run_at')},
      last_success_at = ${noLaterThanNow('last_success_at')},
      last_failure_at = ${noLaterThanNow('last_failure_at')}
  `.execute(context.db)
}

/** What never was stays so: the least of nothing and of now would be now. */
function noLaterThanNow(column: 'last_run_at' | 'last_success_at' | 'last_failure_at') {
  const at = sql.ref(`schedules.${column}`)
  return sql`case when ${at} > ${dbNow} then ${dbNow} else ${at} end`
}

/**
 * Notes that a run was begun which was due at `dueAt`. False when somebody else has begun it
 * already, or it is not due: then nothing has changed.
 */
export async function beginRun(
  context: Context,
  run: {
    readonly kind: string
    readonly dueAt: Date
    readonly nextRunAt: Date
    readonly missed: number
  },
): Promise<boolean> {
  const begun = await sql`
    update schedules
    set last_run_at = ${dbNow}, next_run_at = ${run.nextRunAt},
      missed_count = missed_count + ${run.missed}
    where kind = ${run.kind}
      and next_run_at = ${run.dueAt}
      and next_run_at <= ${dbNow}
  `.execute(context.db)
  return Number(begun.numAffectedRows ?? 0n) > 0
}

/** Notes how a run went; `error` is null for one that succeeded. */
export async function noteRun(context: Context, kind: string, error: string | null): Promise<void> {
  await sql`
    update schedules
    set last_success_at = case when ${error}::text is null then ${dbNow} else last_success_at end,
      last_failure_at = case when ${error}::text is null then last_failure_at else ${dbNow} end,
      last_error = ${error}
    where kind = ${kind}
  `.execute(context.db)
}

/**
 * Notes a run of what keeps its own time, and that the next one is so many milliseconds away;
 * `error` is null for one that succeeded.
 */
export async function noteOwnRun(
  context: Context,
  own: { readonly kind: string; readonly cron: string; readonly everyMs: number },
  error: string | null,
): Promise<void> {
  const next = fromNow(own.everyMs)
  await sql`
    insert into schedules (kind, cron, zone, next_run_at) values (${own.kind}, '', 'UTC', ${next})
    on conflict (kind) do nothing
  `.execute(context.db)
  await sql`
    update schedules
    set cron = ${own.cron}, last_run_at = ${dbNow}, next_run_at = ${next}
    where kind = ${own.kind}
  `.execute(context.db)
  await noteRun(context, own.kind, error)
}

/** Forgets what does not come by the clock any more. */
export async function forgetSchedules(context: Context, kept: readonly string[]): Promise<void> {
  await sql`delete from schedules where kind <> all(${[...kept]}::text[])`.execute(context.db)
}
