import type { App } from '../app.ts'
import type { Handlers } from '../queue/job-queue.ts'
import { cleanUp } from './clean-up.ts'
import { deliverAlert } from './deliver-alert.ts'

/** Every kind of job and what does it. */
export const JOBS: Handlers<App> = {
  'clean-up': cleanUp,
  'deliver-alert': deliverAlert,
}
