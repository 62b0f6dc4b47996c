import { sql } from 'kysely'
import type { Database } from '../../src/db/database.ts'
import { idFor } from './panel-people.ts'

const HOUR = 3600
const DAY = 24 * HOUR

type Context = { readonly db: Database }

const SHORTAGE = {
  kind: 'short',
  present: 371,
  expected: 884,
  end: 'limited',
  passes: { which: 'all', count: 3 },
}

const NAMES: Readonly<Record<string, string>> = {
  'tg:481516': 'Mila K.',
  'tg:234200': 'Jonas Feld',
  'tg:555777': 'Эльдар Н.',
  'studio-brindle': 'Studio Brindle <script>alert(1)</script>',
  northlight: '=HYPERLINK("http://evil.example","Northlight agency")',
}

/** The account that a check stands still for, by why it does. */
const WAITS_FOR: Readonly<Record<string, number>> = { throttled: 3, paced: 6, challenged: 7 }

type Order = {
  readonly target: string
  readonly customer: string
  readonly state: string
  readonly followers: readonly [number, number, string | null]
  readonly following: readonly [number, number, string | null]
  readonly why?: { readonly kind: string }
  readonly parkedForSeconds?: number
  readonly ending?: string
  /** Why it ended so, as its column keeps it, and what became of the money. */
  readonly endedWhy?: string
  readonly cost?: string
  /** What was held for it: a credit, unless it is said. */
  readonly ceiling?: number
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
    ceiling: 40,
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
    endedWhy: JSON.stringify([{ list: 'followers', shortage: SHORTAGE }]),
    agoSeconds: 5 * HOUR,
  },
  {
    target: 'north.pier.swim',
    customer: 'tg:234200',
    state: 'parked',
    followers: [1302, 4188, null],
    following: [0, 410, null],
    why: { kind: 'challenged' },
    parkedForSeconds: 6 * HOUR,
    agoSeconds: 31 * 60,
  },
  {
    target: 'hollow.oak.choir',
    customer: 'tg:555777',
    state: 'failed',
    followers: [3344, 6190, null],
    following: [0, 300, null],
    ending: 'out-of-patience',
    endedWhy: '{"kind":"throttled"}',
    cost: 'out-of-patience',
    agoSeconds: 9 * HOUR,
  },
  {
    target: 'inky.fingers.press',
    customer: 'tg:234200',
    state: 'failed',
    followers: [0, 0, null],
    following: [0, 0, null],
    ending: 'target-closed',
    endedWhy: 'private',
    cost: 'private',
    agoSeconds: 11 * HOUR,
  },
  {
    target: 'marrow.and.pine',
    customer: 'tg:481516',
    state: 'cancelled',
    followers: [2210, 4400, null],
    following: [0, 1901, null],
    ending: 'cancelled',
    cost: 'cancelled',
    agoSeconds: 13 * HOUR,
  },
  {
    target: 'old.pier.lanterns',
    customer: 'tg:481516',
    state: 'completed',
    followers: [760, 800, 'incomplete'],
    following: [211, 211, 'exact'],
    ending: 'incomplete',
    endedWhy: JSON.stringify([
      { list: 'followers', shortage: { ...SHORTAGE, present: 760, expected: 800 } },
    ]),
    cost: 'delivered',
    agoSeconds: 15 * HOUR,
  },
]

/** Checks of every kind, and fourteen days of them. */
export async function addChecks({ db }: Context): Promise<void> {
  for (const customer of new Set(ORDERS.map((order) => order.customer))) {
    await sql`
      insert into customers (id, name, language, created_at)
      values (${customer}, ${NAMES[customer] ?? customer}, ${customer === 'tg:555777' ? 'ru' : 'en'},
        evercheck_now() - interval '30 days')
      on conflict do nothing
    `.execute(db)
  }
  // Their numbers are given in the order of their times.
  const byAge = [...ORDERS.entries()].sort(
    ([, one], [, other]) => other.agoSeconds - one.agoSeconds,
  )
  await addDays({ db }, 6, 13)
  for (const [at, order] of byAge) if (order.agoSeconds > DAY) await addCheck({ db }, order, at)
  await addDays({ db }, 0, 5)
  for (const [at, order] of byAge) if (order.agoSeconds <= DAY) await addCheck({ db }, order, at)
  await addStory({ db })
}

