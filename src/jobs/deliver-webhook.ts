import type { App } from '../app.ts'
import type { Attempt } from '../queue/job-queue.ts'
import { deliverWebhook as deliver } from '../webhooks/deliver.ts'
import { lookupBySystem } from '../webhooks/public-address.ts'

/** Makes one attempt at telling a webhook; the next one is a job of its own. */
export function deliverWebhook(
  app: App,
  { data }: Attempt<'deliver-webhook'>,
  signal: AbortSignal,
): Promise<void> {
  const { webhooksPrivate: allowsPrivate } = app.config.service
  const reach = { allowsPrivate, lookup: lookupBySystem }
  return deliver({ ...app, reach }, data, signal)
}
