/** What a check costs: requests to Instagram, and logins that its account needed. */
export type Effort = { readonly requests: number; readonly logins: number }

/**
 * Adds up what has been done and is in no commit yet, so that another process or machine goes on
 * counting where this one ends.
 */
export class EffortMeter {
  #requests = 0
  #logins = 0

  countRequest(): void {
    this.#requests += 1
  }

  countLogin(): void {
    this.#logins += 1
  }

  /** What the database does not know of yet. Whoever takes it writes it down. */
  take(): Effort {
    const effort = { requests: this.#requests, logins: this.#logins }
    this.#requests = 0
    this.#logins = 0
    return effort
  }
}
