import { sql } from 'kysely'
import type { Database } from '../../src/db/database.ts'
import { addMoney, addPeople, addTrouble } from './panel-people.ts'

const HOUR = 3600
const DAY = 24 * HOUR

/** An account as the pictures show it; ages in seconds. */
type Actor = {
  readonly name: string
  readonly standing?: string
  readonly why?: { readonly kind: string; readonly detail?: string }
  readonly resting?: { readonly kind: string; readonly forSeconds: number }
  /** Ages of its renewals, the last one first. */
  readonly renewals: readonly number[]
  readonly diedAgo?: number
  readonly asked: number
  readonly method?: string
}

const TWO_DAYS = 2 * DAY

function every(start: number): readonly number[] {
  return [0, 1, 2, 3, 4, 5].map((at) => start + at * TWO_DAYS)
}

const ACTORS: readonly Actor[] = [
  { name: 'alder.keeps', renewals: [17 * 60, ...every(17.7 * HOUR)], asked: 1842 },
  { name: 'birch_window', renewals: every(41 * HOUR), asked: 2207 },
  { name: 'cedar.mornings.08', renewals: every(17 * HOUR), asked: 960 },
  {
    name: 'dogwood.post',
    resting: { kind: 'throttled', forSeconds: 20 * 60 },
    renewals: every(41 * HOUR),
    asked: 1980,
  },
  { name: 'elm.and.ink', renewals: every(40 * HOUR), asked: 2688, method: 'import' },
  { name: 'fern.ledger', renewals: every(17 * HOUR), asked: 411 },
  {
    name: 'ginkgo.yard',
    resting: { kind: 'paced', forSeconds: 7 * HOUR },
    renewals: every(41 * HOUR),
    asked: 3000,
  },
  {
    name: 'hazel_quarter',
    standing: 'challenged',
    why: { kind: 'challenged', detail: '/auth_platform/codeentry' },
    renewals: every(17 * HOUR),
    diedAgo: 180,
    asked: 1212,
  },
  { name: 'iris.northwest', renewals: every(40 * HOUR).slice(0, 3), asked: 655 },
  {
    name: 'juniper.tab',
    standing: 'paused',
    why: { kind: 'operator' },
    renewals: every(41 * HOUR),
    asked: 0,
  },
  { name: 'kelp.notes', renewals: every(17 * HOUR), asked: 1377 },
  { name: 'larch.desk', renewals: every(17 * HOUR), diedAgo: 60, asked: 1430 },
  { name: 'maple.interval', renewals: every(41 * HOUR), asked: 2014 },
  {
    name: 'oak.margin',
    standing: 'wrong-password',
    why: { kind: 'login-refused', detail: 'the password is not accepted' },
    renewals: every(3 * DAY),
    diedAgo: 54 * HOUR,
    asked: 0,
  },
]

type Context = { readonly db: Database }

/** Fills a database with a world that has something of everything. */
export async function panelWorld(context: Context): Promise<void> {
  for (const [at, actor] of ACTORS.entries()) await addActor(context, actor, at)
  await addPast(context)
  await addChecks(context)
  await addPeople(context, idFor('chk', 11), { followers: 8044, following: 611, mutual: 402 })
  await addMoney(context)
  await addTrouble(context)
}

/** The id that a name gets here. */
export function idFor(prefix: string, number: number): string {
  return `${prefix}_${String(number).padStart(16, '0')}`
}

