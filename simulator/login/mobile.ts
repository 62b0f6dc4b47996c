import { rowAnswer } from '../faults/rows.ts'
import type { Route, SimAnswer, SimRequest } from '../wire/route.ts'
import { codeRefusal } from './ajax.ts'
import { judge } from './attempt.ts'
import type { Desk, Door } from './desk.ts'
import { appAnswer, appWelcome, fail } from './mobile-answers.ts'
import { loginSettings } from './settings.ts'
import { appFields } from './signed-body.ts'
import { TEXTS } from './wording.ts'

type Fields = ReadonlyMap<string, string>
type Handle = (desk: Desk, request: SimRequest, fields: Fields) => SimAnswer

/** Stands for whatever was typed, where every password is taken for a wrong one. */
const NEVER_RIGHT = { kind: 'opened', plain: '\u0000' } as const

/** The app's login at `i.instagram.com` (facts 5.4), and its logout. */
export function mobileRoutes(desk: Desk): readonly Route[] {
  const post = (path: string, surface: string, handle: Handle): Route => ({
    host: 'i.instagram.com',
    method: 'POST',
    path,
    surface,
    async handle(request) {
      const misfit = await foreignApp(desk, request)
      return misfit ?? handle(desk, request, appFields(request.body))
    },
  })
  return [
    post('/api/v1/accounts/login/', 'login:mobile', login),
    post('/api/v1/accounts/two_factor_login/', 'login:mobile-two-factor', twoFactor),
    post('/api/v1/accounts/logout/', 'logout', logout),
  ]
}

/** A browser, or an app that is too old, is turned away before anything is judged (facts 3). */
async function foreignApp(desk: Desk, request: SimRequest): Promise<SimAnswer | undefined> {
  const version = /^Instagram (\d+)\./.exec(request.headers['user-agent'] ?? '')?.[1]
  const viewer = desk.world.sessionOf(request)
  if (version === undefined) return await rowAnswer('19', desk.world, request, viewer)
  if (Number(version) >= desk.world.behaviour.appVersionMin) return undefined
  return await rowAnswer('10b', desk.world, request, viewer)
}

function login(desk: Desk, request: SimRequest, fields: Fields): SimAnswer {
  const username = fields.get('username') ?? ''
  const door = mobileDoor(desk, request, fields)
  const password = loginSettings(desk.world).mobileBadPassword
    ? NEVER_RIGHT
    : desk.mobileKey.open(fields.get('enc_password') ?? '')
  return appAnswer(desk, username, judge(desk, username, password, door))
}

/** The app's device is known by its `device_id`; its `mid` travels in a header. */
function mobileDoor(desk: Desk, request: SimRequest, fields: Fields): Door {
  const made = desk.world.deviceOf(request)
  const mid = request.headers['x-mid']
  const device = typeof mid === 'string' && mid !== '' ? { ...made, mid } : made
  return {
    device,
    surface: 'mobile',
    address: request.address,
    method: 'mobile',
    deviceId: fields.get('device_id') || device.mid,
  }
}

function twoFactor(desk: Desk, _request: SimRequest, fields: Fields): SimAnswer {
  const pending = desk.find(fields.get('two_factor_identifier') ?? '')
  const name = fields.get('username')?.toLowerCase()
  const known = pending !== undefined && pending.account.username.toLowerCase() === name
  if (!known || loginSettings(desk.world).mobileTwoFactorNeedsBloks) {
    return codeRefusal(TEXTS.invalidParameters, 'invalid_parameters')
  }
  const code = fields.get('verification_code') ?? ''
  // Neither a telephone (1) nor backup codes (2): only an app's code counts.
  if (fields.get('verification_method') !== '3' || !desk.checkCode(pending, code)) {
    return codeRefusal(TEXTS.wrongCode, 'sms_code_validation_failed')
  }
  return appWelcome(desk, desk.finish(pending, fields.get('trust_this_device') === '1'))
}

function logout(desk: Desk, request: SimRequest): SimAnswer {
  const viewer = desk.world.sessionOf(request)
  if (viewer.kind !== 'alive') return fail(403, { message: 'login_required' })
  desk.world.endSession(viewer.session, 'user-has-logged-out')
  return {
    status: 200,
    // A header value that ends in a colon means: forget it.
    headers: { 'ig-set-authorization': 'Bearer IGT:2:' },
    setCookies: [],
    json: { login_nonce: '', status: 'ok' },
  }
}
