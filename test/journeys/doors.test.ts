import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { expect, test } from 'vitest'
import { elapsed } from '../../src/instagram/login/real-time.ts'
import { http2Transport } from '../../src/instagram/wire/transport.ts'
import { systemClock } from '../../src/kernel/clock.ts'
import { leadsTo, letsIn, loginPage, type Oddity, savedAccountPage } from '../odd-instagram.ts'
import { OddStage, PASSWORD } from '../odd-login.ts'
import { PATIENCE_MS } from '../patience.ts'

let stage: OddStage
OddStage.forThisFile((opened) => {
  stage = opened
})

// The first of all: a browser tells of each host once.
test('a page reaches no other host, machine or port; each host is told once', async () => {
  let reached = 0
  const local = createServer((socket) => {
    reached += 1
    socket.destroy()
  })
  local.listen(0, '127.0.0.1')
  await once(local, 'listening')
  const { port } = local.address() as AddressInfo
  const roam = `for (const place of ['https://tracker.example/a', 'https://tracker.example/b',
      'http://127.0.0.1:${port}/', 'https://localhost:${port}/', 'https://203.0.113.7/',
      'https://www.instagram.com:${port}/', 'http://169.254.169.254/latest/']) {
      fetch(place, { mode: 'no-cors' }).catch(() => {})
    }
    try { new WebSocket('wss://socket.example/') } catch {}
    new RTCPeerConnection({ iceServers: [{ urls: 'stun:127.0.0.1:${port}' }] })`
  const odd = stage.becomes(letsIn(loginPage(roam)))
  const { outcome, told } = await stage.logIn()
  local.close()
  expect(outcome.kind).toBe('logged-in')
  expect(reached).toBe(0)
  expect(odd.asked.every((asked) => asked.startsWith('www.instagram.com/'))).toBe(true)
  const hosts = told.map((event) => (event.kind === 'host-refused' ? event.host : event.kind))
  expect(hosts.sort()).toEqual([
    '127.0.0.1',
    '169.254.169.254',
    '203.0.113.7',
    'localhost',
    'socket.example',
    'tracker.example',
    'www.instagram.com',
  ])
})

test.each([
  'https://login.example/accounts/login/',
  'https://www.instagram.com.login.example/',
  'https://static.cdninstagram.com/accounts/login/',
  'http://www.instagram.com/accounts/login/',
])('a login page that leads to %s gets nothing typed', async (place) => {
  const page = letsIn(loginPage())
  const odd = stage.becomes((request, response) => {
    const away = request.headers.host === 'www.instagram.com'
    return (away ? leadsTo(place) : page)(request, response)
  })
  const { outcome } = await stage.logIn()
  expect(outcome).toMatchObject({ kind: 'technical', code: 'UNKNOWN_PAGE' })
  expect(outcome).toMatchObject({ detail: expect.stringContaining(URL.parse(place)?.host ?? '') })
  expect(odd.sent).toEqual([])
})

test('a page that goes elsewhere while it is typed into gets no more', async () => {
  const leave = `addEventListener('input', (event) => {
    if (event.target.type === 'password') location.assign('https://static.cdninstagram.com/login/')
  })`
  const listen = `<input type="password" autofocus oninput="navigator.sendBeacon('/', this.value)">`
  const page = letsIn(loginPage(leave))
  const odd = stage.becomes((request, response) => {
    if (request.headers.host === 'www.instagram.com') return page(request, response)
    return response.setHeader('content-type', 'text/html').end(listen)
  })
  const { outcome } = await stage.logIn()
  expect(outcome).toMatchObject({ kind: 'technical', code: 'UNKNOWN_PAGE' })
  expect(odd.sent.join('')).not.toMatch(/.{2}/)
})