async function addActor({ db }: Context, actor: Actor, at: number): Promise<void> {
  const id = idFor('acc', at)
  const { standing = 'active', why = null, resting = null, method = 'browser' } = actor
  await sql`
    insert into instagram_accounts (id, username, standing, standing_why, created_at,
      resting_until, resting_why)
    values (${id}, ${actor.name}, ${standing}, ${why && JSON.stringify(why)},
      evercheck_now() - interval '90 days',
      ${resting && sql`evercheck_now() + make_interval(secs => ${resting.forSeconds})`},
      ${resting && JSON.stringify({ kind: resting.kind })})
  `.execute(db)
  const versions = [...actor.renewals].reverse()
  for (const [place, age] of versions.entries()) {
    const version = place + 2
    const label =
      place === versions.length - 1
        ? 'current'
        : place === versions.length - 2
          ? 'previous'
          : 'retired'
    const died = label === 'current' && actor.diedAgo !== undefined ? actor.diedAgo : null
    await sql`
      insert into instagram_sessions (id, account_id, version, label, method, fence, created_at,
        last_verified_at, next_refresh_at, died_at, cause, logged_in_at, renewed_at,
        state_encrypted)
      values (${idFor('ses', at * 100 + place)}, ${id}, ${version}, ${label}, ${method}, 1,
        evercheck_now() - make_interval(secs => ${age}),
        evercheck_now() - make_interval(secs => ${label === 'current' ? 41 + at * 7 : age}),
        evercheck_now() - make_interval(secs => ${age}) + interval '2 days',
        ${died === null ? null : sql`evercheck_now() - make_interval(secs => ${died})`},
        ${died === null ? null : 'login_required on followers, confirmed by user-info'},
        evercheck_now() - make_interval(secs => ${age}),
        evercheck_now() - make_interval(secs => ${age}), ${label === 'retired' ? null : 'sealed'})
    `.execute(db)
    const cause =
      place === versions.length - 1 && actor.renewals.length > 6 ? 'reactive' : 'proactive'
    await sql`
      insert into session_refreshes (id, account_id, session_id, cause, method, started_at,
        finished_at, outcome, form_sent)
      values (${idFor('ref', at * 100 + place)}, ${id}, ${idFor('ses', at * 100 + place)}, ${cause},
        ${method === 'import' ? 'browser' : method},
        evercheck_now() - make_interval(secs => ${age + 7}),
        evercheck_now() - make_interval(secs => ${age}),
        ${place % 2 === 0 ? 'still-logged-in' : 'logged-in'}, ${place % 2 === 1})
    `.execute(db)
  }
  if (actor.asked > 0) {
    await sql`
      insert into account_requests (account_id, minute_at, count)
      select ${id}, date_trunc('minute', evercheck_now()) - make_interval(mins => at * 25),
        ${Math.floor(actor.asked / 57)}
      from generate_series(0, 56) as at
    `.execute(db)
  }
  if (resting?.kind === 'throttled') {
    await sql`
      insert into events (at, kind, account_id, detail)
      values (evercheck_now() - interval '40 minutes', 'account-throttled', ${id},
        jsonb_build_object('until', evercheck_now() + interval '20 minutes'))
    `.execute(db)
  }
}

/** Lives that have ended, so that survival can be drawn; an account that is not looked at. */
async function addPast({ db }: Context): Promise<void> {
  await sql`
    insert into instagram_accounts (id, username, standing, created_at)
    values (${idFor('acc', 900)}, 'willow.past', 'active', evercheck_now() - interval '90 days')
  `.execute(db)
  await sql`
    insert into instagram_sessions (id, account_id, version, label, method, fence, created_at,
      last_verified_at, died_at, cause, logged_in_at, renewed_at, state_encrypted)
    select 'ses_9' || lpad(at::text, 15, '0'), ${idFor('acc', 900)}, at + 2,
      case when at = 239 then 'current' else 'retired' end,
      case when at % 6 = 0 then 'import' when at % 4 = 0 then 'assisted' else 'browser' end, 1,
      evercheck_now() - make_interval(hours => 2100 - at * 8),
      evercheck_now() - make_interval(hours => 2100 - at * 8)
        + make_interval(hours => 20 + ((at * 7919) % 331)),
      case when at % 5 = 0 or at = 239 then null
        else evercheck_now() - make_interval(hours => 2100 - at * 8)
          + make_interval(hours => 20 + ((at * 7919) % 331)) end,
      case when at % 5 = 0 or at = 239 then null
        when at % 3 = 0 then 'login_required on followers, confirmed by user-info'
        else '403 checkpoint on following' end,
      evercheck_now() - make_interval(hours => 2100 - at * 8),
      evercheck_now() - make_interval(hours => 2100 - at * 8),
      case when at = 239 then 'sealed' end
    from generate_series(0, 239) as at
    where evercheck_now() - make_interval(hours => 2100 - at * 8)
      + make_interval(hours => 20 + ((at * 7919) % 331)) < evercheck_now()
  `.execute(db)
}

const SHORTAGE = {
  kind: 'short',
  present: 371,
  expected: 884,
  end: 'limited',
  passes: { which: 'all', count: 4 },
}

