import fc from 'fast-check'
import { expect, test } from 'vitest'
import { anyUrl } from '../../../test/any-text.ts'
import type { Circumstances } from '../questions/operation.ts'
import {
  findByName,
  readList,
  readOwnUser,
  readUser,
  searchByName,
} from '../questions/operation.ts'
import type { Answer } from '../wire/transport.ts'
import { classify } from './classify.ts'
import type { Verdict } from './verdict.ts'

const MIDWAY: Circumstances = { firstOnConnection: false, expectedCount: 1663, rowsSoFar: 728 }
const FOLLOWERS = readList('followers', '42', 'jane', 'QVFB', 12)

type Given = Partial<Extract<Answer, { kind: 'answer' }>>

function answer(given: Given): Answer {
  return {
    kind: 'answer',
    status: 200,
    headers: {},
    setCookies: [],
    location: null,
    body: '',
    protocol: 'h2',
    firstOnConnection: false,
    durationMs: 1,
    ...given,
  }
}

function verdictOn(given: Given): Verdict<unknown> {
  return classify(FOLLOWERS, answer(given), MIDWAY)
}

const ELSEWHERE = [
  'https://evil.test/challenge/1/2/',
  'https://instagram.com.evil.test/challenge/1/2/',
  'https://evilinstagram.com/challenge/',
  'https://www.instagram.com@evil.test/challenge/',
  '//evil.test/challenge/',
  '\\\\evil.test\\challenge\\',
  'javascript:alert("/challenge/")',
  'data:text/html,/challenge/',
  'https://',
]

test('a challenge that leads away from Instagram is never shown as a place to go', () => {
  for (const link of ELSEWHERE) {
    for (const message of ['challenge_required', 'checkpoint_required', 'checkpoint_logged_out']) {
      const fail = { message, checkpoint_url: link, challenge: { url: link }, status: 'fail' }
      const verdict = verdictOn({ status: 400, body: JSON.stringify(fail) })
      expect(verdict).toMatchObject({ kind: 'challenged', where: null })
      expect(JSON.stringify(verdict)).not.toMatch(/evil|alert/)
    }
  }
})

test('a redirect away from Instagram decides nothing', () => {
  for (const location of ELSEWHERE) {
    const verdict = verdictOn({ status: 302, location })
    expect(verdict).toMatchObject({ kind: 'unknown', evidence: { redirect: null } })
  }
})

test('a challenge on Instagram is shown without its keys', () => {
  const location = 'https://www.instagram.com/challenge/7000001/N0nceN0nce/?next=/&apc=S3cret'
  expect(verdictOn({ status: 302, location })).toMatchObject({
    kind: 'challenged',
    where: '/challenge/…/…/',
    evidence: { redirect: '/challenge/…/…/' },
  })
})

test('the evidence of a failure says what the answer said', () => {
  const body = JSON.stringify({
    message: 'login_required',
    error_type: 'some_error',
    logout_reason: 8,
    logout_expectedness: 'logged_out',
    status: 'fail',
  })
  const headers = { 'content-type': 'application/json' }
  expect(verdictOn({ status: 403, body, headers }).evidence).toEqual({
    row: '2',
    status: 403,
    message: 'login_required',
    errorType: 'some_error',
    logoutReason: 8,
    logoutExpectedness: 'logged_out',
    redirect: null,
    contentType: 'application/json',
    bodyChars: body.length,
    protocol: 'h2',
    sessionDeleted: false,
  })
})

test('a message is told short and without links and tokens', () => {
  const message = `See https://help.test/?n=1 and AYcS3cretS3cretS3cretS3cret ${'so '.repeat(200)}`
  const { evidence } = verdictOn({ status: 403, body: JSON.stringify({ message, status: 'fail' }) })
  expect(evidence.message).toMatch(/^See \[link\] and \[cut\] so so/)
  expect(evidence.message?.length).toBeLessThanOrEqual(160)
})

