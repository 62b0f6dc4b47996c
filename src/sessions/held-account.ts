import type { Account } from '../accounts/account-store.ts'
import {
  healed,
  nextDelayMs,
  type Pace,
  type RequestBucket,
  type RequestWindow,
  requestsWaitMs,
  slowed,
} from '../instagram/pacing.ts'
import type { SessionState } from '../instagram/session-state.ts'
import type { ClosableTransport } from '../instagram/transport.ts'
import type { Random } from '../kernel/ids.ts'
import type { Lease } from './lease.ts'
import type { Session } from './session-store.ts'

/**
 * An account in our hands: its lease, the session version in use, and how fast it may ask. Lives as
 * long as the lease. Requests are counted here and written to the database with the next page, so
 * that another process or machine goes on counting where this one ended.
 */
export class HeldAccount {
  readonly account: Account
  readonly lease: Lease
  /** The account's own connection: accounts never share one. */
  readonly transport: ClosableTransport
  readonly #windows: readonly RequestWindow[]
  #session: Session
  #state: SessionState
  #pace: Pace
  #history: RequestBucket[]
  #unsavedRequests = 0
  #pauseMs = 0
  #nextAt: Date | null = null
  #stateChanged = false

  constructor(options: {
    readonly account: Account
    readonly lease: Lease
    readonly transport: ClosableTransport
    readonly session: Session
    readonly state: SessionState
    readonly pace: Pace
    readonly windows: readonly RequestWindow[]
    readonly history: readonly RequestBucket[]
  }) {
    this.account = options.account
    this.lease = options.lease
    this.transport = options.transport
    this.#session = options.session
    this.#state = options.state
    this.#pace = options.pace
    this.#windows = options.windows
    this.#history = [...options.history]
  }

  /** The session version in use. */
  get session(): Session {
    return this.#session
  }

  /** The cookies as they are now. */
  get state(): SessionState {
    return this.#state
  }

  get paceFactor(): number {
    return this.#pace.factor
  }

  /** Whether cookies have rotated since they were last stored. */
  get stateChanged(): boolean {
    return this.#stateChanged
  }

  /** Goes on with another version of the session, after a login. */
  adopt(session: Session, state: SessionState): void {
    this.#session = session
    this.#state = state
    this.#stateChanged = false
  }

  /** Takes over cookies that an answer has set. */
  keepState(state: SessionState): void {
    if (state === this.#state) return
    this.#state = state
    this.#stateChanged = true
  }

  /** The cookies were stored. */
  stateSaved(): void {
    this.#stateChanged = false
  }

  /** How long the sliding windows make the next request wait, in milliseconds. */
  budgetWaitMs(now: Date): number {
    return requestsWaitMs(this.#windows, this.#history, now)
  }

  /** How long the pace makes the next request wait, in milliseconds. */
  paceWaitMs(now: Date): number {
    if (this.#nextAt === null) return 0
    // A clock that was set back must not make a pause of seconds one of hours.
    return Math.min(this.#pauseMs, Math.max(0, this.#nextAt.getTime() - now.getTime()))
  }

  /** Counts a request that is about to be sent at `now`, and sets the time of the next one. */
  countRequest(now: Date, random: Random): void {
    this.#unsavedRequests += 1
    const minuteAt = new Date(Math.floor(now.getTime() / 60_000) * 60_000)
    const last = this.#history.at(-1)
    if (last && last.startedAt.getTime() === minuteAt.getTime()) {
      this.#history[this.#history.length - 1] = { startedAt: minuteAt, count: last.count + 1 }
    } else {
      this.#history.push({ startedAt: minuteAt, count: 1 })
    }
    this.#pauseMs = nextDelayMs(this.#pace, random)
    this.#nextAt = new Date(now.getTime() + this.#pauseMs)
  }

  /** Requests that the database does not know of yet. Whoever asks writes them down. */
  takeUnsavedRequests(): number {
    const count = this.#unsavedRequests
    this.#unsavedRequests = 0
    return count
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
