import { setTimeout as delay } from 'node:timers/promises'

/** The only source of time. Everything that waits or dates anything takes one. */
export type Clock = {
  /** The present instant, as far as this machine knows: for what is shown, and for TOTP. */
  now(): Date
  /**
   * Milliseconds since some moment of the past; it never goes back, however the machine's clock is
   * set. For durations.
   */
  elapsedMs(): number
  /**
   * Waits `waitMs` milliseconds, some 24 days at the longest. Rejects with the signal's reason on
   * abort.
   */
  sleep(waitMs: number, signal?: AbortSignal): Promise<void>
}

/** A timer that is set for longer goes off at once. */
const TIMER_MS_MAX = 2 ** 31 - 1

/** The machine's own clock. */
export const systemClock: Clock = {
  now: () => new Date(),
  elapsedMs: () => performance.now(),
  async sleep(waitMs, signal) {
    try {
      await delay(Math.min(waitMs, TIMER_MS_MAX), undefined, signal ? { signal } : {})
    } catch (error) {
      throw signal?.aborted ? signal.reason : error
    }
  },
}

/** A clock for tests: it stands still until it is told to go on, and nobody ever really waits. */
export class ManualClock implements Clock {
  readonly #turned: (now: Date) => void
  #nowMs: number

  /** `turned` is called with the new time whenever it has changed, and once to begin with. */
  constructor(startAt: Date, turned: (now: Date) => void = () => undefined) {
    this.#nowMs = startAt.getTime()
    this.#turned = turned
    turned(startAt)
  }

  now(): Date {
    return new Date(this.#nowMs)
  }

  elapsedMs(): number {
    return this.#nowMs
  }

  /** Moves time forward by `byMs` milliseconds. */
  advance(byMs: number): void {
    this.#nowMs += byMs
    this.#turned(this.now())
  }

  /** Sleeping is time passing: the clock jumps to the moment the sleeper would wake. */
  async sleep(waitMs: number, signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted()
    this.advance(Math.max(0, waitMs))
    await Promise.resolve()
  }
}
