import { type Route, redirect, type SimAnswer, type SimRequest } from '../wire/route.ts'
import type { Account, Disguise, Viewer } from '../world/accounts.ts'
import { belongsTo, type Stroke } from '../world/faults.ts'
import { UNSERVED_READS } from '../world/settings.ts'
import type { World } from '../world/world.ts'
import { loginWall } from './documents.ts'
import { loginUrl, ROWS, rowAnswer, THROTTLE_ROWS } from './rows.ts'

/** A live viewer: the only kind that most surfaces ever answer. */
export type LiveViewer = Extract<Viewer, { kind: 'alive' }>

/** A surface behind Instagram's door. It is asked only for viewers whom the door let in. */
export type GuardedSurface = Omit<Route, 'handle'> & {
  /**
   * `api` answers refusals as JSON, `page` as redirects. `own` is the kind of API request that
   * still answers while the account is throttled, and that tells the truth about a dead session
   * even when its end is disguised: the second question.
   */
  readonly kind: 'api' | 'own' | 'page'
  /** Username or pk of the profile asked about, for faults that choose by target. */
  target?(request: SimRequest): string | undefined
  /** Whether this very request is an `own` one; only asked where `kind` is `api`. */
  isOwn?(request: SimRequest, viewer: LiveViewer | { session: { account: Account } }): boolean
  /** What a visitor without a session gets; without it the please-wait 401 or a login redirect. */
  visitor?(request: SimRequest): SimAnswer
  answer(request: SimRequest, viewer: LiveViewer): SimAnswer | Promise<SimAnswer>
}

/**
 * Puts a surface behind the door: protocol gate, user agent, session, standing, throttle, faults.
 */
export function guarded(world: World, surface: GuardedSurface): Route {
  world.faults.surfaces.add(surface.surface)
  return {
    host: surface.host,
    method: surface.method,
    path: surface.path,
    surface: surface.surface,
    async handle(request) {
      const viewer = world.sessionOf(request)
      const row = surface.kind === 'page' ? undefined : misshapen(world, request)
      if (row !== undefined) return rowAnswer(row, world, request, viewer)
      if (viewer.kind === 'visitor' || viewer.kind === 'unknown-session') {
        return unknownViewer(world, surface, request, viewer)
      }
      const unserved = unservedRow(world, surface.surface, viewer.session.account)
      if (unserved !== undefined) return await rowAnswer(unserved, world, request, viewer)
      if (viewer.kind === 'dead') return await deadViewer(world, surface, request, viewer)
      return await liveViewer(world, surface, request, viewer)
    },
  }
}

/** The row by which a surface says that it is not served to this account, if it is not. */
function unservedRow(world: World, surface: string, account: Account): string | undefined {
  const unserved = world.behaviour.notServed.find(
    ({ surface: name, username }) =>
      belongsTo(surface, name) && (username ?? account.username) === account.username,
  )
  if (!unserved) return undefined
  switch (unserved.as ?? UNSERVED_READS.find((read) => read.surface === surface)?.as) {
    case 'page':
      return '18-page'
    case 'app':
      return '24b'
    default:
      return '17'
  }
}

/** Draws faults for a surface that has no door of ours, such as the login ones. */
export function faulty(world: World, route: Route): Route {
  world.faults.surfaces.add(route.surface)
  return {
    ...route,
    async handle(request) {
      const viewer = world.sessionOf(request)
      const account = viewer.kind === 'alive' ? viewer.account : undefined
      const scene = { surface: route.surface, request, account, target: undefined }
      const stroke = world.faults.draw(scene, world.random, world.clock.nowMs())
      if (!stroke) return await route.handle(request)
      const ordinary = async () => (await route.handle(request)) ?? { status: 404 }
      return await struck(world, stroke, { request, viewer, ordinary })
    },
  }
}

/** The row for a request that no client of Instagram's own would send, whoever is logged in. */
function misshapen(world: World, request: SimRequest): string | undefined {
  if (world.behaviour.http1Gate && request.protocol === 'http/1.1') return '17'
  // Scripts of a page send it over HTTP/2, and clients that imitate them do not.
  const isPage = request.headers.priority !== undefined
  if (world.behaviour.clientGate && isApi(request) && !isPage) return '17'
  const userAgent = request.headers['user-agent'] ?? ''
  if (request.host === 'i.instagram.com') {
    const version = /^Instagram (\d+)\./.exec(userAgent)?.[1]
    if (version === undefined) return '19'
    return Number(version) < world.behaviour.appVersionMin ? '10b' : undefined
  }
  return request.headers['x-ig-app-id'] === undefined && isApi(request) ? '19' : undefined
}

function isApi(request: SimRequest): boolean {
  return request.path.startsWith('/api/v1/')
}

function unknownViewer(
  world: World,
  surface: GuardedSurface,
  request: SimRequest,
  viewer: Viewer,
): SimAnswer | Promise<SimAnswer> {
  if (surface.visitor) return surface.visitor(request)
  if (surface.kind === 'page') return redirect(loginUrl(request), world.visitorCookies(request))
  return rowAnswer('1', world, request, viewer)
}

