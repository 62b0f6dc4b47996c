import { type Route, redirect, type SimAnswer, type SimRequest } from '../wire/route.ts'
import type { Session } from '../world/accounts.ts'
import type { Desk } from './desk.ts'
import { loginPageAnswer, pageAnswer } from './page-answer.ts'
import { admit, toLogin } from './page-gate.ts'
import { blankPage } from './page-shell.ts'
import { loginSettings } from './settings.ts'
import { csrfRefusal } from './web-answers.ts'

type Handle = (desk: Desk, request: SimRequest) => SimAnswer | undefined

/** The pages around a login: the form, the feed, and what Instagram puts between the two. */
export function pageRoutes(desk: Desk): readonly Route[] {
  const get = (path: string | RegExp, surface: string, handle: Handle): Route => ({
    host: 'www.instagram.com',
    method: 'GET',
    path,
    surface,
    handle: (request) => handle(desk, request),
  })
  return [
    get('/', 'page:home', home),
    get(/^\/accounts\/login(\/|\/two_factor\/?)?$/, 'page:login', login),
    get(/^\/accounts\/onetap\/?$/, 'page:onetap', oneTap),
    get(/^\/accounts\/edit\/?$/, 'page:edit', edit),
    get(/^\/accounts\/suspended\/?$/, 'page:suspended', suspended),
    get(/^\/accounts\/disabled\/?$/, 'page:disabled', disabled),
    get(/^(\/privacy)?\/consent\/?$/, 'page:consent', consent),
    {
      host: 'www.instagram.com',
      method: 'POST',
      path: /^(\/privacy)?\/consent\/?$/,
      surface: 'page:consent',
      handle: (request) => csrfRefusal(request) ?? agree(desk, request),
    },
  ]
}

/** The feed, or the login form for visitors. */
function home(desk: Desk, request: SimRequest): SimAnswer {
  const admission = admit(desk.world, request)
  if (admission.kind === 'turned-away') return admission.answer
  if (admission.kind === 'anonymous') return loginPageAnswer(desk, request)
  return pageAnswer(desk, request, 'Instagram', {
    view: 'home',
    notifications: loginSettings(desk.world).notifications,
    ...whoami(admission.session),
  })
}

/** The login form; a live session is sent on. */
function login(desk: Desk, request: SimRequest): SimAnswer {
  const viewer = desk.world.sessionOf(request)
  if (viewer.kind === 'alive') {
    const next = request.query.get('next') ?? '/'
    // Only a path of our own: two slashes would lead to another host.
    const path = /^\/(?!\/)/.test(next) ? next : '/'
    return redirect(`https://www.instagram.com${path}`, desk.world.rotatedCookies(viewer.session))
  }
  if (loginSettings(desk.world).blankLoginPage) {
    return { status: 200, setCookies: desk.world.visitorCookies(request), html: blankPage() }
  }
  return loginPageAnswer(desk, request)
}

function oneTap(desk: Desk, request: SimRequest): SimAnswer {
  return forMembers(desk, request, 'Save your login info?', 'one-tap')
}

/** Opening it and staying there is the surest sign of a live session (facts 5.3, 6). */
function edit(desk: Desk, request: SimRequest): SimAnswer {
  return forMembers(desk, request, 'Edit profile • Instagram', 'edit')
}

function forMembers(desk: Desk, request: SimRequest, title: string, view: string): SimAnswer {
  const admission = admit(desk.world, request)
  if (admission.kind === 'turned-away') return admission.answer
  if (admission.kind === 'admitted') {
    return pageAnswer(desk, request, title, { view, ...whoami(admission.session) })
  }
  const viewer = desk.world.sessionOf(request)
  // Rows 24, 24d: the login wall, or the saved account, is served in place, without a redirect.
  const inPlace = ['login-wall', 'saved-account']
  if (viewer.kind === 'dead' && inPlace.includes(viewer.disguise)) {
    return loginPageAnswer(desk, request)
  }
  return toLogin(request, desk.world.visitorCookies(request))
}

function suspended(desk: Desk, request: SimRequest): SimAnswer {
  return pageAnswer(desk, request, 'Account suspended • Instagram', {
    view: 'notice',
    title: 'We suspended your account',
    lines: [
      "Your account, or activity on it, doesn't follow our Community Standards.",
      'You have 180 days left to appeal this decision.',
    ],
  })
}

function disabled(desk: Desk, request: SimRequest): SimAnswer {
  return pageAnswer(desk, request, 'Instagram', {
    view: 'notice',
    title: 'Your account has been disabled',
    lines: ['Your account has been disabled for violating our terms.'],
  })
}

function consent(desk: Desk, request: SimRequest): SimAnswer {
  const viewer = desk.world.sessionOf(request)
  if (viewer.kind !== 'alive') return toLogin(request, desk.world.visitorCookies(request))
  if (viewer.account.standing !== 'consent') {
    return redirect('https://www.instagram.com/', desk.world.rotatedCookies(viewer.session))
  }
  return pageAnswer(desk, request, 'Updates to our terms • Instagram', { view: 'consent' })
}

function agree(desk: Desk, request: SimRequest): SimAnswer {
  const viewer = desk.world.sessionOf(request)
  if (viewer.kind !== 'alive') {
    return { status: 403, json: { message: 'login_required', status: 'fail' } }
  }
  if (viewer.account.standing === 'consent') viewer.account.standing = 'ok'
  return {
    status: 200,
    setCookies: desk.world.rotatedCookies(viewer.session),
    json: { location: '/', status: 'ok' },
  }
}

function whoami(session: Session): { userId: string; username: string } {
  return { userId: session.account.pk, username: session.account.username }
}