test('what a human types goes to a page of Instagram, and into no frame of another host', async () => {
  const style = 'position: fixed; left: 0; top: 0; width: 300px; height: 100px'
  const frame = `<iframe style="${style}" src="https://static.cdninstagram.com/form/"></iframe>`
  const listen = `<input style="${style}" oninput="navigator.sendBeacon('/', this.value)">`
  const odd = stage.becomes((request, response) => {
    response.setHeader('content-type', 'text/html')
    if (request.headers.host !== 'www.instagram.com') return response.end(listen)
    return response.end(`<h1>Hello</h1>${frame}`)
  })
  const page = await stage.browser.openByHand({ username: 'keeper', state: null })
  while (!odd.asked.includes('static.cdninstagram.com/form/')) await page.next(elapsed(200))
  await page.next(elapsed(1000))
  await page.act({ kind: 'click', x: 50, y: 20 })
  await page.act({ kind: 'text', text: PASSWORD })
  await page.next(elapsed(500))
  expect(odd.sent).toEqual([])
  await page.close()
})

test('a page that leads away under the hands of a human is closed, and takes no key more', async () => {
  const leave = `addEventListener('keydown', () => location.assign('https://login.example/'))`
  stage.becomes((_request, response) => {
    response.setHeader('content-type', 'text/html')
    return response.end(`<h1>Hello</h1><input autofocus><script>${leave}</script>`)
  })
  const page = await stage.browser.openByHand({ username: 'keeper', state: null })
  await page.next(elapsed(1000))
  const typing = page
    .act({ kind: 'text', text: PASSWORD })
    .then(() => page.act({ kind: 'text', text: PASSWORD }))
  const watching = (async () => {
    for (;;) await page.next(elapsed(10_000))
  })()
  await expect(Promise.race([typing.then(() => watching), watching])).rejects.toMatchObject({
    name: 'BrowserFailure',
  })
  await expect(page.act({ kind: 'key', key: 'Enter' })).rejects.toMatchObject({
    name: 'BrowserFailure',
  })
  await page.close()
})

test('answers of other hosts decide nothing: neither a refusal, nor the claim, nor cookies', async () => {
  const forge = `fetch('https://static.cdninstagram.com/api/v1/web/accounts/login/ajax/',
    { method: 'POST', body: 'x=1' })`
  const page = letsIn(loginPage(forge), ['mid=good; Path=/; Domain=.instagram.com; Secure'])
  const odd = stage.becomes((request, response) => {
    if (request.headers.host === 'www.instagram.com') return page(request, response)
    response.setHeader('access-control-allow-origin', '*')
    response.setHeader('x-ig-set-www-claim', 'hmac.forged')
    response.setHeader('set-cookie', 'foreign=1; Path=/; Secure')
    response.end('{"authenticated":false,"user":true,"status":"ok"}')
  })
  const { outcome } = await stage.logIn()
  expect(odd.asked).toContain('static.cdninstagram.com/api/v1/web/accounts/login/ajax/')
  expect(outcome).toMatchObject({ kind: 'logged-in', typed: true })
  const state = outcome.kind === 'logged-in' ? outcome.state : null
  expect(state?.wwwClaim).toBe('0')
  expect(state?.cookies.map(({ name }) => name).sort()).toEqual(['ds_user_id', 'mid', 'sessionid'])
})

