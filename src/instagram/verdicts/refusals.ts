import { instagramPath, shownPath } from '../wire/instagram-path.ts'
import type { Ruling } from './verdict.ts'

/** What an answer that failed says about itself: its top level, parsed with care. */
export type Failure = {
  readonly status: number
  readonly message: string
  readonly errorType: string
  readonly requireLogin: boolean
  readonly spam: boolean
  readonly logoutReason: number | null
  readonly logoutExpectedness: string | null
  /** Texts beside the message that people are meant to read. */
  readonly titles: readonly string[]
  /** Where a challenge or checkpoint sends to; null when it sends nowhere. */
  readonly link: string | null
  readonly hasChallenge: boolean
  /** The `count` that was asked for; null when none was. */
  readonly askedCount: number | null
}

/** A ruling and the row of the failure table (facts 4.1) it rests on. */
export type Finding<T> = { readonly row: string; readonly ruling: Ruling<T> }

/** Rulings that need no value. */
export type Refusal = Finding<never>

/** Reads the top level of a failed body; anything that is not an object says nothing. */
export function readFailure(status: number, json: unknown, askedCount: number | null): Failure {
  const field = (name: string): unknown => property(json, name)
  const challenge = field('challenge')
  const link = [
    field('checkpoint_url'),
    property(challenge, 'url'),
    property(challenge, 'api_path'),
    field('challenge_url'),
  ].find((value) => typeof value === 'string' && value !== '')
  return {
    status,
    message: messageOf(field('message')),
    errorType: text(field('error_type')),
    requireLogin: field('require_login') === true,
    spam: field('spam') === true,
    logoutReason: integer(field('logout_reason')),
    logoutExpectedness: text(field('logout_expectedness')) || null,
    titles: [text(field('feedback_title')), text(field('feedback_message'))],
    link: typeof link === 'string' ? link : null,
    hasChallenge: typeof challenge === 'object' && challenge !== null,
    askedCount,
  }
}

// Forms answer `{"message":{"errors":["…"]}}` where everything else answers a text.
function messageOf(message: unknown): string {
  const errors = property(message, 'errors')
  return text(Array.isArray(errors) ? errors[0] : message)
}

function text(value: unknown): string {
  return typeof value === 'string' ? value.trim() : ''
}

function integer(value: unknown): number | null {
  return typeof value === 'number' && Number.isInteger(value) ? value : null
}

function property(json: unknown, key: string): unknown {
  if (typeof json !== 'object' || json === null || !Object.hasOwn(json, key)) return undefined
  return Reflect.get(json, key)
}

/**
 * What a failed answer means by its own words, or undefined when they are not known. The order is
 * that of facts 4.3: the please-wait text first, whatever the status, then from the gravest down.
 */
export function readRefusal(failure: Failure): Refusal | undefined {
  for (const rule of RULES) {
    const refusal = rule(failure)
    if (refusal) return refusal
  }
  return undefined
}

type Rule = (failure: Failure) => Refusal | undefined

const RULES: readonly Rule[] = [
  pleaseWait,
  challenge,
  checkpoint,
  (f) => (says(f, 'consent_required') ? challenged('13', f.link) : undefined),
  feedback,
  (f) => (says(f, 'geoblock_required') ? blocked('14', 'geoblock') : undefined),
  (f) => (says(f, 'sentry_block') ? blocked('15', 'sentry') : undefined),
  accountLost,
  (f) => (says(f, 'rate_limit_error') ? throttled('16') : undefined),
  loggedOut,
  ourShape,
  targetState,
  serverTrouble,
  loginOnly,
  localisedPleaseWait,
]

// Seen in the wild; Instagram translates the text by the Accept-Language of the request.
const PLEASE_WAIT = [
  'please wait a few minutes',
  'vui lòng chờ vài phút',
  'harap tunggu beberapa menit',
] as const

function pleaseWait(failure: Failure): Refusal | undefined {
  const message = failure.message.normalize('NFC').toLowerCase()
  if (!PLEASE_WAIT.some((known) => message.startsWith(known))) return undefined
  if (failure.errorType === 'rate_limit_error') return throttled('1c')
  return arbitrate(failure) ?? throttled('1c')
}

// In a language that is not in the list: `require_login` and no other word we know.
function localisedPleaseWait(failure: Failure): Refusal | undefined {
  if (!failure.requireLogin || failure.status === 429) return undefined
  return arbitrate(failure) ?? { row: '1', ruling: { kind: 'ambiguous' } }
}

function arbitrate(failure: Failure): Refusal | undefined {
  // Used from many addresses within a short time; it lifts by itself (row 1b).
  if (failure.logoutReason === 6 && failure.logoutExpectedness === 'inactive') {
    return throttled('1b')
  }
  const vague = failure.status === 401 || (failure.status === 403 && failure.requireLogin)
  return vague ? { row: '1', ruling: { kind: 'ambiguous' } } : undefined
}

