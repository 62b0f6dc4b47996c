import { readFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { STATUS_OF_CODE } from '../../src/api/problem.ts'
import { ENDPOINTS } from '../../src/contract/all.ts'
import { type Endpoint, takesBody, type Who } from '../../src/contract/endpoint.ts'
import { Problem } from '../../src/contract/problem.ts'
import { createCustomer } from '../../src/customers/customer-store.ts'
import { Trial } from '../trial.ts'
import { SAMPLES } from './samples.ts'
import { type Answered, type Asked, Stage } from './stage.ts'

const BODY_BYTES_MAX = 64 * 1024
const ERRORS = await readFile(new URL('../../docs/errors.md', import.meta.url), 'utf8')

let trial: Trial
let api: Stage
let customerId: string
let tokens: Readonly<Record<Exclude<Who, 'link'> | 'expired' | 'revoked', string>>

beforeAll(async () => {
  trial = await Trial.open({ accounts: [], loggedIn: [] })
  api = await Stage.open(trial.app)
  const given = { name: 'Grace', language: 'en', zone: 'UTC', pays: true } as const
  customerId = (await createCustomer(trial.app, given)).id
  const expired = await api.token({ kind: 'admin' }, 1)
  trial.clock.advance(24 * 3_600_000)
  tokens = {
    expired,
    revoked: 'evercheck_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA',
    admin: await api.token({ kind: 'admin' }, 365),
    read: await api.token({ kind: 'read' }, 365),
    customer: await api.token({ kind: 'customer', customerId }, 365),
  }
})

afterAll(async () => {
  await api[Symbol.asyncDispose]()
  await trial[Symbol.asyncDispose]()
})

test('every endpoint is known by a sample, has a name of its own, and is served and described', async () => {
  const names = ENDPOINTS.map(({ id }) => id)
  expect(Object.keys(SAMPLES).sort()).toEqual([...names].sort())
  expect(new Set(names).size).toBe(names.length)
  const { body } = await api.ask('/openapi.json', { token: null })
  const described = Object.entries(body.paths as Record<string, object>).flatMap(
    ([path, methods]) => Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
  )
  const served = ENDPOINTS.map(({ method, path }) => `${method} /api/v1${path}`)
  expect(described.sort()).toEqual(served.sort())
})

/** Lists that are answered whole, and what bounds them. */
const WHOLE: Readonly<Record<string, string>> = {
  listOperatorSessions: 'where one is signed in',
  listPasskeys: "an operator's own",
  listOperators: 'who runs the installation',
  listDialogues: 'logins that wait for a human',
  checkTimeline: 'the last of it',
  listRules: 'our own',
  listSilences: 'what an operator has silenced and is not over',
  listProcesses: 'those that live',
  listChannels: 'our own',
  listWatches: 'a hundred',
  listIgnored: "a customer's own",
  listWebhooks: 'twenty',
}

test('what may grow long is answered page by page', () => {
  const whole = ENDPOINTS.filter(({ method, answer }) => {
    const fields = answer instanceof z.ZodObject ? answer.shape : {}
    return method === 'GET' && 'items' in fields && !('next' in fields)
  })
  expect(whole.map(({ id }) => id).sort()).toEqual(Object.keys(WHOLE).sort())
})

test('every code that an answer may bear has its page', () => {
  const named = ENDPOINTS.flatMap(({ refusals = [] }) => refusals)
  const codes = new Set([...named, ...Object.keys(STATUS_OF_CODE)])
  expect([...codes].filter((code) => !ERRORS.includes(`| \`${code}\` |`))).toEqual([])
})

test.each(ENDPOINTS.map((endpoint) => [endpoint.id, endpoint] as const))(
  '%s refuses whoever may not, and whatever it does not take',
  async (id, endpoint) => {
    const sample = SAMPLES[id] ?? {}
    const wrong: string[] = []
    for (const [what, status, path, asked] of casesOf(endpoint, sample.params ?? {})) {
      // Nobody asks too often here: the minute is over.
      trial.clock.advance(60_000)
      const answer = await api.ask(path, { ...asked, headers: headersFor(endpoint, asked) })
      const said = `${answer.status} ${answer.body?.code ?? ''}`
      if (!status.includes(answer.status)) wrong.push(`${what}: ${said}`)
      else if (!isProblem(answer)) wrong.push(`${what}: no problem of ours: ${said}`)
    }
    expect(wrong).toEqual([])
  },
)

test.each(ENDPOINTS.filter(takesBody).map((endpoint) => [endpoint.id, endpoint] as const))(
  '%s takes no field that it does not know',
  (_id, { body }) => {
    const schema = z.toJSONSchema(body, { io: 'input', unrepresentable: 'any' })
    const options = (schema.anyOf ??
      schema.oneOf ?? [schema]) as readonly z.core.JSONSchema.BaseSchema[]
    for (const { additionalProperties } of options) expect(additionalProperties).toBe(false)
  },
)

test.each(
  ENDPOINTS.filter(({ idempotent }) => idempotent === 'answered').map(
    (endpoint) => [endpoint.id, endpoint] as const,
  ),
)(
  '%s does what comes with one key once, and refuses the key with another body',
  async (id, endpoint) => {
    const { body, other, params = {} } = SAMPLES[id] ?? {}
    const path = filled(endpoint, { ...params, customer: customerId })
    const headers = { 'idempotency-key': `key-of-${id}` }
    const asked = { method: endpoint.method, token: tokens.admin, headers }
    const first = await api.ask(path, { ...asked, body })
    expect(first.status).toBe(endpoint.status)
    expect(await api.ask(path, { ...asked, body })).toMatchObject({
      status: endpoint.status,
      body: first.body,
    })
    expect(await api.ask(path, { ...asked, body: other })).toMatchObject({
      status: 422,
      body: { code: 'IDEMPOTENCY_KEY_REUSED' },
    })
  },
)

test('a body that comes too slowly is cut off at every endpoint that takes one', async () => {
  await using slow = await Stage.open(trial.app, { limits: { requestMs: 300, lookMs: 50 } })
  const answers = await Promise.all(
    ENDPOINTS.filter(takesBody).map(async (endpoint) => {
      const answer = await dribble(slow, endpoint)
      return [endpoint.id, /"code":"(\w+)"/.exec(answer)?.[1]] as const
    }),
  )
  // Who may not come in at all is told so before his body is waited for.
  for (const [id, code] of answers) {
    expect([id, code]).toEqual([id, expect.stringMatching(/TOO_SLOW|SCOPE_MISSING|ORIGIN|RATE/)])
  }
  expect(answers.filter(([, code]) => code === 'REQUEST_TOO_SLOW').length).toBeGreaterThan(8)
})

const BORNE = {
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
} as const

type Case = readonly [what: string, status: readonly number[], path: string, asked: Asked]

/** Everything that has to be refused, made from what the contract says of an endpoint. */
function casesOf(endpoint: Endpoint, params: Readonly<Record<string, string>>): readonly Case[] {
  const { method, who, id } = endpoint
  const sample = SAMPLES[id] ?? {}
  const path = filled(endpoint, params)
  const ask = { method, ...(sample.body === undefined ? {} : { body: sample.body }) }
  const admin = { ...ask, token: who === 'anyone' ? null : tokens.admin }
  const cases: Case[] = []
  if (who !== 'anyone') {
    cases.push(['no credentials', [401], path, { ...ask, token: null }])
    cases.push(['no such token', [401], path, { ...ask, token: tokens.revoked }])
    cases.push(['an expired token', [401], path, { ...ask, token: tokens.expired }])
    for (const kind of ['read', 'customer', 'admin'] as const) {
      if (who.includes(kind) && !endpoint.operator && !endpoint.owner) continue
      cases.push([`the scope ${kind}`, [403], path, { ...ask, token: tokens[kind] }])
    }
  }
  // Only a signed-in operator gets any further there, and the tests of signing in are his.
  if (endpoint.operator || endpoint.owner) return cases
  cases.push(['an unknown parameter', [400], `${path}?unknown=1`, admin])
  if (sample.malformed !== undefined) {
    const [name = ''] = Object.keys(params)
    const malformed = filled(endpoint, { ...params, [name]: sample.malformed })
    cases.push(['a malformed id', [400, 404, 414], malformed, admin])
    // What is not there, and what is somebody else's, is the same to everybody.
    if (who !== 'anyone') cases.push(['nothing of that id', [404, 400], path, admin])
  }
  if (who !== 'anyone' && who.includes('customer') && params.id !== undefined) {
    const token = tokens.customer
    cases.push(["somebody else's object", [404], path, { ...ask, token }])
  }
  const [first] = Object.keys(params)
  if (first !== undefined) {
    const spoilt = filled(endpoint, { ...params, [first]: 'a%00b' })
    cases.push(['a NUL in the path', [400, 404], spoilt, admin])
  }
  if (takesBody(endpoint)) cases.push(...bodyCases(endpoint, path, admin))
  else if (method !== 'GET') {
    cases.push(['a body', [400], path, { ...admin, body: { unknown: 1 } }])
  }
  return cases
}

function bodyCases(endpoint: Endpoint, path: string, admin: Asked): readonly Case[] {
  const { body } = SAMPLES[endpoint.id] ?? {}
  const known = typeof body === 'object' && body !== null ? body : {}
  const large = 'x'.repeat((endpoint.bodyBytesMax ?? BODY_BYTES_MAX) + 1)
  const deep = `${'['.repeat(30_000)}${']'.repeat(30_000)}`
  const plain = { 'content-type': 'text/plain' }
  const form = { 'content-type': 'application/x-www-form-urlencoded' }
  return [
    ['an unknown field', [400], path, { ...admin, body: { ...known, unknown: 1 } }],
    ['a prototype', [400], path, { ...admin, body: '{"__proto__":{"role":"admin"}}' }],
    ['half of JSON', [400], path, { ...admin, body: '{"target":' }],
    ['a list', [400], path, { ...admin, body: [1] }],
    ['a deep body', [400], path, { ...admin, body: deep }],
    ['a NUL', [400], path, { ...admin, body: { ...known, ...spoiled(known, '\0') } }],
    ['half a letter', [400], path, { ...admin, body: { ...known, ...spoiled(known, '\ud800') } }],
    ['too large a body', [413], path, { ...admin, body: { large } }],
    ['plain text', [415], path, { ...admin, body: 'target=x', headers: plain }],
    ['a form', [415], path, { ...admin, body: 'target=x', headers: form }],
  ]
}

/** The same with something in its texts that is none; one that has no text is given one. */
function spoiled(body: object, what: string): Record<string, unknown> {
  const texts = Object.entries(body).filter(([, value]) => typeof value === 'string')
  if (texts.length === 0) return { [`a${what}`]: 1 }
  return Object.fromEntries(texts.map(([name, value]) => [name, `${value}${what}`]))
}

function filled({ path }: Endpoint, params: Readonly<Record<string, string>>): string {
  return path.replaceAll(/\{(\w+)\}/g, (_, name: string) => params[name] ?? '')
}

/** What a page of this installation sends along, where only pages may ask. */
function headersFor({ fromBrowser }: Endpoint, { headers = {} }: Asked): Record<string, string> {
  if (!fromBrowser) return { ...headers }
  const { origin } = new URL(api.url)
  return { ...headers, origin, 'sec-fetch-site': 'same-origin', 'x-evercheck': '1' }
}

function isProblem({ headers, body, status }: Answered): boolean {
  const read = Problem.safeParse(body)
  const type = headers.get('content-type') ?? ''
  if (!read.success || read.data.status !== status) return false
  // What every answer bears, also of those that were refused.
  for (const [name, value] of Object.entries(BORNE)) {
    if (!headers.get(name)?.includes(value)) return false
  }
  if (!type.startsWith('application/problem+json')) return false
  return ERRORS.includes(`| \`${read.data.code}\` |`) && /^err_\w{16}$/.test(read.data.errorId)
}

/** Sends the head of a request and the first bytes of its body, and no more. */
async function dribble(stage: Stage, endpoint: Endpoint): Promise<string> {
  const path = filled(endpoint, SAMPLES[endpoint.id]?.params ?? {})
  const socket = connect(stage.port, '127.0.0.1')
  const origin = new URL(stage.url)
  const head = [
    `${endpoint.method} /api/v1${path} HTTP/1.1`,
    `Host: ${origin.host}`,
    `Origin: ${origin.origin}`,
    'Sec-Fetch-Site: same-origin',
    'X-Evercheck: 1',
    ...(endpoint.who === 'anyone' ? [] : [`Authorization: Bearer ${tokens.admin}`]),
    'Content-Type: application/json',
    'Content-Length: 1000',
  ]
  socket.write(`${head.join('\r\n')}\r\n\r\n{"target":`)
  try {
    return await firstWords(socket)
  } finally {
    socket.destroy()
  }
}

async function firstWords(socket: ReturnType<typeof connect>): Promise<string> {
  let said = ''
  for await (const chunk of socket) {
    said += String(chunk)
    if (said.includes('"code"')) return said
  }
  return said
}
