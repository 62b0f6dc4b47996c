import { unreachable } from '../../src/kernel/unreachable.ts'
import { userRow } from '../surfaces/user-row.ts'
import type { SimAnswer } from '../wire/route.ts'
import type { Account } from '../world/accounts.ts'
import { rurCookie } from '../world/cookies.ts'
import { disabled } from './ajax.ts'
import type { Judgement } from './attempt.ts'
import type { Desk, Welcome } from './desk.ts'
import type { Refusal } from './settings.ts'
import { refusalAnswer, twoFactorBody } from './web-answers.ts'
import { TEXTS } from './wording.ts'

/** What a judgement sounds like to the app (facts 4.1, 5.4). */
export function appAnswer(desk: Desk, username: string, judgement: Judgement): SimAnswer {
  switch (judgement.kind) {
    case 'welcome':
      return appWelcome(desk, judgement.welcome)
    case 'refused':
      return appRefusal(judgement.refusal)
    case 'unreadable-password':
      return fail(400, { message: TEXTS.problem, error_type: 'generic_request_error' })
    case 'unknown-user':
      return invalidUser()
    case 'wrong-password':
      return badPassword(username)
    case 'throttled':
      return rateLimited(400)
    case 'disabled':
      return disabled()
    case 'checkpoint':
      return challengeRequired(judgement.path)
    case 'two-factor':
      return { status: 400, json: twoFactorBody(judgement.pending, false) }
    default:
      return unreachable(judgement)
  }
}

/** A login that succeeded: the session travels in a header, not in cookies. */
export function appWelcome(desk: Desk, welcome: Welcome): SimAnswer {
  const { session } = welcome
  const { pk } = session.account
  const bearer = JSON.stringify({
    ds_user_id: pk,
    sessionid: session.sessionid,
    should_use_header_over_cookies: true,
  })
  return {
    status: 200,
    headers: {
      'ig-set-authorization': `Bearer IGT:2:${Buffer.from(bearer).toString('base64')}`,
      'ig-set-ig-u-ds-user-id': pk,
      'ig-set-ig-u-rur': rur(desk, session.account),
      'ig-set-x-mid': session.device.mid,
      'x-ig-set-www-claim': session.wwwClaim,
    },
    setCookies: [],
    json: { logged_in_user: loggedInUser(desk, session.account), status: 'ok' },
  }
}

/** The value of the cookie, with plain commas and without its quotes. */
function rur(desk: Desk, account: Account): string {
  const cookie = rurCookie(desk.world.random, account.pk, desk.world.clock.nowMs())
  return (/"([^"]*)"/.exec(cookie)?.[1] ?? '').replaceAll('\\054', ',')
}

function loggedInUser(desk: Desk, account: Account): object {
  return {
    ...userRow(desk.world.people.member(Number(account.pk))),
    is_business: false,
    account_type: 1,
    phone_number: '',
    country_code: 49,
    national_number: 0,
    allow_contacts_sync: false,
    can_see_organic_insights: false,
  }
}

/** 400 `bad_password`: a wrong one, or a distrusted address (row 34). */
function badPassword(username: string): SimAnswer {
  return fail(400, {
    message: TEXTS.wrongPasswordApp,
    invalid_credentials: true,
    error_title: `Incorrect password for ${username}`,
    buttons: [{ title: 'Try Again', action: 'dismiss' }],
    error_type: 'bad_password',
  })
}

function invalidUser(): SimAnswer {
  return fail(400, {
    message: TEXTS.unknownUser,
    invalid_credentials: true,
    error_title: 'Incorrect Username',
    error_type: 'invalid_user',
  })
}

/** Please-wait as the app's login says it (row 1c). */
function rateLimited(status: 400 | 429): SimAnswer {
  return fail(status, { message: TEXTS.pleaseWait, error_type: 'rate_limit_error' })
}

function appRefusal(refusal: Refusal): SimAnswer {
  if (refusal === 'throttled') return rateLimited(400)
  return refusal === 'throttled-429' ? rateLimited(429) : refusalAnswer(refusal)
}

/** 400 `challenge_required` (row 11). */
function challengeRequired(path: string): SimAnswer {
  return fail(400, {
    message: 'challenge_required',
    challenge: {
      url: `https://i.instagram.com${path}`,
      api_path: path,
      hide_webview_header: true,
      lock: true,
      logout: false,
      native_flow: true,
      flow_render_type: 0,
    },
    error_type: 'checkpoint_challenge_required',
  })
}

/** A refusal with the field that makes it one. */
export function fail(status: number, body: object): SimAnswer {
  return { status, json: { ...body, status: 'fail' } }
}
