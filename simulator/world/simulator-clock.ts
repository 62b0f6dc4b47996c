import { type Clock, systemClock } from '../../src/kernel/clock.ts'

/** The simulator's own time: the machine's, plus what `POST /__simulator/clock/advance` added. */
export class SimulatorClock implements Clock {
  readonly #base: Clock
  #aheadMs = 0

  constructor(base: Clock = systemClock) {
    this.#base = base
  }

  now(): Date {
    return new Date(this.nowMs())
  }

  elapsedMs(): number {
    return this.#base.elapsedMs() + this.#aheadMs
  }

  /** The present instant in milliseconds since 1970. */
  nowMs(): number {
    return this.#base.now().getTime() + this.#aheadMs
  }

  /** How far this clock is ahead of the machine's, in milliseconds. */
  get aheadMs(): number {
    return this.#aheadMs
  }

  /** Moves time forward by `byMs` milliseconds. It never goes back. */
  advance(byMs: number): void {
    this.#aheadMs += Math.max(0, byMs)
  }

  /** Waits real time; advancing the clock wakes nobody. */
  sleep(waitMs: number, signal?: AbortSignal): Promise<void> {
    return this.#base.sleep(waitMs, signal)
  }
}
