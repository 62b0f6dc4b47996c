import { type Clock, systemClock } from '../../kernel/clock.ts'
import type { LoginOutcome } from './outcome.ts'

/** How often a watch looks whether time has passed. */
const LOOK_MS = 1000
/** A process that did nothing for so long may have missed what it was waiting for. */
const STALL_MS_MAX = 10_000

/**
 * Notices, in real time, how long this process has done nothing at a stretch: it was stopped, its
 * machine slept or had no memory left. A timer that comes late tells.
 */
export class StallWatch implements Disposable {
  readonly #lookMs: number
  readonly #clock: Clock
  readonly #over = new AbortController()
  #longestMs = 0
  #lookedAt: Instant

  constructor(lookMs = LOOK_MS, clock: Clock = systemClock) {
    this.#lookMs = lookMs
    this.#clock = clock
    this.#lookedAt = instantOf(clock)
    void this.#watch(this.#over.signal)
  }

  /** The longest standstill so far, also one that has ended this very moment. */
  longestMs(): number {
    this.#look()
    return this.#longestMs
  }

  [Symbol.dispose](): void {
    this.#over.abort()
  }

  async #watch(over: AbortSignal): Promise<void> {
    while (!over.aborted) {
      await this.#clock.sleep(this.#lookMs, over).catch(() => undefined)
      this.#look()
    }
  }

  #look(): void {
    const now = instantOf(this.#clock)
    // What measures durations stands still with a machine that sleeps; the time of day goes on.
    const awayMs = Math.max(now.elapsedMs - this.#lookedAt.elapsedMs, now.ms - this.#lookedAt.ms)
    this.#longestMs = Math.max(this.#longestMs, awayMs - this.#lookMs)
    this.#lookedAt = now
  }
}

type Instant = { readonly ms: number; readonly elapsedMs: number }

function instantOf(clock: Clock): Instant {
  return { ms: clock.now().getTime(), elapsedMs: clock.elapsedMs() }
}

/**
 * What a login came to, whose process stood still for `stallMs` in the middle of it. A technical
 * failure is the machine's then, however it shows itself: a limit of `timeoutMs` that is over, a
 * connection that is gone. Where there was no browser to begin with, it is still that. Pure.
 */
export function withoutStall<O extends LoginOutcome>(
  outcome: O,
  stallMs: number,
  timeoutMs: number,
): O | (LoginOutcome & { kind: 'technical' }) {
  if (outcome.kind !== 'technical' || stallMs < Math.min(STALL_MS_MAX, timeoutMs)) return outcome
  if (outcome.code === 'NO_BROWSER' || outcome.code === 'NO_SANDBOX') return outcome
  return { ...outcome, code: 'STOOD_STILL' }
}
