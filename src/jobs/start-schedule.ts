import { EVALUATION } from '../alerts/start-alerts.ts'
import type { App } from '../app.ts'
import { endStaleDialogues } from '../dialogues/dialogue-store.ts'
import { JobQueue } from '../queue/job-queue.ts'
import { forgetSchedules } from '../queue/schedule-store.ts'
import { followForWebhooks } from '../webhooks/follow.ts'
import { fireDue } from './fire-due.ts'
import { JOBS } from './kinds.ts'
import { SCHEDULES } from './schedules.ts'

/** Jobs that are being worked. */
export type ScheduleRunning = { close(): Promise<void> }

/** The clock is looked at again after this at the latest: it may have been set. */
const LOOK_MS_MAX = 30_000

/**
 * Works the jobs of every kind as they come due, and puts down what comes by the clock as long as
 * no other process does that. Closing awaits the jobs that run.
 */
export async function startSchedule(app: App): Promise<ScheduleRunning> {
  const queue = await JobQueue.open(app, JOBS)
  const over = new AbortController()
  const { signal } = over
  const failed = (error: unknown) =>
    app.tell({ kind: 'jobs-failed', why: error instanceof Error ? error.message : String(error) })
  const working = Promise.all([
    queue.work(signal),
    app.soleRoles.alone('schedule', (ours) => keepTime(app, ours), { signal, failed }),
    app.soleRoles.alone('webhooks', (ours) => followEvents(app, ours), { signal, failed }),
  ])
  return {
    async close() {
      over.abort(new Error('the process ends'))
      await working
    },
  }
}

function followEvents(app: App, signal: AbortSignal): Promise<void> {
  const { publicUrl } = app.config.service
  return followForWebhooks({ ...app, publicUrl }, signal)
}

async function keepTime(app: App, signal: AbortSignal): Promise<void> {
  const kinds = SCHEDULES.map(({ kind }): string => kind)
  await forgetSchedules(app, [...kinds, EVALUATION.kind])
  while (!signal.aborted) {
    const waitMs = await fireDue(app)
    // Workers do so among themselves; with none left a page would wait for its human for ever.
    await endStaleDialogues(app)
    await app.clock.sleep(Math.min(waitMs, LOOK_MS_MAX), signal).catch(() => undefined)
  }
}
