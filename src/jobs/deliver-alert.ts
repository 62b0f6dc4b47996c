import type { App } from '../app.ts'
import { deliverNotice } from '../channels/deliver.ts'
import type { Attempt } from '../queue/job-queue.ts'
import { KINDS } from '../queue/kinds.ts'

/** Delivers one notice to one address. */
export function deliverAlert(
  app: App,
  { data, number }: Attempt<'deliver-alert'>,
  signal: AbortSignal,
): Promise<void> {
  const isLast = number > KINDS['deliver-alert'].retryLimit
  return deliverNotice(app, data.delivery, isLast, signal)
}
