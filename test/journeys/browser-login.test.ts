import { describe, expect, test } from 'vitest'
import type { SessionState } from '../../src/instagram/cookies/session-state.ts'
import { launchChromium, openDevice } from '../../src/instagram/login/browser.ts'
import { browserLogin } from '../../src/instagram/login/browser-login.ts'
import { cookie, LoginStage } from '../login-stage.ts'
import { PATIENCE_MS } from '../patience.ts'

let stage: LoginStage
LoginStage.forThisFile((opened) => {
  stage = opened
})

const MARKUPS = [
  { loginMarkup: 'classic', caa: false, cookieDialog: 'decline', renderDelayMs: 150 },
  { loginMarkup: 'named', caa: true, cookieDialog: 'essential' },
  { loginMarkup: 'unnamed', caa: false, cookieDialog: 'accept' },
]

describe.each(MARKUPS)(
  'in the markup $loginMarkup (newer answers: $caa)',
  ({ cookieDialog, ...markup }) => {
    test('past the cookie dialog, a login comes back with the very session that was opened', async () => {
      stage.set({ ...markup, cookieDialog })
      const ask = stage.account()
      const outcome = await stage.login(ask)
      expect(outcome).toMatchObject({ kind: 'logged-in', typed: true })
      const [session] = stage.sessionsOf(ask.username)
      const state = outcome.kind === 'logged-in' ? outcome.state : null
      expect(state && cookie(state, 'sessionid')).toBe(session?.sessionid)
      expect(state && cookie(state, 'ds_user_id')).toBe(session?.account.pk)
      expect(state?.wwwClaim).toBe(session?.wwwClaim)
      expect(state?.device.userAgent).toBe(session?.device.userAgent)
      expect(ask.steps).toEqual(['open', 'type', 'submitted', 'harvest'])
    })

    test('the code of the authenticator is typed, and the device is trusted from then on', async () => {
      stage.set(markup)
      const ask = stage.accountWithTotp()
      const state = await stage.loggedIn(ask)
      stage.world.kill({ username: ask.username, disguise: 'plain' })
      const again = await stage.login({ ...ask, nextCode: null, state })
      expect(again).toMatchObject({ kind: 'logged-in', typed: true })
      expect(stage.sessionsOf(ask.username)).toHaveLength(2)
    })
  },
)

describe.each([
  { loginMarkup: 'classic', caa: false },
  { loginMarkup: 'named', caa: true },
])('in answers of the $loginMarkup markup', (markup) => {
  test('a wrong password is a wrong password', async () => {
    stage.set(markup)
    const outcome = await stage.login({ ...stage.account(), password: 'wrong' })
    expect(outcome.kind).toBe('wrong-password')
  })

  test('a wrong code is refused, and no second one is tried', async () => {
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
  })

  test('an unknown user is told from a wrong password, where Instagram tells them apart', async () => {
    stage.set(markup)
    const outcome = await stage.login({ ...stage.account(), username: 'nobody.at.all' })
    // The newer login says the same of both (facts 5.2).
    expect(outcome.kind).toBe(markup.caa ? 'wrong-password' : 'unknown-user')
  })

  test('a code that nobody can compute is asked of the operator', async () => {
    stage.set(markup)
    const outcome = await stage.login({ ...stage.accountWithTotp(), nextCode: null })
    expect(outcome.kind).toBe('code-needed')
  })

  test('a challenge is left to a human', async () => {
    stage.set(markup)
    const outcome = await stage.login(stage.account({ standing: 'challenged' }))
    expect(outcome).toMatchObject({ kind: 'challenged', where: '/challenge/*/*/' })
  })

  test('a suspended account is told', async () => {
    stage.set(markup)
    expect((await stage.login(stage.account({ standing: 'suspended' }))).kind).toBe('suspended')
  })

  test('a throttled login is told', async () => {
    stage.set({ ...markup, refusal: 'throttled' })
    expect((await stage.login(stage.account())).kind).toBe('throttled')
  })
})

describe('a session that died', () => {
  test.each(['plain', 'delete-cookie', 'please-wait'] as const)(
    'as %s is replaced by a new one on the same device',
    async (disguise) => {
      const ask = stage.account()
      const state = await stage.heldBy(ask)
      stage.world.kill({ username: ask.username, disguise })
      const again = await stage.login({ ...ask, state })
      expect(again).toMatchObject({ kind: 'logged-in', typed: true })
      const [first, second] = stage.sessionsOf(ask.username)
      expect(second?.device).toEqual(first?.device)
      expect(again.kind === 'logged-in' && cookie(again.state, 'sessionid')).toBe(second?.sessionid)
    },
  )
})

