import { cookieValue, viewerPk } from '../cookies/cookies.ts'
import type { SessionState } from '../cookies/session-state.ts'
import type { Answer, OutgoingRequest } from '../wire/transport.ts'
import { toRequest } from './operation.ts'

const ORIGIN = 'https://www.instagram.com'

/**
 * The request by which a page of Instagram ends its own session, and no other one of the account
 * (facts 6). Null for a state that has no login in it.
 */
export function logoutRequest(state: SessionState, now: Date): OutgoingRequest | null {
  const pk = viewerPk(state)
  const hasLogin = cookieValue(state, 'sessionid') !== undefined
  if (pk === null || !hasLogin || cookieValue(state, 'csrftoken') === undefined) return null
  const question = {
    name: 'self',
    path: '/api/v1/web/accounts/logout/ajax/',
    query: {},
    referer: `${ORIGIN}/`,
  } as const
  const { headers, url } = toRequest(question, state, now)
  return {
    method: 'POST',
    url,
    headers: {
      ...headers,
      origin: ORIGIN,
      'content-type': 'application/x-www-form-urlencoded',
    },
    body: new URLSearchParams({ one_tap_app_login: '0', user_id: pk }).toString(),
  }
}

/** Whether the answer says that the session is over, by this request or before it. */
export function isLoggedOut(answer: Answer): boolean {
  if (answer.kind !== 'answer') return false
  if (answer.status === 200) return /"status"\s*:\s*"ok"/.test(answer.body)
  return /"message"\s*:\s*"(?:login_required|user_has_logged_out)"/.test(answer.body)
}
