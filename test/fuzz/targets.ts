import assert from 'node:assert/strict'
import { validateHeaderName, validateHeaderValue } from 'node:http'
import type fc from 'fast-check'
import { parseTargetName, TargetNameInvalidError } from '../../src/checks/target-name.ts'
import { AccountNameInvalidError, accountName } from '../../src/cli/account-name.ts'
import { KeyFileUnreadableError, newKeyLine, parseKeyring } from '../../src/credentials/keyring.ts'
import { parseTotpSecret, TotpSecretInvalidError } from '../../src/credentials/totp.ts'
import { Vault } from '../../src/credentials/vault.ts'
import { COOKIES_MAX, JAR_CHARS_MAX } from '../../src/instagram/cookies/cookie.ts'
import { absorb, deletesSession } from '../../src/instagram/cookies/cookies.ts'
import { parseCookies } from '../../src/instagram/cookies/pasted-cookies.ts'
import { CookiesUnreadableError } from '../../src/instagram/cookies/pasted-form.ts'
import { readState, type SessionState } from '../../src/instagram/cookies/session-state.ts'
import { readAnswer } from '../../src/instagram/login/answer-reading.ts'
import {
  feedByName,
  findByName,
  type Operation,
  readList,
  readOwnUser,
  readUser,
  searchByName,
  toRequest,
} from '../../src/instagram/questions/operation.ts'
import { classify } from '../../src/instagram/verdicts/classify.ts'
import { decode, TooLargeError, UndecodableError } from '../../src/instagram/wire/body.ts'
import { instagramPath, shownPath } from '../../src/instagram/wire/instagram-path.ts'
import type { Answer } from '../../src/instagram/wire/transport.ts'
import { API_READERS } from './api-readers.ts'
import { COMING_BACK } from './coming-back.ts'
import { COMING_IN } from './coming-in.ts'
import { near } from './near.ts'

/** A reader of outside text, texts near those it expects, and what holds whatever it is given. */
export type Target = {
  readonly name: string
  readonly inputs: fc.Arbitrary<string>
  /** Throws when something is broken. */
  check(input: string): void | Promise<void>
}

const SECRET = '1234567%3AAbCdEfGhIjKlMn%3A12%3AAYcPlantedSecretPlantedSecret'
const NOW = new Date('2026-09-20T12:00:00Z')
const COOKIES = [
  SECRET,
  `Cookie: csrftoken=a; sessionid=${SECRET}; rur="NAO\\0541234567\\0541"`,
  `# Netscape HTTP Cookie File\n#HttpOnly_.instagram.com\tTRUE\t/\tTRUE\t1800000000\tsessionid\t${SECRET}`,
  `sessionid\t${SECRET}\t.instagram.com\t/\t2027-09-20T12:00:00.000Z\t75\t✓\t✓\tLax`,
  JSON.stringify([{ name: 'sessionid', value: SECRET, domain: '.instagram.com', expires: 1.8e12 }]),
  JSON.stringify({ sessionid: SECRET, ds_user_id: 1_234_567 }),
  JSON.stringify({
    log: {
      entries: [
        {
          request: {
            url: 'https://www.instagram.com/',
            headers: [{ name: 'cookie', value: `sessionid=${SECRET}` }],
          },
        },
      ],
    },
  }),
  `curl 'https://www.instagram.com/' -H 'cookie: sessionid=${SECRET}'`,
]
const COOKIE_WORDS = [
  'sessionid',
  'ds_user_id',
  SECRET,
  '.instagram.com',
  'TRUE',
  'Cookie:',
  "-H '",
]

const pasted: Target = {
  name: 'pasted-cookies',
  inputs: near(COOKIES, COOKIE_WORDS),
  check(input) {
    try {
      const cookies = parseCookies(input)
      sound({ ...EMPTY, cookies })
      assert(cookies.some(({ name }) => name === 'sessionid'))
    } catch (error) {
      if (!(error instanceof CookiesUnreadableError)) throw error
      assert(!error.message.includes('PlantedSecret') && error.cause === undefined)
    }
  },
}

const EMPTY: SessionState = {
  cookies: [],
  origins: [],
  device: {
    userAgent: 'Mozilla/5.0',
    locale: 'en-US',
    timeZone: 'UTC',
    viewport: { width: 1280, height: 800 },
  },
  wwwClaim: '0',
}