describe('the code', () => {
  test.each([{ caa: false }, { caa: true }])(
    'is typed on the newer code page too ($caa)',
    async (markup) => {
      stage.set({ ...markup, codePage: 'auth-platform' })
      expect(await stage.login(stage.accountWithTotp())).toMatchObject({
        kind: 'logged-in',
        typed: true,
      })
    },
  )

  test('goes the newer way where the account has an encrypted context', async () => {
    stage.set({ encryptedContext: true })
    expect((await stage.login(stage.accountWithTotp())).kind).toBe('logged-in')
  })

  test('that comes by e-mail is left to a human', async () => {
    stage.set({ challenge: 'auth-platform' })
    const outcome = await stage.login({
      ...stage.account({ standing: 'challenged' }),
      nextCode: stage.freshCode,
    })
    expect(outcome.kind).toBe('challenged')
  })
})

describe('Instagram says no', () => {
  test.each([
    ['throttled-429', 'throttled'],
    ['suspicious-address', 'throttled'],
    ['password-reset', 'wrong-password'],
  ])('as %s', async (refusal, kind) => {
    stage.set({ refusal })
    expect((await stage.login(stage.account())).kind).toBe(kind)
  })

  test.each([
    ['automated-behaviour', 'challenged'],
    ['disabled', 'suspended'],
  ] as const)('to an account that is %s', async (standing, kind) => {
    const outcome = await stage.login(stage.account({ standing }))
    expect(outcome.kind).toBe(kind)
  })

  test.each(['challenged', 'automated-behaviour', 'consent'] as const)(
    'to a device whose account became %s while it was logged in',
    async (standing) => {
      const ask = stage.account()
      const state = await stage.heldBy(ask)
      const known = stage.world.findAccount(ask.username)
      if (known) known.standing = standing
      expect((await stage.login({ ...ask, state })).kind).toBe('challenged')
    },
  )

  test('with a page that nobody knows: the method failed, and the page is described', async () => {
    const change = { every: [{ row: '24c', surface: 'page:login', probability: 1 }] }
    stage.change(change)
    const hasty = { ...(await stage.context()), timeoutMs: 6_000 }
    const outcome = await browserLogin(hasty, stage.account(), new AbortController().signal)
    expect(outcome).toMatchObject({ kind: 'technical', code: 'UNKNOWN_PAGE' })
    expect(outcome).toMatchObject({ detail: expect.stringContaining('title "Error"') })
  })
})

describe('a device', () => {
  test('that is still logged in types nothing', async () => {
    const ask = stage.account()
    const state = await stage.heldBy(ask)
    const again = await stage.login({ ...ask, password: 'not needed', state })
    expect(again).toMatchObject({ kind: 'logged-in', typed: false })
    expect(stage.sessionsOf(ask.username)).toHaveLength(1)
    expect(again.kind === 'logged-in' && again.state.device).toEqual(state.device)
    expect(again.kind === 'logged-in' && again.state.wwwClaim).toBe(state.wwwClaim)
  })

  test('keeps its local storage', async () => {
    const ask = stage.account()
    const state = await stage.heldBy(ask)
    const localStorage = [{ name: 'kept', value: 'from the last time' }]
    const origins = [{ origin: 'https://www.instagram.com', localStorage }]
    const again = await stage.loggedIn({ ...ask, state: { ...state, origins } })
    expect(again.origins).toEqual(origins)
  })

  test('that has saved the login continues as our user without a password', async () => {
    const ask = stage.account()
    const state = await saveLoginInfo(await stage.heldBy(ask))
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

/** Presses "Save info" as a person would, and gives what the device holds then. */
async function saveLoginInfo(state: SessionState): Promise<SessionState> {
  const chromium = await launchChromium(await stage.context())
  try {
    const { context: device, page } = await openDevice(chromium, state.device, state, PATIENCE_MS)
    await page.goto('https://www.instagram.com/accounts/onetap/?next=%2F')
    await page.getByRole('button', { name: 'Save info' }).click()
    await page.waitForURL('https://www.instagram.com/')
    return { ...state, ...(await device.storageState()) }
  } finally {
    await chromium.close()
  }
}

test('a blank login page is asked for on the first page', async () => {
  stage.set({ blankLoginPage: true })
  expect((await stage.login(stage.account())).kind).toBe('logged-in')
})
