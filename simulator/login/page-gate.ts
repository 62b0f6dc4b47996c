import { unreachable } from '../../src/kernel/unreachable.ts'
import { redirect, type SimAnswer, type SimRequest } from '../wire/route.ts'
import type { Session } from '../world/accounts.ts'
import type { World } from '../world/world.ts'

/** Who stands before a page that needs a login, and what is done with them. */
export type Admission =
  | { readonly kind: 'admitted'; readonly session: Session }
  | { readonly kind: 'anonymous' }
  /** A session that ended, or that never was: the page must not be shown to it. */
  | { readonly kind: 'turned-away'; readonly answer: SimAnswer }

/**
 * Judges a page view: a live session of an account in good standing is admitted, every other
 * standing is led to the page that deals with it (facts 4.1 rows 4 to 9), the dead to the login.
 */
export function admit(world: World, request: SimRequest): Admission {
  const viewer = world.sessionOf(request)
  switch (viewer.kind) {
    case 'visitor':
    case 'unknown-session':
      return { kind: 'anonymous' }
    case 'dead':
      return viewer.disguise === 'delete-cookie'
        ? turnedAway(toLogin(request, [world.deletedSessionCookie()]))
        : { kind: 'anonymous' }
    case 'alive': {
      const elsewhere = pathOfStanding(viewer.session)
      if (elsewhere === undefined) return { kind: 'admitted', session: viewer.session }
      return turnedAway(redirect(elsewhere, world.rotatedCookies(viewer.session)))
    }
    default:
      return unreachable(viewer)
  }
}

/** The redirect of row 4, which remembers where the visitor wanted to go. */
export function toLogin(request: SimRequest, setCookies: readonly string[]): SimAnswer {
  const next = encodeURIComponent(request.path)
  return redirect(`https://www.instagram.com/accounts/login/?next=${next}`, setCookies)
}

function turnedAway(answer: SimAnswer): Admission {
  return { kind: 'turned-away', answer }
}

/** Where an account is sent whose standing is not `ok`. */
function pathOfStanding(session: Session): string | undefined {
  const { standing, checkpointPath } = session.account
  switch (standing) {
    case 'ok':
      return undefined
    case 'challenged':
    case 'automated-behaviour':
      return `https://www.instagram.com${checkpointPath}`
    case 'consent':
      return 'https://www.instagram.com/consent/?flow=ig_terms'
    case 'suspended':
      return 'https://www.instagram.com/accounts/suspended/'
    case 'disabled':
      return 'https://www.instagram.com/accounts/disabled/'
    default:
      return unreachable(standing)
  }
}
