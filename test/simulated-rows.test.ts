import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Simulator } from '../simulator/server.ts'
import { Bench, PLAIN_PAGES } from '../simulator/test-client.ts'
import { absorb, cookieValue, viewerPk } from '../src/instagram/cookies/cookies.ts'
import { parseCookies } from '../src/instagram/cookies/pasted-cookies.ts'
import type { SessionState } from '../src/instagram/cookies/session-state.ts'
import {
  type Circumstances,
  findByName,
  readList,
  readOwnUser,
  toRequest,
} from '../src/instagram/questions/operation.ts'
import type { Page } from '../src/instagram/questions/people.ts'
import { classify } from '../src/instagram/verdicts/classify.ts'
import type { Verdict } from '../src/instagram/verdicts/verdict.ts'
import { type ClosableTransport, http2Transport } from '../src/instagram/wire/transport.ts'
import { systemClock } from '../src/kernel/clock.ts'
import { PATIENCE_MS } from './patience.ts'

/**
 * The simulator was written from the facts and not from our reader: where both meet, neither has
 * only itself for a witness.
 */
const MEANINGS: Readonly<Record<string, Verdict<unknown>['kind']>> = {
  '1': 'ambiguous',
  '1-bare': 'ambiguous',
  '1b': 'throttled',
  '1c': 'throttled',
  '2': 'logged-out',
  '2b': 'logged-out',
  '2c': 'ambiguous',
  '2d': 'gated',
  '2e': 'logged-out',
  '3': 'logged-out',
  '4': 'logged-out',
  '5': 'gated',
  '5b': 'ambiguous',
  '6': 'challenged',
  '7': 'blocked',
  '7-challenge': 'blocked',
  '8': 'challenged',
  '9': 'challenged',
  '10': 'challenged',
  '10b': 'gated',
  '11': 'challenged',
  '11-logout': 'challenged',
  '11b': 'challenged',
  '12': 'blocked',
  '13': 'challenged',
  '14': 'blocked',
  '15': 'blocked',
  '16': 'throttled',
  '17': 'gated',
  '18': 'throttled',
  '18-page': 'throttled',
  '19': 'gated',
  '20': 'transient',
  '21': 'transient',
  '22': 'gated',
  '23': 'gated',
  '24': 'logged-out',
  '24b': 'gated',
  '24c': 'transient',
  '24d': 'ambiguous',
  '25': 'incomplete',
  '26': 'throttled',
  '27': 'unknown',
  '28': 'ok',
  '29': 'transient',
  '29-reset': 'transient',
  '29-truncated': 'transient',
  '30': 'logged-out',
  '31': 'blocked',
  '32': 'challenged',
  '38': 'target-closed',
  '38-empty': 'incomplete',
  '39': 'target-closed',
  '39b': 'gated',
  '39c': 'gated',
}

const NEVER = new AbortController().signal
const START: Circumstances = { firstOnConnection: true, expectedCount: 100, rowsSoFar: 0 }

let bench: Bench
let transport: ClosableTransport

beforeAll(async () => {
  bench = await Bench.open()
  transport = transportTo(bench.simulator)
})

afterAll(async () => {
  await transport.close()
  await bench[Symbol.asyncDispose]()
})

test.each(Object.entries(MEANINGS))(
  'row %s of the simulator is understood as %s',
  async (row, kind) => {
    const state = await login()
    const followers = readList(
      'followers',
      await bench.pkOf('ada.example'),
      'ada.example',
      null,
      12,
    )
    await bench.control('faults', { once: [{ row, list: 'followers' }] })
    const answer = await transport.send(toRequest(followers, state, systemClock.now()), NEVER)
    const verdict = classify(followers, answer, START)
    expect(verdict.kind).toBe(kind)
    const secrets = state.cookies.map((cookie) => cookie.value).filter((value) => value.length > 5)
    for (const secret of secrets) expect(JSON.stringify(verdict.evidence)).not.toContain(secret)
  },
)

test('a whole list is read over one HTTP/2 connection, with the cookies that rotate on the way', async () => {
  await bench.control('faults', { pages: PLAIN_PAGES })
  let state = await login()
  const before = state
  const pk = await bench.pkOf('ada.example')
  const pks: string[] = []
  const protocols = new Set<string>()
  let cursor: string | null = null
  for (let page = 0; page < 300; page += 1) {
    const operation = readList('followers', pk, 'ada.example', cursor, 50)
    const answer = await transport.send(toRequest(operation, state, systemClock.now()), NEVER)
    state = absorb(state, answer, systemClock.now())
    if (answer.kind === 'answer') protocols.add(answer.protocol)
    const verdict: Verdict<Page> = classify(operation, answer, { ...START, rowsSoFar: pks.length })
    if (verdict.kind !== 'ok') throw new Error(`page ${page}: ${verdict.kind}`)
    pks.push(...verdict.value.people.map((person) => person.pk))
    cursor = verdict.value.nextCursor
    if (cursor === null) break
  }
  const truth = await bench.control('truth/ada.example/followers')
  expect(pks.toSorted()).toEqual(truth.pks.toSorted())
  expect(protocols).toEqual(new Set(['h2']))
  expect(state.wwwClaim).not.toBe(before.wwwClaim)
  expect(cookieValue(state, 'sessionid')).toBe(cookieValue(before, 'sessionid'))
})

test('the probe and the profile by name are read, and nobody is found under a wrong name', async () => {
  const state = await login()
  const own = viewerPk(state) ?? ''
  const kinds: string[] = []
  for (const operation of [
    readOwnUser(own),
    findByName('ada.example'),
    findByName('no.one.here'),
  ]) {
    const answer = await transport.send(toRequest(operation, state, systemClock.now()), NEVER)
    kinds.push(classify(operation, answer, START).kind)
  }
  expect(kinds).toEqual(['ok', 'ok', 'target-closed'])
})

async function login(): Promise<SessionState> {
  const browser = await bench.browser()
  const viewport = { width: 1280, height: 800 }
  const userAgent =
    'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36'
  return {
    cookies: parseCookies(String(browser.headers.cookie)),
    origins: [],
    device: { userAgent, locale: 'en-US', timeZone: 'UTC', viewport },
    wwwClaim: '',
  }
}

function transportTo({ host, port, ca }: Simulator): ClosableTransport {
  const connect = { host, port, ca }
  return http2Transport({
    connect,
    clock: systemClock,
    timeoutMs: PATIENCE_MS,
    bodyBytesMax: 4_000_000,
  })
}
