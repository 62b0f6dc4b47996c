import { pathMatch } from 'tough-cookie'
import { isPk } from '../wire/outside-text.ts'
import type { Answer } from '../wire/transport.ts'
import {
  COOKIE_CHARS_MAX,
  type Cookie,
  fitJar,
  isCookieName,
  LOGIN_COOKIES,
  placeOf,
} from './cookie.ts'
import { isClaim, type SessionState } from './session-state.ts'
import { COOKIE_HOST, isEmptyValue, readSetCookie } from './set-cookie.ts'

/**
 * The session after an answer: cookies set and removed, and the claim echoed (facts 1.1, 1.3). It
 * returns the same object when nothing changed.
 *
 * The cookies of the login itself are replaced but never removed: whether an answer that deletes
 * `sessionid` ends the session is for the verdict to say (row 30), and the probe that confirms it
 * must still carry the login. An empty `sessionid` would look like a login and be none.
 */
export function absorb(state: SessionState, answer: Answer, now: Date): SessionState {
  if (answer.kind !== 'answer') return state
  const claim = answer.headers['x-ig-set-www-claim']
  const wwwClaim = claim !== undefined && isClaim(claim) ? claim : state.wwwClaim
  const cookies = answer.setCookies
    .slice(0, LINES_MAX)
    .reduce<readonly Cookie[]>((jar, line) => withLine(jar, line, now), state.cookies)
  if (cookies === state.cookies && wwwClaim === state.wwwClaim) return state
  return { ...state, cookies: fitJar(cookies), wwwClaim }
}

/** A line has a cookie and its attributes, which are short. More lines than this are not read. */
const LINE_CHARS_MAX = COOKIE_CHARS_MAX + 1024
const LINES_MAX = 100

function withLine(jar: readonly Cookie[], line: string, now: Date): readonly Cookie[] {
  const change = line.length > LINE_CHARS_MAX ? undefined : readSetCookie(line, now)
  if (!change) return jar
  if (change.kind === 'deleted') {
    if (LOGIN_COOKIES.has(change.name)) return jar
    const kept = jar.filter((cookie) => !isSame(cookie, change.name, change.domain))
    return kept.length === jar.length ? jar : kept
  }
  const { cookie } = change
  const place = placeOf(cookie)
  return [...jar.filter((other) => placeOf(other) !== place), cookie]
}

function isSame(cookie: Cookie, name: string, domain: string): boolean {
  return cookie.name === name && cookie.domain.toLowerCase() === domain
}

/**
 * True when the answer takes the login away: it deletes `sessionid` for www.instagram.com and does
 * not set it anew beside (row 30).
 */
export function deletesSession(answer: Answer): boolean {
  if (answer.kind !== 'answer') return false
  const at = answeredAt(answer.headers.date)
  let deleted = false
  for (const line of answer.setCookies) {
    // Every good page sets two other cookies; reading them costs more than reading its people.
    if (!line.includes('sessionid')) continue
    const change = readSetCookie(line, at)
    if (change?.kind === 'set' && change.cookie.name === 'sessionid') return false
    if (change?.kind === 'deleted' && change.name === 'sessionid') deleted = true
  }
  return deleted
}

// A deletion carries a date of 1970; without a `date` header any day since will do to see that.
function answeredAt(header: string | undefined): Date {
  const at = new Date(header ?? '')
  return Number.isNaN(at.getTime()) ? new Date('2010-10-06T00:00:00Z') : at
}

/** The value of a cookie that would be sent to www.instagram.com; undefined if none or empty. */
export function cookieValue(state: SessionState, name: string): string | undefined {
  const found = state.cookies.filter((cookie) => {
    return cookie.name === name && isForUs(cookie) && isSendable(cookie)
  })
  return found.at(-1)?.value
}

/**
 * The `Cookie` header for a path of www.instagram.com at `now`: what matches, lives, is not empty.
 */
export function cookieHeader(state: SessionState, path: string, now: Date): string {
  const sent = state.cookies.filter((cookie) => {
    const alive = cookie.expires < 0 || cookie.expires * 1000 > now.getTime()
    return alive && isForUs(cookie) && isSendable(cookie) && pathMatch(path, cookie.path)
  })
  return sent.map((cookie) => `${cookie.name}=${cookie.value}`).join('; ')
}

function isForUs(cookie: Cookie): boolean {
  const domain = cookie.domain.toLowerCase()
  return domain === COOKIE_HOST || domain === `.${COOKIE_HOST}` || domain === '.instagram.com'
}

function isSendable(cookie: Cookie): boolean {
  const { name, value } = cookie
  return !isEmptyValue(value) && isCookieName(name) && isHeaderValue(value, COOKIE_CHARS_MAX)
}

// What may stand in a header without ending it: `rur` is quoted and has escaped commas, so both
// quotes and backslashes pass.
function isHeaderValue(text: string, charsMax: number): boolean {
  return text.length <= charsMax && /^[\x21-\x3a\x3c-\x7e]+$/.test(text)
}

/** The pk of the account that is logged in, from `ds_user_id` or the head of `sessionid`. */
export function viewerPk(state: SessionState): string | null {
  const named = cookieValue(state, 'ds_user_id')
  if (named !== undefined && isPk(named)) return named
  const head = (cookieValue(state, 'sessionid') ?? '').split(/%3a|:/i)[0] ?? ''
  return isPk(head) ? head : null
}

/** The same device without its login: for a login that is known to be dead (facts 1.1). */
export function withoutLogin(state: SessionState): SessionState {
  return { ...state, cookies: state.cookies.filter(({ name }) => !LOGIN_COOKIES.has(name)) }
}