/** A state that can be sealed, opened and sent: the same after reading, and fit for headers. */
function sound(state: SessionState): void {
  assert.deepEqual(readState(JSON.parse(JSON.stringify(state))), state)
  assert(state.cookies.length <= COOKIES_MAX)
  const chars = state.cookies.reduce((sum, { name, value }) => sum + name.length + value.length, 0)
  assert(chars <= JAR_CHARS_MAX)
  for (const question of [readUser('7'), findByName('nasa')])
    sendable(toRequest(question, state, NOW))
}

function sendable({ headers, url }: ReturnType<typeof toRequest>): void {
  for (const [name, value] of Object.entries(headers)) {
    validateHeaderName(name)
    validateHeaderValue(name, value)
  }
  assert.equal(new URL(url).origin, 'https://www.instagram.com')
}

const setCookies: Target = {
  name: 'set-cookie',
  inputs: near(
    [
      'csrftoken=new; expires=Mon, 20 Sep 2027 12:00:00 GMT; Max-Age=31449600; path=/; domain=.instagram.com; Secure',
      `sessionid=${SECRET}; Path=/; Domain=.instagram.com; Secure; HttpOnly; SameSite=None`,
      'sessionid=""; expires=Thu, 01 Jan 1970 00:00:00 GMT; Max-Age=0; path=/; domain=.instagram.com',
      '__Host-x=1; Secure; Path=/',
    ],
    ['Max-Age=', 'Expires=', 'Domain=', '__Host-', 'sessionid', 'SameSite=None', 'hmac.AR3'],
  ),
  check(input) {
    // A text of several lines is an answer with several cookies; the last line is a claim as well.
    const lines = input.split('\n')
    const answer = answered({
      setCookies: lines,
      headers: { 'x-ig-set-www-claim': lines.at(-1) ?? '' },
    })
    const login = parseCookies(SECRET)
    const state = absorb({ ...EMPTY, cookies: login }, answer, NOW)
    sound(state)
    deletesSession(answer)
    assert(state.cookies.some(({ name }) => name === 'sessionid'))
  },
}

const stored: Target = {
  name: 'stored-state',
  inputs: near(
    [
      JSON.stringify({ ...EMPTY, cookies: parseCookies(SECRET) }),
      JSON.stringify({
        ...EMPTY,
        origins: [
          { origin: 'https://www.instagram.com', localStorage: [{ name: 'a', value: 'b' }] },
        ],
      }),
    ],
    ['"cookies":', '"device":', '"expires":', '"domain":', '"wwwClaim":', 'true', '[]', '{}'],
  ),
  check(input) {
    const state = readState(jsonIn(input))
    if (state) sound(state)
  },
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

function answered(part: Partial<Extract<Answer, { kind: 'answer' }>>): Answer {
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
    ...part,
  }
}

const PERSON = {
  pk: '101',
  username: 'ada',
  full_name: 'Ada',
  is_private: false,
  is_verified: true,
}
const BODIES = [
  JSON.stringify({
    users: [PERSON],
    next_max_id: 'QVFB',
    has_more: true,
    big_list: true,
    status: 'ok',
  }),
  JSON.stringify({ user: { ...PERSON, follower_count: 5, following_count: 7 }, status: 'ok' }),
  JSON.stringify({
    data: { user: { ...PERSON, id: '101', edge_followed_by: { count: 5 } } },
    status: 'ok',
  }),
  JSON.stringify({ users: [{ user: PERSON }], status: 'ok' }),
  JSON.stringify({
    message: 'Please wait a few minutes before you try again.',
    require_login: true,
    status: 'fail',
  }),
  JSON.stringify({
    message: 'challenge_required',
    challenge: { url: 'https://www.instagram.com/challenge/1/a/', api_path: '/challenge/' },
    status: 'fail',
  }),
  '<!DOCTYPE html><html class="not-logged-in"><head><title>Login • Instagram</title></head></html>',
  'for (;;);{"status":"ok"}',
]
const BODY_WORDS = [
  '"users":',
  '"pk":',
  '"username":',
  '"message":',
  '"status":"fail"',
  'login_required',
  '<script>',
  'https://www.instagram.com/challenge/',
  '18446744073709551616',
]
const CIRCUMSTANCES = { firstOnConnection: true, expectedCount: 5, rowsSoFar: 0 }