async function deadViewer(
  world: World,
  surface: GuardedSurface,
  request: SimRequest,
  viewer: Extract<Viewer, { kind: 'dead' }>,
): Promise<SimAnswer> {
  const { disguise, session } = viewer
  if (disguise === 'login-wall') return { status: 200, html: loginWall() }
  if (disguise === 'saved-account') return await rowAnswer('24d', world, request, viewer)
  if (surface.kind === 'page') {
    const gone = disguise === 'delete-cookie' ? [world.deletedSessionCookie()] : []
    if (surface.visitor) {
      const answer = surface.visitor(request)
      return { ...answer, setCookies: [...(answer.setCookies ?? []), ...gone] }
    }
    return redirect(loginUrl(request), gone)
  }
  const isOwn = surface.kind === 'own' || surface.isOwn?.(request, { session }) === true
  const answer = await rowAnswer(rowOfDeath(disguise, isOwn), world, request, viewer)
  if (disguise !== 'please-wait' || isOwn) return answer
  // A throttled session gets these headers too, so leaving them out would reveal the death.
  const headers = { ...answer.headers, 'x-ig-set-www-claim': session.wwwClaim }
  return { ...answer, headers, setCookies: world.rotatedCookies(session) }
}

function rowOfDeath(
  disguise: Exclude<Disguise, 'login-wall' | 'saved-account'>,
  isOwn: boolean,
): string {
  switch (disguise) {
    case 'plain':
      return '2'
    case 'redirect':
      return '4'
    case 'delete-cookie':
      return '30'
    case 'user-has-logged-out':
      return '3'
    case 'please-wait':
      return isOwn ? '2' : '1'
  }
}

async function liveViewer(
  world: World,
  surface: GuardedSurface,
  request: SimRequest,
  viewer: LiveViewer,
): Promise<SimAnswer> {
  const { account, session } = viewer
  if (request.host === 'i.instagram.com' && session.surface === 'web') {
    const { webSessionOnMobile } = world.behaviour
    if (webSessionOnMobile === 'ended') world.endSession(session, 'plain')
    if (webSessionOnMobile !== 'served') return await rowAnswer('2', world, request, viewer)
  }
  const refused = rowOfStanding(account, surface.kind, request)
  if (refused !== undefined) return await rowAnswer(refused, world, request, viewer)
  const isOwn = surface.kind === 'own' || surface.isOwn?.(request, viewer) === true
  if (surface.kind === 'api' && !isOwn && !passesThrottle(world, account, request)) {
    world.counters.throttleAnswers += 1
    const row = world.throttles.answerOf(account.pk)
    return await rowAnswer(row, world, request, viewer)
  }
  const target = surface.target?.(request)
  const scene = { surface: surface.surface, request, account, target }
  const stroke = world.faults.draw(scene, world.random, world.clock.nowMs())
  const ordinary = async () => await surface.answer(request, viewer)
  if (!stroke) return await ordinary()
  return await struck(world, stroke, { request, viewer, ordinary })
}

function passesThrottle(world: World, account: Account, request: SimRequest): boolean {
  if (world.isThrottled(request.address)) return false
  return world.throttles.spend(account.pk, world.clock.nowMs())
}

function rowOfStanding(
  account: Account,
  kind: GuardedSurface['kind'],
  { host }: SimRequest,
): string | undefined {
  const isPage = kind === 'page'
  switch (account.standing) {
    case 'ok':
      return undefined
    case 'challenged':
      return isPage ? '6' : '11'
    case 'automated-behaviour':
      return isPage ? '6' : '10'
    case 'consent':
      return isPage ? '8' : '13'
    case 'suspended':
      return host === 'i.instagram.com' ? '7-challenge' : '7'
    case 'disabled':
      return isPage ? '7' : '31'
  }
}

type Struck = {
  readonly request: SimRequest
  readonly viewer: Viewer
  ordinary(): Promise<SimAnswer>
}

async function struck(world: World, stroke: Stroke, scene: Struck): Promise<SimAnswer> {
  const row = ROWS[stroke.row]
  if (!row) return await scene.ordinary()
  world.counters.add('faults', stroke.row)
  if (THROTTLE_ROWS.has(stroke.row)) world.counters.throttleAnswers += 1
  const { status, message } = stroke
  const answer = await row.answer({ world, ...scene, status, message })
  settle(world, stroke, scene.viewer)
  return stroke.delayMs === undefined ? answer : { ...answer, delayMs: stroke.delayMs }
}

/** Makes true what a fault only said: a death, a standing, a throttle. */
function settle(world: World, stroke: Stroke, viewer: Viewer): void {
  const row = ROWS[stroke.row]
  if (!row?.lasting || viewer.kind !== 'alive') return
  const { lasting } = row
  if (lasting.kind === 'throttle') {
    if (stroke.forMs !== undefined) {
      world.throttles.fall(viewer.account.pk, stroke.forMs, world.clock.nowMs(), stroke.row)
    }
    return
  }
  if (stroke.lasting !== true && row.always !== true) return
  if (lasting.kind === 'death') world.endSession(viewer.session, lasting.disguise)
  else viewer.account.standing = lasting.standing
}
