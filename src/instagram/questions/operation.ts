import assert from 'node:assert/strict'
import { cookieHeader, cookieValue } from '../cookies/cookies.ts'
import type { SessionState } from '../cookies/session-state.ts'
import { isPk } from '../wire/outside-text.ts'
import type { OutgoingRequest } from '../wire/transport.ts'
import { deviceHeaders } from './device-headers.ts'
import type { NamedPk, Page, Profile } from './people.ts'
import { readFeedOwner, readPage, readSearch, readUserInfo, readWebProfile } from './people.ts'

/** The two lists of a target. */
export type List = 'followers' | 'following'

/**
 * A kind of question. Instagram limits and retires each on its own, so each has its own history.
 */
export type Surface =
  | List
  | 'user-info'
  | 'profile-by-name'
  | 'search'
  | 'feed-by-name'
  /** The probe: our own profile. It tells a dead session from a throttled surface. */
  | 'self'

/** The account's own profile is asked for as any other is: one is not served without the other. */
export function endpointOf(surface: Surface): Surface {
  return surface === 'self' ? 'user-info' : surface
}

/**
 * What the caller knows about a question and its answer; the meaning of some answers hangs on it.
 */
export type Circumstances = {
  /** The answer came to the first request of a connection: then an empty 429 is a gate (row 17). */
  readonly firstOnConnection: boolean
  /** The profile's counter of the list being read; null when it is not known. */
  readonly expectedCount: number | null
  /** People this pass has read before this page. */
  readonly rowsSoFar: number
}

/** A question to Instagram. It knows nothing of a session. */
export type Question = {
  readonly name: Surface
  readonly path: string
  readonly query: Readonly<Record<string, string>>
  readonly referer: string
}

/** A question and how to read its answer. */
export type Operation<T> = Question & {
  /** The value in a parsed body; undefined when the body has not the expected shape. */
  readonly read: (json: unknown) => T | undefined
  /** Why a value of the right shape is not believed; undefined when it is. */
  doubt?(value: T, json: unknown, circumstances: Circumstances): Doubt | undefined
  /** Whose list it is: asked for itself when the list alone is refused (facts 4.1 row 39). */
  readonly owner?: string
  /** Fails for many whatever the session (facts 2c): then it has said nothing, and others can. */
  readonly hint?: true
  /** What a successful answer says when it says that there is nobody to be seen. */
  readonly refusal?: (json: unknown) => 'unseen' | 'blocked-us' | undefined
}

/** Why a list answered well and yet did not come. See the verdict `incomplete`. */
export type Doubt = 'empty' | 'empty-or-private' | 'limited'

/** The largest `count` ever asked for: above some 200 the answer is 400, 50 is safe (facts 2b). */
export const LIST_COUNT_MAX = 200

const ORIGIN = 'https://www.instagram.com'

/**
 * One page of a list, from its start (`cursor` null) or from a cursor that an earlier page gave to
 * the same account. `username` only shapes the Referer; `count` is a wish that Instagram may cut.
 */
export function readList(
  list: List,
  pk: string,
  username: string,
  cursor: string | null,
  count: number,
): Operation<Page> {
  assert(isPk(pk), 'a list belongs to a numeric pk')
  assert(
    Number.isInteger(count) && count >= 1 && count <= LIST_COUNT_MAX,
    `a page has 1 to ${LIST_COUNT_MAX} people`,
  )
  return {
    name: list,
    path: `/api/v1/friendships/${pk}/${list}/`,
    query: {
      count: String(count),
      ...(list === 'followers' ? { search_surface: 'follow_list_page' } : {}),
      ...(cursor === null ? {} : { max_id: cursor }),
    },
    referer: `${ORIGIN}/${encodeURIComponent(username)}/${list}/`,
    owner: pk,
    read: readPage,
    doubt: (page, json, circumstances) => doubtPage(page, json, cursor, circumstances),
  }
}

/**
 * An empty page is the normal end of a walk that has found somebody, and no proof of anything at
 * its start (facts 2b, 4.1 row 25), unless the profile itself counts nobody.
 */
function doubtPage(
  page: Page,
  json: unknown,
  cursor: string | null,
  { expectedCount, rowsSoFar }: Circumstances,
): Doubt | undefined {
  if (page.people.length > 0 || page.nextCursor !== null) return undefined
  if (expectedCount === 0) return undefined
  if (cursor !== null && rowsSoFar > 0) return undefined
  if (page.limited) return 'limited'
  // A private profile used to be answered like this, without `big_list` (facts 2d).
  return hasKey(json, 'big_list') ? 'empty' : 'empty-or-private'
}

