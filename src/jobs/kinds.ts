import type { App } from '../app.ts'
import type { Handler, Handlers } from '../queue/job-queue.ts'
import type { JobKind } from '../queue/kinds.ts'
import { noteRun } from '../queue/schedule-store.ts'
import { cleanUp } from './clean-up.ts'
import { compare } from './compare-ledger.ts'
import { deliverAlert } from './deliver-alert.ts'
import { deliverWebhook } from './deliver-webhook.ts'
import { planRenewals } from './plan-renewals.ts'
import { readWatches } from './read-watches.ts'
import { verifyChain } from './verify-audit.ts'

/** Every kind of job and what does it. */
export const JOBS: Handlers<App> = {
  'clean-up': scheduled('clean-up', cleanUp),
  'compare-ledger': scheduled('compare-ledger', compare),
  'deliver-alert': deliverAlert,
  'deliver-webhook': deliverWebhook,
  'plan-renewals': scheduled('plan-renewals', planRenewals),
  'read-watches': scheduled('read-watches', readWatches),
  'verify-audit': scheduled('verify-audit', verifyChain),
}

/** What comes by the clock, with a note of how it went. */
function scheduled<K extends JobKind>(kind: K, act: Handler<App, K>): Handler<App, K> {
  return async (app, attempt, signal) => {
    try {
      await act(app, attempt, signal)
    } catch (error) {
      await noteRun(app, kind, error instanceof Error ? error.message : String(error))
      throw error
    }
    await noteRun(app, kind, null)
  }
}