/** What an answer is taken for, whatever was asked. */
function verdictsOn(answer: Answer): readonly unknown[] {
  const judge = <T>(operation: Operation<T>) => classify(operation, answer, CIRCUMSTANCES)
  return [
    judge(readList('followers', '7', 'nasa', null, 50)),
    judge(readList('following', '7', 'nasa', 'QVFB', 50)),
    judge(readUser('101')),
    judge(readOwnUser('101')),
    judge(findByName('ada')),
    judge(searchByName('ada')),
    judge(feedByName('ada')),
  ]
}

const bodies: Target = {
  name: 'bodies',
  inputs: near(BODIES, BODY_WORDS),
  check(input) {
    for (const status of [200, 400, 401, 403, 404, 429, 500]) {
      const headers = { 'content-type': input.slice(0, 200), 'retry-after': input.slice(-20) }
      const line = `sessionid=${SECRET}; Domain=.instagram.com`
      const answer = answered({ status, headers, body: input, setCookies: [line], location: input })
      for (const verdict of verdictsOn(answer)) clean(verdict)
      clean(readAnswer(status, input))
    }
  },
}

/** Nothing that was read or told turns text round, moves a cursor, or holds the login. */
function clean(value: unknown): void {
  const told = JSON.stringify(value) ?? ''
  assert(!told.includes('PlantedSecret'), 'a secret is told')
  assert(
    !/[\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/.test(told),
    'a mark is left',
  )
  assert(!/\\u00[01]|\\[bfnrt]/.test(told.replace(/\\\\/g, '')), 'a control is left')
}

const locations: Target = {
  name: 'locations',
  inputs: near(
    [
      'https://www.instagram.com/challenge/1/AbC/?next=/',
      '/accounts/login/?next=/api/',
      '//evil.test/',
    ],
    ['instagram.com', '@', ':', '/challenge/', 'javascript:', '\\'],
  ),
  check(input) {
    const path = instagramPath(input)
    if (path !== null) assert.match(shownPath(path), /^[/a-z0-9_…]*$/)
  },
}

const names: Target = {
  name: 'names',
  inputs: near(
    [
      'nasa',
      '@nasa',
      'https://www.instagram.com/_u/nasa/',
      'https://www.instagram.com/stories/nasa/1/',
      'instagram://user?username=nasa',
    ],
    ['https://', 'www.instagram.com', '/share/', '_u', '?next=', '@'],
  ),
  check(input) {
    for (const [read, refusal] of [
      [parseTargetName, TargetNameInvalidError],
      [accountName, AccountNameInvalidError],
    ] as const) {
      try {
        assert.match(read(input), /^(?!\.+$)[a-z0-9._]{1,30}$/)
      } catch (error) {
        if (!(error instanceof refusal)) throw error
      }
    }
  },
}

const vault = new Vault(parseKeyring(newKeyLine()))
const PLACE = { table: 'refresh_credentials', column: 'password_encrypted', rowId: 'crd_1' }

const secrets: Target = {
  name: 'secrets',
  inputs: near(
    [
      'JBSWY3DPEHPK3PXP',
      'otpauth://totp/x?secret=JBSWY3DPEHPK3PXP&period=30',
      'a1b2c3d4:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=',
      vault.seal(PLACE, 'PlantedSecret'),
    ],
    ['v1.', 'aes256gcm.', 'otpauth:', 'digits=', 'period=', ':', '='],
  ),
  async check(input) {
    for (const read of [parseTotpSecret, parseKeyring]) {
      try {
        read(input)
      } catch (error) {
        const known =
          error instanceof TotpSecretInvalidError || error instanceof KeyFileUnreadableError
        if (!known) throw error
        const word = input.trim()
        if (word.length > 20) assert(!error.message.includes(word), 'the message shows the secret')
      }
    }
    await vault.opens(PLACE, input)
  },
}

const encodings: Target = {
  name: 'encodings',
  inputs: near(
    ['gzip\n{}', 'br, gzip\nx', 'zstd\n', 'deflate\nx\u009c'],
    ['gzip', 'br', 'zstd', 'identity', 'deflate', ', '],
  ),
  async check(input) {
    const [encoding = '', ...rest] = input.split('\n')
    try {
      await decode(Buffer.from(rest.join('\n'), 'latin1'), encoding, 100_000)
    } catch (error) {
      if (!(error instanceof UndecodableError || error instanceof TooLargeError)) throw error
    }
  },
}

/** All readers of what comes from outside. */
export const TARGETS: readonly Target[] = [
  ...API_READERS,
  ...COMING_IN,
  ...COMING_BACK,
  pasted,
  setCookies,
  stored,
  bodies,
  locations,
  names,
  secrets,
  encodings,
]
