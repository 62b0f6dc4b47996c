import { Bell } from '../kernel/bell.ts'
import type { Clock } from '../kernel/clock.ts'
import { announceWork } from '../presence/worker-store.ts'
import { type Look, renewForOthers } from '../sessions/asked-renewals.ts'
import { dueAccounts, renewAccount } from '../sessions/keeper.ts'
import { LEASE_MS } from '../sessions/waits.ts'
import type { CarryOutContext } from './carry-out.ts'
import { nextFreePair, WORK_CHANNEL } from './choice-store.ts'
import { askInSpareTime } from './history/ask-in-spare-time.ts'
import { accountToAsk } from './history/loss-store.ts'
import { answerIdly } from './reading/answer-lookups.ts'
import { runSlice } from './runner.ts'
import { settleWaiting } from './waiting-store.ts'

export type WorkContext = CarryOutContext & {
  /** Slices that are read at a time. */
  readonly slots: number
  /**
   * How often, in milliseconds, is looked while anybody reads: what a dead process held is free at
   * once, and nobody says so. Half of it is the larger part of a takeover.
   */
  readonly takeoverLookMs: number
  /** How renewals that others ask for are looked for; every five seconds by the wall without it. */
  readonly lookForAsked?: Look
}

/** How often all that waits is looked through for what has come to its end. */
const SETTLE_MS = 60_000
/** How often accounts are looked for whose session is due for renewal. */
const RENEW_LOOK_MS = 10_000
/** Where no account could answer what a check would cost, none is looked for again before this. */
const NO_ANSWERER_MS = 1000
/** An account that this machine could not log in is tried again after this. */
const UNABLE_MS = 10 * 60_000
/** After a failure of the database or the disk, before the next try. */
const AFTER_FAILURE_MS = 2000
/** How long a page that was asked for is awaited when the process ends. */
const LAST_PAGE_MS = 3000

/**
 * Reads whatever is ordered, so many slices at a time, until the signal is given; renews sessions
 * that are due where an account has nothing to read. An abort puts the slices down: a pause ends at
 * once, a page that was asked for is awaited for three seconds, a login whose form was sent to its
 * end; this returns when that is done.
 */
export async function work(context: WorkContext, signal: AbortSignal): Promise<void> {
  await announce(context, signal)
  const failed = (error: unknown): void => {
    context.tell({ kind: 'work-failed', why: inWords(error) })
  }
  const forOthers = renewForOthers(context, signal, failed, context.lookForAsked)
  try {
    await new Worker(context, signal).run()
  } finally {
    await forOthers
    // Without a database nobody is there who could be told, and a dead holder works for nobody.
    await announceWork(context, false).catch(() => undefined)
  }
}

