import { describe, expect, test } from 'vitest'
import { Client } from '../../simulator/login/test-stand.ts'
import type { SessionState } from '../../src/instagram/cookies/session-state.ts'
import { cookie, LoginStage } from '../login-stage.ts'

/** The long form (`npm run test:logins`) lets everything meet every markup. */
const IS_LONG = process.env.EVERCHECK_TEST_LONG === '1'

let stage: LoginStage
LoginStage.forThisFile((opened) => {
  stage = opened
})

const CLASSIC = { loginMarkup: 'classic', caa: false }
const NAMED = { loginMarkup: 'named', caa: true }
const UNNAMED = { loginMarkup: 'unnamed', caa: false }

/** Every markup, or in the short form the one that meets this. */
function markups<M extends object>(short: M): readonly M[] {
  return IS_LONG ? [CLASSIC as never, NAMED as never, UNNAMED as never] : [short]
}

const DEVICES = [
  {
    ...CLASSIC,
    cookieDialog: 'decline',
    renderDelayMs: 150,
    encryptedContext: true,
    disguise: 'plain',
  },
  {
    ...NAMED,
    cookieDialog: 'essential',
    codePage: 'auth-platform',
    disguise: 'delete-cookie',
  },
  {
    ...UNNAMED,
    cookieDialog: 'accept',
    codePage: 'auth-platform',
    disguise: 'please-wait',
  },
] as const

const EVERY_DEVICE = DEVICES.flatMap((device) =>
  (['two-factor', 'auth-platform'] as const).flatMap((codePage) =>
    (['plain', 'delete-cookie', 'please-wait'] as const).map((disguise) => {
      return { ...device, codePage, disguise }
    }),
  ),
)

describe.each<{ disguise: (typeof DEVICES)[number]['disguise']; loginMarkup: string }>(
  IS_LONG ? EVERY_DEVICE : [...DEVICES],
)('in the markup $loginMarkup', ({ disguise, ...settings }) => {
  test(`past the cookie dialog and with a code, a login comes back with the very session that was opened; one that died as ${disguise} is replaced on the same device, which is trusted`, async () => {
    stage.set(settings)
    const ask = stage.accountWithTotp()
    const outcome = await stage.login(ask)
    expect(outcome).toMatchObject({ kind: 'logged-in', typed: true })
    const [session] = stage.sessionsOf(ask.username)
    const state = outcome.kind === 'logged-in' ? outcome.state : null
    expect(state && cookie(state, 'sessionid')).toBe(session?.sessionid)
    expect(state && cookie(state, 'ds_user_id')).toBe(session?.account.pk)
    expect(state?.wwwClaim).toBe(session?.wwwClaim)
    expect(state?.device.userAgent).toBe(session?.device.userAgent)
    expect(ask.steps).toEqual(['open', 'type', 'submitted', 'code', 'harvest'])

    stage.world.kill({ username: ask.username, disguise })
    const again = await stage.login({ ...ask, nextCode: null, state })
    expect(again).toMatchObject({ kind: 'logged-in', typed: true })
    const [first, second] = stage.sessionsOf(ask.username)
    expect(second?.device).toEqual(first?.device)
    expect(again.kind === 'logged-in' && cookie(again.state, 'sessionid')).toBe(second?.sessionid)
  })
})

