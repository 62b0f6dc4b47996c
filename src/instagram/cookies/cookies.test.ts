import { expect, test } from 'vitest'
import type { Answer } from '../wire/transport.ts'
import type { Cookie } from './cookie.ts'
import { absorb, cookieHeader, cookieValue, deletesSession, viewerPk } from './cookies.ts'
import type { SessionState } from './session-state.ts'

const NOW = new Date('2026-09-20T12:00:00Z')
const NOW_SECONDS = NOW.getTime() / 1000
const GONE = 'expires=Thu, 01 Jan 1970 00:00:00 GMT; Max-Age=0; path=/; domain=.instagram.com'

function cookie(name: string, value: string, extra: Partial<Cookie> = {}): Cookie {
  return {
    name,
    value,
    domain: '.instagram.com',
    path: '/',
    expires: -1,
    httpOnly: false,
    secure: true,
    sameSite: 'Lax',
    ...extra,
  }
}

function state(...cookies: Cookie[]): SessionState {
  const viewport = { width: 1280, height: 800 }
  const device = { userAgent: 'Mozilla/5.0', locale: 'en-US', timeZone: 'UTC', viewport }
  return { cookies, origins: [], device, wwwClaim: '' }
}

function answer(setCookies: string[], headers: Record<string, string> = {}): Answer {
  return {
    kind: 'answer',
    status: 200,
    headers,
    setCookies,
    location: null,
    body: '',
    protocol: 'h2',
    firstOnConnection: false,
    durationMs: 1,
  }
}

const LOGIN = [cookie('sessionid', '77%3Aabc%3A1'), cookie('ds_user_id', '77')]

test('cookies of an answer are taken over in the shape of a browser', () => {
  const line =
    'csrftoken=new; expires=Mon, 20 Sep 2027 12:00:00 GMT; Max-Age=31449600; path=/; ' +
    'domain=.instagram.com; Secure; SameSite=None'
  const after = absorb(state(cookie('csrftoken', 'old')), answer([line]), NOW)
  expect(after.cookies).toEqual([
    cookie('csrftoken', 'new', { expires: NOW_SECONDS + 31_449_600, sameSite: 'None' }),
  ])
})

test('a cookie without a domain belongs to www.instagram.com, one without an age to the browser', () => {
  const after = absorb(state(), answer(['wd=1280x800']), NOW)
  expect(after.cookies).toEqual([
    cookie('wd', '1280x800', { domain: 'www.instagram.com', secure: false }),
  ])
})

test('a quoted value with escaped commas comes through untouched', () => {
  const value = '"NAO\\05477\\0541789900000:01f7ab"'
  const after = absorb(state(), answer([`rur=${value}; Path=/; Domain=.instagram.com`]), NOW)
  expect(cookieValue(after, 'rur')).toBe(value)
  expect(cookieHeader(after, '/api/v1/', NOW)).toBe(`rur=${value}`)
})

test('cookies for other sites are ignored, also those that only look like ours', () => {
  const before = state(...LOGIN)
  const lines = [
    'evil.test',
    'instagram.com.evil.test',
    'evilinstagram.com',
    'com',
    'i.instagram.com',
  ]
  const foreign = lines.map((domain) => `csrftoken=x; Domain=${domain}`)
  expect(absorb(before, answer([...foreign, 'no cookie', '', '=x']), NOW)).toBe(before)
})

test('an emptied or expired cookie leaves the jar', () => {
  const before = state(cookie('mid', 'm'), cookie('shbid', 's'), cookie('ig_nrcb', '1'))
  const lines = [
    'mid=; Domain=.instagram.com',
    `shbid="x"; ${GONE}`,
    'ig_nrcb=""; Domain=instagram.com',
  ]
  expect(absorb(before, answer(lines), NOW).cookies).toEqual([])
})

test('the cookies of the login outlive a deletion, so that a probe can still carry them', () => {
  const before = state(...LOGIN)
  const deletion = answer([`sessionid=""; ${GONE}`, `ds_user_id=; ${GONE}`])
  expect(deletesSession(deletion)).toBe(true)
  expect(absorb(before, deletion, NOW)).toBe(before)
})

test('a login that is only renewed is not deleted', () => {
  const renewed = 'sessionid=77%3Adef%3A2; Domain=.instagram.com; Path=/; Secure; HttpOnly'
  expect(deletesSession(answer([renewed]))).toBe(false)
  expect(deletesSession(answer([`sessionid=""; ${GONE}`, renewed]))).toBe(false)
  expect(deletesSession(answer(['sessionid=; Domain=evil.test']))).toBe(false)
  expect(deletesSession(answer([`csrftoken=; ${GONE}`]))).toBe(false)
  expect(cookieValue(absorb(state(...LOGIN), answer([renewed]), NOW), 'sessionid')).toBe(
    '77%3Adef%3A2',
  )
})

test('a deletion is seen by its date alone, read against the clock of the server', () => {
  const dated = 'sessionid=rest; Domain=.instagram.com; Expires=Sun, 20 Sep 2026 11:00:00 GMT'
  const date = 'Sun, 20 Sep 2026 12:00:00 GMT'
  expect(deletesSession(answer([dated], { date }))).toBe(true)
  expect(deletesSession(answer([dated]))).toBe(false)
  expect(deletesSession(answer(['sessionid=rest; Max-Age=-1']))).toBe(true)
})

test('the claim is echoed from the answer, unless it could break a header', () => {
  const claimed = (claim: string): string =>
    absorb(state(), answer([], { 'x-ig-set-www-claim': claim }), NOW).wwwClaim
  expect(claimed('hmac.AR3abc')).toBe('hmac.AR3abc')
  expect(claimed('a\r\nx-evil: 1')).toBe('')
})

test('an answer that changes nothing returns the very same state', () => {
  const before = state(...LOGIN)
  expect(absorb(before, answer([]), NOW)).toBe(before)
  const silence: Answer = { kind: 'no-answer', reason: 'timeout', detail: '', durationMs: 1 }
  expect(absorb(before, silence, NOW)).toBe(before)
})

test('only what matches, lives and is not empty is sent', () => {
  const jar = state(
    ...LOGIN,
    cookie('csrftoken', ''),
    cookie('mid', '""'),
    cookie('old', '1', { expires: NOW_SECONDS }),
    cookie('young', '1', { expires: NOW_SECONDS + 1 }),
    cookie('other', '1', { domain: '.facebook.com' }),
    cookie('mobile', '1', { domain: 'i.instagram.com' }),
    cookie('here', '1', { domain: 'www.instagram.com' }),
    cookie('deep', '1', { path: '/api' }),
    cookie('away', '1', { path: '/apis' }),
    cookie('split', 'a; evil=1'),
  )
  expect(cookieHeader(jar, '/api/v1/users/7/info/', NOW)).toBe(
    'sessionid=77%3Aabc%3A1; ds_user_id=77; young=1; here=1; deep=1',
  )
})

test('the viewer is told by ds_user_id, or else by the head of the sessionid', () => {
  expect(viewerPk(state(...LOGIN))).toBe('77')
  expect(viewerPk(state(cookie('sessionid', '88%3Aabc%3A1')))).toBe('88')
  expect(viewerPk(state(cookie('sessionid', '88:abc:1')))).toBe('88')
  expect(viewerPk(state(cookie('sessionid', 'abc')))).toBeNull()
  expect(viewerPk(state(cookie('ds_user_id', '')))).toBeNull()
})
