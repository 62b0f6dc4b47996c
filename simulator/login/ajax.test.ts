import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { totpCode, totpStep } from '../world/totp.ts'
import { sealForWeb } from './test-seal.ts'
import { type Answer, Client, openStand, PASSWORD, type Stand, TOTP_SECRET } from './test-stand.ts'

const LOGIN = '/api/v1/web/accounts/login/ajax/'
const TWO_FACTOR = '/api/v1/web/accounts/login/ajax/two_factor/'
const WAIT = { message: 'Please wait a few minutes before you try again.', status: 'fail' }

let stand: Stand
let client: Client

beforeEach(async () => {
  stand = await openStand()
  client = newClient()
  await client.get('/')
})

afterEach(async () => {
  await stand[Symbol.asyncDispose]()
})

function newClient(): Client {
  return new Client(stand.simulator, 'www.instagram.com', { 'user-agent': 'Mozilla/5.0 (tests)' })
}

function said(message: string): object {
  return { message, status: 'fail' }
}

function plain(password: string): string {
  return `#PWD_INSTAGRAM_BROWSER:0:1790000000:${password}`
}

async function logIn(password = PASSWORD, username = 'keeper'): Promise<Answer> {
  return await client.post(LOGIN, { username, enc_password: plain(password) })
}