describe('what Instagram says', () => {
  test.each(markups(NAMED))('a wrong password is a wrong password (%j)', async (markup) => {
    stage.set(markup)
    const outcome = await stage.login({ ...stage.account(), password: 'wrong' })
    expect(outcome.kind).toBe('wrong-password')
  })

  test.each(markups(CLASSIC))(
    'a wrong code is refused, and no second one is tried (%j)',
    async (markup) => {
      stage.set(markup)
      let codes = 0
      const outcome = await stage.login({
        ...stage.accountWithTotp(),
        nextCode: async () => {
          codes++
          return '000000'
        },
      })
      expect(outcome.kind).toBe('code-rejected')
      expect(codes).toBe(1)
    },
  )

  test.each(markups(CLASSIC))(
    'an unknown user is told from a wrong password, where Instagram tells them apart (%j)',
    async (markup) => {
      stage.set(markup)
      const outcome = await stage.login({ ...stage.account(), username: 'nobody.at.all' })
      // The newer login says the same of both (facts 5.2).
      expect(outcome.kind).toBe(markup.caa ? 'wrong-password' : 'unknown-user')
    },
  )

  test.each(markups(NAMED))(
    'a code that nobody can compute is asked of the operator (%j)',
    async (markup) => {
      stage.set(markup)
      const outcome = await stage.login({ ...stage.accountWithTotp(), nextCode: null })
      expect(outcome.kind).toBe('code-needed')
    },
  )

  test.each(markups(CLASSIC))('a challenge is left to a human (%j)', async (markup) => {
    stage.set(markup)
    const outcome = await stage.login(stage.account({ standing: 'challenged' }))
    expect(outcome).toMatchObject({ kind: 'challenged', where: '/challenge/*/*/' })
  })

  test.each(markups(NAMED))('a suspended account is told (%j)', async (markup) => {
    stage.set(markup)
    expect((await stage.login(stage.account({ standing: 'suspended' }))).kind).toBe('suspended')
  })

  test.each(markups(UNNAMED))('a throttled login is told (%j)', async (markup) => {
    stage.set({ ...markup, refusal: 'throttled' })
    expect((await stage.login(stage.account())).kind).toBe('throttled')
  })

  test('a code that comes by e-mail is left to a human', { tags: 'long' }, async () => {
    stage.set({ challenge: 'auth-platform' })
    const outcome = await stage.login({
      ...stage.account({ standing: 'challenged' }),
      nextCode: stage.freshCode,
    })
    expect(outcome.kind).toBe('challenged')
  })

  // All of them, in its answers: `test/login-answers.test.ts`.
  test.each(
    [
      ['suspicious-address', 'throttled'],
      ['throttled-429', 'throttled'],
      ['password-reset', 'wrong-password'],
    ].slice(0, IS_LONG ? 3 : 1),
  )('no, as %s', async (refusal, kind) => {
    stage.set({ refusal })
    expect((await stage.login(stage.account())).kind).toBe(kind)
  })

  test.runIf(IS_LONG).each([
    ['automated-behaviour', 'challenged'],
    ['disabled', 'suspended'],
  ] as const)('no, to an account that is %s', async (standing, kind) => {
    const outcome = await stage.login(stage.account({ standing }))
    expect(outcome.kind).toBe(kind)
  })

  test.each((['consent', 'challenged', 'automated-behaviour'] as const).slice(0, IS_LONG ? 3 : 1))(
    'no, to a device whose account became %s while it was logged in',
    async (standing) => {
      const ask = stage.account()
      const state = await stage.heldBy(ask)
      const known = stage.world.findAccount(ask.username)
      if (known) known.standing = standing
      expect((await stage.login({ ...ask, state })).kind).toBe('challenged')
    },
  )

  test('nothing that anybody knows: the method failed, and the page is described', {
    tags: 'long',
  }, async () => {
    const change = { every: [{ row: '24c', surface: 'page:login', probability: 1 }] }
    stage.change(change)
    const outcome = await stage.login(stage.account())
    expect(outcome).toMatchObject({ kind: 'technical', code: 'UNKNOWN_PAGE' })
    expect(outcome).toMatchObject({ detail: expect.stringContaining('title "Error"') })
  })
})

describe('a device', () => {
  test('that is still logged in types nothing, and keeps its local storage', {
    tags: 'long',
  }, async () => {
    const ask = stage.account()
    const held = await stage.heldBy(ask)
    const localStorage = [{ name: 'kept', value: 'from the last time' }]
    const origins = [{ origin: 'https://www.instagram.com', localStorage }]
    const state = { ...held, origins }
    const again = await stage.login({ ...ask, password: 'not needed', state })
    expect(again).toMatchObject({ kind: 'logged-in', typed: false })
    expect(stage.sessionsOf(ask.username)).toHaveLength(1)
    expect(again.kind === 'logged-in' && again.state.device).toEqual(state.device)
    expect(again.kind === 'logged-in' && again.state.wwwClaim).toBe(state.wwwClaim)
    expect(again.kind === 'logged-in' && again.state.origins).toEqual(origins)
  })

  test('that has saved the login continues as our user without a password', async () => {
    const ask = stage.account()
    const state = await saveLoginInfo(ask.username, await stage.heldBy(ask))
    stage.world.kill({ username: ask.username, disguise: 'plain' })
    const outcome = await stage.login({ ...ask, password: 'not needed', state })
    expect(outcome.kind).toBe('logged-in')
    const sessions = stage.sessionsOf(ask.username)
    expect(outcome.kind === 'logged-in' && cookie(outcome.state, 'sessionid')).toBe(
      sessions.at(-1)?.sessionid,
    )
    expect(sessions).toHaveLength(2)
  })
})

/**
 * What the device holds after "Save info". That pressing it does this is proved by
 * `simulator/login/browser.test.ts`.
 */
async function saveLoginInfo(username: string, state: SessionState): Promise<SessionState> {
  const agent = { 'user-agent': state.device.userAgent }
  const client = new Client(stage.simulator, 'www.instagram.com', agent)
  for (const { name, value } of state.cookies) {
    client.jar.setCookieSync(`${name}=${value}; Secure; Path=/`, 'https://www.instagram.com/')
  }
  const { json } = await client.post('/api/v1/web/accounts/request_one_tap_login_nonce/', {})
  const userId = cookie(state, 'ds_user_id')
  const value = JSON.stringify({ userId, username, loginNonce: json.login_nonce })
  const localStorage = [{ name: 'one-tap-login', value }]
  return { ...state, origins: [{ origin: 'https://www.instagram.com', localStorage }] }
}

test('a blank login page is asked for on the first page', { tags: 'long' }, async () => {
  stage.set({ blankLoginPage: true })
  expect((await stage.login(stage.account())).kind).toBe('logged-in')
})
