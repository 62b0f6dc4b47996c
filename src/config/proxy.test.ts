import { expect, test } from 'vitest'
import { chooseProxy } from './proxy.ts'

const HTTP = { protocol: 'http:', host: 'proxy.example', port: 3128, authorization: null }

test.each([
  [{}, null],
  [{ HTTPS_PROXY: '' }, null],
  [{ HTTP_PROXY: 'http://proxy.example:3128' }, null],
  [{ HTTPS_PROXY: 'http://proxy.example:3128' }, HTTP],
  [{ ALL_PROXY: 'proxy.example:3128' }, HTTP],
  [{ https_proxy: 'http://proxy.example:3128', HTTPS_PROXY: 'http://other:1' }, HTTP],
  [{ all_proxy: 'http://other:1', HTTPS_PROXY: 'http://proxy.example:3128' }, HTTP],
  [{ HTTPS_PROXY: 'https://proxy.example' }, { ...HTTP, protocol: 'https:', port: 443 }],
  [{ HTTPS_PROXY: 'http://[::1]' }, { ...HTTP, host: '::1', port: 80 }],
  [
    { HTTPS_PROXY: 'http://me:a%40b@proxy.example:3128' },
    { ...HTTP, authorization: `Basic ${btoa('me:a@b')}` },
  ],
  [
    { ALL_PROXY: 'socks5h://me:a%40b@proxy.example' },
    { protocol: 'socks5:', host: 'proxy.example', port: 1080, user: 'me', password: 'a@b' },
  ],
])('%j leads through %j', (environment, proxy) => {
  expect(chooseProxy(environment, false).proxy).toEqual(proxy)
  expect(chooseProxy(environment, false).note === null).toBe(proxy === null)
})

const SET = { HTTPS_PROXY: 'http://proxy.example:3128' }

test.each([
  ['*', true],
  ['www.instagram.com', true],
  ['instagram.com', true],
  ['.instagram.com', true],
  ['*.instagram.com', true],
  ['localhost, INSTAGRAM.com:443', true],
  ['localhost instagram.com', true],
  ['instagram.com:8443', false],
  ['i.instagram.com', false],
  ['gram.com', false],
  ['localhost,127.0.0.1', false],
  [',', false],
])('NO_PROXY %j exempts all of Instagram: %s', (list, exempts) => {
  const { proxy, note } = chooseProxy({ ...SET, NO_PROXY: list }, false)
  expect(proxy === null).toBe(exempts)
  expect(note?.code).toBe(exempts ? 'way-exempt' : 'way-proxy')
})

test('where Instagram is elsewhere no proxy is used, and that is said', () => {
  const { proxy, note } = chooseProxy(SET, true)
  expect(proxy).toBeNull()
  expect(note).toMatchObject({ code: 'way-elsewhere' })
})

test.each(['socks4://me:s3cret@proxy.example:1080', 'http://me:s3cret@', 'http://%zz:s3cret@x'])(
  'a proxy that cannot be used is refused without its password: %s',
  (value) => {
    const choose = () => chooseProxy({ ALL_PROXY: value }, false)
    expect(choose).toThrow('ALL_PROXY must name a proxy')
    expect(choose).not.toThrow('s3cret')
  },
)
