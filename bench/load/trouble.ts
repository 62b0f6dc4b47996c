import { DISGUISES, type Disguise, type Session } from '../../simulator/world/accounts.ts'
import type { World } from '../../simulator/world/world.ts'
import { type Random, seededRandom } from '../../src/kernel/ids.ts'

/** A session dies after so many requests, in the average, and an account is throttled. */
const REQUESTS_PER_DEATH = 80
const REQUESTS_PER_THROTTLE = 250
const THROTTLE_MS = [2000, 15_000] as const
const ANSWERS = ['1', '1-bare', '1b', '1c', '16', '18']
const LOOK_MS = 50

/** Why a form was sent, as Instagram's own books have it. */
export type LoginCause =
  | 'first'
  /** The session before had died, and had been asked with since. */
  | 'death'
  /** The session before had died, and nobody but the login page has said so. */
  | 'found-out'
  /** The session before lives. */
  | 'needless'

/**
 * The trouble of a load: sessions die all the time in every disguise, and accounts are throttled;
 * so much of it for so many requests, however fast those come. It keeps books of logins.
 */
export class Trouble {
  readonly #world: World
  readonly #random: Random = seededRandom(23)
  readonly #diedAt = new Map<Session, number>()
  readonly #newest = new Map<string, Session>()
  readonly #causes = new Map<LoginCause, number>()
  #known = 0
  #seen = 0
  #deathsDue = 0
  #throttlesDue = 0
  #timer: NodeJS.Timeout | null = null
  throttles = 0

  constructor(world: World) {
    this.#world = world
  }

  begin(): void {
    this.#timer = setInterval(() => this.#look(), LOOK_MS)
  }

  end(): void {
    if (this.#timer) clearInterval(this.#timer)
  }

  /** Called right before a form is sent. */
  noteForm(username: string): void {
    const before = this.#newestOf(username)
    const cause = this.#causeOf(before)
    this.#causes.set(cause, (this.#causes.get(cause) ?? 0) + 1)
  }

  logins(cause: LoginCause): number {
    return this.#causes.get(cause) ?? 0
  }

  /** Sessions that died and were asked with since: those that Evercheck has met. */
  get deathsMet(): number {
    return [...this.#diedAt].filter(([session, requests]) => session.requests > requests).length
  }

  /** Deaths that were met whose account has not logged in again. */
  get deathsUnanswered(): number {
    return [...this.#diedAt].filter(([session, requests]) => {
      return session.requests > requests && this.#newestOf(session.account.username) === session
    }).length
  }

  #causeOf(before: Session | undefined): LoginCause {
    if (!before) return 'first'
    if (before.death === null) return 'needless'
    return before.requests > (this.#diedAt.get(before) ?? 0) ? 'death' : 'found-out'
  }

  #look(): void {
    const { requests } = this.#world.counters
    const asked = requests - this.#seen
    this.#seen = requests
    this.#deathsDue += asked / REQUESTS_PER_DEATH
    this.#throttlesDue += asked / REQUESTS_PER_THROTTLE
    for (; this.#deathsDue >= 1; this.#deathsDue -= 1) this.#kill()
    for (; this.#throttlesDue >= 1; this.#throttlesDue -= 1) this.#throttle()
  }

  /** Whoever is throttled is spared: what a dead session says in a throttle is known to nobody. */
  #kill(): void {
    const session = this.#living()
    if (!session || this.#world.isThrottled(session.account)) return
    const disguise = DISGUISES[Math.floor(this.#random.fraction() * DISGUISES.length)] ?? 'plain'
    this.#die(session, disguise)
  }

  #die(session: Session, disguise: Disguise): void {
    this.#diedAt.set(session, session.requests)
    this.#world.endSession(session, disguise)
  }

  /** Ends the newest session of an account, before anything begins. */
  killQuietly(username: string): void {
    const session = this.#newestOf(username)
    if (session) this.#die(session, 'plain')
  }

  #throttle(): void {
    const session = this.#living()
    if (!session) return
    const [least, most] = THROTTLE_MS
    const forMs = least + this.#random.fraction() * (most - least)
    const answer = ANSWERS[Math.floor(this.#random.fraction() * ANSWERS.length)] ?? '1'
    const { throttles, clock } = this.#world
    throttles.fall(session.account.pk, forMs, clock.nowMs(), answer)
    this.throttles += 1
  }

  /** The session of an account drawn by chance, if it lives. */
  #living(): Session | null {
    const accounts = this.#world.accounts()
    const account = accounts[Math.floor(this.#random.fraction() * accounts.length)]
    const session = account && this.#newestOf(account.username)
    return session && session.death === null ? session : null
  }

  #newestOf(username: string): Session | undefined {
    // The world keeps them in the order in which they were opened.
    const sessions = this.#world.sessions()
    for (const session of sessions.slice(this.#known)) {
      this.#newest.set(session.account.username, session)
    }
    this.#known = sessions.length
    return this.#newest.get(username)
  }
}