describe('the AJAX login', () => {
  test.each([LOGIN, '/accounts/login/ajax/'])('succeeds at %s with all cookies', async (path) => {
    const answer = await client.post(path, { username: 'Keeper', enc_password: plain(PASSWORD) })
    expect(answer.status).toBe(200)
    expect(answer.json).toEqual({
      authenticated: true,
      user: true,
      userId: stand.keeper.pk,
      oneTapPrompt: true,
      status: 'ok',
    })
    expect(answer.headers['x-ig-set-www-claim']).toMatch(/^hmac\.AR/)
    expect(await client.cookie('sessionid')).toMatch(
      new RegExp(`^${stand.keeper.pk}%3A\\w{14}%3A\\d+%3AAY`),
    )
    expect(await client.cookie('ds_user_id')).toBe(stand.keeper.pk)
    expect((await client.get('/accounts/edit/')).status).toBe(200)
  })

  test('opens a sealed password with the key that shared_data publishes', async () => {
    const { encryption } = (await client.get('/api/v1/web/data/shared_data/')).json
    const { key_id, public_key, version } = encryption as Record<string, string>
    expect(version).toBe('10')
    const key = { keyId: Number(key_id), publicKey: public_key ?? '' }
    const sealed = sealForWeb(key, PASSWORD)
    const answer = await client.post(LOGIN, { username: 'keeper', enc_password: sealed })
    expect(answer.json.authenticated).toBe(true)
  })

  test('tells the CSRF token in window._sharedData, but only as it did until 2023', async () => {
    const page = await client.get('/accounts/login/')
    expect(page.text).not.toContain('_sharedData')
    stand.simulator.world.loginSettings.sharedData = 'window'
    const old = await client.get('/accounts/login/')
    const data = JSON.parse(/window\._sharedData = (.*);<\/script>/.exec(old.text)?.[1] ?? '')
    expect(data.config.csrf_token).toBe(await client.cookie('csrftoken'))
    expect(Object.values(data.entry_data)).toHaveLength(1)
  })

  test('publishes the same key in the headers of the login page', async () => {
    const page = await client.get('/accounts/login/')
    const { encryption } = (await client.get('/data/shared_data/')).json
    expect(encryption).toEqual({
      key_id: page.headers['ig-set-password-encryption-web-key-id'],
      public_key: page.headers['ig-set-password-encryption-web-pub-key'],
      version: page.headers['ig-set-password-encryption-web-key-version'],
    })
  })

  test('without the right CSRF token is 403', async () => {
    const form = { username: 'keeper', enc_password: plain(PASSWORD) }
    const wrong = await client.post(LOGIN, form, { 'x-csrftoken': 'wrong' })
    expect([wrong.status, wrong.json.message]).toEqual([403, 'CSRF token missing or incorrect'])
    const page = await client.post(LOGIN, form, { 'x-csrftoken': '', 'x-requested-with': '' })
    expect(page.status).toBe(403)
    expect(page.text).toMatch(/^<!DOCTYPE html>/)
    expect(stand.simulator.world.counters.loginAttempts).toEqual({})
  })

  test('says that the password is wrong, in each of its three ways', async () => {
    const flag = { authenticated: false, user: true, status: 'ok' }
    expect((await logIn('wrong')).json).toEqual(flag)
    stand.set({ wrongPassword: 'recovery' })
    expect((await logIn('wrong')).json).toEqual({ ...flag, showAccountRecoveryModal: true })
    stand.set({ wrongPassword: 'bad-password' })
    const answer = await logIn('wrong')
    expect([answer.status, answer.json.error_type]).toEqual([400, 'bad_password'])
    expect(await client.cookie('sessionid')).toBeUndefined()
  })

  test('says that there is no such user, even when a pk is typed as the name', async () => {
    const nobody = { authenticated: false, user: false, status: 'ok' }
    expect((await logIn('x', 'nobody.here')).json).toEqual(nobody)
    expect((await logIn(PASSWORD, stand.keeper.pk)).json).toEqual(nobody)
  })

  test('of a challenged account is 400 with the path of its challenge', async () => {
    stand.keeper.standing = 'challenged'
    const answer = await logIn()
    expect(answer.status).toBe(400)
    expect(answer.json).toMatchObject({
      message: 'checkpoint_required',
      checkpoint_url: stand.keeper.checkpointPath,
      lock: false,
      status: 'fail',
    })
  })

  test('of a disabled account is 400 "inactive user"', async () => {
    stand.keeper.standing = 'disabled'
    const answer = await logIn()
    expect([answer.status, answer.json.error_type]).toEqual([400, 'inactive user'])
  })

  test('while throttled is 403 please-wait and makes the throttle longer', async () => {
    const { world } = stand.simulator
    world.throttles.fall(stand.keeper.pk, 60_000, world.clock.nowMs())
    const before = world.throttles.throttledUntilMs(stand.keeper.pk)
    const answer = await logIn()
    expect([answer.status, answer.json]).toEqual([403, WAIT])
    expect(world.throttles.throttledUntilMs(stand.keeper.pk)).toBeGreaterThan(before)
    expect(world.counters.loginsWhileThrottled).toBe(1)
  })

  test('from a throttled address is 403 please-wait and counted, for every user', async () => {
    const { world } = stand.simulator
    world.throttles.fall('127.0.0.1', 60_000, world.clock.nowMs())
    const before = world.throttles.throttledUntilMs('127.0.0.1')
    expect((await logIn()).status).toBe(403)
    expect((await logIn(PASSWORD, 'nobody.here')).status).toBe(403)
    expect(world.throttles.throttledUntilMs('127.0.0.1')).toBe(before + 2 * 5 * 60_000)
    expect(world.counters.loginsWhileThrottled).toBe(2)
  })

  test('with a saved login is refused like any other', async () => {
    const { world } = stand.simulator
    await logIn()
    const nonce = await client.post('/api/v1/web/accounts/request_one_tap_login_nonce/', {})
    const form = { loginNonce: String(nonce.json.login_nonce) }
    const oneTap = () => client.post('/api/v1/web/accounts/one_tap_web_login/', form)
    stand.set({ refusal: 'gated-status' })
    expect((await oneTap()).json).toEqual({ status: 'fail' })
    stand.set({ refusal: null })
    expect((await oneTap()).json.authenticated).toBe(true)
    world.throttles.fall(stand.keeper.pk, 60_000, world.clock.nowMs())
    const answer = await oneTap()
    expect([answer.status, answer.json]).toEqual([403, WAIT])
    expect(world.counters).toMatchObject({ loginsWhileThrottled: 1, logins: { 'one-tap': 1 } })
  })

  test('too often in an hour raises a checkpoint', async () => {
    stand.simulator.world.loginsMax = 5
    for (let i = 0; i < 5; i += 1) expect((await logIn()).json.authenticated).toBe(true)
    expect((await logIn()).json.message).toBe('checkpoint_required')
    expect(stand.simulator.world.counters.logins).toEqual({ 'web-ajax': 5 })
  })

  test.each([
    ['throttled', 403, WAIT],
    ['throttled-429', 429, WAIT],
    ['gated-status', 400, { status: 'fail' }],
    [
      'suspicious-address',
      200,
      {
        errors: { error: ['Sorry, there was a problem with your request.'] },
        status: 'ok',
        error_type: 'generic_request_error',
      },
    ],
    [
      'sentry-block',
      400,
      {
        message: 'Sorry, there was a problem with your request.',
        error_type: 'sentry_block',
        status: 'fail',
      },
    ],
    ['error-with-request', 400, said('There was an error with your request. Please try again.')],
    ['went-wrong', 400, said("We're sorry, but something went wrong. Please try again.")],
    ['too-many-requests', 400, said('Sorry, too many requests. Please try again later.')],
    ['oops', 400, said('Oops, an error occurred.')],
  ] as const)('can be refused as %s', async (refusal, status, json) => {
    stand.set({ refusal })
    const answer = await logIn()
    expect([answer.status, answer.json]).toEqual([status, json])
  })

  test('over HTTP/1.1 is 429 with an empty body where that gate is on', async () => {
    stand.simulator.world.behaviour.http1Gate = true
    const answer = await logIn()
    expect([answer.status, answer.text]).toEqual([429, ''])
    expect(stand.simulator.world.counters.loginAttempts).toEqual({})
  })

  test('can be refused with a page, or with a password that was reset', async () => {
    stand.set({ refusal: 'gated-html' })
    const page = await logIn()
    expect([page.status, page.text.slice(0, 15)]).toEqual([403, '<!DOCTYPE html>'])
    stand.set({ refusal: 'password-reset' })
    const reset = await logIn()
    expect(reset.status).toBe(403)
    expect(reset.json.message).toContain("we've reset your password")
  })
})