test('what stands in scripts, comments and fields of a page does not make it a login wall', () => {
  const inputs = '<input type="password">'
  const scripts = `<script>const form = '${inputs}'</script><style>/* ${inputs} */</style>`
  const hidden = `<!-- <title>Login • Instagram</title> --><textarea>${inputs}</textarea>`
  const body = `<!DOCTYPE html><html>${hidden}<head><title>İ</title></head>${scripts}</html>`
  expect(verdictOn({ body }).kind).toBe('gated')
  expect(verdictOn({ body: `${body}${inputs}` }).kind).toBe('logged-out')
})

test('a page of half a megabyte is judged by its markup without delay', () => {
  const script = `<script>${'"biography":"<input type=\\"password\\">",'.repeat(12_000)}</script>`
  const body = `<!DOCTYPE html><html><head><title>Instagram</title></head>${script}</html>`
  expect(verdictOn({ body }).kind).toBe('gated')
  const hostile = `<!DOCTYPE html>${'<html class="'.repeat(40_000)}${'<title'.repeat(20_000)}`
  expect(verdictOn({ body: hostile }).kind).toBe('gated')
})

test('a bad page for a probe never closes a target, and a good one proves the session', () => {
  const probe = readOwnUser('7')
  const good = { user: { pk: '7', username: 'me' }, status: 'ok' }
  const judge = (given: Given) => classify(probe, answer(given), MIDWAY).kind
  expect(judge({ body: JSON.stringify(good) })).toBe('ok')
  expect(judge({ status: 404, body: '{"status":"fail"}' })).toBe('unknown')
  expect(judge({ body: '{"user":null,"status":"ok"}' })).toBe('unknown')
  const unseen = { message: 'Not authorized to view user', status: 'fail' }
  expect(judge({ status: 400, body: JSON.stringify(unseen) })).toBe('unknown')
  const other = { user: { pk: '8', username: 'eve' }, status: 'ok' }
  expect(judge({ body: JSON.stringify(other) })).toBe('unknown')
})

const WORDS = fc.constantFrom(
  'login_required',
  'user_has_logged_out',
  'Please wait a few minutes before you try again.',
  'challenge_required',
  'checkpoint_required',
  'feedback_required',
  'consent_required',
  'sentry_block',
  'rate_limit_error',
  'Not authorized to view user',
  'Not Found',
  'useragent mismatch',
  'fail',
  'ok',
)
const KEYS = fc.constantFrom(
  'message',
  'status',
  'error_type',
  'require_login',
  'spam',
  'logout_reason',
  'checkpoint_url',
  'challenge',
  'users',
  'user',
  'data',
  'next_max_id',
)
const VALUES = fc.oneof(WORDS, fc.jsonValue({ maxDepth: 2 }), fc.boolean(), anyUrl)
const BODIES = fc.oneof(
  fc.string(),
  fc.json(),
  WORDS,
  fc.dictionary(KEYS, VALUES).map((body) => JSON.stringify(body)),
  fc.dictionary(KEYS, VALUES).map((body) => `for (;;);${JSON.stringify(body)}`),
  fc.string().map((text) => `<!DOCTYPE html>${text}`),
)
const STATUSES = fc.oneof(
  fc.constantFrom(200, 201, 204, 301, 302, 400, 401, 403, 404, 408, 429, 467, 500, 503, 560, 572),
  fc.integer({ min: 100, max: 999 }),
)
const HEADERS = fc.dictionary(
  fc.constantFrom('content-type', 'retry-after', 'date', 'x-ig-set-www-claim'),
  fc.string(),
)
const CIRCUMSTANCES = fc.record({
  firstOnConnection: fc.boolean(),
  expectedCount: fc.option(fc.nat()),
  rowsSoFar: fc.nat(),
})
const OPERATIONS = fc.constantFrom(
  FOLLOWERS,
  readList('following', '42', 'jane', null, 50),
  readUser('42'),
  readOwnUser('7'),
  findByName('jane'),
  searchByName('jane'),
)

