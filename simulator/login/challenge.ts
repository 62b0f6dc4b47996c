import { type Route, redirect, type SimAnswer, type SimRequest } from '../wire/route.ts'
import type { Account, Session } from '../world/accounts.ts'
import { contactOf } from './auth-platform.ts'
import type { Desk, PendingLogin } from './desk.ts'
import { pageAnswer } from './page-answer.ts'
import { loginSettings } from './settings.ts'
import { csrfRefusal } from './web-answers.ts'
import { TEXTS } from './wording.ts'

/** Who stands before a challenge: a session that was stopped, or a login that waits. */
type Challenged =
  | { readonly account: Account; readonly session: Session }
  | { readonly account: Account; readonly pending: PendingLogin }

/**
 * The older challenge pages (facts 5.2, 5.3). `choose` asks by which way a code shall come, `enter`
 * asks for it; a right one ends the challenge and lets the login, or the session, go on. The
 * "automated behavior" notice has one button only.
 */
export function challengeRoutes(desk: Desk): readonly Route[] {
  const path = /^\/challenge\/(\d+\/[\w-]+\/)?$/
  const turnAway = (request: SimRequest) =>
    redirect('https://www.instagram.com/accounts/login/', desk.world.visitorCookies(request))
  return [
    {
      host: 'www.instagram.com',
      method: 'GET',
      path,
      surface: 'page:challenge',
      handle(request) {
        const who = whoIs(desk, request)
        return who ? page(desk, request, who) : turnAway(request)
      },
    },
    {
      host: 'www.instagram.com',
      method: 'POST',
      path,
      surface: 'page:challenge',
      handle(request) {
        const refusal = csrfRefusal(request)
        if (refusal) return refusal
        const who = whoIs(desk, request)
        return who ? answer(desk, request, who) : turnAway(request)
      },
    },
  ]
}

/** Only the device that was challenged, or a session of the account, may see its challenge. */
function whoIs(desk: Desk, request: SimRequest): Challenged | undefined {
  const viewer = desk.world.sessionOf(request)
  const pk = /^\/challenge\/(\d+)\//.exec(request.path)?.[1]
  if (viewer.kind === 'alive' && (pk === undefined || pk === viewer.account.pk)) {
    return { account: viewer.account, session: viewer.session }
  }
  const account = pk === undefined ? undefined : desk.world.findAccount(pk)
  if (account?.checkpointPath !== request.path) return undefined
  const pending = desk.findChallenged(account, request.cookies.get('mid') ?? '')
  return pending && { account, pending }
}

function page(desk: Desk, request: SimRequest, who: Challenged): SimAnswer {
  const { account } = who
  const { standing } = account
  if (standing !== 'challenged' && standing !== 'automated-behaviour') return over(desk, request)
  const sent = desk.world.sentCodes.get(account.pk)
  const { challenge } = loginSettings(desk.world)
  return pageAnswer(desk, request, 'Instagram', {
    view: 'challenge',
    step: standing === 'automated-behaviour' ? 'dismiss' : sent ? 'enter' : 'choose',
    flavour: challenge === 'suspicious' ? 'suspicious' : 'confirm',
    email: contactOf(account, 'EMAIL'),
    phone: contactOf(account, 'SMS'),
    contact: sent ? contactOf(account, sent.channel) : '',
  })
}

/** One press of a button: `choice`, `security_code`, or `reset` to choose again. */
function answer(desk: Desk, request: SimRequest, who: Challenged): SimAnswer {
  const { account } = who
  const form = new URLSearchParams(request.body)
  if (account.standing === 'automated-behaviour') return pass(desk, who)
  if (account.standing !== 'challenged') return over(desk, request)
  if (form.has('reset')) {
    desk.world.sentCodes.delete(account.pk)
    return stay(request)
  }
  const choice = form.get('choice')
  if (choice !== null) {
    desk.world.sendCode(account, choice === '0' ? 'SMS' : 'EMAIL')
    return stay(request)
  }
  if (!desk.world.takeSentCode(account, form.get('security_code') ?? '')) return wrongCode()
  return pass(desk, who)
}

/** The challenge is passed: a waiting login becomes a session, a stopped session goes on. */
function pass(desk: Desk, who: Challenged): SimAnswer {
  who.account.standing = 'ok'
  who.account.recentLogins = []
  const setCookies =
    'pending' in who
      ? desk.finish(who.pending, true).setCookies
      : desk.world.rotatedCookies(who.session)
  const json = { location: '/', type: 'CHALLENGE_REDIRECTION', status: 'ok' }
  return { status: 200, setCookies, json }
}

/** Nothing is asked here any more; a login that still waits must be made again. */
function over(desk: Desk, request: SimRequest): SimAnswer {
  return redirect('https://www.instagram.com/', desk.world.visitorCookies(request))
}

/** The next step stands under the same address. */
function stay(request: SimRequest): SimAnswer {
  return { status: 200, json: { location: request.path, type: 'CHALLENGE', status: 'ok' } }
}

function wrongCode(): SimAnswer {
  return {
    status: 200,
    json: {
      challenge: { challengeType: 'VerifyEmailCodeForm', errors: [TEXTS.wrongCode] },
      status: 'ok',
    },
  }
}
