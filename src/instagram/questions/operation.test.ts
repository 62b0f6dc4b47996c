import { expect, test } from 'vitest'
import type { SessionState } from '../cookies/session-state.ts'
import {
  feedByName,
  findByName,
  readList,
  readOwnUser,
  readUser,
  searchByName,
  toRequest,
} from './operation.ts'

const NOW = new Date('2026-09-20T12:00:00Z')
const CHROME =
  'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36'

function state(userAgent: string, locale = 'en-US'): SessionState {
  const plain = { path: '/', expires: -1, httpOnly: false, secure: true } as const
  const cookie = { ...plain, domain: '.instagram.com', sameSite: 'Lax' as const }
  return {
    cookies: [
      { ...cookie, name: 'sessionid', value: '7%3Aabc%3A1' },
      { ...cookie, name: 'csrftoken', value: 'token' },
    ],
    origins: [],
    device: { userAgent, locale, timeZone: 'UTC', viewport: { width: 1280, height: 800 } },
    wwwClaim: '',
  }
}

test('a request for followers is the one that the web page makes', () => {
  const request = toRequest(readList('followers', '42', 'jane', null, 12), state(CHROME), NOW)
  expect(request).toEqual({
    method: 'GET',
    url: 'https://www.instagram.com/api/v1/friendships/42/followers/?count=12&search_surface=follow_list_page',
    headers: {
      accept: '*/*',
      'user-agent': CHROME,
      'accept-language': 'en-US,en;q=0.9',
      'sec-ch-ua': '"Google Chrome";v="131", "Chromium";v="131", "Not_A Brand";v="24"',
      'sec-ch-ua-mobile': '?0',
      'sec-ch-ua-platform': '"Linux"',
      'x-asbd-id': '359341',
      'x-csrftoken': 'token',
      'x-ig-app-id': '936619743392459',
      'x-ig-www-claim': '0',
      'x-requested-with': 'XMLHttpRequest',
      'sec-fetch-dest': 'empty',
      'sec-fetch-mode': 'cors',
      'sec-fetch-site': 'same-origin',
      referer: 'https://www.instagram.com/jane/followers/',
      cookie: 'sessionid=7%3Aabc%3A1; csrftoken=token',
    },
  })
})

test('a cursor goes on where the page before it ended, whatever is in it', () => {
  const { url } = toRequest(readList('following', '42', 'jane', '100&a=b', 50), state(CHROME), NOW)
  expect(url).toBe(
    'https://www.instagram.com/api/v1/friendships/42/following/?count=50&max_id=100%26a%3Db',
  )
})

test('the claim of the session is echoed', () => {
  const claimed = { ...state(CHROME), wwwClaim: 'hmac.AR1' }
  expect(toRequest(readOwnUser('7'), claimed, NOW).headers['x-ig-www-claim']).toBe('hmac.AR1')
})

test('a session without cookies sends no empty ones', () => {
  const { headers } = toRequest(readUser('7'), { ...state(CHROME), cookies: [] }, NOW)
  expect(headers).not.toHaveProperty('cookie')
  expect(headers).not.toHaveProperty('x-csrftoken')
})

test('client hints agree with the user agent, and are left out where Chrome is not', () => {
  const hints = (userAgent: string): Record<string, string> => {
    const { headers } = toRequest(readUser('7'), state(userAgent), NOW)
    return Object.fromEntries(Object.entries(headers).filter(([name]) => /^sec-ch/.test(name)))
  }
  const windows = CHROME.replace('X11; Linux x86_64', 'Windows NT 10.0; Win64; x64')
  expect(hints(windows.replaceAll('131', '128'))).toEqual({
    'sec-ch-ua': '"Chromium";v="128", "Not;A=Brand";v="24", "Google Chrome";v="128"',
    'sec-ch-ua-mobile': '?0',
    'sec-ch-ua-platform': '"Windows"',
  })
  expect(hints(`${windows} Edg/131.0.0.0`)['sec-ch-ua']).toMatch(/^"Microsoft Edge";v="131"/)
  expect(hints('Mozilla/5.0 (Macintosh; rv:133.0) Gecko/20100101 Firefox/133.0')).toEqual({})
})

test('names and keys from outside cannot leave their place in the address', () => {
  expect(() => readList('followers', '42/../1', 'jane', null, 12)).toThrow(/numeric pk/)
  expect(() => readUser('')).toThrow(/numeric pk/)
  const { url, headers } = toRequest(feedByName('../x?y#z'), state(CHROME), NOW)
  expect(url).toBe('https://www.instagram.com/api/v1/feed/user/..%2Fx%3Fy%23z/username/?count=1')
  expect(headers.referer).toBe('https://www.instagram.com/..%2Fx%3Fy%23z/')
})

test('more people than Instagram allows on a page are never asked for', () => {
  expect(() => readList('followers', '42', 'jane', null, 201)).toThrow(/1 to 200/)
  expect(() => readList('followers', '42', 'jane', null, 0)).toThrow(/1 to 200/)
})

test('a search takes the one hit that bears the name, or none', () => {
  const hit = (pk: string, username: string) => ({ position: 0, user: { pk, username } })
  const json = { users: [hit('1', 'jane_doe'), hit('2', 'Jane'), hit('3', 'janet')], status: 'ok' }
  expect(searchByName('jane').read(json)).toEqual({ pk: '2', username: 'Jane' })
  expect(searchByName('jan').read(json)).toBeNull()
  expect(searchByName('jane').read({ status: 'ok' })).toBeUndefined()
})

test('a profile that answers for another pk is not what was asked for', () => {
  const json = { user: { pk: '8', username: 'eve' }, status: 'ok' }
  expect(readUser('7').read(json)).toBeUndefined()
  expect(readUser('8').read(json)).toMatchObject({ pk: '8', followersCount: null })
})

test('a profile by name carries its counters and what binds it to us', () => {
  const user = {
    id: '8',
    username: 'eve',
    full_name: 'Eve',
    is_private: true,
    is_verified: false,
    edge_followed_by: { count: 3 },
    edge_follow: { count: 0 },
    followed_by_viewer: false,
  }
  expect(findByName('eve').read({ data: { user }, status: 'ok' })).toEqual({
    pk: '8',
    username: 'eve',
    fullName: 'Eve',
    isPrivate: true,
    isVerified: false,
    followersCount: 3,
    followingCount: 0,
    viewerFollows: false,
  })
})
