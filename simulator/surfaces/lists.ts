import { shellPage } from '../faults/documents.ts'
import { guarded, type LiveViewer } from '../faults/guard.ts'
import { rowAnswer } from '../faults/rows.ts'
import type { Route, SimAnswer, SimRequest } from '../wire/route.ts'
import type { Account, Session } from '../world/accounts.ts'
import { keyOf, mix, mixWide } from '../world/mix.ts'
import { type Order, type Pass, readPage } from '../world/pass.ts'
import type { ListName, Person } from '../world/people.ts'
import type { World } from '../world/world.ts'
import { userJson } from './user-row.ts'

const LIST_PATH = /^\/api\/v1\/friendships\/([^/]+)\/(followers|following)\/?$/
/** Rows of the one page of a limited list (facts 2b: about 47 to 50). */
const LIMITED_ROWS = 50

/** The REST lists on both hosts (facts 2b, 3). */
export function listRoutes(world: World): readonly Route[] {
  const route = (list: ListName): Route =>
    guarded(world, {
      host: 'any',
      method: 'GET',
      path: new RegExp(`^/api/v1/friendships/[^/]+/${list}/?$`),
      surface: `list:${list}`,
      kind: 'api',
      target: (request) => targetOf(world, request)?.username,
      answer: (request, viewer) => listAnswer(world, request, viewer, list),
    })
  return [route('followers'), route('following')]
}

function targetOf(world: World, request: SimRequest): Person | undefined {
  const pk = LIST_PATH.exec(request.path)?.[1] ?? ''
  return /^\d{1,15}$/.test(pk) ? world.people.person(Number(pk)) : undefined
}

/** One request of one list, with what has been found out about it. */
type Asked = {
  readonly account: Account
  readonly session: Session
  readonly person: Person
  readonly list: ListName
  readonly isMobile: boolean
  readonly isPrivateGraphql?: true
} & Wish

/** Which page a client wishes for, wherever in its request it says so. */
export type Wish = {
  readonly count: number
  /** The cursor, empty for the first page. */
  readonly maxId: string
  readonly order: Order
  /** Only people whose names begin so; everybody, if it is empty (facts 13). */
  readonly prefix: string
}

function listAnswer(
  world: World,
  request: SimRequest,
  viewer: LiveViewer,
  list: ListName,
): SimAnswer | Promise<SimAnswer> {
  const refuse = (row: string): SimAnswer | Promise<SimAnswer> =>
    rowAnswer(row, world, request, viewer)
  const { account, session } = viewer
  const person = targetOf(world, request)
  if (!person) return refuse('39')
  const viewerPk = Number(account.pk)
  if (world.people.blocks(person.pk, viewerPk)) return refuse('39')
  if (!mayRead(world, viewerPk, person)) return refuse('38')
  const isMobile = request.host === 'i.instagram.com'
  const wish = wishOf(request, isMobile)
  const { countMax } = world.behaviour.pages
  if (!Number.isInteger(wish.count) || wish.count < 1 || wish.count > countMax) {
    return refuse('39c')
  }
  if (list === 'followers' && !isMobile && world.behaviour.htmlShell && !isModal(request)) {
    return { status: 200, html: shellPage(account) }
  }
  const page = readList(world, { account, session, person, list, isMobile, ...wish })
  if (!page) return refuse('39c')
  const rest = JSON.stringify(page.rest)
  return { status: 200, jsonText: `{"users":[${page.users}],${rest.slice(1)}` }
}

function wishOf({ query }: SimRequest, isMobile: boolean): Wish {
  return {
    count: Number(query.get('count') ?? 12),
    maxId: query.get('max_id') ?? '',
    order: isMobile ? orderNamed(query.get('order')) : 'ranked',
    prefix: query.get('query') ?? '',
  }
}

/** The order by its name in a request of the app (facts 3); any other name is the ranking. */
export function orderNamed(name: unknown): Order {
  if (name === 'date_followed_latest') return 'latest'
  return name === 'date_followed_earliest' ? 'earliest' : 'ranked'
}