describe('the AJAX second step', () => {
  beforeEach(() => {
    stand.keeper.totpSecret = TOTP_SECRET
  })

  function code(): string {
    return totpCode(TOTP_SECRET, totpStep(stand.simulator.world.clock.nowMs()))
  }

  async function identifier(): Promise<string> {
    const answer = await logIn()
    expect([answer.status, answer.json.error_type]).toEqual([400, 'two_factor_required'])
    const info = answer.json.two_factor_info as Record<string, unknown>
    expect(info).toMatchObject({ totp_two_factor_on: true, sms_two_factor_on: false })
    return String(info.two_factor_identifier)
  }

  test.each([TWO_FACTOR, '/accounts/login/ajax/two_factor/'])(
    'takes the right code at %s, once',
    async (path) => {
      const form = { username: 'keeper', verificationCode: code(), identifier: await identifier() }
      const answer = await client.post(path, form)
      expect(answer.json).toMatchObject({ authenticated: true, userId: stand.keeper.pk })
      const again = { ...form, identifier: await identifier() }
      expect((await client.post(path, again)).json.error_type).toBe('sms_code_validation_failed')
    },
  )

  test('refuses wrong codes, codes by SMS, and what is not a code', async () => {
    const form = {
      username: 'keeper',
      identifier: await identifier(),
      verification_method: '3',
      verificationCode: code(),
    }
    const wrong = { ...form, verificationCode: code() === '123456' ? '654321' : '123456' }
    const refused = await client.post(TWO_FACTOR, wrong)
    expect(refused.status).toBe(400)
    expect(refused.json).toEqual({
      message: 'Please check the security code and try again.',
      error_type: 'sms_code_validation_failed',
      status: 'fail',
    })
    const bySms = await client.post(TWO_FACTOR, { ...form, verification_method: '1' })
    expect(bySms.json.error_type).toBe('sms_code_validation_failed')
    const words = await client.post(TWO_FACTOR, { ...form, verificationCode: 'abc' })
    expect(words.json.error_type).toBe('invalid_verficaition_code')
    expect((await client.post(TWO_FACTOR, form)).json.authenticated).toBe(true)
  })

  test('wants an identifier that is its own, young, and not worn out', async () => {
    const form = { username: 'keeper', verificationCode: code() }
    const foreign = await client.post(TWO_FACTOR, { ...form, identifier: 'made-up' })
    expect(foreign.json.message).toBe('Invalid Parameters')
    const old = await identifier()
    stand.simulator.world.clock.advance(11 * 60_000)
    const late = { username: 'keeper', verificationCode: code(), identifier: old }
    expect((await client.post(TWO_FACTOR, late)).json.message).toBe('Invalid Parameters')
    const worn = { ...late, identifier: await identifier() }
    for (let i = 0; i < 5; i += 1) {
      await client.post(TWO_FACTOR, { ...worn, verificationCode: '12345678' })
    }
    expect((await client.post(TWO_FACTOR, worn)).json.message).toBe('Invalid Parameters')
  })

  test('trusts the device when asked to, and only then', async () => {
    const form = { username: 'keeper', verificationCode: code(), identifier: await identifier() }
    await client.post(TWO_FACTOR, { ...form, trust_signal: 'true' })
    expect((await logIn()).json.authenticated).toBe(true)
    client = newClient()
    await client.get('/')
    expect((await logIn()).json.error_type).toBe('two_factor_required')
  })
})

