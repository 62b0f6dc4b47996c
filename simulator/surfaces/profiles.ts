import { type GuardedSurface, guarded, type LiveViewer } from '../faults/guard.ts'
import { rowAnswer } from '../faults/rows.ts'
import type { Route, SimAnswer, SimRequest } from '../wire/route.ts'
import type { Person } from '../world/people.ts'
import type { World } from '../world/world.ts'
import { mayRead } from './lists.ts'
import { pictureUrl, userRow } from './user-row.ts'

const INFO_PATH = /^\/api\/v1\/users\/(\d{1,15})\/info\/?$/
const FEED_PATH = /^\/api\/v1\/feed\/user\/(?:([^/]+)\/username|(\d{1,15}))\/?$/
const SHOW_PATH = /^\/api\/v1\/friendships\/show\/(\d{1,15})\/?$/

type Refuse = (row: string) => SimAnswer | Promise<SimAnswer>

/**
 * Everything about one profile: info, web profile info, search, feed, friendship (facts 2b, 2c).
 */
export function profileRoutes(world: World): readonly Route[] {
  const api = { host: 'any', method: 'GET', kind: 'api' } as const
  const surfaces: GuardedSurface[] = [
    {
      ...api,
      path: INFO_PATH,
      surface: 'info',
      target: (request) => byPk(world, request, INFO_PATH)?.username,
      isOwn: (request, { ...viewer }) => {
        const account = 'account' in viewer ? viewer.account : viewer.session.account
        return INFO_PATH.exec(request.path)?.[1] === account.pk
      },
      answer: (request, viewer) => infoAnswer(world, request, viewer),
    },
    {
      ...api,
      path: /^\/api\/v1\/users\/web_profile_info\/?$/,
      surface: 'profile',
      target: (request) => request.query.get('username') ?? undefined,
      answer: (request, viewer) => webProfileAnswer(world, request, viewer),
    },
    {
      ...api,
      path: /^\/web\/search\/topsearch\/?$/,
      surface: 'search',
      answer: (request, viewer) => searchAnswer(world, request, viewer),
    },
    {
      ...api,
      path: FEED_PATH,
      surface: 'feed',
      target: (request) => fedPerson(world, request)?.username,
      answer: (request, viewer) => feedAnswer(world, request, viewer),
    },
    {
      ...api,
      path: SHOW_PATH,
      surface: 'friendship',
      target: (request) => byPk(world, request, SHOW_PATH)?.username,
      answer: (request, viewer) => friendshipAnswer(world, request, viewer),
    },
    {
      ...api,
      host: 'i.instagram.com',
      path: /^\/api\/v1\/users\/([^/]+)\/usernameinfo\/?$/,
      surface: 'info',
      answer: (request, viewer) => usernameInfoAnswer(world, request, viewer),
    },
  ]
  return surfaces.map((surface) => guarded(world, surface))
}

function byPk(world: World, request: SimRequest, path: RegExp): Person | undefined {
  return world.people.person(Number(path.exec(request.path)?.[1]))
}

/** The person, unless there is none or it has blocked the viewer: both look the same (facts 2d). */
export function visiblePerson(
  world: World,
  person: Person | undefined,
  viewer: LiveViewer,
): Person | undefined {
  if (!person) return undefined
  return world.people.meets(Number(viewer.account.pk), person.pk) ? person : undefined
}

function refusal(world: World, request: SimRequest, viewer: LiveViewer): Refuse {
  return (row) => rowAnswer(row, world, request, viewer)
}

function infoAnswer(
  world: World,
  request: SimRequest,
  viewer: LiveViewer,
): SimAnswer | Promise<SimAnswer> {
  const person = visiblePerson(world, byPk(world, request, INFO_PATH), viewer)
  if (!person) return refusal(world, request, viewer)('39')
  return { status: 200, json: { user: infoOf(world, person), status: 'ok' } }
}

function usernameInfoAnswer(
  world: World,
  request: SimRequest,
  viewer: LiveViewer,
): SimAnswer | Promise<SimAnswer> {
  const username = request.path.split('/')[4] ?? ''
  const person = visiblePerson(world, world.people.find(username), viewer)
  if (!person) return refusal(world, request, viewer)('39')
  return { status: 200, json: { user: infoOf(world, person), status: 'ok' } }
}