/** Whether the viewer may see the person's lists. */
export function mayRead(world: World, viewerPk: number, person: Person): boolean {
  return !person.isPrivate || person.pk === viewerPk || world.people.follows(viewerPk, person.pk)
}

/** Whether a request has the circumstances of the site's own modal (facts 0.5). */
function isModal({ query, headers }: SimRequest): boolean {
  return (
    query.get('search_surface') === 'follow_list_page' &&
    headers['x-requested-with'] === 'XMLHttpRequest' &&
    /^https:\/\/www\.instagram\.com\/[a-z0-9._]+\//i.test(headers.referer ?? '')
  )
}

/** A page of a list: its users as JSON, and everything else of it. */
type ListPage = { readonly users: string; readonly rest: Record<string, unknown> }

/** The page that is wished for, or `undefined` when its cursor is refused. */
export function readList(world: World, asked: Asked): ListPage | undefined {
  const { account, person, list } = asked
  const roster = world.people.listsOf(person)[list]
  const isLimited = list === 'followers' && limited(world, asked)
  const started = startOf(world, asked, roster.slotCount)
  if (!started) {
    world.counters.cursorsRefused += 1
    return undefined
  }
  const { pass, offset } = started
  const habits = world.behaviour.pages
  const freshMax = world.faults.rowsUntilNext(account, list, person.username)
  const isEmpty = offset > 0 && habits.empty > 0 && world.random.fraction() < habits.empty
  const limit = isEmpty ? 0 : isLimited ? LIMITED_ROWS : capOf(world, asked)
  const page = readPage(roster, pass, offset, {
    ...{ limit, freshMax, habits },
    isMet: (pk) => isMet(world, asked, pk),
  })
  world.counters.add('pages', list)
  world.counters.add('duplicates', list, page.duplicates)
  world.noteRows(account, list, person.username, page.pks.length - page.duplicates)
  const next = isLimited || page.next === null ? null : cursorOf(world, asked, pass, page.next)
  const shown = { next, isLimited, isFirst: offset === 0 }
  const users = page.pks.map((pk) => userJson(world.people.member(pk), list)).join(',')
  return { users, rest: restOf(world, asked, shown) }
}

function isMet(world: World, { account, prefix }: Asked, pk: number): boolean {
  if (!world.people.meets(Number(account.pk), pk)) return false
  if (prefix === '') return true
  const { username, fullName } = world.people.member(pk)
  const wanted = prefix.toLowerCase()
  const names = [username, ...fullName.toLowerCase().split(' ')]
  return names.some((name) => name.startsWith(wanted))
}

function limited(world: World, { person, isPrivateGraphql }: Asked): boolean {
  if (isPrivateGraphql && world.behaviour.privateLists === 'whole') return false
  const { limited: whose } = world.behaviour.pages
  if (whose !== 'targets') return whose === 'all'
  return world.people.listsOf(person).limited
}

function capOf(world: World, asked: Asked): number {
  const { pages } = world.behaviour
  if (pages.size !== null) return Math.min(asked.count, pages.size)
  if (asked.isMobile) return Math.min(asked.count, pages.mobileCap)
  if (asked.list === 'following') return Math.min(asked.count, pages.followingCap)
  const [least, most] = pages.followersCap
  const hash = mixWide(mixWide(world.seed, Number(asked.account.pk)), asked.person.pk)
  return Math.min(asked.count, least + (hash % (Math.max(least, most) - least + 1)))
}