test('whatever is answered, it comes to a verdict with evidence and never to an exception', () => {
  const given = fc.record({
    status: STATUSES,
    headers: HEADERS,
    setCookies: fc.array(fc.oneof(fc.string(), fc.constant('sessionid=; Max-Age=0'))),
    location: fc.option(fc.oneof(fc.string(), anyUrl, fc.constantFrom('/', '/challenge/'))),
    body: BODIES,
  })
  fc.assert(
    fc.property(OPERATIONS, given, CIRCUMSTANCES, (operation, parts, circumstances) => {
      const verdict = judge(operation, answer(parts), circumstances)
      expect(verdict.evidence.row).not.toBe('')
      expect(verdict.evidence.message?.length ?? 0).toBeLessThanOrEqual(160)
      expect(structuredClone({ ...verdict })).toEqual(verdict)
    }),
    { numRuns: 1_000 },
  )
})

test('a success in the expected shape never means logged out, whatever words and cookies are in it', () => {
  const row = fc.record({
    pk: fc.bigInt({ min: 1n, max: 2n ** 63n - 1n }).map(String),
    username: fc.oneof(WORDS, fc.string()),
    full_name: fc.oneof(WORDS, fc.string()),
  })
  const body = fc.record({
    users: fc.array(row),
    status: fc.constant('ok'),
    message: WORDS,
    error_type: WORDS,
    logout_reason: fc.integer(),
    require_login: fc.boolean(),
    next_max_id: fc.option(fc.string()),
  })
  const statuses = fc.integer({ min: 200, max: 299 })
  const setCookies = fc.subarray(['sessionid=; Max-Age=0; Domain=.instagram.com', 'mid=1'])
  const texts = fc.record({ status: statuses, setCookies, json: body })
  fc.assert(
    fc.property(texts, CIRCUMSTANCES, ({ status, setCookies, json }, circumstances) => {
      const given = answer({ status, setCookies, body: JSON.stringify(json) })
      const verdict = judge(FOLLOWERS, given, circumstances)
      expect(['ok', 'incomplete']).toContain(verdict.kind)
      if (json.users.length > 0) expect(verdict.kind).toBe('ok')
    }),
    { numRuns: 500 },
  )
})

test('no evidence ever tells the value of a cookie that came with the answer', () => {
  const secrets = fc.stringMatching(/^zq[A-Za-z0-9%_.:-]{4,60}$/)
  fc.assert(
    fc.property(secrets, STATUSES, fc.string(), WORDS, (secret, status, noise, word) => {
      const fail = {
        message: `${noise} ${secret} ${word}`,
        error_type: secret,
        logout_expectedness: `${secret}${noise}`,
        checkpoint_url: `/challenge/${secret}/`,
        status: 'fail',
      }
      const given = answer({
        status,
        setCookies: [`sessionid=${secret}; Path=/; Domain=.instagram.com; HttpOnly`],
        location: `https://www.instagram.com/challenge/${secret}/?next=${secret}`,
        headers: { 'content-type': `text/html; boundary=${secret}` },
        body: JSON.stringify(fail),
      })
      expect(JSON.stringify(judge(FOLLOWERS, given, MIDWAY).evidence)).not.toContain(secret)
      const page = answer({ status, setCookies: given.kind === 'answer' ? given.setCookies : [] })
      expect(JSON.stringify(judge(FOLLOWERS, page, MIDWAY).evidence)).not.toContain(secret)
    }),
    { numRuns: 1_000 },
  )
})

test('the same answer always gives the same verdict', () => {
  fc.assert(
    fc.property(STATUSES, BODIES, CIRCUMSTANCES, (status, body, circumstances) => {
      const once = judge(FOLLOWERS, answer({ status, body }), circumstances)
      expect(judge(FOLLOWERS, answer({ status, body }), circumstances)).toEqual(once)
    }),
  )
})

function judge(operation: unknown, given: Answer, circumstances: Circumstances): Verdict<unknown> {
  // The operations differ in what they read; here only the verdict counts.
  return classify(operation as typeof FOLLOWERS, given, circumstances)
}