/** Works beside whatever else the process does, until it is closed. */
export function startWork(context: WorkContext): { close(): Promise<void> } {
  const over = new AbortController()
  const working = work(context, over.signal)
  return {
    async close() {
      over.abort(new Error('the process ends'))
      await working
    },
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

/** Looks for work, alone; what it finds is done in as many slots as there are. */
class Worker {
  readonly #context: WorkContext
  readonly #clock: Clock
  readonly #stopping: AbortSignal
  /** Ends what the slots do when it has had its time. */
  readonly #over = new AbortController()
  readonly #bell = new Bell()
  readonly #slots = new Set<Promise<void>>()
  readonly #unable = new Map<string, number>()
  #sparesTime = false
  #isAnswering = false
  #noAnswererAtMs = Number.NEGATIVE_INFINITY
  #settledAtMs = Number.NEGATIVE_INFINITY
  #lookedForDueAtMs = Number.NEGATIVE_INFINITY
  #failedAtMs = Number.NEGATIVE_INFINITY

  constructor(context: WorkContext, stopping: AbortSignal) {
    this.#context = { ...context, clock: wakingOn(context.clock, stopping) }
    this.#clock = context.clock
    this.#stopping = stopping
  }

  async run(): Promise<void> {
    const unlisten = this.#context.listen(WORK_CHANNEL, () => this.#bell.ring())
    try {
      while (!this.#stopping.aborted) {
        const waitMs = await this.#look().catch((error: unknown) => this.#failed(error))
        if (waitMs > 0) await this.#wait(waitMs)
      }
    } finally {
      unlisten()
      await this.#putDown()
    }
  }

  /** Waits for a notification, a free slot or the next look; with all slots taken, for a slot. */
  async #wait(waitMs: number): Promise<void> {
    const { clock, slots } = this.#context
    const isFull = this.#slots.size >= slots
    const rung = isFull
      ? this.#bell.rung(this.#stopping)
      : this.#bell.wait(clock, waitMs, this.#stopping)
    await rung.catch(() => undefined)
  }

  /** Fills a slot if there is something to do; returns how long to wait before the next look. */
  async #look(): Promise<number> {
    const { lookMs, takeoverLookMs, slots, clock } = this.#context
    const nowMs = clock.elapsedMs()
    const pauseMs = this.#failedAtMs + AFTER_FAILURE_MS - nowMs
    if (pauseMs > 0) return pauseMs
    if (this.#slots.size >= slots) return lookMs
    await this.#settle(nowMs)
    const narrowed = { only: null, without: this.#without(nowMs) }
    const look = await nextFreePair(this.#context, LEASE_MS, narrowed)
    const { pair, isAnyRead } = look
    if (pair !== null) {
      this.#fill(async (signal) => {
        const outcome = await runSlice(this.#context, pair, signal, this.#stopping)
        if (outcome.kind === 'unable') this.#unable.set(outcome.accountId, clock.elapsedMs())
      })
      return 0
    }
    if (look.isLookupWaiting) this.#answer(nowMs, narrowed.without)
    await this.#spendSpareTime(nowMs)
    return isAnyRead ? Math.min(lookMs, takeoverLookMs) : lookMs
  }

  /** Whoever wants to know what a check would cost is answered by an account that has time. */
  #answer(nowMs: number, without: readonly string[]): void {
    if (this.#isAnswering || nowMs - this.#noAnswererAtMs < NO_ANSWERER_MS) return
    this.#isAnswering = true
    this.#fill(async (signal) => {
      try {
        const isAnswered = await answerIdly(this.#context, without, signal)
        if (!isAnswered) this.#noAnswererAtMs = this.#clock.elapsedMs()
      } finally {
        this.#isAnswering = false
      }
    })
  }

  /**
   * What an account does that has nothing to read, one at a time: it is renewed if it is due, or it
   * asks why followers are gone.
   */
  async #spendSpareTime(nowMs: number): Promise<void> {
    if (this.#sparesTime || nowMs - this.#lookedForDueAtMs < RENEW_LOOK_MS) return
    this.#lookedForDueAtMs = nowMs
    const act = await this.#spareAct()
    if (act === null) return
    this.#sparesTime = true
    this.#fill(async (signal) => {
      try {
        // There may be more of it.
        if (await act(signal)) this.#lookedForDueAtMs = Number.NEGATIVE_INFINITY
      } finally {
        this.#sparesTime = false
      }
    })
  }

  async #spareAct(): Promise<((signal: AbortSignal) => Promise<boolean>) | null> {
    const [due] = await dueAccounts(this.#context, 'planned')
    if (due) {
      return async (signal) => {
        const renewed = await renewAccount(this.#context, due, 'proactive', signal)
        return renewed.kind === 'renewed'
      }
    }
    const asks = await accountToAsk(this.#context)
    return asks === null ? null : (signal) => askInSpareTime(this.#context, asks, signal)
  }

  #fill(act: (signal: AbortSignal) => Promise<void>): void {
    const done = act(this.#over.signal)
      .catch((error: unknown) => void this.#failed(error))
      .finally(() => {
        this.#slots.delete(done)
        this.#bell.ring()
      })
    this.#slots.add(done)
  }

  async #settle(nowMs: number): Promise<void> {
    if (nowMs - this.#settledAtMs < SETTLE_MS) return
    // Said again and again: the row that says so may have been lost with its server.
    await announceWork(this.#context, true)
    this.#settledAtMs = nowMs
    // One check that cannot be ended keeps nobody from reading all others.
    await settleWaiting(this.#context, null).catch((error: unknown) => {
      this.#context.tell({ kind: 'work-failed', why: inWords(error) })
    })
  }

  async #putDown(): Promise<void> {
    const done = new AbortController()
    const late = this.#clock.sleep(LAST_PAGE_MS, done.signal).then(
      () => this.#over.abort(this.#stopping.reason),
      () => undefined,
    )
    await Promise.all(this.#slots)
    done.abort()
    await late
  }

  #without(nowMs: number): readonly string[] {
    for (const [id, sinceMs] of this.#unable) {
      if (nowMs - sinceMs >= UNABLE_MS) this.#unable.delete(id)
    }
    return [...this.#unable.keys()]
  }

  /** What breaks a slice breaks no worker: it is told, and tried again. */
  #failed(error: unknown): number {
    if (this.#stopping.aborted) return 0
    this.#failedAtMs = this.#context.clock.elapsedMs()
    this.#context.tell({ kind: 'work-failed', why: inWords(error) })
    return AFTER_FAILURE_MS
  }
}

/** A clock whose sleepers are woken as soon as the process ends, if they may be woken at all. */
function wakingOn(clock: Clock, stopping: AbortSignal): Clock {
  return {
    now: () => clock.now(),
    elapsedMs: () => clock.elapsedMs(),
    sleep: (waitMs, signal) => clock.sleep(waitMs, signal && AbortSignal.any([signal, stopping])),
  }
}
