import { guarded, type LiveViewer } from '../faults/guard.ts'
import { rowAnswer } from '../faults/rows.ts'
import type { Route, SimAnswer, SimRequest } from '../wire/route.ts'
import type { Position } from '../world/cursor.ts'
import { keyOf, mix, mixWide } from '../world/mix.ts'
import { readPage } from '../world/pass.ts'
import type { ListName, Person } from '../world/people.ts'
import type { World } from '../world/world.ts'
import { mayRead } from './lists.ts'
import { visiblePerson } from './profiles.ts'
import { pictureUrl } from './user-row.ts'

const PATH = /^\/(?:graphql\/query|api\/graphql)\/?$/

/** The hashes of the two lists (facts 2a). */
const LIST_HASHES: Readonly<Record<string, ListName>> = {
  '37479f2b8209594dde7facb0d904896a': 'followers',
  c76146de99bb02f6415203be841dd25a: 'followers',
  '5aefa9893005572d237da5068082d8d5': 'followers',
  '58712303d941c6855d4e888c5f0cd22f': 'following',
  d04b0a864b4b54837c0d870b0e77e076: 'following',
  '3dec7e2c57367ef3da3d987d89f9dbc8': 'following',
}
const EDGE = { followers: 'edge_followed_by', following: 'edge_follow' } as const
/**
 * Hashes of posts: instaloader's and gallery-dl's. Dead like the lists (facts 11), and nobody has
 * posts here.
 */
const POST_EDGES: Readonly<Record<string, string>> = {
  '003056d32c2554def87228bc3fd9668a': 'edge_owner_to_timeline_media',
  '69cba40317214236af40e7efa697781d': 'edge_owner_to_timeline_media',
  be13233562af2d229b008d2976b998b5: 'edge_user_to_photos_of_you',
  e31a871f7301132ceaab56507a66bbb7: 'edge_user_to_photos_of_you',
  bc78b344a68ed16dd5d7f264681c4c76: 'edge_felix_video_timeline',
}
/** The question "who am I" of instaloader (facts 6). */
const TEST_LOGIN_HASH = 'd6f4427fbe92d846298cf93df0b937d3'
/** The doc_id of profile pages that still works, and those that died (facts 2a'). */
const PROFILE_DOC_ID = '28036671149327607'
const RETIRED_DOC_IDS: Readonly<Record<string, 'invalid' | 'error' | 'please-wait' | 'feedback'>> =
  {
    '25980296051578533': 'error',
    '27937681195819736': 'invalid',
    '26347858941511777': 'please-wait',
    '7898261790222653': 'feedback',
  }

/** The GraphQL surface: dead lists, the login test, doc_ids living and retired. */
export function graphqlRoutes(world: World): readonly Route[] {
  return [testLogin(world), lists(world), documents(world)]
}

function testLogin(world: World): Route {
  const nobody: SimAnswer = { status: 200, json: { data: { user: null }, status: 'ok' } }
  const route = guarded(world, {
    host: 'www.instagram.com',
    method: 'GET',
    path: PATH,
    surface: 'graphql:test-login',
    kind: 'api',
    visitor: () => nobody,
    answer: (_request, { account }) => ({
      status: 200,
      json: { data: { user: { id: account.pk, username: account.username } }, status: 'ok' },
    }),
  })
  return {
    ...route,
    handle(request) {
      if (hashOf(request) !== TEST_LOGIN_HASH) return undefined
      const viewer = world.sessionOf(request)
      if (viewer.kind === 'dead' && viewer.disguise === 'plain') {
        return nobody
      }
      return route.handle(request)
    },
  }
}

function hashOf(request: SimRequest): string {
  return request.query.get('query_hash') ?? ''
}

function variablesOf(text: string | null): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text ?? '{}')
    return typeof value === 'object' && value !== null ? { ...value } : {}
  } catch {
    return {}
  }
}

function lists(world: World): Route {
  return guarded(world, {
    host: 'www.instagram.com',
    method: 'GET',
    path: PATH,
    surface: 'graphql:list',
    kind: 'api',
    target(request) {
      const { id } = variablesOf(request.query.get('variables'))
      return world.people.person(Number(id))?.username
    },
    answer(request, viewer) {
      const list = LIST_HASHES[hashOf(request)]
      const { graphqlLists } = world.behaviour
      if (graphqlLists === 'refused') return rowAnswer('1', world, request, viewer)
      if (!list) return emptyQuery(hashOf(request))
      return listAnswer(world, request, viewer, list)
    },
  })
}

/** Any other query_hash is retired too: 200 with nothing in it. */
function emptyQuery(hash: string): SimAnswer {
  const edge = POST_EDGES[hash]
  const nothing = { count: 0, page_info: { has_next_page: false, end_cursor: null }, edges: [] }
  const data = edge === undefined ? {} : { user: { [edge]: nothing } }
  return { status: 200, json: { data, status: 'ok' } }
}