const NAMES: Readonly<Record<string, string>> = {
  'tg:481516': 'Mila K.',
  'tg:234200': 'Jonas Feld',
  'tg:555777': 'Эльдар Н.',
  'studio-brindle': 'Studio Brindle <script>alert(1)</script>',
  northlight: '=HYPERLINK("http://evil.example","Northlight agency")',
}

type Order = {
  readonly target: string
  readonly customer: string
  readonly state: string
  readonly followers: readonly [number, number, string | null]
  readonly following: readonly [number, number, string | null]
  readonly why?: { readonly kind: string }
  readonly parkedForSeconds?: number
  readonly ending?: string
  readonly agoSeconds: number
}

const ORDERS: readonly Order[] = [
  {
    target: 'ada.example',
    customer: 'tg:481516',
    state: 'running',
    followers: [1663, 1663, 'exact'],
    following: [848, 1204, null],
    agoSeconds: 17 * 60,
  },
  {
    target: 'velvetfox.atelier.q',
    customer: 'studio-brindle',
    state: 'running',
    followers: [9412, 13_520, null],
    following: [0, 702, null],
    agoSeconds: 45 * 60,
  },
  {
    target: 'brick.and.basil.q',
    customer: 'tg:234200',
    state: 'running',
    followers: [496, 2240, null],
    following: [0, 310, null],
    agoSeconds: 8 * 60,
  },
  {
    target: 'lantern.row.books',
    customer: 'northlight',
    state: 'running',
    followers: [5118, 5120, 'confirmed'],
    following: [211, 702, null],
    agoSeconds: 33 * 60,
  },
  {
    target: 'ovsyanka.7.30',
    customer: 'tg:481516',
    state: 'parked',
    followers: [3344, 6190, null],
    following: [0, 800, null],
    why: { kind: 'throttled' },
    parkedForSeconds: 20 * 60,
    agoSeconds: 46 * 60,
  },
  {
    target: 'grandhotel.lumen.q',
    customer: 'northlight',
    state: 'parked',
    followers: [412_880, 1_184_000, null],
    following: [0, 900, null],
    why: { kind: 'paced' },
    parkedForSeconds: 7 * HOUR,
    agoSeconds: 6 * DAY,
  },
  {
    target: 'paper.moon.radio',
    customer: 'studio-brindle',
    state: 'parked',
    followers: [7702, 7740, null],
    following: [0, 100, null],
    why: { kind: 'unrecognised' },
    parkedForSeconds: 40 * 60,
    agoSeconds: 80 * 60,
  },
  {
    target: 'quiet.north.yoga',
    customer: 'tg:234200',
    state: 'queued',
    followers: [0, 0, null],
    following: [0, 0, null],
    agoSeconds: 120,
  },
  {
    target: 'fig.and.thistle.x',
    customer: 'tg:555777',
    state: 'queued',
    followers: [0, 0, null],
    following: [0, 0, null],
    agoSeconds: 90,
  },
  {
    target: 'two.left.boots.band',
    customer: 'house',
    state: 'queued',
    followers: [0, 0, null],
    following: [0, 0, null],
    agoSeconds: 30,
  },
  {
    target: 'slow.kettle.club',
    customer: 'tg:481516',
    state: 'completed',
    followers: [8044, 8044, 'exact'],
    following: [611, 611, 'exact'],
    ending: 'complete',
    agoSeconds: 3 * HOUR,
  },
  {
    target: 'tobias.on.ice.zz',
    customer: 'tg:555777',
    state: 'failed',
    followers: [371, 884, 'incomplete'],
    following: [120, 120, 'exact'],
    ending: 'incomplete',
    agoSeconds: 5 * HOUR,
  },
]

async function addChecks({ db }: Context): Promise<void> {
  for (const customer of new Set(ORDERS.map((order) => order.customer))) {
    await sql`
      insert into customers (id, name, language, created_at)
      values (${customer}, ${NAMES[customer] ?? customer}, ${customer === 'tg:555777' ? 'ru' : 'en'},
        evercheck_now() - interval '30 days')
      on conflict do nothing
    `.execute(db)
  }
  for (const [at, order] of ORDERS.entries()) await addCheck({ db }, order, at)
  await addDays({ db })
}

