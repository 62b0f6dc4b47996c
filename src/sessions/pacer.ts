import type { AgreedTime } from '../db/time.ts'
import {
  BUCKET_MS,
  healed,
  nextDelayMs,
  type Pace,
  type RequestBucket,
  type RequestWindow,
  requestsWaitMs,
  slowed,
} from '../instagram/questions/pacing.ts'
import type { Random } from '../kernel/ids.ts'

/**
 * How fast one account may ask: its pace, its windows, and every request of the last day, counted
 * where it is sent.
 */
export class Pacer {
  readonly #time: AgreedTime
  readonly #windows: readonly RequestWindow[]
  readonly #factorBefore: number
  #pace: Pace
  #history: RequestBucket[]
  #pauseMs = 0
  #nextAt: Date | null = null

  constructor(options: {
    readonly time: AgreedTime
    readonly pace: Pace
    readonly windows: readonly RequestWindow[]
    readonly history: readonly RequestBucket[]
  }) {
    this.#time = options.time
    this.#windows = options.windows
    this.#pace = options.pace
    this.#factorBefore = options.pace.factor
    this.#history = [...options.history]
  }

  /** How much slower than at its best the account asks. */
  get factor(): number {
    return this.#pace.factor
  }

  get factorChanged(): boolean {
    return this.#pace.factor !== this.#factorBefore
  }

  /** How long the sliding windows make the next request wait, in milliseconds. */
  budgetWaitMs(): number {
    return requestsWaitMs(this.#windows, this.#history, this.#time.now())
  }

  /** How long the pace makes the next request wait, in milliseconds. */
  pauseMs(): number {
    if (this.#nextAt === null) return 0
    return Math.min(this.#pauseMs, Math.max(0, this.#nextAt.getTime() - this.#time.now().getTime()))
  }

  /**
   * Lets the first request keep its distance from the last one before, whoever made it: when within
   * its minute that was is not known, so it is taken to have been at the minute's end.
   */
  keepDistance(random: Random): void {
    const last = this.#history.at(-1)
    if (!last) return
    const now = this.#time.now().getTime()
    const pauseMs = nextDelayMs(this.#pace, random)
    const dueMs = Math.min(last.startedAt.getTime() + BUCKET_MS, now) + pauseMs
    if (dueMs <= now) return
    this.#pauseMs = pauseMs
    this.#nextAt = new Date(dueMs)
  }

  /** Counts a request that is about to be sent, and sets the time of the next one. */
  count(random: Random): void {
    const now = this.#time.now()
    const minuteAt = new Date(Math.floor(now.getTime() / BUCKET_MS) * BUCKET_MS)
    const last = this.#history.at(-1)
    if (last && last.startedAt.getTime() === minuteAt.getTime()) {
      this.#history[this.#history.length - 1] = { startedAt: minuteAt, count: last.count + 1 }
    } else {
      this.#history.push({ startedAt: minuteAt, count: 1 })
    }
    this.#pauseMs = nextDelayMs(this.#pace, random)
    this.#nextAt = new Date(now.getTime() + this.#pauseMs)
  }

  /** A throttle halves the pace. */
  slowDown(): void {
    this.#pace = slowed(this.#pace)
  }

  /** A good answer heals it a little. */
  heal(): void {
    this.#pace = healed(this.#pace)
  }
}
