import { unreachable } from '../../src/kernel/unreachable.ts'
import type { Route, SimAnswer, SimRequest } from '../wire/route.ts'
import { type Judgement, judge, judgeSaved } from './attempt.ts'
import type { Desk } from './desk.ts'
import { loginSettings } from './settings.ts'
import {
  authenticated,
  checkpointRequired,
  csrfRefusal,
  genericRequestError,
  pleaseWait,
  protocolGate,
  refusalAnswer,
  twoFactorBody,
  webDoor,
} from './web-answers.ts'
import { TEXTS } from './wording.ts'

/** The older web login (facts 5.1): user name and password, code, and "Continue as …". */
export function ajaxRoutes(desk: Desk): readonly Route[] {
  const post = (path: string | RegExp, surface: string, answer: typeof login): Route => ({
    host: 'www.instagram.com',
    method: 'POST',
    path,
    surface,
    handle: (request) =>
      protocolGate(desk, request) ??
      csrfRefusal(request) ??
      withVisitorCookies(desk, request, answer),
  })
  return [
    post(/^(\/api\/v1\/web)?\/accounts\/login\/ajax\/$/, 'login:ajax', login),
    post(/^(\/api\/v1\/web)?\/accounts\/login\/ajax\/two_factor\/$/, 'login:two-factor', twoFactor),
    post(/^(\/api\/v1\/web)?\/accounts\/one_tap_web_login\/$/, 'login:one-tap', oneTapLogin),
    post(
      /^(\/api\/v1\/web)?\/accounts\/request_one_tap_login_nonce\/$/,
      'login:one-tap-nonce',
      oneTapNonce,
    ),
  ]
}

/** Unless the answer logs in, the client keeps or gets the cookies of a visitor. */
function withVisitorCookies(desk: Desk, request: SimRequest, answer: typeof login): SimAnswer {
  const given = answer(desk, request)
  return given.setCookies ? given : { ...given, setCookies: desk.world.visitorCookies(request) }
}

function login(desk: Desk, request: SimRequest): SimAnswer {
  const form = new URLSearchParams(request.body)
  const password = desk.webKey.open(form.get('enc_password') ?? '')
  const door = webDoor(desk, request, 'web-ajax')
  return ajaxAnswer(desk, judge(desk, form.get('username') ?? '', password, door))
}

/** Every row of the table in facts 5.1. */
function ajaxAnswer(desk: Desk, judgement: Judgement): SimAnswer {
  const settings = loginSettings(desk.world)
  switch (judgement.kind) {
    case 'welcome':
      return authenticated(desk, judgement.welcome)
    case 'refused':
      return refusalAnswer(judgement.refusal)
    case 'unreadable-password':
      return genericRequestError()
    case 'unknown-user':
      return { status: 200, json: { authenticated: false, user: false, status: 'ok' } }
    case 'wrong-password':
      return wrongPassword(settings.wrongPassword)
    case 'throttled':
      return pleaseWait(403)
    case 'disabled':
      return disabled()
    case 'checkpoint':
      return checkpointRequired(judgement.path)
    case 'two-factor':
      return { status: 400, json: twoFactorBody(judgement.pending, settings.encryptedContext) }
    default:
      return unreachable(judgement)
  }
}

function wrongPassword(shape: 'flag' | 'recovery' | 'bad-password'): SimAnswer {
  if (shape === 'bad-password') {
    const json = { message: TEXTS.wrongPasswordOld, status: 'fail', error_type: 'bad_password' }
    return { status: 400, json }
  }
  const json = { authenticated: false, user: true, status: 'ok' }
  return {
    status: 200,
    json: shape === 'recovery' ? { ...json, showAccountRecoveryModal: true } : json,
  }
}

/** 400, row 31; the app's login says it in the same words. */
export function disabled(): SimAnswer {
  return {
    status: 400,
    json: {
      message: TEXTS.disabled,
      help_url: 'https://help.instagram.com/366993040048856',
      error_type: 'inactive user',
      status: 'fail',
    },
  }
}

function twoFactor(desk: Desk, request: SimRequest): SimAnswer {
  const form = new URLSearchParams(request.body)
  const pending = desk.find(form.get('identifier') ?? '')
  const name = form.get('username')?.toLowerCase()
  if (pending?.account.username.toLowerCase() !== name || !pending) {
    return codeRefusal(TEXTS.invalidParameters, 'invalid_parameters')
  }
  const code = (form.get('verificationCode') ?? '').replace(/\s/g, '')
  // Instagram's own spelling.
  if (!/^\d{6,8}$/.test(code)) return codeRefusal(TEXTS.wrongCode, 'invalid_verficaition_code')
  const method = form.get('verification_method') ?? '3'
  // These accounts have neither a telephone (1) nor backup codes (2): only an app's code counts.
  if (method !== '3' || !desk.checkCode(pending, code)) {
    return codeRefusal(TEXTS.wrongCode, 'sms_code_validation_failed')
  }
  return authenticated(desk, desk.finish(pending, form.get('trust_signal') === 'true'))
}

/** 400 for a code that is not taken. */
export function codeRefusal(message: string, errorType: string): SimAnswer {
  return { status: 400, json: { message, status: 'fail', error_type: errorType } }
}

function oneTapLogin(desk: Desk, request: SimRequest): SimAnswer {
  const form = new URLSearchParams(request.body)
  const door = webDoor(desk, request, 'one-tap')
  const account = desk.findSavedLogin(form.get('loginNonce') ?? '', door.deviceId)
  if (!account) return { status: 400, json: { message: 'invalid_one_tap_nonce', status: 'fail' } }
  return ajaxAnswer(desk, judgeSaved(desk, account, door))
}

function oneTapNonce(desk: Desk, request: SimRequest): SimAnswer {
  const viewer = desk.world.sessionOf(request)
  if (viewer.kind !== 'alive') {
    return { status: 403, json: { message: 'login_required', status: 'fail' } }
  }
  return {
    status: 200,
    setCookies: desk.world.rotatedCookies(viewer.session),
    json: {
      login_nonce: desk.saveLogin(viewer.account, viewer.session.device.mid),
      status: 'ok',
    },
  }
}
