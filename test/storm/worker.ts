import { sql } from 'kysely'
import { checkById } from '../../src/checks/check-store.ts'
import { beginAnewIfOutdated } from '../../src/checks/outdated.ts'
import { type RunContext, runSlice } from '../../src/checks/runner.ts'
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
  const due = await sql<{ id: string }>`
    select id from checks
    where state in ('queued', 'running', 'parked')
      and (parked_until is null or parked_until <= ${context.clock.now()})
    order by number
  `.execute(context.db)
  if (due.rows.length === 0) return IDLE_MS
  const { id } = draws.oneOf(due.rows)
  await beginAnewIfOutdated(context, await checkById(context, id))
  const outcome = await runSlice(context, id, signal)
  return outcome.kind === 'busy'
    ? draws.between(5000, 30_000)
    : nextDelayMs(context.pace, context.random)
}

async function renewDue(context: RunContext, signal: AbortSignal): Promise<void> {
  for (const account of await dueAccounts(context)) {
    await renewAccount(context, account, 'proactive', signal)
  }
}
