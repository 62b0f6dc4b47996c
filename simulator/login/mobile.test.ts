import { afterEach, beforeEach, expect, test } from 'vitest'
import { totpCode, totpStep } from '../world/totp.ts'
import { sealForApp } from './test-seal.ts'
import { type Answer, Client, openStand, PASSWORD, type Stand, TOTP_SECRET } from './test-stand.ts'

const USER_AGENT =
  'Instagram 410.0.0.0.96 Android (34/14; 480dpi; 1344x2992; Google; Pixel 8; shiba; shiba; en_US; 1)'
const LOGIN = '/api/v1/accounts/login/'
const TWO_FACTOR = '/api/v1/accounts/two_factor_login/'

let stand: Stand
let app: Client

beforeEach(async () => {
  stand = await openStand()
  app = newApp(USER_AGENT)
})

afterEach(async () => {
  await stand[Symbol.asyncDispose]()
})

function newApp(userAgent: string): Client {
  return new Client(stand.simulator, 'i.instagram.com', { 'user-agent': userAgent })
}

async function signed(path: string, fields: object): Promise<Answer> {
  return await app.post(path, { signed_body: `SIGNATURE.${JSON.stringify(fields)}` })
}

async function logIn(password = PASSWORD): Promise<Answer> {
  const { headers } = await app.get('/api/v1/qe/sync/')
  const key = {
    keyId: Number(headers['ig-set-password-encryption-key-id']),
    publicKeyBase64: String(headers['ig-set-password-encryption-pub-key']),
  }
  return await signed(LOGIN, {
    username: 'keeper',
    enc_password: sealForApp(key, password),
    device_id: 'android-0123456789abcdef',
  })
}

test('the app logs in with a sealed password and goes on with its header', async () => {
  const answer = await logIn()
  expect(answer.status).toBe(200)
  expect(answer.json.logged_in_user).toMatchObject({ pk: stand.keeper.pk, username: 'keeper' })
  const { headers } = answer
  expect(headers['ig-set-ig-u-ds-user-id']).toBe(stand.keeper.pk)
  expect(headers['ig-set-x-mid']).toMatch(/^[\w-]{28}$/)
  expect(headers['ig-set-ig-u-rur']).toMatch(new RegExp(`^[A-Z]{3},${stand.keeper.pk},\\d+:01f7`))
  expect(headers['x-ig-set-www-claim']).toMatch(/^hmac\.AR/)
  expect(await app.cookie('sessionid')).toBeUndefined()
  const authorization = String(headers['ig-set-authorization'])
  const bearer = Buffer.from(authorization.slice('Bearer IGT:2:'.length), 'base64').toString()
  expect(JSON.parse(bearer)).toEqual({
    ds_user_id: stand.keeper.pk,
    sessionid: expect.stringMatching(/%3AAY/),
    should_use_header_over_cookies: true,
  })
  const own = await app.get('/api/v1/accounts/current_user/?edit=true', { authorization })
  expect(own.json.user).toMatchObject({ username: 'keeper' })
  const feed = await app.post('/api/v1/feed/timeline/', {}, { authorization })
  expect([feed.status, feed.json.status]).toEqual([200, 'ok'])
  const bye = await app.post('/api/v1/accounts/logout/', {}, { authorization })
  expect(bye.headers['ig-set-authorization']).toBe('Bearer IGT:2:')
  const after = await app.get('/api/v1/accounts/current_user/?edit=true', { authorization })
  expect(after.json.message).toBe('user_has_logged_out')
})

test('a plain form with a version 0 password is taken, too', async () => {
  const answer = await app.post(LOGIN, {
    username: 'keeper',
    enc_password: `#PWD_INSTAGRAM:0:1790000000:${PASSWORD}`,
  })
  expect(answer.json.status).toBe('ok')
})

test('the app is asked for a code, and a device it trusted is not', async () => {
  stand.keeper.totpSecret = TOTP_SECRET
  const first = await logIn()
  expect([first.status, first.json.error_type]).toEqual([400, 'two_factor_required'])
  const info = first.json.two_factor_info as Record<string, unknown>
  const code = totpCode(TOTP_SECRET, totpStep(stand.simulator.world.clock.nowMs()))
  const fields = {
    username: 'keeper',
    two_factor_identifier: info.two_factor_identifier,
    trust_this_device: '1',
    verification_method: '3',
    verification_code: code === '123456' ? '654321' : '123456',
  }
  const wrong = await signed(TWO_FACTOR, fields)
  expect([wrong.status, wrong.json.error_type]).toEqual([400, 'sms_code_validation_failed'])
  const right = await signed(TWO_FACTOR, { ...fields, verification_code: code })
  expect(right.headers['ig-set-authorization']).toMatch(/^Bearer IGT:2:/)
  expect((await logIn()).json.status).toBe('ok')
})

test('newer accounts refuse the old second step with "invalid parameters"', async () => {
  stand.keeper.totpSecret = TOTP_SECRET
  stand.set({ mobileTwoFactorNeedsBloks: true })
  const info = (await logIn()).json.two_factor_info as Record<string, unknown>
  const answer = await signed(TWO_FACTOR, {
    username: 'keeper',
    two_factor_identifier: info.two_factor_identifier,
    verification_method: '3',
    verification_code: totpCode(TOTP_SECRET, totpStep(stand.simulator.world.clock.nowMs())),
  })
  expect(String(answer.json.message).toLowerCase()).toBe('invalid parameters')
})

test('a right password is "bad_password" where the address is distrusted', async () => {
  stand.set({ mobileBadPassword: true })
  const answer = await logIn()
  expect([answer.status, answer.json.error_type]).toEqual([400, 'bad_password'])
  expect(stand.simulator.world.counters.logins).toEqual({})
})

test('what is wrong is said in the words of the app', async () => {
  expect((await logIn('wrong')).json.error_type).toBe('bad_password')
  const nobody = await signed(LOGIN, {
    username: 'nobody.here',
    enc_password: '#PWD_INSTAGRAM:0:1:x',
  })
  expect(nobody.json.error_type).toBe('invalid_user')
  stand.keeper.standing = 'challenged'
  expect((await logIn()).json).toMatchObject({
    message: 'challenge_required',
    challenge: { api_path: stand.keeper.checkpointPath, lock: true },
  })
  stand.keeper.standing = 'disabled'
  expect((await logIn()).json.error_type).toBe('inactive user')
  stand.set({ refusal: 'throttled' })
  expect((await logIn()).json.error_type).toBe('rate_limit_error')
})

test('a browser, or an app of long ago, is turned away', async () => {
  app = newApp('Mozilla/5.0 (X11; Linux x86_64)')
  expect((await logIn()).json.message).toBe('useragent mismatch')
  app = newApp('Instagram 27.0.0.7.97 Android (24/7.0; 380dpi)')
  expect((await logIn()).json.checkpoint_url).toContain('unsupported_version')
})