async function addCheck({ db }: Context, order: Order, at: number): Promise<void> {
  const id = idFor('chk', at + 1)
  const { target, customer, state, why = null, parkedForSeconds = null, ending = null } = order
  const ended = ending !== null
  await sql`
    insert into checks (id, customer_id, target_username, target_pk, state, why, parked_until,
      requests, logins, created_at, started_at, finished_at, last_update_at, patience_ms, ending,
      ending_why, parked_for, charged, cost_why, price, ceiling)
    values (${id}, ${customer}, ${target}, ${state === 'queued' ? null : String(1_757_931_216 + at)},
      ${state}, ${why && JSON.stringify(why)},
      ${parkedForSeconds === null ? null : sql`evercheck_now() + make_interval(secs => ${parkedForSeconds})`},
      ${pagesOf(order.followers) + pagesOf(order.following)}, ${state === 'queued' ? 0 : 1},
      evercheck_now() - make_interval(secs => ${order.agoSeconds}),
      ${state === 'queued' ? null : sql`evercheck_now() - make_interval(secs => ${order.agoSeconds - 5})`},
      ${ended ? sql`evercheck_now() - make_interval(secs => ${order.agoSeconds / 2})` : null},
      evercheck_now(), 21600000, ${ending}, ${order.endedWhy ?? null}, ${parkedForSeconds === null ? null : 'time'},
      ${ended ? (ending === 'complete' ? 1 : 0) : null},
      ${ended ? (order.cost ?? (ending === 'complete' ? 'delivered' : 'under-threshold')) : null}, 1,
      ${customer === 'house' ? 0 : (order.ceiling ?? 1)})
  `.execute(db)
  if (state === 'queued') return
  for (const list of ['followers', 'following'] as const) {
    const [fetched, expected, confidence] = order[list]
    await sql`
      insert into check_progress
        (check_id, list, status, account_id, pass, expected, fetched, pages, pass_pages, confidence,
        last_update_at, shortage, course, pass_starts)
      values (${id}, ${list}, ${confidence === null ? 'in_progress' : 'completed'},
        ${idFor('acc', WAITS_FOR[why?.kind ?? ''] ?? at % 7)},
        ${1 + passesOf(order, list).length / 2}, ${expected}, ${fetched},
        ${pagesOf(order[list])}, ${pagesOf(order[list])},
        ${confidence},
        evercheck_now() - make_interval(secs => ${readAgo(order, confidence)}),
        ${confidence === 'incomplete' ? JSON.stringify({ ...SHORTAGE, present: fetched, expected }) : null},
        ${courseOf(order, list)}::integer[], ${passesOf(order, list)}::integer[])
    `.execute(db)
  }
}

function pagesOf([fetched]: Order['followers']): number {
  return Math.ceil(fetched / 48)
}

/** How long ago a list was read to its end, or the last page of one that is still read. */
function readAgo({ ending, agoSeconds }: Order, confidence: string | null): number {
  if (ending !== undefined) return agoSeconds / 2
  return confidence === null ? 0 : Math.round(agoSeconds * 0.37)
}

/** What happened to the first check, in seconds after its order: a death, and a throttle. */
const STORY = [
  [0, 'check-ordered', null, {}],
  [4, 'check-started', null, {}],
  [94, 'session-died', 'acc', { version: 'previous' }],
  [101, 'session-proved', 'acc', {}],
  [108, 'session-renewed', 'acc', { version: 'current' }],
  [170, 'account-throttled', 'acc', { untilSeconds: 577 }],
  [578, 'session-proved', 'acc', {}],
  [640, 'list-finished', 'acc', { list: 'followers', present: 1663, expected: 1663 }],
] as const