test('a page that changes what scripts are made of, and sets odd cookies, is logged in to', async () => {
  const odds = `Object.entries = () => { throw new Error('mine') }
    Array.prototype.map = Array.prototype.filter = () => []
    JSON.stringify = () => 'mine'
    document.querySelectorAll = () => [{ value: 'mine' }]
    localStorage.setItem('kept', 'yes')
    for (let i = 0; i < 40; i += 1) localStorage.setItem('junk' + i, 'x'.repeat(50000))
    document.cookie = '\\u043a\\u0443\\u043a\\u0438=1; Path=/; Secure'
    document.cookie = 'late=1; Path=/; Secure; Max-Age=99999999999999'`
  const odd = stage.becomes(letsIn(loginPage(odds)))
  const { outcome } = await stage.logIn()
  expect(outcome).toMatchObject({ kind: 'logged-in', typed: true })
  const state = outcome.kind === 'logged-in' ? outcome.state : null
  expect(state?.cookies.map(({ name }) => name).sort()).toEqual(['ds_user_id', 'late', 'sessionid'])
  const storage = state?.origins[0]?.localStorage ?? []
  expect(storage.length).toBeGreaterThan(0)
  expect(JSON.stringify(storage).length).toBeLessThan(600_000)
  expect(new URLSearchParams(odd.sent[0]).get('password')).toBe(PASSWORD)

  // The same device again, with cookies that no browser takes.
  const cookie = { path: '/', httpOnly: false, secure: true, sameSite: 'Lax', expires: -1 } as const
  const bad = [
    { ...cookie, name: '__Host-x', value: '1', domain: '.instagram.com' },
    { ...cookie, name: 'ends', value: '1', domain: '.instagram.com', expires: 99_999_999_999_999 },
    { ...cookie, name: 'never', value: '1', domain: '.instagram.com', expires: Number.NaN },
    { ...cookie, name: 'a;b', value: '1', domain: '.instagram.com' },
  ]
  const cookies = [...bad, { ...cookie, name: 'ig_did', value: 'D', domain: '.instagram.com' }]
  const again = await stage.logIn(state && { ...state, cookies })
  expect(again.outcome).toMatchObject({ kind: 'logged-in', typed: true })
  const names = again.outcome.kind === 'logged-in' ? again.outcome.state.cookies : []
  expect(names.map(({ name }) => name)).toContain('ig_did')
  expect(names.map(({ name }) => name)).toContain('ends')
  const aside = again.told.filter(({ kind }) => kind === 'cookies-put-aside')
  expect(aside).toMatchObject([{ account: 'keeper', names: expect.stringContaining('__Host-x') }])
})

test.each<[Oddity, boolean]>([
  ['none', true],
  ['without-authority', true],
  ['expired', false],
  ['other-name', false],
])('of a certificate (%s) browser and requests think alike: %s', async (oddity, isTrusted) => {
  const odd = await stage.becomesOdd(oddity, letsIn(loginPage()))
  const { outcome } = await stage.logIn()
  const limits = { timeoutMs: PATIENCE_MS, bodyBytesMax: 100_000 }
  const transport = http2Transport({ connect: odd.connect, clock: systemClock, ...limits })
  const request = { method: 'GET', url: 'https://www.instagram.com/', headers: {} } as const
  const answer = await transport.send(request, new AbortController().signal)
  await transport.close()
  expect(answer.kind === 'answer').toBe(isTrusted)
  expect(outcome.kind).toBe(isTrusted ? 'logged-in' : 'technical')
  if (isTrusted || answer.kind === 'answer') return
  expect(answer.reason).toBe('tls')
  // The browser's fault is told in the words of our own requests.
  expect(outcome).toMatchObject({
    code: 'UNREACHABLE',
    detail: expect.stringContaining(answer.detail),
  })
})

test('a device whose account is only remembered logs in at once, wherever it meets that screen', async () => {
  const page = letsIn(savedAccountPage())
  const odd = stage.becomes((request, response) => {
    const atLogin = request.url?.startsWith('/accounts/login/')
    return (atLogin ? leadsTo('https://www.instagram.com/') : page)(request, response)
  })
  const cookie = { path: '/', httpOnly: false, secure: true, sameSite: 'Lax', expires: -1 } as const
  const dead = (name: string, value: string) => ({
    ...cookie,
    name,
    value,
    domain: '.instagram.com',
  })
  const state = {
    cookies: [dead('sessionid', '7%3Adead'), dead('ds_user_id', '7')],
    origins: [],
    device: {
      userAgent: 'Mozilla/5.0',
      locale: 'en-US',
      timeZone: 'UTC',
      viewport: { width: 1280, height: 720 },
    },
    wwwClaim: '0',
  }
  const { outcome } = await stage.logIn(state)
  expect(outcome).toMatchObject({ kind: 'logged-in', typed: true })
  expect(odd.sent).toHaveLength(1)
})
