import { once } from 'node:events'
import { get } from 'node:https'
import { expect, test } from 'vitest'
import { ManualClock } from '../../src/kernel/clock.ts'
import { Bench, PLAIN_PAGES } from '../test-client.ts'

type Expected = { status: number; message?: string; location?: RegExp; text?: RegExp }

/** Status and marks of every row that has its own answer (facts 4.1). */
const EXPECTED: Readonly<Record<string, Expected>> = {
  '1': { status: 401, message: 'Please wait a few minutes before you try again.' },
  '1-bare': {
    status: 401,
    text: /^\{"message":"Please wait[^{}]*"require_login":true,"status":"fail"\}$/,
  },
  '1b': { status: 401, text: /"logout_reason":6,"logout_expectedness":"inactive"/ },
  '1c': { status: 429, message: 'Please wait a few minutes before you try again.' },
  '2': { status: 403, message: 'login_required', text: /"logout_reason":8/ },
  '2b': { status: 403, message: 'login_required' },
  '2c': { status: 403, message: 'login_required', text: /"logout_reason":3/ },
  '2d': { status: 403, message: 'login_required', text: /"logout_reason":33/ },
  '2e': { status: 403, message: 'login_required' },
  '3': { status: 403, message: 'user_has_logged_out', text: /"logout_reason":9/ },
  '4': { status: 302, location: /^https:\/\/www\.instagram\.com\/accounts\/login\/\?next=/ },
  '5': { status: 302, location: /^https:\/\/www\.instagram\.com\/$/ },
  '5b': { status: 302, location: /\/api\/v1\/friendships\/\d+\/followers\/\?count=12$/ },
  '6': { status: 302, location: /\/challenge\/\d+\/[\w-]+\/$/ },
  '7': { status: 302, location: /\/accounts\/suspended\// },
  '7-challenge': { status: 400, text: /"api_path":"\/accounts\/suspended\/"/ },
  '8': { status: 302, location: /\/consent\// },
  '9': { status: 302, location: /\/auth_platform\/\?apc=/ },
  '10': { status: 400, message: 'checkpoint_required', text: /"checkpoint_url":"\/challenge\// },
  '10b': { status: 400, message: 'checkpoint_required', text: /unsupported_version/ },
  '11': { status: 400, message: 'challenge_required', text: /"logout":false/ },
  '11-logout': { status: 400, message: 'challenge_required', text: /"logout":true/ },
  '11b': { status: 404, text: /^Not Found$/ },
  '12': { status: 400, message: 'feedback_required', text: /"spam":true/ },
  '13': { status: 400, message: 'consent_required' },
  '14': { status: 400, message: 'geoblock_required' },
  '15': { status: 400, text: /"error_type":"sentry_block"/ },
  '16': { status: 429, text: /"error_type":"rate_limit_error"/ },
  '17': { status: 429, text: /^$/ },
  '18': { status: 429, text: /./ },
  '18-page': { status: 429, text: /<title>Page Not Found/ },
  '19': { status: 400, message: 'useragent mismatch' },
  '20': { status: 500 },
  '21': { status: 408, text: /^$/ },
  '22': { status: 467 },
  '23': { status: 201, text: /^$/ },
  '24': { status: 200, text: /^<!DOCTYPE html>.*not-logged-in.*Login • Instagram/s },
  '24b': { status: 200, text: /^<!DOCTYPE html>.*logged-in.*mount_0_0/s },
  '24c': { status: 200, text: /<title>Error<\/title>/ },
  '24d': { status: 200, text: /^<!DOCTYPE html>.*Use another profile.*accounts\/emailsignup/s },
  '25': { status: 200, text: /"users":\[\]/ },
  '26': { status: 200, text: /"status":"fail"/ },
  '27': { status: 200, text: /^\{"status":"ok"\}$/ },
  '28': { status: 200, text: /^for \(;;\);\{"users":\[\{/ },
  '30': { status: 403, message: 'login_required' },
  '31': { status: 400, text: /"error_type":"inactive user"/ },
  '32': { status: 400, message: 'checkpoint_logged_out', text: /\/integrity\/checkpoint\// },
  '38': { status: 400, message: 'Not authorized to view user' },
  '38-empty': { status: 200, text: /^\{"status":"ok","users":\[\]\}$/ },
  '39': { status: 404 },
  '39b': { status: 400, text: /Asset asset:\/\/.*has been deleted\. You cannot use this schema/ },
  '39c': { status: 400, message: '' },
}

test('every row of the table strikes once when it is told to, and then never again', async () => {
  await using bench = await Bench.open()
  const pk = await bench.pkOf('ada.example')
  const path = `/api/v1/friendships/${pk}/followers/?count=12`
  for (const [row, expected] of Object.entries(EXPECTED)) {
    const browser = await bench.browser()
    await bench.control('faults', { once: [{ row, list: 'followers' }] })
    const got = await browser.get(path)
    expect([row, got.status]).toEqual([row, expected.status])
    if (expected.message !== undefined)
      expect([row, got.json.message]).toEqual([row, expected.message])
    if (expected.location) expect(got.headers.location).toMatch(expected.location)
    if (expected.text) expect(got.text).toMatch(expected.text)
    const after = await (await bench.browser()).get(path)
    expect([row, after.status, after.json?.status]).toEqual([row, 200, 'ok'])
  }
  const { faults } = await bench.control('counters')
  expect(Object.keys(faults).sort()).toEqual(Object.keys(EXPECTED).sort())
})

test('a cut takes the connection, or only the stream, over HTTP/2 and over HTTP/1.1', async () => {
  await using bench = await Bench.open()
  const browser = await bench.browser()
  const path = `/api/v1/friendships/${await bench.pkOf('ada.example')}/followers/`
  const { headers } = browser
  await bench.control('faults', { once: [{ row: '29-reset', list: 'followers', times: 2 }] })
  await expect(browser.get(path)).rejects.toThrow('NGHTTP2_INTERNAL_ERROR')
  await expect(bench.askHttp1(path, { headers })).rejects.toThrow(/ECONNRESET|aborted/)
  await bench.control('faults', { once: [{ row: '29', list: 'followers', times: 2 }] })
  await expect(browser.get(path)).rejects.toThrow(/ECONNRESET|cut/)
  await bench.reconnect()
  await expect(bench.askHttp1(path, { headers })).rejects.toThrow(/ECONNRESET|aborted/)
  expect((await browser.get(path)).status).toBe(200)
})

test('a truncated answer is well framed and no JSON', async () => {
  await using bench = await Bench.open()
  const browser = await bench.browser()
  const path = `/api/v1/friendships/${await bench.pkOf('ada.example')}/followers/`
  await bench.control('faults', { once: [{ row: '29-truncated', list: 'followers' }] })
  const got = await browser.get(path)
  expect(got.status).toBe(200)
  expect(got.text).toMatch(/^\{"users":\[\{/)
  expect(got.json).toBeUndefined()
})

test('a slow body takes five seconds from its headers to its last piece, and is whole', async () => {
  const clock = new ManualClock(new Date())
  await using bench = await Bench.open({ clock })
  const browser = await bench.browser()
  const path = `/api/v1/friendships/${await bench.pkOf('ada.example')}/followers/`
  await bench.control('faults', { once: [{ row: '29-drip', list: 'followers' }] })
  const startMs = clock.now().getTime()
  expect((await browser.get(path)).json.users.length).toBeGreaterThan(0)
  expect(clock.now().getTime() - startMs).toBe(5_000)
})

test('a stalled answer has its headers and half of its body, and no end', async () => {
  await using bench = await Bench.open()
  const browser = await bench.browser()
  const path = `/api/v1/friendships/${await bench.pkOf('ada.example')}/followers/`
  await bench.control('faults', { once: [{ row: '29-stalled', list: 'followers' }] })
  const { port, ca } = bench.simulator
  const headers = { ...browser.headers, host: 'www.instagram.com' }
  const servername = 'www.instagram.com'
  const asked = get({ host: '127.0.0.1', port, ca, servername, path, headers, agent: false })
  const [response] = await once(asked, 'response')
  expect(response.statusCode).toBe(200)
  const wholeBytes = Number(response.headers['content-length'])
  let bytes = 0
  for await (const chunk of response) {
    bytes += chunk.length
    if (bytes >= wholeBytes >> 1) break
  }
  expect([bytes, response.complete]).toEqual([wholeBytes >> 1, false])
})

test('a challenge that logs out ends the session', async () => {
  await using bench = await Bench.open()
  const browser = await bench.browser()
  const path = `/api/v1/users/${browser.pk}/info/`
  await bench.control('faults', { once: [{ row: '11-logout', surface: 'info' }] })
  expect((await browser.get(path)).json.challenge.logout).toBe(true)
  expect((await browser.get(path)).json.message).toBe('login_required')
})

test('a fault may choose another status and another language', async () => {
  await using bench = await Bench.open()
  const browser = await bench.browser()
  const path = `/api/v1/users/${browser.pk}/info/`
  const message = 'Vui lòng đợi một vài phút trước khi thử lại.'
  const once = [
    { row: '1', surface: 'info', message },
    { row: '20', surface: 'info', status: 572 },
  ]
  await bench.control('faults', { once })
  const localised = await browser.get(path)
  expect([localised.status, localised.json.message]).toEqual([401, message])
  expect((await browser.get(path)).status).toBe(572)
})

test('rows that mean the end are the end: user_has_logged_out and a deleted sessionid', async () => {
  await using bench = await Bench.open()
  for (const row of ['3', '30']) {
    const browser = await bench.browser()
    await bench.control('faults', { once: [{ row, surface: 'info' }] })
    const path = `/api/v1/users/${browser.pk}/info/`
    const struck = await browser.get(path)
    expect(struck.status).toBe(403)
    expect(struck.setCookies.some((text) => /^sessionid="";.*Max-Age=0/.test(text))).toBe(
      row === '30',
    )
    expect((await browser.get(path)).status).toBe(403)
  }
  expect((await bench.control('counters')).deaths).toBe(2)
})

test('a lasting checkpoint stops the account until its standing is mended', async () => {
  await using bench = await Bench.open()
  const browser = await bench.browser()
  const path = `/api/v1/users/${browser.pk}/info/`
  await bench.control('faults', { once: [{ row: '10', surface: 'info', lasting: true }] })
  expect((await browser.get(path)).json.message).toBe('checkpoint_required')
  expect((await browser.get(path)).json.message).toBe('checkpoint_required')
  await bench.control('accounts', { username: 'keeper', standing: 'ok' })
  expect((await browser.get(path)).status).toBe(200)
})

test('faults by chance strike about as often as they should, and only their victims', async () => {
  await using bench = await Bench.open({ config: { faults: { pages: PLAIN_PAGES } } })
  const browser = await bench.browser()
  await bench.control('faults', { every: [{ row: '20', probability: 0.3, surface: 'list' }] })
  const path = `/api/v1/friendships/${await bench.pkOf('small.example')}/followers/`
  let struck = 0
  for (let i = 0; i < 200; i += 1) if ((await browser.get(path)).status === 500) struck += 1
  expect(struck).toBeGreaterThan(30)
  expect(struck).toBeLessThan(90)
  expect((await browser.get(`/api/v1/users/${browser.pk}/info/`)).status).toBe(200)
  await bench.control('faults', { reset: true })
  expect((await bench.control('faults')).every).toEqual([])
})

test('a fault waits for its hour, and one with a duration strikes until it is over', async () => {
  await using bench = await Bench.open()
  const browser = await bench.browser()
  const path = `/api/v1/users/${browser.pk}/info/`
  const status = async () => (await browser.get(path)).status
  const once = [{ row: '20', surface: 'info', afterMs: 60_000, forMs: 30_000 }]
  await bench.control('faults', { once })
  expect(await status()).toBe(200)
  await bench.control('clock/advance', { ms: 60_000 })
  expect([await status(), await status(), await status()]).toEqual([500, 500, 500])
  await bench.control('clock/advance', { ms: 30_000 })
  expect(await status()).toBe(200)
})
