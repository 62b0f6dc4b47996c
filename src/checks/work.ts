import { Bell } from '../kernel/bell.ts'
import { dueAccounts, renewAccount } from '../sessions/keeper.ts'
import type { CarryOutContext } from './carry-out.ts'
import { WORK_CHANNEL } from './choice-store.ts'
import { readNext } from './runner.ts'
import type { SliceOutcome } from './slice-outcome.ts'
import { settleWaiting } from './waiting-store.ts'
import { announceWork } from './worker-store.ts'

export type WorkContext = CarryOutContext & {
  /** Slices that are read at a time. */
  readonly slots: number
}

/** How often all that waits is looked through for what has come to its end. */
const SETTLE_MS = 60_000
/** An account that this machine could not log in is tried again after this. */
const UNABLE_MS = 10 * 60_000
/** After a failure of the database or the disk, before the next try. */
const AFTER_FAILURE_MS = 2000

/**
 * Reads whatever is ordered, so many slices at a time, until the signal is given; renews sessions
 * that are due where an account has nothing to read. An abort puts the slices down between two
 * pages, and this returns when that is done.
 */
export async function work(context: WorkContext, signal: AbortSignal): Promise<void> {
  await announce(context, signal)
  try {
    const slots = Array.from({ length: context.slots }, (_, at) => new Slot(context, at === 0))
    await Promise.all(slots.map((slot) => slot.run(signal)))
  } finally {
    // Without a database nobody is there who could be told, and a dead holder works for nobody.
    await announceWork(context, false).catch(() => undefined)
  }
}

/** A database that is away for a moment keeps no worker from its work. */
async function announce(context: WorkContext, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    try {
      return await announceWork(context, true)
    } catch (error) {
      context.tell({ kind: 'work-failed', why: inWords(error) })
      await context.clock.sleep(AFTER_FAILURE_MS, signal).catch(() => undefined)
    }
  }
}

function inWords(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error)
}

/** One of the slices that a worker reads at a time. */
class Slot {
  readonly #context: WorkContext
  readonly #bell = new Bell()
  /** One of the slots looks after what waits, and says that this process works. */
  readonly #settles: boolean
  readonly #unable = new Map<string, number>()
  #settledAtMs = Number.NEGATIVE_INFINITY

  constructor(context: WorkContext, settles: boolean) {
    this.#context = context
    this.#settles = settles
  }

  async run(signal: AbortSignal): Promise<void> {
    const { clock, lookMs } = this.#context
    const unlisten = this.#context.listen(WORK_CHANNEL, () => this.#bell.ring())
    try {
      while (!signal.aborted) {
        const waitMs = await this.#act(signal).then(
          (hasActed) => (hasActed ? 0 : lookMs),
          (error: unknown) => this.#failed(error, signal),
        )
        if (waitMs > 0) await this.#bell.wait(clock, waitMs, signal).catch(() => undefined)
      }
    } finally {
      unlisten()
    }
  }

  /** Does one thing; false when there was nothing to do. */
  async #act(signal: AbortSignal): Promise<boolean> {
    await this.#settle()
    const outcome = await readNext(this.#context, { only: null, without: this.#without() }, signal)
    if (outcome !== null) {
      this.#note(outcome)
      return true
    }
    const [due] = this.#settles ? await dueAccounts(this.#context, 'living') : []
    if (!due) return false
    const renewed = await renewAccount(this.#context, due, 'proactive', signal)
    return renewed.kind === 'renewed'
  }

  async #settle(): Promise<void> {
    const nowMs = this.#context.clock.elapsedMs()
    if (!this.#settles || nowMs - this.#settledAtMs < SETTLE_MS) return
    // Said again and again: the row that says so may have been lost with its server.
    await announceWork(this.#context, true)
    await settleWaiting(this.#context, null)
    this.#settledAtMs = nowMs
  }

  #note(outcome: SliceOutcome): void {
    if (outcome.kind !== 'unable') return
    this.#unable.set(outcome.accountId, this.#context.clock.elapsedMs())
  }

  #without(): readonly string[] {
    const nowMs = this.#context.clock.elapsedMs()
    for (const [id, sinceMs] of this.#unable) {
      if (nowMs - sinceMs >= UNABLE_MS) this.#unable.delete(id)
    }
    return [...this.#unable.keys()]
  }

  /** What breaks a slice breaks no worker: it is told, and tried again. */
  #failed(error: unknown, signal: AbortSignal): number {
    if (!signal.aborted) this.#context.tell({ kind: 'work-failed', why: inWords(error) })
    return AFTER_FAILURE_MS
  }
}
