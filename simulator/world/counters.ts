import type { Disguise, Session } from './accounts.ts'

type Tally = Record<string, number>

/** What the simulator has seen; `GET /__simulator/counters` shows it, `…/reset` empties it. */
export class Counters {
  requests = 0
  bySurface: Tally = {}
  byHost: Tally = {}
  byProtocol: Tally = {}
  byStatus: Tally = {}
  bySession: Tally = {}
  /** Requests that carried no live session. */
  withoutSession = 0
  /** Login attempts that reached the password check, by method. */
  loginAttempts: Tally = {}
  /** Logins that opened a session, by method. */
  logins: Tally = {}
  /** Sessions that `POST /__simulator/sessions/create` made; they do not count as logins. */
  sessionsCreated = 0
  /** Attempts made while the account or its address was throttled: each makes it worse. */
  loginsWhileThrottled = 0
  deaths = 0
  deathsByDisguise: Tally = {}
  /** Requests that a dead session still made. */
  requestsAfterDeath = 0
  throttleAnswers = 0
  faults: Tally = {}
  /** Pages and rows of lists; `rows` leaves out the duplicates that the simulator put in. */
  pages: Tally = {}
  rows: Tally = {}
  duplicates: Tally = {}
  cursorsRefused = 0
  /** Requests that carried the claim of another session (facts 1.3: never cross accounts). */
  foreignClaims = 0

  /** Requests whose user agent is not the one the session was opened with (facts 6). */
  foreignUserAgents = 0

  add(tally: keyof CountersTallies, key: string, by = 1): void {
    this[tally][key] = (this[tally][key] ?? 0) + by
  }

  noteDeath(session: Session, disguise: Disguise): void {
    this.deaths += 1
    this.add('deathsByDisguise', disguise)
    this.bySession[session.name] ??= 0
  }

  /** Everything back to zero. */
  reset(): void {
    Object.assign(this, new Counters())
  }
}

type CountersTallies = {
  [Key in keyof Counters as Counters[Key] extends Tally ? Key : never]: Tally
}
