import { describe, expect, test } from 'vitest'
import { answersLogins, readAnswer } from './answer-reading.ts'

const read = (status: number, body: unknown) => readAnswer(status, JSON.stringify(body))

test.each([
  '/accounts/login/ajax/',
  '/api/v1/web/accounts/login/ajax/',
  '/api/v1/web/accounts/login/ajax/two_factor/',
  '/api/graphql',
  '/graphql/query',
])('%s answers logins', (path) => {
  expect(answersLogins(path)).toBe(true)
})

test.each(['/accounts/login/', '/api/v1/web/accounts/login/ajax/other/', '/logging_client_events'])(
  '%s does not answer logins',
  (path) => {
    expect(answersLogins(path)).toBe(false)
  },
)

describe('the AJAX answers of facts 5.1', () => {
  test('success', () => {
    const body = {
      authenticated: true,
      user: true,
      userId: '123',
      oneTapPrompt: true,
      status: 'ok',
    }
    expect(read(200, body)).toEqual({ kind: 'authenticated' })
  })

  test.each([
    [200, { authenticated: false, user: true, status: 'ok' }, 'wrong-password'],
    [400, { message: '', error_type: 'bad_password', status: 'fail' }, 'wrong-password'],
    [200, { authenticated: false, user: false, status: 'ok' }, 'unknown-user'],
    [400, { message: 'x', error_type: 'invalid_user', status: 'fail' }, 'unknown-user'],
    [
      400,
      { message: 'checkpoint_required', checkpoint_url: '/challenge/1/2/', status: 'fail' },
      'challenged',
    ],
    [
      400,
      { message: 'challenge_required', challenge: { url: 'https://i.instagram.com/challenge/' } },
      'challenged',
    ],
    [
      400,
      { message: 'checkpoint_required', checkpoint_url: '/accounts/suspended/', status: 'fail' },
      'suspended',
    ],
    [400, { message: 'consent_required', status: 'fail' }, 'challenged'],
    [
      200,
      {
        errors: { error: ['Sorry, there was a problem with your request.'] },
        status: 'ok',
        error_type: 'generic_request_error',
      },
      'throttled',
    ],
    [
      403,
      { message: 'Please wait a few minutes before you try again.', status: 'fail' },
      'throttled',
    ],
    [400, { message: 'Xin ch\u1edd', error_type: 'rate_limit_error', status: 'fail' }, 'throttled'],
    [400, { message: '', error_type: 'sentry_block', status: 'fail' }, 'throttled'],
    [429, { status: 'fail' }, 'throttled'],
    [400, { message: 'gone', error_type: 'inactive user' }, 'suspended'],
    [
      403,
      { message: "To secure your account, we've reset your password.", status: 'fail' },
      'wrong-password',
    ],
  ])('%i %j is %s', (status, body, kind) => {
    expect(read(status, body)).toMatchObject({ kind: 'refused', refusal: { kind } })
  })

  test('two-factor with an app, without one, and without a word about it', () => {
    const asked = (info: object) =>
      read(400, { message: '', two_factor_required: true, two_factor_info: info, status: 'fail' })
    expect(asked({ totp_two_factor_on: true })).toEqual({ kind: 'code-asked', app: true })
    expect(asked({ totp_two_factor_on: false, sms_two_factor_on: true })).toEqual({
      kind: 'code-asked',
      app: false,
    })
    expect(asked({})).toEqual({ kind: 'code-asked', app: null })
  })

  test.each(['sms_code_validation_failed', 'invalid_verficaition_code'])(
    'a code is refused as %s',
    (error_type) => {
      const body = { message: 'Please check', error_type, status: 'fail' }
      expect(read(400, body)).toMatchObject({ kind: 'code-rejected' })
    },
  )

  test('a verification may still want the code of the app', () => {
    const checkpoint_url = '/auth_platform/codeentry/?apc=secret'
    const answer = read(400, { message: 'checkpoint_required', checkpoint_url })
    expect(answer).toMatchObject({
      kind: 'verification',
      refusal: { kind: 'challenged', where: '/auth_platform/codeentry/' },
    })
  })

  test.each([
    [400, '{"status":"fail"}'],
    [403, '<!DOCTYPE html><title>Error</title>'],
    [200, ''],
    [200, '[1]'],
    [200, '{"authenticated":"yes"}'],
  ])('%i %s decides nothing', (status, body) => {
    expect(readAnswer(status, body)).toEqual({ kind: 'undecided' })
  })
})

describe('the answers of the newer login, facts 5.2', () => {
  const caa = (login: object) => read(200, { data: { caa_login_web: login } })

  test('success, also behind the usual guard', () => {
    expect(caa({ ig_authenticated: true })).toEqual({ kind: 'authenticated' })
    const body = 'for (;;);{"data":{"caa_login_web":{"ig_authenticated":true}}}'
    expect(readAnswer(200, body)).toEqual({ kind: 'authenticated' })
  })

  test.each([
    [{ error_style: 'INLINE', error_message: { text: 'Xin ch\u1edd' } }, 'wrong-password'],
    [{ error_style: 'RATE_LIMIT_BANNER', error_message: null }, 'throttled'],
    [{ recaptcha_needed: true }, 'challenged'],
    [{ redirect_uri: '/challenge/1/2/' }, 'challenged'],
    [{ redirect_uri: 'https://www.instagram.com/accounts/suspended/' }, 'suspended'],
  ])('%j is %s', (login, kind) => {
    const answer = caa({ ig_authenticated: false, two_factor_result: null, ...login })
    expect(answer).toMatchObject({ kind: 'refused', refusal: { kind } })
  })

  test('two-factor is a text of its own in it', () => {
    const two_factor_result = JSON.stringify({ totp_two_factor_on: true })
    expect(caa({ ig_authenticated: false, two_factor_result })).toMatchObject({
      kind: 'code-asked',
    })
  })

  test('a verification may still want the code of the app', () => {
    expect(caa({ redirect_uri: '/auth_platform/?apc=x' })).toMatchObject({ kind: 'verification' })
  })

  test('a code is refused, or accepted without a session yet', () => {
    const validated = (is_code_valid: boolean) =>
      read(200, { data: { xfb_two_factor_login_validate_code: { is_code_valid } } })
    expect(validated(false)).toMatchObject({ kind: 'code-rejected' })
    expect(validated(true)).toEqual({ kind: 'undecided' })
  })
})
