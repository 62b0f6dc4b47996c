import type { Clock } from '../kernel/clock.ts'
import { noteOwnRun } from '../queue/schedule-store.ts'
import { type AlertsContext, evaluateAlerts } from './evaluate.ts'

/** Told to log and metrics; people are told by channels. */
export type AlertEvent =
  | {
      readonly kind: 'alerts-evaluated'
      readonly raised: number
      readonly resolved: number
      readonly tookMs: number
    }
  | { readonly kind: 'alerts-failed'; readonly why: string }

type Context = AlertsContext & {
  readonly clock: Clock
  readonly tell: (event: AlertEvent) => void
}

/** It keeps its own time, because that others are late is one of the things that it tells. */
export const EVALUATION = { kind: 'evaluate-alerts', cron: '* * * * *', everyMs: 60_000 } as const

/**
 * Evaluates the alerts every minute until it is closed. Any number of processes may do so: each
 * sees what the others have told.
 */
export function startAlerts(context: Context): { close(): Promise<void> } {
  const over = new AbortController()
  const running = evaluateEveryMinute(context, over.signal)
  return {
    async close() {
      over.abort(new Error('the process ends'))
      await running
    },
  }
}

async function evaluateEveryMinute(context: Context, signal: AbortSignal): Promise<void> {
  const { clock, tell } = context
  while (!signal.aborted) {
    const startedMs = clock.elapsedMs()
    try {
      const { raised, resolved } = await evaluateAlerts(context)
      await noteOwnRun(context, EVALUATION, null)
      const tookMs = clock.elapsedMs() - startedMs
      tell({
        kind: 'alerts-evaluated',
        raised: raised.length,
        resolved: resolved.length,
        tookMs,
      })
    } catch (error) {
      // The next minute brings another; that they do not come is what Prometheus looks at.
      const why = error instanceof Error ? error.message : String(error)
      tell({ kind: 'alerts-failed', why })
      // Where the database is the trouble, this cannot be noted either.
      await noteOwnRun(context, EVALUATION, why).catch(() => undefined)
    }
    await clock.sleep(EVALUATION.everyMs, signal).catch(() => undefined)
  }
}