describe('the newer login over GraphQL', () => {
  async function caa(password: string): Promise<Record<string, unknown>> {
    const variables = JSON.stringify({
      input: { identifier: 'keeper', enc_password: { sensitive_string_value: plain(password) } },
    })
    const answer = await client.post('/api/graphql', { doc_id: '27972648395719857', variables })
    const data = answer.json.data as { caa_login_web: Record<string, unknown> }
    return data.caa_login_web
  }

  test('succeeds, and says what is wrong in its own way', async () => {
    expect(await caa('wrong')).toMatchObject({ ig_authenticated: false, error_style: 'INLINE' })
    stand.set({ refusal: 'throttled' })
    expect(await caa(PASSWORD)).toMatchObject({ error_style: 'RATE_LIMIT_BANNER' })
    stand.set({ refusal: null })
    stand.keeper.standing = 'suspended'
    expect(await caa(PASSWORD)).toMatchObject({ redirect_uri: '/accounts/suspended/' })
    stand.keeper.standing = 'ok'
    stand.keeper.totpSecret = TOTP_SECRET
    const { two_factor_result } = await caa(PASSWORD)
    expect(JSON.parse(String(two_factor_result)).two_factor_required).toBe(true)
    stand.keeper.totpSecret = null
    expect(await caa(PASSWORD)).toMatchObject({ ig_authenticated: true })
    expect(await client.cookie('sessionid')).toBeDefined()
  })
})

describe('logging out', () => {
  test.each(['/accounts/logout/', '/api/v1/web/accounts/logout/ajax/'])(
    'at %s ends the session and deletes its cookie',
    async (path) => {
      await logIn()
      const sessionid = await client.cookie('sessionid')
      const answer = await client.post(path, {})
      expect([200, 302]).toContain(answer.status)
      expect(await client.cookie('sessionid')).toBeUndefined()
      const stale = { cookie: `sessionid=${sessionid}`, 'x-ig-app-id': '936619743392459' }
      const own = await client.get(`/api/v1/users/${stand.keeper.pk}/info/`, stale)
      expect([own.status, own.json.message]).toEqual([403, 'user_has_logged_out'])
    },
  )
})

describe('challenges', () => {
  test('do not open to a device that was not challenged', async () => {
    stand.keeper.standing = 'challenged'
    await logIn()
    expect((await client.get(stand.keeper.checkpointPath)).status).toBe(200)
    client = newClient()
    await client.get('/')
    const stranger = await client.get(stand.keeper.checkpointPath)
    expect(stranger.headers.location).toBe('https://www.instagram.com/accounts/login/')
  })

  test('do not get around the second factor', async () => {
    stand.keeper.totpSecret = TOTP_SECRET
    await logIn()
    await client.post(stand.keeper.checkpointPath, { choice: '1' })
    await client.post(stand.keeper.checkpointPath, { security_code: '' })
    expect(await client.cookie('sessionid')).toBeUndefined()
  })
})
