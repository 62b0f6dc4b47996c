import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { MACHINE } from '../../src/access/principal.ts'
import { listTokens, revokeToken } from '../../src/access/token.ts'
import { ENDPOINTS } from '../../src/contract/all.ts'
import type { Endpoint } from '../../src/contract/endpoint.ts'
import { createCustomer } from '../../src/customers/customer-store.ts'
import { ADA, Trial } from '../trial.ts'
import { type Browser, signedIn } from './browser.ts'
import { SAMPLES } from './samples.ts'
import { Stage } from './stage.ts'

let trial: Trial
let api: Stage

beforeAll(async () => {
  trial = await Trial.open()
  api = await Stage.open(trial.app)
})

afterAll(async () => {
  await api[Symbol.asyncDispose]()
  await trial[Symbol.asyncDispose]()
})

async function customer(name: string) {
  const given = { name, language: 'en', zone: 'UTC', pays: false } as const
  const { id } = await createCustomer(trial.app, given)
  return { id, token: await api.token({ kind: 'customer', customerId: id }) }
}

function filled({ path }: Endpoint, params: Readonly<Record<string, string>>): string {
  return path.replaceAll(/\{(\w+)\}/g, (_, name: string) => params[name] ?? '')
}

/** Sends bytes as they are, and gives back what is answered until the server closes the line. */
async function raw(...lines: readonly string[]): Promise<string> {
  const socket = connect(api.port, '127.0.0.1')
  socket.on('error', () => undefined)
  socket.write(lines.join('\r\n'))
  return text(socket)
}

test('whatever is one customer’s, another one neither reads nor changes, at any endpoint', async () => {
  const grace = await customer('Grace')
  const heidi = await customer('Heidi')
  const key = { 'idempotency-key': 'one' }
  const order = { token: grace.token, headers: key, body: { target: ADA.username } }
  const { id: check } = (await api.ask('/checks', order)).body
  const mine = { token: grace.token }
  const watched = { ...mine, body: { target: ADA.username } }
  const { id: watch } = (await api.ask('/watches', watched)).body
  const hook = { url: 'https://hooks.example.com/', kinds: ['check.completed'] }
  const { id: webhook } = (await api.ask('/webhooks', { ...mine, body: hook })).body
  const tested = await api.ask(`/webhooks/${webhook}/test`, { ...mine, method: 'POST' })
  const link = await api.ask(`/checks/${check}/links`, { ...mine, method: 'POST' })
  const ids: Readonly<Record<string, Readonly<Record<string, string>>>> = {
    endWatch: { id: watch },
    revokeLink: { id: check, link: link.body.id },
    replayDelivery: { id: webhook, delivery: tested.body.delivery },
  }
  const told: string[] = []
  let tried = 0
  for (const endpoint of ENDPOINTS) {
    const { who, id, method, path } = endpoint
    if (who === 'anyone' || !who.includes('customer') || !path.includes('{')) continue
    const params = ids[id] ?? { id: path.startsWith('/webhooks') ? webhook : check }
    if (path.includes('{username}')) continue
    const body = SAMPLES[id]?.body
    const asked = { method, token: heidi.token, ...(body === undefined ? {} : { body }) }
    const answer = await api.ask(filled(endpoint, params), asked)
    tried += 1
    if (answer.status !== 404) told.push(`${id}: ${answer.status}`)
    if (JSON.stringify(answer.body).includes(ADA.username)) told.push(`${id} tells`)
    trial.clock.advance(10_000)
  }
  expect(told).toEqual([])
  expect(tried).toBeGreaterThan(14)
  // Nor by naming her where a customer may be named.
  for (const path of ['/checks', '/balance', '/entries', '/watches', '/ignored', '/webhooks']) {
    const answer = await api.ask(`${path}?customer=${grace.id}`, { token: heidi.token })
    const shown = JSON.stringify(answer.body)
    expect([path, shown.includes(check), shown.includes(watch), shown.includes(webhook)]).toEqual([
      path,
      false,
      false,
      false,
    ])
    if (answer.status === 200 && answer.body.customer) expect(answer.body.customer).toBe(heidi.id)
  }
  const named = { token: heidi.token, body: { target: 'x.example', customer: grace.id } }
  const forHer = await api.ask('/checks', { ...named, headers: key })
  expect(forHer.body.code).toBe('SCOPE_MISSING')
  // All of it is still there, and a key of hers is no key of Grace's.
  const hers = await api.ask('/checks', { ...named, headers: key, body: { target: 'y.example' } })
  expect(hers.status).toBe(202)
  expect(hers.body.id).not.toBe(check)
  expect((await api.ask(`/checks/${check}`, mine)).body).toMatchObject({ state: 'queued' })
  expect((await api.ask('/watches', mine)).body.items).toHaveLength(1)
  expect((await api.ask('/webhooks', mine)).body.items).toMatchObject([{ disabledAt: null }])
})

