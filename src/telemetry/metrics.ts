import { Counter, collectDefaultMetrics, Gauge, Registry } from '@prometheus-io/client'
import type { Database } from '../db/database.ts'
import type { Clock } from '../kernel/clock.ts'
import type { Tell } from './events.ts'
import { gaugesOf, readFigures } from './figures.ts'
import { countEvents } from './process-metrics.ts'

/** What this process shows to Prometheus. */
export type Metrics = {
  /** Counts an event. */
  readonly heard: Tell
  /** Everything, as Prometheus reads it. */
  text(): Promise<string>
  /** Under which type it is sent. */
  readonly type: string
}

/** Figures are no older than this: however often they are asked for, the database is asked less. */
const FIGURES_MS = 15_000
/** Looked at all the time, it would cost more than it tells. */
const LOOP_PRECISION_MS = 100
const LOOP_USE_MS = 10_000

/**
 * The metrics of this process; with `figures`, also what the database knows of the whole house,
 * which is the same in every process that shows it.
 */
export function openMetrics(
  context: { readonly db: Database; readonly clock: Clock },
  options: { readonly version: string; readonly figures: boolean },
): Metrics {
  const registry = new Registry()
  collectDefaultMetrics({
    register: registry,
    eventLoopMonitoringPrecision: LOOP_PRECISION_MS,
    eventLoopUtilizationTimeout: LOOP_USE_MS,
  })
  const registers = [registry]
  const labelNames = ['version']
  const help = 'Always 1, for the version that runs.'
  const info = new Gauge({ name: 'evercheck_build_info', help, labelNames, registers })
  info.set({ version: options.version }, 1)
  const heard = countEvents(registry, context.clock)
  const refresh = options.figures ? figuresIn(registry, context) : async () => undefined
  return {
    heard,
    type: registry.contentType,
    async text() {
      await refresh()
      return registry.metrics()
    },
  }
}

/** Reads the figures anew when they are too old; what two ask for at once is read once. */
function figuresIn(
  registry: Registry,
  context: { readonly db: Database; readonly clock: Clock },
): () => Promise<void> {
  const { clock } = context
  const registers = [registry]
  const gauges = gaugesOf(registry)
  const tookSeconds = new Gauge({
    name: 'evercheck_figures_duration_seconds',
    help: 'How long it took to read what the database knows.',
    registers,
  })
  const errors = new Counter({
    name: 'evercheck_figures_errors_total',
    help: 'Times the database could not be asked.',
    registers,
  })
  const readAt = new Gauge({
    name: 'evercheck_figures_timestamp_seconds',
    help: 'When the database was last asked.',
    registers,
  })
  let atMs = Number.NEGATIVE_INFINITY
  let reading: Promise<void> | null = null
  const read = async (): Promise<void> => {
    const startedMs = clock.elapsedMs()
    try {
      gauges.show(await readFigures(context))
      readAt.set(clock.now().getTime() / 1000)
      atMs = clock.elapsedMs()
      tookSeconds.set((atMs - startedMs) / 1000)
    } catch {
      // What this process has counted is shown all the same.
      errors.inc()
      gauges.show(null)
    }
  }
  return () => {
    if (clock.elapsedMs() - atMs < FIGURES_MS) return Promise.resolve()
    reading ??= read().finally(() => {
      reading = null
    })
    return reading
  }
}
