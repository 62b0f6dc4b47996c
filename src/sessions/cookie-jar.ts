import { cookieValue } from '../instagram/cookies/cookies.ts'
import type { SessionState } from '../instagram/cookies/session-state.ts'

/** One session's cookies, as they are now: Instagram rotates them with its answers. */
export class CookieJar {
  #state: SessionState
  #stored: SessionState

  /** `state` is what is stored. */
  constructor(state: SessionState) {
    this.#state = state
    this.#stored = state
  }

  get state(): SessionState {
    return this.#state
  }

  /** Whether they have changed since they were stored. */
  get changed(): boolean {
    return this.#state !== this.#stored
  }

  /** Takes over what an answer has set. */
  keep(state: SessionState): void {
    this.#state = state
  }

  /** They were stored as they are. */
  stored(): void {
    this.#stored = this.#state
  }
}

/** Whether two states are of one login. Pure. */
export function isSameLogin(before: SessionState | null, after: SessionState): boolean {
  return before !== null && cookieValue(before, 'sessionid') === cookieValue(after, 'sessionid')
}

/** What makes a device logged in; everything else stays, so that it is the same device. */
const LOGIN_COOKIES: ReadonlySet<string> = new Set(['sessionid', 'ds_user_id'])

/** The device of a login without the login: its browser meets the login page. Pure. */
export function withoutLogin(state: SessionState): SessionState {
  return { ...state, cookies: state.cookies.filter(({ name }) => !LOGIN_COOKIES.has(name)) }
}
