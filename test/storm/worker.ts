import { type WorkContext, work } from '../../src/checks/work.ts'
import type { Draws } from './draws.ts'

/** What a worker is run with. */
export type WorkerOptions = {
  readonly draws: Draws
  /** Hears of whatever comes out of it as an error. */
  readonly onError: (error: unknown) => void
}

/** Works until it is told to stop: what a process of Evercheck does for a living. */
export type Worker = (
  context: WorkContext,
  options: WorkerOptions,
  signal: AbortSignal,
) => Promise<void>

/** The worker of Evercheck. */
export const realWorker: Worker = (context, _options, signal) => work(context, signal)
