import { type Route, redirect, type SimAnswer, type SimRequest } from '../wire/route.ts'
import type { Desk } from './desk.ts'
import { csrfRefusal } from './web-answers.ts'

/** The ways to end a session on the web: the form of the old pages, and the AJAX call. */
export function logoutRoutes(desk: Desk): readonly Route[] {
  return [
    {
      host: 'www.instagram.com',
      method: 'POST',
      path: '/accounts/logout/',
      surface: 'logout',
      handle: (request) => csrfFormRefusal(request) ?? redirect('/', end(desk, request)),
    },
    {
      host: 'www.instagram.com',
      method: 'POST',
      path: /^(\/api\/v1\/web)?\/accounts\/logout\/ajax\/$/,
      surface: 'logout',
      handle: (request) =>
        csrfRefusal(request) ?? {
          status: 200,
          setCookies: end(desk, request),
          json: { status: 'ok' },
        },
    },
  ]
}

/** A form carries its token in a field. */
function csrfFormRefusal(request: SimRequest): SimAnswer | undefined {
  const field = new URLSearchParams(request.body).get('csrfmiddlewaretoken')
  const token = request.cookies.get('csrftoken')
  return token && field === token ? undefined : csrfRefusal(request)
}

/** Ends the session for good; its cookie is worth nothing wherever it was copied to. */
function end(desk: Desk, request: SimRequest): string[] {
  const viewer = desk.world.sessionOf(request)
  if (viewer.kind === 'alive') desk.world.endSession(viewer.session, 'user-has-logged-out')
  return [desk.world.deletedSessionCookie(), ...desk.world.visitorCookies(request)]
}