test('a token that was ended lets in nowhere', async () => {
  const admin = await api.token({ kind: 'admin' })
  const all = await listTokens(trial.app, {})
  const newest = all.toSorted((a, b) => +b.createdAt - +a.createdAt)[0]
  expect((await api.ask('/checks', { token: admin })).status).toBe(200)
  await revokeToken(trial.app, newest?.id ?? '', MACHINE)
  const through: string[] = []
  for (const endpoint of ENDPOINTS) {
    if (endpoint.who === 'anyone') continue
    const { params = {}, body } = SAMPLES[endpoint.id] ?? {}
    const asked = { method: endpoint.method, token: admin, ...(body === undefined ? {} : { body }) }
    const answer = await api.ask(filled(endpoint, params), asked)
    if (answer.body.code !== 'CREDENTIALS_REFUSED') through.push(`${endpoint.id} ${answer.status}`)
    trial.clock.advance(10_000)
  }
  expect(through).toEqual([])
})

test('a page of another origin changes nothing at any endpoint, though it has the cookie', async () => {
  const owner: Browser = await signedIn(trial, api, 'ada', 'owner')
  await owner.sudo()
  const through: string[] = []
  for (const endpoint of ENDPOINTS) {
    if (endpoint.method === 'GET') continue
    const { params = {}, body } = SAMPLES[endpoint.id] ?? {}
    const sent = { method: endpoint.method, ...(body === undefined ? {} : { body }) }
    for (const headers of [
      // A page of a sibling, with all that a script may add.
      { origin: 'http://sibling.localhost', 'sec-fetch-site': 'same-site' },
      // A form that was sent from elsewhere, and one whose page hides where it is.
      { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site', 'x-evercheck': '' },
      { origin: 'null', 'sec-fetch-site': 'none' },
      // An old browser that says nothing.
      { 'sec-fetch-site': '', 'x-evercheck': '' },
    ]) {
      const answer = await owner.ask(filled(endpoint, params), { ...sent, headers })
      // What is no request of ours is told so first.
      if (!['ORIGIN_REFUSED', 'REQUEST_INVALID'].includes(answer.body?.code)) {
        through.push(`${endpoint.id} ${answer.status} ${answer.body?.code} ${headers.origin}`)
      }
      trial.clock.advance(10_000)
    }
  }
  expect(through).toEqual([])
})

test.each([
  ['two lengths', ['Content-Length: 5', 'Content-Length: 6']],
  ['a length and chunks', ['Content-Length: 5', 'Transfer-Encoding: chunked']],
  ['chunks that are none', ['Transfer-Encoding: chunked, identity']],
  ['chunks by another name', ['Transfer-Encoding: xchunked']],
  ['a space before the colon', ['Content-Length : 5']],
  ['a folded line', ['X-A: 1', ' Content-Length: 5']],
  ['a signed length', ['Content-Length: +5']],
  ['a NUL in a header', ['X-A: \0']],
  ['two hosts', ['Host: evil.example']],
])('a request with %s is not read in two ways', async (_what, headers) => {
  const answer = await raw(
    'POST /api/v1/checks HTTP/1.1',
    'Host: localhost',
    `Authorization: Bearer ${api.admin}`,
    'Content-Type: application/json',
    ...headers,
    '',
    'GET /api/v1/tokens HTTP/1.1',
    'Host: localhost',
    `Authorization: Bearer ${api.admin}`,
    'Connection: close',
    '',
    '',
  )
  const statuses = answer.match(/^HTTP\/1\.1 \d+/gm) ?? []
  // What follows is never another request.
  expect(statuses).toEqual(['HTTP/1.1 400'])
})

test('a flood of headers is cut off, and whoever comes after it is served', async () => {
  const large = await raw(
    'GET /api/v1/status HTTP/1.1',
    'Host: a',
    `X: ${'x'.repeat(40_000)}`,
    '',
    '',
  )
  expect(large).toMatch(/^HTTP\/1\.1 431 /)
  const many = Array.from({ length: 5000 }, (_, n) => `X-${n}: 1`)
  expect(await raw('GET /api/v1/status HTTP/1.1', 'Host: a', ...many, '', '')).toMatch(/ 431 /)
  const huge = 'x'.repeat(10 * 1024 * 1024)
  const answer = await api.ask('/checks', { body: { target: huge } }).catch(() => null)
  // It may be hung up on before it has sent all of that.
  if (answer !== null) expect(answer.body.code).toBe('BODY_TOO_LARGE')
  expect((await api.ask('/status', { token: null })).status).toBe(200)
})

test.each([
  '/public/api/v1/tokens',
  '/public/api/v1/../v1/tokens',
  '/public/../api/v1/tokens',
  '/public/%2e%2e/api/v1/tokens',
  '/public/api/v1/%2e%2e/v1/tokens',
  '/public/api/v1/..%2ftokens',
  '/public//api/v1/tokens',
  '/public/api/v1//tokens',
  '/public/api//v1/tokens',
  '/public%2fapi/v1/tokens',
  '/public/api/v1/tokens;a=/status',
  '/public/api/v1/status/../tokens',
  '/public/api/v1/%74okens',
  '/PUBLIC/api/v1/tokens',
  '/public/public/api/v1/tokens',
  'http://localhost/public/api/v1/tokens',
  '/public\\api\\v1\\tokens',
  '/public/r/../../api/v1/tokens',
  '/public/assets/..%2f..%2f..%2fpackage.json',
  '/public/assets/%2e%2e/index.html',
])('behind a proxy that lets only /public through, %s reaches nothing else', async (path) => {
  const answer = await raw(
    `GET ${path} HTTP/1.1`,
    'Host: localhost',
    `Authorization: Bearer ${api.admin}`,
    'Connection: close',
    '',
    '',
  )
  // An empty page for a customer's browser, at the most.
  if (!answer.startsWith('HTTP/1.1 200 ')) expect(answer).toMatch(/^HTTP\/1\.1 (400|404) /)
  else expect(answer).toMatch(/\r\ncontent-type: text\/html;[\s\S]*<div id="root">/)
  expect(answer).not.toMatch(/"items"|"scripts"|evercheck_/)
})

test('one key at two processes at once is one order, and one hold', async () => {
  const other = await Stage.open((await trial.start()).app)
  try {
    const { id, token } = await customer('Ivan')
    const orders = Array.from({ length: 12 }, (_, n) => {
      const headers = { 'idempotency-key': 'twice' }
      return [api, other][n % 2]?.ask('/checks', { token, headers, body: { target: 'z.example' } })
    })
    const answers = await Promise.all(orders)
    for (const answer of answers) {
      expect(answer).toMatchObject({ status: 202, body: answers[0]?.body })
    }
    const { items } = (await api.ask(`/checks?customer=${id}`)).body
    expect(items).toHaveLength(1)
  } finally {
    await other[Symbol.asyncDispose]()
  }
})
