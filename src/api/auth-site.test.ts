import { expect, test } from 'vitest'
import { cookieOf } from './auth-cookies.ts'
import { type Asked, isOfOurs, siteOf, takesPasskeys } from './auth-site.ts'

const ASKED: Asked = {
  method: 'POST',
  protocol: 'http',
  host: 'localhost:8080',
  peer: '127.0.0.1',
  origin: undefined,
  secFetchSite: undefined,
  marker: '1',
}
const PUBLIC = 'https://evercheck.example'

test.each<[string, Partial<Asked>, string | null, string | null]>([
  ['this machine by its name', {}, null, 'http://localhost:8080'],
  ['this machine by its address', { host: '127.0.0.1:8080' }, null, 'http://127.0.0.1:8080'],
  ['this machine by IPv6', { host: '[::1]:8080', peer: '::1' }, null, 'http://[::1]:8080'],
  ['the public address behind a proxy here', { host: 'evercheck.example' }, PUBLIC, PUBLIC],
  [
    'the public address from afar',
    { host: 'evercheck.example', peer: '192.0.2.1' },
    PUBLIC,
    PUBLIC,
  ],
  ['this machine beside a public address', {}, PUBLIC, 'http://localhost:8080'],
  ['a name that somebody points here', { host: 'rebound.example:8080' }, null, null],
  ['the same beside a public address', { host: 'rebound.example' }, PUBLIC, null],
  ['localhost in the mouth of somebody afar', { peer: '192.0.2.1' }, null, null],
  ['another machine in plain text', { host: '192.0.2.9:8080', peer: '192.0.2.1' }, null, null],
  ['a public address in plain text', { host: 'plain.example' }, 'http://plain.example', null],
  ['localhost as a part of a name', { host: 'localhost.evil.example' }, null, null],
  ['a user before the name', { host: 'localhost@evil.example' }, null, null],
  ['a path behind the name', { host: 'localhost:8080/x' }, null, null],
  ['no host at all', { host: undefined }, PUBLIC, null],
])('%s', (_what, asked, publicUrl, origin) => {
  expect(siteOf({ ...ASKED, ...asked }, publicUrl)?.origin ?? null).toBe(origin)
})

test.each<[string, Partial<Asked>, boolean]>([
  ['a page of ours', { secFetchSite: 'same-origin', origin: 'http://localhost:8080' }, true],
  ['the same without Origin', { secFetchSite: 'same-origin' }, true],
  ['an older browser', { origin: 'http://localhost:8080' }, true],
  ['neither of both', {}, false],
  ['a form of ours, without the header', { secFetchSite: 'same-origin', marker: undefined }, false],
  ['an empty header', { secFetchSite: 'same-origin', marker: '' }, false],
  ['a foreign page', { secFetchSite: 'cross-site', origin: 'https://evil.example' }, false],
  ['a foreign page that hides', { secFetchSite: 'cross-site', origin: undefined }, false],
  ['another port here', { secFetchSite: 'same-site', origin: 'http://localhost:9' }, false],
  ['the same by its Origin only', { origin: 'http://localhost:9' }, false],
  ['a sandboxed frame', { secFetchSite: 'cross-site', origin: 'null' }, false],
  ['an address that was typed', { secFetchSite: 'none' }, false],
  ['something nobody knows', { secFetchSite: 'other' }, false],
  ['a look from a page of ours', { method: 'GET', marker: undefined }, true],
  ['a look by a typed address', { method: 'GET', secFetchSite: 'none', marker: undefined }, true],
  ['a look from a foreign page', { method: 'GET', secFetchSite: 'cross-site' }, false],
])('%s', (_what, asked, isOurs) => {
  const site = { origin: 'http://localhost:8080', host: 'localhost' }
  expect(isOfOurs({ ...ASKED, ...asked }, site)).toBe(isOurs)
})

test('an address takes no passkeys, a name does', () => {
  for (const [host, takes] of [
    ['localhost', true],
    ['evercheck.example', true],
    ['127.0.0.1', false],
    ['[::1]', false],
  ] as const) {
    expect([host, takesPasskeys({ origin: '', host })]).toEqual([host, takes])
  }
})

test.each([
  ['a=1; __Host-evercheck=x; b=2', 'x'],
  ['__Host-evercheck=x', 'x'],
  ['__Host-evercheck=', ''],
  ['', null],
  ['__Host-evercheck-device=x', null],
  ['a__Host-evercheck=x', null],
  ['__Host-evercheck=x; __Host-evercheck=y', null],
])('in %j the session is %j', (header, value) => {
  expect(cookieOf(header, '__Host-evercheck')).toBe(value)
})
