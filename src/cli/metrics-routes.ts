import type { App } from '../app.ts'
import type { HealthRoutes } from '../health/listener.ts'
import { VERSION } from './version.ts'

/**
 * `/metrics` of this process. With `figures` it also shows what the database knows of the whole
 * house: a service does, a worker leaves it to the service.
 */
export async function metricsRoutes(
  app: App,
  options: { readonly figures: boolean },
): Promise<HealthRoutes> {
  // Only what runs for long needs it, and it takes a while to load.
  const { openMetrics } = await import('../telemetry/metrics.ts')
  const metrics = openMetrics(app, { version: VERSION, ...options })
  app.onEvent(metrics.heard)
  return {
    '/metrics': async () => ({ status: 200, type: metrics.type, body: await metrics.text() }),
  }
}