/** A profile with its counters by pk: the question to prefer (facts 2c). */
export function readUser(pk: string): Operation<Profile> {
  assert(isPk(pk), 'a profile is asked for by its numeric pk')
  return {
    name: 'user-info',
    path: `/api/v1/users/${pk}/info/`,
    query: {},
    referer: `${ORIGIN}/`,
    read: (json) => readUserInfo(json, pk),
    refusal: (json) => (isNull(json, 'user') ? 'unseen' : undefined),
  }
}

/** The probe: the account's own profile, cheap and on another surface than the lists (facts 6). */
export function readOwnUser(pk: string): Operation<Profile> {
  const { refusal: _, ...question } = readUser(pk)
  return { ...question, name: 'self' }
}

/**
 * A profile by its name (facts 2c). Unreliable in 2026: it fails for some business profiles
 * whatever the session; then ask `searchByName` or `feedByName` for the pk.
 */
export function findByName(username: string): Operation<Profile> {
  return {
    name: 'profile-by-name',
    path: '/api/v1/users/web_profile_info/',
    query: { username },
    referer: `${ORIGIN}/${encodeURIComponent(username)}/`,
    read: readWebProfile,
    hint: true,
    refusal: (json) => {
      const data = property(json, 'data')
      if (isNull(data, 'user')) return 'unseen'
      const blocked = property(property(data, 'user'), 'has_blocked_viewer') === true
      return blocked ? 'blocked-us' : undefined
    },
  }
}

/** The pk behind a name, by search; null when no hit has exactly this name. */
export function searchByName(username: string): Operation<NamedPk | null> {
  return {
    name: 'search',
    path: '/web/search/topsearch/',
    query: { query: username },
    referer: `${ORIGIN}/`,
    read: (json) => readSearch(json, username),
  }
}

/** The pk behind a name, from the owner of its feed (facts 2c). */
export function feedByName(username: string): Operation<NamedPk> {
  return {
    name: 'feed-by-name',
    path: `/api/v1/feed/user/${encodeURIComponent(username)}/username/`,
    query: { count: '1' },
    referer: `${ORIGIN}/${encodeURIComponent(username)}/`,
    read: (json) => readFeedOwner(json, username),
    refusal: (json) => (isNull(json, 'user') ? 'unseen' : undefined),
  }
}

// What Instagram's own web pages send (facts 1.3). The ASBD id is not checked strictly.
const WEB_APP_ID = '936619743392459'
const ASBD_ID = '359341'

/**
 * The request as Instagram's own page would send it from this session's device (facts 1.3). Only
 * cookies that are alive at `now`, match, and are not empty are sent: an empty `sessionid` looks
 * like a login and earns nothing but 401 (facts 1.1).
 */
export function toRequest(question: Question, state: SessionState, now: Date): OutgoingRequest {
  const query = new URLSearchParams(question.query).toString()
  const csrf = cookieValue(state, 'csrftoken')
  const cookie = cookieHeader(state, question.path, now)
  return {
    method: 'GET',
    url: `${ORIGIN}${question.path}${query === '' ? '' : `?${query}`}`,
    headers: {
      accept: '*/*',
      ...deviceHeaders(state.device),
      'x-asbd-id': ASBD_ID,
      ...(csrf === undefined ? {} : { 'x-csrftoken': csrf }),
      'x-ig-app-id': WEB_APP_ID,
      'x-ig-www-claim': state.wwwClaim || '0',
      'x-requested-with': 'XMLHttpRequest',
      'sec-fetch-dest': 'empty',
      'sec-fetch-mode': 'cors',
      'sec-fetch-site': 'same-origin',
      referer: question.referer,
      ...(cookie === '' ? {} : { cookie }),
    },
  }
}

function property(json: unknown, key: string): unknown {
  if (typeof json !== 'object' || json === null || !Object.hasOwn(json, key)) return undefined
  return Reflect.get(json, key)
}

function hasKey(json: unknown, key: string): boolean {
  return property(json, key) !== undefined
}

function isNull(json: unknown, key: string): boolean {
  return property(json, key) === null
}
