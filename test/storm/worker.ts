import { type RunContext, readNext } from '../../src/checks/runner.ts'
import { settleWaiting } from '../../src/checks/waiting-store.ts'
import { nextDelayMs } from '../../src/instagram/questions/pacing.ts'
import { dueAccounts, renewAccount } from '../../src/sessions/keeper.ts'
import type { Draws } from './draws.ts'

/** What a worker is run with. */
export type WorkerOptions = {
  readonly draws: Draws
  readonly renewals: boolean
  /** Hears of whatever comes out of a slice as an error. */
  readonly onError: (error: unknown) => void
}

/** Works until it is told to stop: what a process of Evercheck does for a living. */
export type Worker = (
  context: RunContext,
  options: WorkerOptions,
  signal: AbortSignal,
) => Promise<void>

const IDLE_MS = 20_000
const AFTER_ERROR_MS = 5000

/** Reads whatever check is due, a slice at a time, and renews accounts now and then. */
export const readChecks: Worker = async (context, options, signal) => {
  const { draws, renewals, onError } = options
  while (!signal.aborted) {
    try {
      if (renewals && draws.chance(0.05)) await renewDue(context, signal)
      const waitMs = await readOn(context, draws, signal)
      await context.clock.sleep(waitMs, signal)
    } catch (error) {
      if (signal.aborted) return
      onError(error)
      await context.clock.sleep(AFTER_ERROR_MS, signal).catch(() => undefined)
    }
  }
}

async function readOn(context: RunContext, draws: Draws, signal: AbortSignal): Promise<number> {
  if (draws.chance(0.2)) await settleWaiting(context, null)
  const outcome = await readNext(context, { only: null, without: [] }, signal)
  return outcome === null ? IDLE_MS : nextDelayMs(context.pace, context.random)
}

async function renewDue(context: RunContext, signal: AbortSignal): Promise<void> {
  for (const account of await dueAccounts(context)) {
    await renewAccount(context, account, 'proactive', signal)
  }
}
