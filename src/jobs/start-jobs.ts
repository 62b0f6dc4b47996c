import type { App } from '../app.ts'
import { JobQueue } from '../queue/job-queue.ts'
import { JOBS } from './kinds.ts'

/** Jobs that are being worked. */
export type JobsRunning = { close(): Promise<void> }

/** Works the jobs of every kind as they come due, until it is closed; awaits those that run. */
export async function startJobs(app: App): Promise<JobsRunning> {
  const queue = await JobQueue.open(app, JOBS)
  const over = new AbortController()
  const working = queue.work(over.signal)
  return {
    async close() {
      over.abort(new Error('the process ends'))
      await working
    },
  }
}