async function addCheck({ db }: Context, order: Order, at: number): Promise<void> {
  const id = idFor('chk', at + 1)
  const { target, customer, state, why = null, parkedForSeconds = null, ending = null } = order
  const ended = ending !== null
  await sql`
    insert into checks (id, customer_id, target_username, target_pk, state, why, parked_until,
      requests, logins, created_at, started_at, finished_at, last_update_at, patience_ms, ending,
      parked_for, charged, cost_why, price, ceiling)
    values (${id}, ${customer}, ${target}, ${state === 'queued' ? null : String(1_757_931_216 + at)},
      ${state}, ${why && JSON.stringify(why)},
      ${parkedForSeconds === null ? null : sql`evercheck_now() + make_interval(secs => ${parkedForSeconds})`},
      ${Math.ceil(order.followers[0] / 48)}, 1,
      evercheck_now() - make_interval(secs => ${order.agoSeconds}),
      ${state === 'queued' ? null : sql`evercheck_now() - make_interval(secs => ${order.agoSeconds - 5})`},
      ${ended ? sql`evercheck_now() - make_interval(secs => ${order.agoSeconds / 2})` : null},
      evercheck_now(), 21600000, ${ending}, ${parkedForSeconds === null ? null : 'time'},
      ${ended ? (ending === 'complete' ? 1 : 0) : null},
      ${ended ? (ending === 'complete' ? 'delivered' : 'under-threshold') : null}, 1, 1)
  `.execute(db)
  if (state === 'queued') return
  for (const list of ['followers', 'following'] as const) {
    const [fetched, expected, confidence] = order[list]
    await sql`
      insert into check_progress
        (check_id, list, status, account_id, pass, expected, fetched, pages, pass_pages, confidence,
        last_update_at, shortage, course)
      values (${id}, ${list}, ${confidence === null ? 'in_progress' : 'completed'},
        ${idFor('acc', at % 7)},
        1, ${expected}, ${fetched}, ${Math.ceil(fetched / 48)}, ${Math.ceil(fetched / 48)},
        ${confidence}, evercheck_now(),
        ${confidence === 'incomplete' ? JSON.stringify(SHORTAGE) : null},
        ${courseOf(order, list)}::integer[])
    `.execute(db)
  }
}

/** Fourteen days of ended checks, a few of which came to nothing. */
async function addDays({ db }: Context): Promise<void> {
  await sql`
    insert into checks (id, customer_id, target_username, state, requests, logins, created_at,
      started_at, finished_at, last_update_at, patience_ms, ending, charged, cost_why, price, ceiling)
    select 'chk_p' || lpad((day * 1000 + one)::text, 15, '0'), 'tg:481516', 'past.' || day || '.' || one,
      case when one % 97 = 5 then 'failed' else 'completed' end, 40, 1,
      at - interval '10 minutes', at - interval '9 minutes', at, at, 21600000,
      case when one % 97 = 5 then 'out-of-patience' when one % 83 = 7 then 'incomplete' else 'complete' end,
      0, 'free', 0, 0
    from generate_series(0, 13) as day
    cross join lateral generate_series(1, 150 + (day * 37) % 60) as one
    cross join lateral (
      select evercheck_now() - make_interval(days => day, mins => 20 + one) as at
    ) as moment
  `.execute(db)
}

/** Tenths of a second and people, in turns: a death at 728 and a long throttle at 1,200. */
function courseOf(order: Order, list: 'followers' | 'following'): readonly number[] {
  const [fetched] = order[list]
  const lateBy = list === 'following' ? order.agoSeconds * 7 : 0
  const points: number[] = []
  let tenths = 20 + lateBy
  const pages = Math.max(1, Math.min(40, Math.ceil(fetched / 48)))
  for (let page = 1; page <= pages; page += 1) {
    const people = Math.round((fetched * page) / pages)
    tenths += (list === 'following' ? 1.2 : 2.1) * (order.agoSeconds / pages)
    if (page === Math.ceil(pages * 0.44)) tenths += 140
    if (page === Math.ceil(pages * 0.72) && list === 'followers') tenths += order.agoSeconds * 4
    points.push(Math.round(tenths), people)
  }
  return fetched === 0 ? [] : points
}