function listAnswer(
  world: World,
  request: SimRequest,
  viewer: LiveViewer,
  list: ListName,
): SimAnswer | Promise<SimAnswer> {
  const variables = variablesOf(request.query.get('variables'))
  const person = visiblePerson(world, world.people.person(Number(variables.id)), viewer)
  if (!person) return { status: 200, json: { data: { user: null }, status: 'ok' } }
  if (world.behaviour.graphqlLists === 'dead') return connection(world, { person, list }, [], null)
  const start = startOf(world, viewer, person, list, variables.after)
  // The facts do not say what becomes of a cursor that is not one's own.
  if (!start) return rowAnswer('39c', world, request, viewer)
  if (!mayRead(world, Number(viewer.account.pk), person)) {
    // Facts 2a: nobody in it, and yet a next page.
    return connection(world, { person, list }, [], world.cursors.seal(start))
  }
  const limit = Math.min(50, Number(variables.first) || 12)
  const freshMax = world.faults.rowsUntilNext(viewer.account, list, person.username)
  const habits = { ...world.behaviour.pages, duplicates: 0, endsEarly: 0, loopsBack: 0 }
  const pass = { key: start.passKey, slots: start.slots }
  const roster = world.people.listsOf(person)[list]
  const isMet = (pk: number) => world.people.meets(Number(viewer.account.pk), pk)
  const page = readPage(roster, pass, start.offset, { limit, freshMax, habits, isMet })
  world.noteRows(viewer.account, list, person.username, page.pks.length)
  const next = page.next === null ? null : world.cursors.seal({ ...start, offset: page.next })
  const nodes = page.pks.map((pk) => nodeOf(world, world.people.member(pk), viewer.account.pk))
  return connection(world, { person, list }, nodes, next)
}

/** Where a page begins: at the cursor, or at the beginning; `undefined` for a foreign cursor. */
function startOf(
  world: World,
  viewer: LiveViewer,
  person: Person,
  list: ListName,
  after: unknown,
): Position | undefined {
  const viewerPk = Number(viewer.account.pk)
  if (typeof after === 'string' && after !== '') {
    const position = world.cursors.open(after)
    const isOwn = position?.viewerPk === viewerPk && position.targetPk === person.pk
    return isOwn ? position : undefined
  }
  return {
    viewerPk,
    targetPk: person.pk,
    passKey: mixWide(mix(world.seed, keyOf(list)), viewerPk),
    slots: world.people.listsOf(person)[list].slotCount,
    offset: 0,
    sessionMark: 0,
    issuedSeconds: Math.floor(world.clock.nowMs() / 1000),
  }
}

/** One page in the shape of facts 2a; `end` is the cursor of the next one. */
function connection(
  world: World,
  { person, list }: { readonly person: Person; readonly list: ListName },
  nodes: readonly object[],
  end: string | null,
): SimAnswer {
  const count = world.people.counter(person, list)
  const pageInfo = { has_next_page: end !== null, end_cursor: end }
  const edges = nodes.map((node) => ({ node }))
  const user = { [EDGE[list]]: { count, page_info: pageInfo, edges } }
  return { status: 200, json: { data: { user }, status: 'ok' } }
}

function nodeOf(world: World, member: Person, viewer: string): Record<string, unknown> {
  const id = String(member.pk)
  const viewerPk = Number(viewer)
  const { username } = member
  return {
    id,
    username,
    full_name: member.fullName,
    profile_pic_url: pictureUrl(member),
    is_private: member.isPrivate,
    is_verified: member.isVerified,
    followed_by_viewer: world.people.follows(viewerPk, member.pk),
    follows_viewer: world.people.follows(member.pk, viewerPk),
    requested_by_viewer: false,
    reel: {
      id,
      expiring_at: Math.floor(world.clock.nowMs() / 1000) + 24 * 60 * 60,
      has_pride_media: false,
      latest_reel_media: null,
      seen: null,
      owner: {
        __typename: 'GraphUser',
        id,
        profile_pic_url: pictureUrl(member),
        username,
      },
    },
  }
}

function documents(world: World): Route {
  return guarded(world, {
    host: 'www.instagram.com',
    method: 'POST',
    path: PATH,
    surface: 'graphql:doc',
    kind: 'api',
    answer(request, viewer) {
      const form = new URLSearchParams(request.body)
      const docId = form.get('doc_id') ?? ''
      if (request.headers['x-csrftoken'] !== request.cookies.get('csrftoken')) {
        return { status: 403, json: { message: 'CSRF token missing or incorrect', status: 'fail' } }
      }
      if (docId === PROFILE_DOC_ID) return profileDocument(world, form, viewer)
      switch (RETIRED_DOC_IDS[docId]) {
        case 'please-wait':
          return rowAnswer('1', world, request, viewer)
        case 'feedback':
          return rowAnswer('12', world, request, viewer)
        case 'error':
          return { status: 200, json: INCORRECT_QUERY }
        default:
          return { status: 400, json: { message: 'invalid request', status: 'fail' } }
      }
    },
  })
}

const INCORRECT_QUERY = {
  errors: [
    {
      message: 'execution error',
      code: 1675002,
      summary: 'Incorrect Query',
      severity: 'CRITICAL',
    },
  ],
  status: 'ok',
}

function profileDocument(world: World, form: URLSearchParams, viewer: LiveViewer): SimAnswer {
  const { id } = variablesOf(form.get('variables'))
  const person = visiblePerson(world, world.people.person(Number(id)), viewer)
  const user = person && {
    pk: String(person.pk),
    id: String(person.pk),
    username: person.username,
    full_name: person.fullName,
    biography: person.biography,
    is_private: person.isPrivate,
    is_verified: person.isVerified,
    profile_pic_url: pictureUrl(person),
    hd_profile_pic_url_info: { url: pictureUrl(person) },
    follower_count: world.people.counter(person, 'followers'),
    following_count: world.people.counter(person, 'following'),
    media_count: 0,
    external_url: '',
    account_type: person.isBusiness ? 2 : 1,
  }
  return { status: 200, json: { data: { user: user ?? null }, status: 'ok' } }
}
