import { unreachable } from '../../src/kernel/unreachable.ts'
import type { SimAnswer, SimRequest } from '../wire/route.ts'
import type { Session } from '../world/accounts.ts'
import type { Desk, Door, PendingLogin, Welcome } from './desk.ts'
import { loginSettings, type Refusal } from './settings.ts'
import { TEXTS } from './wording.ts'

/** The door that a request of the web surface comes by. */
export function webDoor(desk: Desk, request: SimRequest, method: string): Door {
  const device = desk.world.deviceOf(request)
  return { device, surface: 'web', address: request.address, method, deviceId: device.mid }
}

/** Scripts that speak HTTP/1.1 are met with 429 and nothing else, where that is on (row 17). */
export function protocolGate(desk: Desk, request: SimRequest): SimAnswer | undefined {
  const gated = desk.world.behaviour.http1Gate && request.protocol === 'http/1.1'
  return gated ? { status: 429, setCookies: [] } : undefined
}

/**
 * Refuses a POST whose `X-CSRFToken` is not the cookie's value (facts 1.3): 403, as JSON for
 * scripts, as a page for everybody else.
 */
export function csrfRefusal(request: SimRequest): SimAnswer | undefined {
  const token = request.cookies.get('csrftoken')
  if (token && request.headers['x-csrftoken'] === token) return undefined
  if (request.headers['x-requested-with'] === 'XMLHttpRequest') {
    return { status: 403, json: { message: 'CSRF token missing or incorrect', status: 'fail' } }
  }
  return { status: 403, html: errorPage("This page couldn't load") }
}

/** Instagram's plain error page. */
export function errorPage(title: string): string {
  return (
    `<!DOCTYPE html><html lang="en" class="no-js not-logged-in"><head><title>${title} • ` +
    `Instagram</title></head><body><div class="error-container"><h2>${title}</h2>` +
    '<p>Please try again later.</p></div></body></html>'
  )
}

/** A login that succeeded, in the words of the AJAX endpoints (facts 5.1). */
export function authenticated(desk: Desk, welcome: Welcome): SimAnswer {
  return {
    status: 200,
    headers: claimHeader(welcome.session),
    setCookies: welcome.setCookies,
    json: {
      authenticated: true,
      user: true,
      userId: welcome.session.account.pk,
      oneTapPrompt: loginSettings(desk.world).oneTap,
      status: 'ok',
    },
  }
}

/** The claim of a session, to be echoed by its later requests (facts 1.3). */
export function claimHeader(session: Session): Record<string, string> {
  return { 'x-ig-set-www-claim': session.wwwClaim }
}

/** 403 with the sentence that means throttled, at a login (facts 4.1 row 1c). */
export function pleaseWait(status: 403 | 429): SimAnswer {
  return { status, json: { message: TEXTS.pleaseWait, status: 'fail' } }
}

/** 400 `checkpoint_required` (row 10). */
export function checkpointRequired(path: string): SimAnswer {
  return {
    status: 400,
    json: {
      message: 'checkpoint_required',
      checkpoint_url: path,
      lock: false,
      flow_render_type: 0,
      status: 'fail',
    },
  }
}

/** No word about the password: the request itself, or its address, is distrusted (5.1). */
export function genericRequestError(): SimAnswer {
  return {
    status: 200,
    json: { errors: { error: [TEXTS.problem] }, status: 'ok', error_type: 'generic_request_error' },
  }
}

/** The body of a refusal that every attempt gets. */
export function refusalAnswer(refusal: Refusal): SimAnswer {
  switch (refusal) {
    case 'throttled':
      return pleaseWait(403)
    case 'throttled-429':
      return pleaseWait(429)
    case 'suspicious-address':
      return genericRequestError()
    case 'gated-html':
      return { status: 403, html: errorPage('Error') }
    case 'gated-status':
      return { status: 400, json: { status: 'fail' } }
    case 'password-reset':
      return { status: 403, json: { message: TEXTS.passwordReset, status: 'fail' } }
    case 'sentry-block':
      return {
        status: 400,
        json: { message: TEXTS.problem, error_type: 'sentry_block', status: 'fail' },
      }
    case 'error-with-request':
      return saidOnly(TEXTS.errorWithRequest)
    case 'went-wrong':
      return saidOnly(TEXTS.wentWrong)
    case 'too-many-requests':
      return saidOnly(TEXTS.tooManyRequests)
    case 'oops':
      return saidOnly(TEXTS.oops)
    default:
      return unreachable(refusal)
  }
}

/** 400 with nothing but a sentence (row 37). */
function saidOnly(message: string): SimAnswer {
  return { status: 400, json: { message, status: 'fail' } }
}

/** The `two_factor_required` body, which the web, CAA and the app have in common. */
export function twoFactorBody(pending: PendingLogin, withContext: boolean): object {
  const phone = {
    max_sms_count: 2,
    resend_sms_delay_sec: 60,
    robocall_count_down_time_sec: 30,
    robocall_after_max_sms: true,
  }
  return {
    message: '',
    two_factor_required: true,
    two_factor_info: {
      pk: pending.account.pk,
      username: pending.account.username,
      two_factor_identifier: pending.key,
      totp_two_factor_on: true,
      sms_two_factor_on: false,
      whatsapp_two_factor_on: false,
      obfuscated_phone_number: '',
      ...(withContext ? { encrypted_context: pending.key } : {}),
      device_id: pending.deviceId,
      eligible_for_multiple_totp: true,
      show_messenger_code_option: false,
      show_new_login_screen: true,
      show_trusted_device_option: true,
      phone_verification_settings: phone,
    },
    phone_verification_settings: phone,
    status: 'fail',
    error_type: 'two_factor_required',
  }
}
