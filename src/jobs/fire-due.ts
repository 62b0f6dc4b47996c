import type { Database } from '../db/database.ts'
import { databaseNow } from '../db/time.ts'
import { enqueue } from '../queue/enqueue.ts'
import { occurrencesAfter } from '../queue/recurrence.ts'
import {
  beginRun,
  type ScheduleState,
  scheduleStates,
  setNextRun,
} from '../queue/schedule-store.ts'
import { SCHEDULES, type Schedule } from './schedules.ts'

type Context = { readonly db: Database }

/** A clock that was ahead by more than this was wrong, and what it has planned is planned anew. */
const AHEAD_MS_MAX = 24 * 3_600_000
/** So many missed runs are counted at the most. */
const MISSED_MAX = 1000

/**
 * Puts down a job for every schedule that is due, one for all the runs that were missed. Each is
 * one commit with the note that it was begun, so that however many processes do this, it is begun
 * once. Returns how long nothing will be due, in milliseconds. Durable when it returns.
 */
export async function fireDue(
  context: Context,
  schedules: readonly Schedule[] = SCHEDULES,
): Promise<number> {
  const now = await databaseNow(context)
  const known = new Map((await scheduleStates(context)).map((state) => [state.kind, state]))
  let nextAtMs = Number.POSITIVE_INFINITY
  for (const schedule of schedules) {
    const state = known.get(schedule.kind)
    const nextAt =
      state && isStillRight(schedule, state, now)
        ? await fireIfDue(context, schedule, state, now)
        : await plan(context, schedule, now)
    nextAtMs = Math.min(nextAtMs, nextAt.getTime())
  }
  return Math.max(0, nextAtMs - now.getTime())
}

/**
 * Whether what is planned holds: the schedule is the same, and it was not planned by a clock that
 * has been set back since by more than a day. One that was set back by less repeats nothing.
 */
function isStillRight(schedule: Schedule, state: ScheduleState, now: Date): boolean {
  const isAhead = (state.lastRunAt?.getTime() ?? 0) - now.getTime() > AHEAD_MS_MAX
  return state.cron === schedule.cron && state.zone === schedule.zone && !isAhead
}

async function plan(context: Context, schedule: Schedule, now: Date): Promise<Date> {
  const nextAt = await nextAfter(schedule, now)
  await setNextRun(context, schedule, nextAt)
  return nextAt
}

async function fireIfDue(
  context: Context,
  schedule: Schedule,
  { nextRunAt: dueAt }: ScheduleState,
  now: Date,
): Promise<Date> {
  if (dueAt > now) return dueAt
  const { kind } = schedule
  const { missed, nextRunAt } = await missedRuns(schedule, dueAt, now)
  await context.db.transaction().execute(async (tx) => {
    if (!(await beginRun({ db: tx }, { kind, dueAt, nextRunAt, missed }))) return
    await enqueue(tx, { kind, data: {}, key: 'schedule' })
  })
  return nextRunAt
}

async function missedRuns(
  schedule: Schedule,
  dueAt: Date,
  now: Date,
): Promise<{ readonly missed: number; readonly nextRunAt: Date }> {
  let nextRunAt = await nextAfter(schedule, dueAt)
  let missed = 0
  for (; nextRunAt <= now && missed < MISSED_MAX; missed += 1) {
    nextRunAt = await nextAfter(schedule, nextRunAt)
  }
  return { missed, nextRunAt: nextRunAt > now ? nextRunAt : await nextAfter(schedule, now) }
}

async function nextAfter({ cron, zone }: Schedule, at: Date): Promise<Date> {
  const [next] = await occurrencesAfter(cron, zone, at)
  if (!next) throw new Error(`${cron} never comes round`)
  return next
}
