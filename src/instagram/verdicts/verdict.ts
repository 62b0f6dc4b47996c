import type { Doubt } from '../questions/operation.ts'

/**
 * What one answer of Instagram came to. Every kind says what the caller does; a kind decides alone,
 * and `evidence` explains it to people.
 */
export type Verdict<T> = Ruling<T> & { readonly evidence: Evidence }

/** A verdict without its evidence. */
export type Ruling<T> =
  /**
   * Save `value`. A page may be empty with a cursor, or `limited`: the walk over pages guards that.
   */
  | { readonly kind: 'ok'; readonly value: T }
  /** Stop this pass and say why; the list is not known. Never compare on the strength of it. */
  | { readonly kind: 'incomplete'; readonly why: Doubt }
  /** One confirming probe, after a pause if reads came in a burst; then refresh the session. */
  | { readonly kind: 'logged-out' }
  /** Dead or throttled: probe on another surface at once. Never log in on this alone. */
  | { readonly kind: 'ambiguous' }
  /** Park and slow down. Never log in: that makes it worse. */
  | { readonly kind: 'throttled'; readonly retryAfterSeconds: number | null }
  /** Change how the question is put (transport, surface, parameters); the session is well. */
  | { readonly kind: 'gated'; readonly why: GatedWhy }
  /** The account waits for a human. `where` is a path on instagram.com, its secrets cut out. */
  | { readonly kind: 'challenged'; readonly where: string | null }
  /** The account's standing changes, the operator is told, and nothing is asked until then. */
  | { readonly kind: 'blocked'; readonly why: BlockedWhy }
  /** The target cannot be read. For `gone` and `unseen` read a known public profile first. */
  | { readonly kind: 'target-closed'; readonly why: ClosedWhy }
  /** Start this pass again without a cursor; what has been read stays read. */
  | { readonly kind: 'cursor-refused' }
  /**
   * Try again after 1, 2, 4, 8 seconds, then park. What stays a `throttle-in-disguise` after that
   * is a throttle (row 20).
   */
  | { readonly kind: 'transient'; readonly why: string }
  /** Nobody has seen this: keep the evidence, park, tell the operator. It ends nothing. */
  | { readonly kind: 'unknown' }

/** What was wrong with our way of asking. */
export type GatedWhy =
  /** An empty 429 to a first request: protocol, TLS, or a surface not served (row 17). */
  | 'protocol'
  /** A page of HTML instead of JSON (row 24b): our shape, a surface not served, or logged out. */
  | 'html-shell'
  /** The surface is retired, or sends us home (rows 5, 23). Another surface. */
  | 'retired'
  /** A 429 without a word to a question that is no list (facts 13): not served, or a throttle. */
  | 'not-served'
  /** User agent and host or cookie do not fit, or are too old (rows 10b, 19, 22). */
  | 'user-agent'
  /** The server saw no login in the request (row 2d): are the cookies sent? */
  | 'no-login-sent'
  /** A parameter was refused, such as a large `count` (rows 2e, 39c). */
  | 'bad-request'
  /** The server's own schema fails for this profile (row 39b). Another surface. */
  | 'server-schema'

/** Why an account may not be used. */
export type BlockedWhy =
  /** An action block: 24 to 72 hours (rows 12, 40). */
  | 'feedback'
  /** The address or the login is distrusted: hours, and no new login (row 15). */
  | 'sentry'
  | 'suspended'
  | 'disabled'
  | 'password-reset'
  | 'geoblock'

/** Why a target cannot be read. */
export type ClosedWhy =
  /** It is private and the account does not follow it (row 38). */
  | 'private'
  /** Deleted, renamed, or it blocks us (row 39). */
  | 'gone'
  /** "No user": gone, it blocks us, or our session is flagged (row 27). */
  | 'unseen'
  | 'blocked-us'

/** The facts behind a verdict, short and free of secrets: fit for a log and for the operator. */
export type Evidence = {
  /** The row of the failure table (facts 4.1), or a name in words for what has no row. */
  readonly row: string
  /** null when no answer came. */
  readonly status: number | null
  readonly message: string | null
  readonly errorType: string | null
  readonly logoutReason: number | null
  readonly logoutExpectedness: string | null
  /** Path of a redirect on instagram.com, its secrets cut out. */
  readonly redirect: string | null
  readonly contentType: string | null
  readonly bodyChars: number
  readonly protocol: string | null
  /** The answer took the `sessionid` away (row 30), also beside another verdict. */
  readonly sessionDeleted: boolean
}
