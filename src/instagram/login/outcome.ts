import type { SessionState } from '../cookies/session-state.ts'
import { cleanText } from '../wire/outside-text.ts'

/**
 * What one attempt to log in came to. Every member says what the caller does about it.
 * Only `technical` may be answered with another login method: behind every other door of the same
 * house stands the same Instagram, warier than before.
 */
export type LoginOutcome =
  /**
   * Store `state` before anything else happens. `typed` is false when the device was still logged
   * in.
   */
  | { readonly kind: 'logged-in'; readonly state: SessionState; readonly typed: boolean }
  /** Nobody was asked: no password is stored. Stop the account until there is one, or a session. */
  | { readonly kind: 'password-missing' }
  /** Stop the account at once; an operator must correct the password. */
  | { readonly kind: 'wrong-password'; readonly detail: string }
  /** Stop the account; no such user, or our address is distrusted. */
  | { readonly kind: 'unknown-user'; readonly detail: string }
  /** A code was asked for and the account has no TOTP secret. An operator must add it. */
  | { readonly kind: 'code-needed' }
  /**
   * The code was refused: wrong TOTP secret, or a wrong clock. Never try the next code by itself.
   */
  | { readonly kind: 'code-rejected'; readonly detail: string }
  /** Instagram wants a human. `where` is a path on instagram.com without its query. */
  | { readonly kind: 'challenged'; readonly where: string; readonly detail: string }
  /** The account is suspended or disabled. No request until a human has dealt with it. */
  | { readonly kind: 'suspended'; readonly detail: string }
  /** Wait. A login while throttled makes it worse. */
  | { readonly kind: 'throttled'; readonly detail: string }
  /**
   * Instagram lets this method in no more until its program is renewed. No matter of the account's:
   * the operator renews the program.
   */
  | { readonly kind: 'needs-upgrade'; readonly detail: string }
  /**
   * The method itself failed (no browser, crash, timeout, unknown page): the next method may try.
   */
  | { readonly kind: 'technical'; readonly code: TechnicalCode; readonly detail: string }

/** Outcomes that a human can turn into a session, on the page where the login has stopped. */
export type HumanWanted = Extract<
  LoginOutcome,
  { kind: 'challenged' | 'code-needed' | 'code-rejected' }
>

/** Whether a human can go on where a login has stopped. */
export function isHumanWanted(outcome: LoginOutcome): outcome is HumanWanted {
  const { kind } = outcome
  return kind === 'challenged' || kind === 'code-needed' || kind === 'code-rejected'
}

/** Why a method failed for reasons of its own. */
export type TechnicalCode =
  | 'NO_BROWSER'
  | 'NO_SANDBOX'
  | 'BROWSER_CRASHED'
  | 'LOGIN_TIMEOUT'
  | 'UNREACHABLE'
  | 'UNKNOWN_PAGE'
  | 'STOOD_STILL'

const DETAIL_CHARS_MAX = 300

/**
 * The outcome with what pages and answers have said in it made fit to be stored and shown: a page's
 * words reach the database and the terminal through here and by no other way.
 */
export function withCleanWords(outcome: LoginOutcome): LoginOutcome {
  if (!('detail' in outcome)) return outcome
  const detail = cleanText(outcome.detail, DETAIL_CHARS_MAX)
  if (outcome.kind !== 'challenged') return { ...outcome, detail }
  return { ...outcome, detail, where: cleanText(outcome.where, DETAIL_CHARS_MAX) }
}
