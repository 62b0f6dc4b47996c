import { matches, type SimAnswer, type SimRequest } from '../wire/route.ts'
import type { Viewer } from '../world/accounts.ts'
import type { World } from '../world/world.ts'
import { controlAnswer } from './control.ts'
import type { MadeWorld } from './plan.ts'

/** Paths under it are control calls, on any host. */
export const CONTROL_PREFIX = '/__simulator/'

/** What a made world answers to one request, however it came: counted, with cookies and claim. */
export async function answerTo(made: MadeWorld, request: SimRequest): Promise<SimAnswer> {
  if (request.path.startsWith(CONTROL_PREFIX)) {
    return controlAnswer(made, request, request.path.slice(CONTROL_PREFIX.length))
  }
  const { world, routes } = made
  // Before the answer, because with it the session may end.
  const viewer = world.sessionOf(request)
  for (const route of routes) {
    if (!matches(route, request)) continue
    const answer = await route.handle(request)
    if (answer) return noted(world, { request, viewer }, answer, route.surface)
  }
  return noted(world, { request, viewer }, unknownPath(request), 'unknown')
}

/** What nobody plays: JSON for scripts, a page for people. */
function unknownPath(request: SimRequest): SimAnswer {
  if (request.host === 'i.instagram.com' || request.path.startsWith('/api/')) {
    return { status: 404, json: { message: 'Not Found', status: 'fail' } }
  }
  return { status: 404, html: '<!DOCTYPE html><title>Page not found • Instagram</title>' }
}

/** Counts a request and gives its answer what every answer has: cookies, claim, delay. */
function noted(
  world: World,
  { request, viewer }: { readonly request: SimRequest; readonly viewer: Viewer },
  answer: SimAnswer,
  surface: string,
): SimAnswer {
  const { counters } = world
  counters.requests += 1
  counters.add('bySurface', surface)
  counters.add('byHost', request.host)
  counters.add('byProtocol', request.protocol)
  counters.add('byStatus', String(answer.status))
  const delayMs = (answer.delayMs ?? 0) + world.behaviour.latencyMs
  if (viewer.kind === 'visitor' || viewer.kind === 'unknown-session') {
    counters.withoutSession += 1
    return { ...answer, delayMs }
  }
  const { session } = viewer
  session.requests += 1
  counters.add('bySession', session.name)
  if (viewer.kind === 'dead') {
    counters.requestsAfterDeath += 1
    return { ...answer, delayMs }
  }
  const claim = request.headers['x-ig-www-claim']
  if (typeof claim === 'string' && claim !== '0' && claim !== session.wwwClaim) {
    counters.foreignClaims += 1
  }
  const { userAgent } = session.device
  if (userAgent !== '' && userAgent !== request.headers['user-agent']) {
    counters.foreignUserAgents += 1
  }
  const setCookies = answer.setCookies ?? world.rotatedCookies(session)
  const headers = { 'x-ig-set-www-claim': session.wwwClaim, ...answer.headers }
  return { ...answer, delayMs, setCookies, headers }
}