async function addStory({ db }: Context): Promise<void> {
  // Of the others what every check has, but for one that was cancelled: of that nothing is kept.
  await sql`
    insert into events (at, kind, check_id, detail)
    select at, kind, id, detail from checks
    cross join lateral (values
      (created_at, 'check-ordered', '{}'::jsonb),
      (started_at, 'check-started', '{}'),
      (finished_at, 'check-ended', jsonb_build_object('kind', ending))
    ) as told (at, kind, detail)
    where id <> ${idFor('chk', 1)} and state <> 'cancelled' and at is not null
    order by at
  `.execute(db)
  const sessions = await sql<{ version: number }>`
    select version from instagram_sessions
    where account_id = ${idFor('acc', 0)} and label = 'current'
  `.execute(db)
  const current = sessions.rows[0]?.version ?? 1
  const versions = { current, previous: current - 1 }
  const ageSeconds = ORDERS[0]?.agoSeconds ?? 0
  for (const [after, kind, who, detail] of STORY) {
    const at = sql`evercheck_now() - make_interval(secs => ${ageSeconds - after})`
    const told = 'version' in detail ? { version: versions[detail.version] } : detail
    const until = 'untilSeconds' in detail ? ageSeconds - detail.untilSeconds : null
    await sql`
      insert into events (at, kind, check_id, account_id, detail)
      values (${at}, ${kind}, ${idFor('chk', 1)}, ${who && idFor('acc', 0)},
        ${JSON.stringify({ ...told, confidence: 'exact' })}::jsonb || jsonb_build_object('until',
          evercheck_now() - make_interval(secs => ${until ?? 0})))
    `.execute(db)
  }
}

/** The ended checks of so many days ago, a few of which came to nothing. */
async function addDays({ db }: Context, first: number, last: number): Promise<void> {
  await sql`
    insert into checks (id, customer_id, target_username, state, requests, logins, created_at,
      started_at, finished_at, last_update_at, patience_ms, ending, charged, cost_why, price,
      ceiling)
    select 'chk_p' || lpad((day * 1000 + one)::text, 15, '0'), 'tg:481516',
      (array['amber', 'birch', 'coral', 'dune', 'ember', 'fjord', 'glade', 'heron', 'inlet',
        'jade', 'kite', 'lark', 'moss'])[1 + one % 13] || '.' || (array['bakery', 'cycles', 'dance',
        'films', 'garden', 'house', 'knits'])[1 + (one / 13 + day) % 7] || '.' || day || one,
      case when (one * 31 + day * 17) % 211 = 5 then 'failed' else 'completed' end, 40, 1,
      at - interval '10 minutes', at - interval '9 minutes', at, at, 21600000,
      case when (one * 31 + day * 17) % 211 = 5 then 'out-of-patience'
        when (one * 29 + day * 23) % 173 = 7 then 'incomplete'
        else 'complete' end,
      0, 'free', 0, 0
    from generate_series(${first}::integer, ${last}::integer) as day
    cross join lateral generate_series(1, 150 + (day * 37) % 60) as one
    cross join lateral (
      select evercheck_now() - make_interval(days => day, mins => 16 * 60 + one) as at
    ) as moment
    order by at
  `.execute(db)
}

/** Tenths of a second and people, in turns: a death at 728 and a long throttle at 1,200. */
function courseOf(order: Order, list: 'followers' | 'following'): readonly number[] {
  const [fetched] = order[list]
  // What is over was read in the first half of its age.
  const ago = order.agoSeconds * (order.ending === undefined ? 1 : 0.58)
  const lateBy = list === 'following' ? ago * 7 : 0
  const points: number[] = []
  let tenths = 20 + lateBy
  const pages = Math.max(1, Math.min(40, Math.ceil(fetched / 48)))
  for (let page = 1; page <= pages; page += 1) {
    const people = Math.round((fetched * page) / pages)
    tenths += (list === 'following' ? 1.2 : 2.1) * (ago / pages)
    if (page === Math.ceil(pages * 0.44)) tenths += 140
    if (page === Math.ceil(pages * 0.72) && list === 'followers') tenths += ago * 4
    points.push(Math.round(tenths), people)
  }
  return fetched === 0 ? [] : points
}

/** When later passes were begun, and which: of a list that its counter goes beyond. */
function passesOf(order: Order, list: 'followers' | 'following'): readonly number[] {
  const [, , confidence] = order[list]
  if (confidence !== 'incomplete' && confidence !== 'confirmed') return []
  const course = courseOf(order, list)
  return [0.5, 0.9].flatMap((share, at) => {
    return [course[2 * Math.floor((course.length / 2) * share)] ?? 0, at + 2]
  })
}
