import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { LoginSettings, REFUSALS } from '../simulator/login/settings.ts'
import { Client, openStand, PASSWORD, type Stand } from '../simulator/login/test-stand.ts'
import type { Standing } from '../simulator/world/accounts.ts'
import { readAnswer } from '../src/instagram/login/answer-reading.ts'
import { refusalInPath, refusalInText } from '../src/instagram/login/refusals.ts'

/**
 * What Instagram answers to a login, read as the browser's login reads it, and no browser beside it.
 * That a page leads here, by typing and pressing, is proved by `journeys/browser-login.test.ts`.
 */
let stand: Stand
let client: Client

beforeAll(async () => {
  stand = await openStand()
})

afterAll(() => stand[Symbol.asyncDispose]())

beforeEach(async () => {
  stand.set(LoginSettings.parse({}))
  stand.keeper.standing = 'ok'
  client = new Client(stand.simulator, 'www.instagram.com', { 'user-agent': 'Mozilla/5.0 (tests)' })
  await client.get('/')
})

async function logIn() {
  const enc_password = `#PWD_INSTAGRAM_BROWSER:0:1790000000:${PASSWORD}`
  const form = { username: 'keeper', enc_password }
  return await client.post('/api/v1/web/accounts/login/ajax/', form)
}

/** They say nothing by themselves: the page tells what it makes of them. */
const SILENT: Readonly<Record<string, string>> = {
  'gated-html': 'There was a problem logging you into Instagram. Please try again soon.',
  'gated-status': 'There was a problem logging you into Instagram. Please try again soon.',
}

test.each(REFUSALS)('a refusal (%s) is read for what it is', async (refusal) => {
  stand.set({ refusal })
  const { status, text } = await logIn()
  const kind = refusal === 'password-reset' ? 'wrong-password' : 'throttled'
  const words = SILENT[refusal]
  if (words === undefined) {
    expect(readAnswer(status, text)).toMatchObject({ kind: 'refused', refusal: { kind } })
  } else {
    expect(readAnswer(status, text)).toEqual({ kind: 'undecided' })
    expect(refusalInText(words)).toMatchObject({ kind })
  }
})

const STANDINGS: readonly (readonly [Standing, string])[] = [
  ['challenged', 'challenged'],
  ['automated-behaviour', 'challenged'],
  ['suspended', 'suspended'],
  ['disabled', 'suspended'],
]

describe.each(STANDINGS)('an account that is %s', (standing, kind) => {
  test('is refused as such', async () => {
    stand.keeper.standing = standing
    const { status, text } = await logIn()
    expect(readAnswer(status, text)).toMatchObject({ kind: 'refused', refusal: { kind } })
  })
})

test.each([...STANDINGS, ['consent', 'challenged'] as const])(
  'a device whose account became %s while it was logged in is led to where that is told',
  async (standing, kind) => {
    expect((await logIn()).json.authenticated).toBe(true)
    stand.keeper.standing = standing
    let path = '/accounts/login/'
    for (let led = 0; refusalInPath(path) === null && led < 3; led++) {
      const { location } = (await client.get(path)).headers
      path = new URL(String(location), 'https://www.instagram.com').pathname
    }
    expect(refusalInPath(path)).toMatchObject({ kind })
  },
)