function challenge(failure: Failure): Refusal | undefined {
  const path = pathOf(failure.link)
  if (path !== null && /\/suspended(?:\/|$)/.test(path)) return blocked('7', 'suspended')
  const isChallenge =
    says(failure, 'challenge_required') ||
    failure.errorType === 'checkpoint_challenge_required' ||
    (failure.hasChallenge && failure.link !== null)
  if (!isChallenge) return undefined
  return isObsolete(path) ? gated('10b', 'user-agent') : challenged('11', failure.link)
}

function checkpoint(failure: Failure): Refusal | undefined {
  const path = pathOf(failure.link)
  if (says(failure, 'checkpoint_logged_out')) return challenged('32', failure.link)
  if (!says(failure, 'checkpoint_required')) return undefined
  if (isObsolete(path)) return gated('10b', 'user-agent')
  return challenged(path?.startsWith('/integrity/') ? '32' : '10', failure.link)
}

function feedback(failure: Failure): Refusal | undefined {
  if (says(failure, 'feedback_required') || failure.spam) return blocked('12', 'feedback')
  const limited = [failure.message, ...failure.titles].some((shown) =>
    /^(?:try again later\W+)?we limit how often you can do certain things/i.test(shown),
  )
  return limited ? blocked('40', 'feedback') : undefined
}

function accountLost(failure: Failure): Refusal | undefined {
  const { errorType, message } = failure
  if (errorType === 'inactive user' || /^your account has been disabled/i.test(message)) {
    return blocked('31', 'disabled')
  }
  const isReset = /^to secure your account, we've reset your password/i.test(
    message.replaceAll('’', "'"),
  )
  return isReset ? blocked('33', 'password-reset') : undefined
}

function loggedOut(failure: Failure): Refusal | undefined {
  if (says(failure, 'user_has_logged_out')) return { row: '3', ruling: { kind: 'logged-out' } }
  if (!says(failure, 'login_required')) return undefined
  if (failure.logoutReason === 33) return gated('2d', 'no-login-sent')
  // Writes refused, reads allowed: then another read tells more than a login would.
  if (failure.logoutReason === 3) return { row: '2c', ruling: { kind: 'ambiguous' } }
  if ((failure.askedCount ?? 0) > 200) return gated('2e', 'bad-request')
  return { row: '2', ruling: { kind: 'logged-out' } }
}

function ourShape(failure: Failure): Refusal | undefined {
  if (/^useragent mismatch$/i.test(failure.message)) return gated('19', 'user-agent')
  if (says(failure, 'needs_upgrade')) return gated('22', 'user-agent')
  return /^asset asset:\/\//i.test(failure.message) ? gated('39b', 'server-schema') : undefined
}

function targetState({ message }: Failure): Refusal | undefined {
  if (/^not authorized to view user/i.test(message)) {
    return { row: '38', ruling: { kind: 'target-closed', why: 'private' } }
  }
  const isGone =
    /^unable to fetch followers/i.test(message) ||
    /^error generating user info response/i.test(message)
  return isGone ? { row: '39', ruling: { kind: 'target-closed', why: 'gone' } } : undefined
}

function serverTrouble({ message }: Failure): Refusal | undefined {
  if (/^(?:sorry, )?too many requests/i.test(message)) return throttled('37')
  const isTrouble =
    /^there was an error with your request/i.test(message) ||
    /^we're sorry, but something went wrong/i.test(message.replaceAll('’', "'")) ||
    /^oops, an error occurred/i.test(message)
  return isTrouble ? { row: '37', ruling: { kind: 'transient', why: 'server-trouble' } } : undefined
}

// Answers to a login. To a read they mean nothing we know; the row helps whoever looks at it.
function loginOnly(failure: Failure): Refusal | undefined {
  const { errorType, message } = failure
  const row =
    errorType === 'bad_password' || errorType === 'UserInvalidCredentials'
      ? '34'
      : errorType === 'invalid_user' || /^the username you entered doesn't/i.test(message)
        ? '35'
        : errorType === 'two_factor_required'
          ? '36'
          : undefined
  return row === undefined ? undefined : { row, ruling: { kind: 'unknown' } }
}

// Codes stand in `message` on some surfaces and in `error_type` on others; never inside a sentence.
function says(failure: Failure, code: string): boolean {
  return failure.message === code || failure.errorType === code
}

function pathOf(link: string | null): string | null {
  return link === null ? null : instagramPath(link)
}

function isObsolete(path: string | null): boolean {
  return path?.includes('unsupported_version') ?? false
}

function challenged(row: string, link: string | null): Refusal {
  const path = pathOf(link)
  return { row, ruling: { kind: 'challenged', where: path === null ? null : shownPath(path) } }
}

function throttled(row: string): Refusal {
  return { row, ruling: { kind: 'throttled', retryAfterSeconds: null } }
}

function blocked(
  row: string,
  why: 'feedback' | 'sentry' | 'suspended' | 'disabled' | 'password-reset' | 'geoblock',
): Refusal {
  return { row, ruling: { kind: 'blocked', why } }
}

function gated(
  row: string,
  why: 'user-agent' | 'no-login-sent' | 'bad-request' | 'server-schema',
): Refusal {
  return { row, ruling: { kind: 'gated', why } }
}