/** The pass and position a request goes on from, or `undefined` when its cursor is refused. */
function startOf(
  world: World,
  asked: Asked,
  slots: number,
): { pass: Pass; offset: number } | undefined {
  const { maxId } = asked
  if (isNumeric(world, asked)) {
    if (!/^\d{0,10}$/.test(maxId)) return undefined
    const offset = Number(maxId)
    const name = `${asked.account.pk}|${asked.person.pk}|${asked.list}|${asked.isMobile}`
    const known = offset > 0 ? world.numericPasses.get(name) : undefined
    const pass = { ...(known ?? newPass(world, asked, slots)), order: asked.order }
    world.numericPasses.set(name, pass)
    return { pass, offset }
  }
  // Some clients start every list with 0 (facts 2b; gallery-dl: followers too).
  if (maxId === '' || maxId === '0') {
    return { pass: { ...newPass(world, asked, slots), order: asked.order }, offset: 0 }
  }
  const position = world.cursors.open(maxId)
  if (!position || position.viewerPk !== Number(asked.account.pk)) return undefined
  if (position.targetPk !== asked.person.pk) return undefined
  if (position.sessionMark !== sessionMark(world, asked)) return undefined
  const { cursorLifeMs } = world.behaviour.pages
  const ageMs = world.clock.nowMs() - position.issuedSeconds * 1000
  if (cursorLifeMs !== null && ageMs > cursorLifeMs) return undefined
  const pass = { key: position.passKey, slots: position.slots, order: asked.order }
  return { pass, offset: position.offset }
}

/** Whether cursors are plain offsets: following always, followers on mobile by setting. */
function isNumeric(world: World, asked: Asked): boolean {
  if (asked.list === 'following') return true
  return asked.isMobile && world.behaviour.pages.mobileCursor === 'number'
}

function newPass(world: World, asked: Asked, slots: number): Pass {
  const viewer = mixWide(mix(world.seed, keyOf(asked.list)), Number(asked.account.pk))
  const key = mixWide(viewer, asked.person.pk)
  if (world.behaviour.pages.ranking === 'never') return { key, slots }
  return { key: mix(key, Math.floor(world.random.fraction() * 2 ** 32)), slots }
}

function cursorOf(world: World, asked: Asked, pass: Pass, offset: number): string {
  if (isNumeric(world, asked)) return String(offset)
  return world.cursors.seal({
    viewerPk: Number(asked.account.pk),
    targetPk: asked.person.pk,
    passKey: pass.key,
    slots: pass.slots,
    offset,
    issuedSeconds: issuedSeconds(world),
    sessionMark: sessionMark(world, asked),
  })
}

/** What a cursor of this session carries, where cursors are bound to the session. */
function sessionMark(world: World, { session }: Asked): number {
  const isBound = world.behaviour.pages.cursorBoundTo === 'session'
  return isBound ? 1 + (keyOf(session.sessionid) % 65_535) : 0
}

/** Cursors are dated by the minute, so that asking twice for a page gives the same answer. */
function issuedSeconds(world: World): number {
  return Math.floor(world.clock.nowMs() / 60_000) * 60
}

type Shown = {
  readonly next: string | null
  readonly isLimited: boolean
  readonly isFirst: boolean
}

/** Everything of a page but its users. */
function restOf(world: World, asked: Asked, shown: Shown): Record<string, unknown> {
  const { next } = shown
  const wrong = Math.min(1, world.behaviour.pages.hasMoreWrong)
  const hasMore = (next !== null) !== (wrong > 0 && world.random.fraction() < wrong)
  const common = {
    big_list: next !== null,
    page_size: asked.isMobile ? 200 : 12,
    has_more: hasMore,
    ...(next === null ? {} : { next_max_id: next }),
    should_limit_list_of_followers: shown.isLimited,
  }
  if (asked.list === 'following') return { ...common, hashtag_count: 0, status: 'ok' }
  const isOwn = asked.account.pk === String(asked.person.pk)
  return {
    ...common,
    use_clickable_see_more: false,
    show_spam_follow_request_tab: false,
    follow_ranking_token: rankingToken(world, asked),
    ...(isOwn && shown.isFirst ? { groups: OWN_GROUPS, more_groups_available: true } : {}),
    status: 'ok',
  }
}

const OWN_GROUPS = [
  {
    group: 'non_recip_followers',
    title: 'Accounts you don’t follow back',
    facepile: [],
    actions: ['remove_follower'],
  },
]

function rankingToken(world: World, asked: Asked): string {
  const key = mixWide(mixWide(world.seed, Number(asked.account.pk)), asked.person.pk)
  const hex = [1, 2, 3, 4].map((part) => mix(key, part).toString(16).padStart(8, '0')).join('')
  return `${hex}|${asked.account.pk}|osr`
}
