import type { Account } from '../accounts/account-store.ts'
import type { AgreedTime } from '../db/time.ts'
import type { SessionState } from '../instagram/cookies/session-state.ts'
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
import type { ClosableTransport } from '../instagram/wire/transport.ts'
import type { Random } from '../kernel/ids.ts'
import type { Lease } from './lease.ts'
import type { Renewed } from './renewal.ts'
import type { Session } from './session-store.ts'

/** What a check costs: requests to Instagram, and logins that its account needed. */
export type Effort = { readonly requests: number; readonly logins: number }

const NO_EFFORT: Effort = { requests: 0, logins: 0 }

/**
 * An account in our hands: its lease, the session version in use, and how fast it may ask. Lives as
 * long as the lease. Requests and logins are counted here and written to the database with the next
 * page, so that another process or machine goes on counting where this one ended.
 */
export class HeldAccount {
  readonly account: Account
  readonly lease: Lease
  /** The account's own connection: accounts never share one. */
  readonly transport: ClosableTransport
  /** The database's time, as far as it is known between two statements. */
  readonly time: AgreedTime
  readonly #windows: readonly RequestWindow[]
  #session: Session
  #state: SessionState
  #pace: Pace
  #history: RequestBucket[]
  #unsaved = NO_EFFORT
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
    readonly time: AgreedTime
  }) {
    this.account = options.account
    this.lease = options.lease
    this.transport = options.transport
    this.#session = options.session
    this.#state = options.state
    this.#pace = options.pace
    this.#windows = options.windows
    this.#history = [...options.history]
    this.time = options.time
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

  /** Goes on with another version of the session. */
  adopt(renewed: Renewed): void {
    this.#session = renewed.session
    this.#state = renewed.state
    this.#stateChanged = false
    this.countLogin(renewed)
  }

  /** Counts the login that a version came about by, if there was one. */
  countLogin({ how }: Renewed): void {
    if (how !== 'still-logged-in')
      this.#unsaved = { ...this.#unsaved, logins: this.#unsaved.logins + 1 }
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
  budgetWaitMs(): number {
    return requestsWaitMs(this.#windows, this.#history, this.time.now())
  }

  /** How long the pace makes the next request wait, in milliseconds. */
  paceWaitMs(): number {
    if (this.#nextAt === null) return 0
    return Math.min(this.#pauseMs, Math.max(0, this.#nextAt.getTime() - this.time.now().getTime()))
  }

  /**
   * Lets the first request keep its distance from the last one before, whoever made it: when within
   * its minute that was is not known, so it is taken to have been just now.
   */
  keepDistance(random: Random): void {
    const now = this.time.now()
    const last = this.#history.at(-1)
    const pauseMs = nextDelayMs(this.#pace, random)
    if (!last || last.startedAt.getTime() + BUCKET_MS + pauseMs <= now.getTime()) return
    this.#pauseMs = pauseMs
    this.#nextAt = new Date(now.getTime() + pauseMs)
  }

  /** Counts a request that is about to be sent, and sets the time of the next one. */
  countRequest(random: Random): void {
    const now = this.time.now()
    this.#unsaved = { ...this.#unsaved, requests: this.#unsaved.requests + 1 }
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

  /** What the database does not know of yet. Whoever asks writes it down. */
  takeUnsavedEffort(): Effort {
    const effort = this.#unsaved
    this.#unsaved = NO_EFFORT
    return effort
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
