import fc from 'fast-check'
import { expect, test } from 'vitest'
import { anyText } from '../../../test/any-text.ts'
import { COOKIES_MAX, type Cookie, fitCookie, fitJar, JAR_CHARS_MAX } from './cookie.ts'
import { readState, type SessionState } from './session-state.ts'
import { readSetCookie } from './set-cookie.ts'

const NOW = new Date('2026-09-20T12:00:00Z')
const NOW_SECONDS = NOW.getTime() / 1000
const DEVICE = {
  userAgent: 'Mozilla/5.0',
  locale: 'en-US',
  timeZone: 'Europe/Berlin',
  viewport: { width: 1280, height: 800 },
}

function cookie(extra: Partial<Cookie> = {}): Cookie {
  return {
    name: 'mid',
    value: 'm',
    domain: '.instagram.com',
    path: '/',
    expires: -1,
    httpOnly: false,
    secure: true,
    sameSite: 'Lax',
    ...extra,
  }
}

test.each([
  ['a name of other letters', { name: 'куки' }],
  ['a name with a semicolon', { name: 'a;b' }],
  ['a name with an equals sign', { name: 'a=b' }],
  ['no name', { name: '' }],
  ['a value that ends the header', { value: 'a\r\nx-evil: 1' }],
  ['a value of other letters', { value: 'ы' }],
  ['a value longer than a cookie', { value: 'x'.repeat(4096) }],
  ['a path that is none', { path: 'api' }],
  ['a path with a control', { path: '/a\u0000' }],
  ['a domain that is none', { domain: 'inst agram.com' }],
  ['__Host- with a Domain', { name: '__Host-x' }],
  ['__Host- below a path', { name: '__Host-x', domain: 'www.instagram.com', path: '/a' }],
  ['__Host- without Secure', { name: '__HOST-x', domain: 'www.instagram.com', secure: false }],
  ['__Secure- without Secure', { name: '__Secure-x', secure: false }],
])('%s is a cookie that no browser takes, so it is left out', (_, extra) => {
  expect(fitCookie(cookie(extra))).toBeUndefined()
})

test('a prefix that keeps its promise stays', () => {
  const host = cookie({ name: '__Host-x', domain: 'www.instagram.com' })
  expect(fitCookie(host)).toEqual(host)
})

test.each([
  [99_999_999_999_999, -1],
  [Number.NaN, -1],
  [Number.POSITIVE_INFINITY, -1],
  [-17, -1],
  [253_402_300_799, 253_402_300_799],
])('an expiry of %d is kept as %d', (expires, kept) => {
  expect(fitCookie(cookie({ expires }))?.expires).toBe(kept)
})

test('an answer cannot set what a browser would refuse, nor for longer than a browser keeps it', () => {
  const lines = [
    '\u00fc\u00df=1',
    '=sessionid=evil',
    '__Host-x=1; Secure; Path=/; Domain=.instagram.com',
    '__Secure-x=1',
  ]
  for (const line of lines) expect(readSetCookie(line, NOW)).toBeUndefined()
  const forever = readSetCookie('mid=m; Max-Age=99999999999999; Domain=.instagram.com', NOW)
  const year9999 = 'mid=m; Expires=Fri, 31 Dec 9999 23:59:59 GMT'
  for (const change of [forever, readSetCookie(year9999, NOW)]) {
    expect(change).toMatchObject({ cookie: { expires: NOW_SECONDS + 400 * 24 * 3600 } })
  }
})

test('a jar that is flooded keeps the login, then what Instagram knows the device by', () => {
  const flood = Array.from({ length: 3 * COOKIES_MAX }, (_, index) => cookie({ name: `x${index}` }))
  const own = ['sessionid', 'ds_user_id', 'csrftoken', 'mid', 'ig_did'].map((name) =>
    cookie({ name }),
  )
  const jar = fitJar([...own, ...flood])
  expect(jar).toHaveLength(COOKIES_MAX)
  expect(jar.slice(0, own.length)).toEqual(own)
  expect(jar.at(-1)?.name).toBe(`x${flood.length - 1}`)
  const large = flood.map((each) => ({ ...each, value: 'x'.repeat(4000) }))
  const fitting = fitJar([...large, ...own])
  expect(fitting.length).toBeLessThan(10)
  expect(fitting.slice(-own.length)).toEqual(own)
})

test('of two cookies for one place the later one is kept', () => {
  expect(fitJar([cookie({ value: 'old' }), cookie({ value: 'new' })])).toEqual([
    cookie({ value: 'new' }),
  ])
})

test('a state with odd parts is opened without them', () => {
  const raw = {
    cookies: [cookie(), cookie({ name: 'куки' }), { surprise: true }, null],
    origins: [
      { origin: 'https://evil.test', localStorage: [{ name: 'a', value: 'b' }] },
      {
        origin: 'https://www.instagram.com',
        localStorage: [
          { name: 'a', value: 'b' },
          { name: 'half', value: '\ud800' },
          { name: 'large', value: 'x'.repeat(600_000) },
        ],
      },
      7,
    ],
    device: DEVICE,
    wwwClaim: 'hmac.one, hmac.two',
  }
  expect(readState(raw)).toEqual({
    cookies: [cookie()],
    origins: [{ origin: 'https://www.instagram.com', localStorage: [{ name: 'a', value: 'b' }] }],
    device: DEVICE,
    wwwClaim: '0',
  })
})

test('there is no state without a device whose words fit into a header', () => {
  const state: SessionState = { cookies: [], origins: [], device: DEVICE, wwwClaim: '0' }
  expect(readState(state)).toEqual(state)
  const odd = [
    { ...DEVICE, userAgent: 'Mozilla\r\nx-evil: 1' },
    { ...DEVICE, userAgent: 'Мозилла' },
    { ...DEVICE, locale: 'en_US; q=1' },
    { ...DEVICE, timeZone: 'a b' },
    { ...DEVICE, viewport: { width: 0, height: 9 } },
  ]
  for (const device of odd) expect(readState({ ...state, device })).toBeUndefined()
  for (const raw of [null, 7, 'x', [], {}]) expect(readState(raw)).toBeUndefined()
})

test('what was read as a state is read again as the same one, whatever it was', () => {
  const text = fc.oneof(fc.string(), anyText(), fc.constant('.instagram.com'))
  const anyCookie = fc.record({
    name: text,
    value: text,
    domain: text,
    path: fc.oneof(text, fc.constant('/')),
    expires: fc.double(),
    httpOnly: fc.boolean(),
    secure: fc.boolean(),
    sameSite: fc.constantFrom('Strict' as const, 'Lax' as const, 'None' as const),
  })
  const raw = fc.record({
    cookies: fc.array(fc.oneof(anyCookie, fc.anything())),
    origins: fc.oneof(fc.anything(), fc.array(fc.anything())),
    device: fc.constant(DEVICE),
    wwwClaim: fc.oneof(text, fc.anything()),
  })
  fc.assert(
    fc.property(raw, (state) => {
      const once = readState(state)
      expect(once).toBeDefined()
      expect(readState(JSON.parse(JSON.stringify(once)))).toEqual(once)
      expect(once?.cookies.length).toBeLessThanOrEqual(COOKIES_MAX)
      const chars = once?.cookies.reduce(
        (sum, each) => sum + each.name.length + each.value.length,
        0,
      )
      expect(chars).toBeLessThanOrEqual(JAR_CHARS_MAX)
    }),
    { numRuns: 200 },
  )
})
