import { guarded, type LiveViewer } from '../faults/guard.ts'
import { rowAnswer } from '../faults/rows.ts'
import type { Route, SimAnswer, SimRequest } from '../wire/route.ts'
import type { ListName } from '../world/people.ts'
import type { World } from '../world/world.ts'
import { mayRead, orderNamed, readList } from './lists.ts'

/** The documents of the two lists; older ones still resolve (facts 14). */
const DOCUMENTS: Readonly<Record<string, ListName>> = {
  '284797047911918316998205836755': 'followers',
  '28479704797510738576165798526': 'followers',
  '28479704798344003308647327139': 'followers',
  '16104639286363954576550227636': 'following',
  '161046392817718486717479294775': 'following',
  '16104639289023609826830352479': 'following',
}
/** Nobody asks for a number of people here; the page is as large as the app's. */
const COUNT = 200

/** FollowersList and FollowingList, the app's lists through private GraphQL (facts 3, 14). */
export function privateListRoutes(world: World): readonly Route[] {
  return [route(world, 'followers'), route(world, 'following')]
}

function route(world: World, list: ListName): Route {
  const made = guarded(world, {
    host: 'i.instagram.com',
    method: 'POST',
    path: /^\/graphql\/query\/?$/,
    surface: `private:${list}`,
    kind: 'api',
    target: (request) => world.people.person(variablesOf(request).userId)?.username,
    answer: (request, viewer) => answer(world, request, viewer, list),
  })
  return {
    ...made,
    handle: (request) =>
      DOCUMENTS[documentOf(request)] === list ? made.handle(request) : undefined,
  }
}

function answer(
  world: World,
  request: SimRequest,
  viewer: LiveViewer,
  list: ListName,
): SimAnswer | Promise<SimAnswer> {
  const refuse = (row: string) => rowAnswer(row, world, request, viewer)
  if (world.behaviour.privateLists === 'refused') {
    return { status: 400, json: { message: 'invalid request', status: 'fail' } }
  }
  const { account, session } = viewer
  const { userId, ...wish } = variablesOf(request)
  const person = world.people.person(userId)
  if (!person || !world.people.meets(Number(account.pk), person.pk)) return refuse('39')
  if (!mayRead(world, Number(account.pk), person)) return refuse('38')
  const asked = { account, session, person, list, isMobile: true, isPrivateGraphql: true } as const
  const page = readList(world, { ...asked, ...wish })
  if (!page) return refuse('39c')
  const { next_max_id: next, should_limit_list_of_followers: isLimited } = page.rest
  const rest = { next_max_id: next ?? null, should_limit_list_of_followers: isLimited }
  const root = `"xdt_api__v1__friendships__${list}"`
  const body = `{"users":[${page.users}],${JSON.stringify(rest).slice(1)}`
  return { status: 200, jsonText: `{"data":{${root}:${body}},"status":"ok"}` }
}

function documentOf(request: SimRequest): string {
  const form = new URLSearchParams(request.body)
  return form.get('client_doc_id') ?? form.get('doc_id') ?? ''
}

function variablesOf(request: SimRequest) {
  const variables = parsed(new URLSearchParams(request.body).get('variables') ?? '')
  const text = (name: string): string => {
    const value = variables[name]
    return typeof value === 'string' || typeof value === 'number' ? String(value) : ''
  }
  return {
    userId: Number(text('user_id')),
    count: COUNT,
    maxId: text('max_id'),
    order: orderNamed(variables.order),
    prefix: text('query'),
  }
}

function parsed(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? { ...value } : {}
  } catch {
    return {}
  }
}