function infoOf(world: World, person: Person): Record<string, unknown> {
  return {
    ...userRow(person),
    biography: person.biography,
    external_url: '',
    hd_profile_pic_url_info: { url: pictureUrl(person), width: 1080, height: 1080 },
    follower_count: world.people.counter(person, 'followers'),
    following_count: world.people.counter(person, 'following'),
    // Nobody has posts here, so the feed is empty too.
    media_count: 0,
    is_business: person.isBusiness,
    category: null,
  }
}

function webProfileAnswer(
  world: World,
  request: SimRequest,
  viewer: LiveViewer,
): SimAnswer | Promise<SimAnswer> {
  const refuse = refusal(world, request, viewer)
  const isMobile = request.host === 'i.instagram.com'
  if (isMobile && world.behaviour.webProfileOnMobile === 'html') return refuse('24b')
  const found = world.people.find(request.query.get('username') ?? '')
  if (!found) return refuse('39')
  const person = visiblePerson(world, found, viewer)
  if (!person) return { status: 200, json: { data: { user: null }, status: 'ok' } }
  if (person.isBusiness) return refuse('39b')
  const viewerPk = Number(viewer.account.pk)
  const user = {
    id: String(person.pk),
    username: person.username,
    full_name: person.fullName,
    biography: person.biography,
    external_url: null,
    category_name: null,
    is_private: person.isPrivate,
    is_verified: person.isVerified,
    is_business_account: person.isBusiness,
    followed_by_viewer: world.people.follows(viewerPk, person.pk),
    follows_viewer: world.people.follows(person.pk, viewerPk),
    blocked_by_viewer: false,
    has_blocked_viewer: false,
    requested_by_viewer: false,
    profile_pic_url: pictureUrl(person),
    profile_pic_url_hd: pictureUrl(person),
    edge_followed_by: { count: world.people.counter(person, 'followers') },
    edge_follow: { count: world.people.counter(person, 'following') },
    edge_owner_to_timeline_media: {
      count: 0,
      page_info: { has_next_page: false, end_cursor: null },
      edges: [],
    },
  }
  return { status: 200, json: { data: { user }, status: 'ok' } }
}

function searchAnswer(world: World, request: SimRequest, viewer: LiveViewer): SimAnswer {
  const query = (request.query.get('query') ?? '').replace(/^@/, '').toLowerCase()
  const named = world.people.named().filter((person) => person.username.includes(query))
  const exact = world.people.find(query)
  const people = [...(exact ? [exact] : []), ...named.filter((person) => person !== exact)]
  const users = people
    .filter((person) => query !== '' && visiblePerson(world, person, viewer))
    .slice(0, 50)
    .map((person, position) => ({ position, user: userRow(person) }))
  const json = { users, places: [], hashtags: [], has_more: false, rank_token: '', status: 'ok' }
  return { status: 200, json }
}

/** Whose feed is asked for, by name or by pk. */
function fedPerson(world: World, request: SimRequest): Person | undefined {
  const [, username, pk] = FEED_PATH.exec(request.path) ?? []
  return username === undefined ? world.people.person(Number(pk)) : world.people.find(username)
}

function feedAnswer(
  world: World,
  request: SimRequest,
  viewer: LiveViewer,
): SimAnswer | Promise<SimAnswer> {
  const refuse = refusal(world, request, viewer)
  const person = visiblePerson(world, fedPerson(world, request), viewer)
  if (!person) return refuse('39')
  if (!mayRead(world, Number(viewer.account.pk), person)) return refuse('38')
  const json = {
    items: [],
    num_results: 0,
    more_available: false,
    user: userRow(person),
    status: 'ok',
  }
  return { status: 200, json }
}

function friendshipAnswer(
  world: World,
  request: SimRequest,
  viewer: LiveViewer,
): SimAnswer | Promise<SimAnswer> {
  const person = visiblePerson(world, byPk(world, request, SHOW_PATH), viewer)
  if (!person) return refusal(world, request, viewer)('39')
  const viewerPk = Number(viewer.account.pk)
  const json = {
    blocking: false,
    followed_by: world.people.follows(person.pk, viewerPk),
    following: world.people.follows(viewerPk, person.pk),
    incoming_request: false,
    is_bestie: false,
    is_blocking_reel: false,
    is_muting_reel: false,
    is_private: person.isPrivate,
    is_restricted: false,
    muting: false,
    outgoing_request: false,
    subscribed: false,
    status: 'ok',
  }
  return { status: 200, json }
}
