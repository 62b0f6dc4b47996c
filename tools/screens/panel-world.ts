import { sql } from 'kysely'
import { compareLedger } from '../../src/balance/compare-ledger.ts'
import { storeCredential } from '../../src/credentials/credential-store.ts'
import type { Vault } from '../../src/credentials/vault.ts'
import type { Database } from '../../src/db/database.ts'
import { addChecks } from './panel-checks.ts'
import { addMore } from './panel-more.ts'
import { addMoney, addPeople, addTrouble, idFor } from './panel-people.ts'

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
  /** How long ago the version before the current one died. */
  readonly lostAgo?: number
  /** How long ago it was logged in, where renewals have kept it since. */
  readonly loggedInAgo?: number
  readonly asked: number
  /** What was asked in a day before it was asked nothing more. */
  readonly askedBefore?: number
  readonly method?: string
  /** What its session died of. */
  readonly cause?: string
}

const TWO_DAYS = 2 * DAY

function every(start: number): readonly number[] {
  return [0, 1, 2, 3, 4, 5].map((at) => start + at * TWO_DAYS)
}

const ACTORS: readonly Actor[] = [
  // As the first check tells it.
  {
    name: 'alder.keeps',
    renewals: [17 * 60 - 108, ...every(17.7 * HOUR)],
    lostAgo: 17 * 60 - 94,
    asked: 1842,
  },
  { name: 'birch_window', renewals: every(41 * HOUR), asked: 2207 },
  { name: 'cedar.mornings.08', renewals: every(17 * HOUR), asked: 960 },
  {
    name: 'dogwood.post',
    resting: { kind: 'throttled', forSeconds: 20 * 60 },
    renewals: every(41 * HOUR),
    asked: 1980,
  },
  {
    name: 'elm.and.ink',
    renewals: every(40 * HOUR),
    loggedInAgo: 5 * DAY + 20 * 60,
    asked: 2688,
    method: 'import',
  },
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
    cause: 'logged-out (row 4)',
  },
  { name: 'iris.northwest', renewals: every(40 * HOUR).slice(0, 3), asked: 655 },
  {
    name: 'juniper.tab',
    standing: 'paused',
    why: { kind: 'operator' },
    renewals: every(41 * HOUR),
    asked: 0,
    askedBefore: 1150,
  },
  { name: 'kelp.notes', renewals: every(17 * HOUR), asked: 1377 },
  {
    name: 'larch.desk',
    renewals: every(17 * HOUR),
    diedAgo: 60,
    asked: 1430,
    cause: 'ambiguous (row 1)',
  },
  { name: 'maple.interval', renewals: every(41 * HOUR), asked: 2014 },
  {
    name: 'oak.margin',
    standing: 'wrong-password',
    why: { kind: 'login-refused', detail: 'Instagram refused the password' },
    renewals: every(3 * DAY),
    diedAgo: 54 * HOUR,
    asked: 0,
    askedBefore: 1720,
  },
]

/** With what the accounts of the pictures are logged in. */
const SECRET = { password: 'made up for a picture', totpSecret: 'JBSWY3DPEHPK3PXP' }

type Context = { readonly db: Database; readonly vault: Vault; readonly holder: string }

/** As what all accounts are seen. */
const DEVICE = {
  userAgent:
    'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36',
  locale: 'fi-FI',
  timeZone: 'Europe/Helsinki',
  viewport: { width: 1366, height: 768 },
}

/** Fills a database with a world that has something of everything. */
export async function panelWorld(context: Context): Promise<void> {
  for (const [at, actor] of ACTORS.entries()) {
    await addActor(context, actor, at)
    await addPast(context, actor, at)
  }
  await addNewcomer(context)
  await addChecks(context)
  await addPeople(context, idFor('chk', 1), {
    followers: 1663,
    following: 848,
    mutual: 517,
    names: 'plain',
  })
  await addPeople(context, idFor('chk', 11), { followers: 8044, following: 611, mutual: 402 })
  await addPeople(context, idFor('chk', 12), {
    followers: 371,
    following: 120,
    mutual: 90,
    names: 'plain',
  })
  await addPeople(context, idFor('chk', 17), { followers: 760, following: 211, mutual: 150 })
  await addMoney(context)
  await compareLedger(context)
  await sql`
    update ledger_comparisons set at = evercheck_now() - interval '5 hours'
  `.execute(context.db)
  await addTrouble(context)
  await addMore(context)
}

async function addActor({ db, vault }: Context, actor: Actor, at: number): Promise<void> {
  const id = idFor('acc', at)
  const { standing = 'active', why = null, resting = null, method = 'browser' } = actor
  // What came by cookies has no password here.
  const credential =
    method === 'import'
      ? null
      : await storeCredential({ db, vault }, { ...SECRET, username: actor.name })
  await sql`
    insert into instagram_accounts (id, username, credential_id, standing, standing_why, created_at,
      resting_until, resting_why)
    values (${id}, ${actor.name}, ${credential}, ${standing}, ${why && JSON.stringify(why)},
      evercheck_now() - interval '90 days',
      ${resting && sql`evercheck_now() + make_interval(secs => ${resting.forSeconds})`},
      ${resting && JSON.stringify({ kind: resting.kind })})
  `.execute(db)
  const versions = [...actor.renewals].reverse()
  const before = pastOf(actor, at).length
  for (const [place, age] of versions.entries()) {
    const version = before + place + 2
    const label =
      place === versions.length - 1
        ? 'current'
        : place === versions.length - 2
          ? 'previous'
          : 'retired'
    const ends = { current: actor.diedAgo, previous: actor.lostAgo, retired: undefined }
    const died = ends[label] ?? null
    const session = idFor('ses', at * 100 + place)
    const sealed = vault.seal(
      { table: 'instagram_sessions', column: 'state_encrypted', rowId: session },
      JSON.stringify({ cookies: [], device: DEVICE }),
    )
    await sql`
      insert into instagram_sessions (id, account_id, version, label, method, fence, created_at,
        last_verified_at, next_refresh_at, died_at, cause, logged_in_at, renewed_at,
        state_encrypted)
      values (${session}, ${id}, ${version}, ${label}, ${method}, 1,
        evercheck_now() - make_interval(secs => ${age}),
        evercheck_now() - make_interval(secs => ${label === 'current' ? 41 + at * 7 : age}),
        evercheck_now() - make_interval(secs => ${age}) + interval '2 days',
        ${died === null ? null : sql`evercheck_now() - make_interval(secs => ${died})`},
        ${died === null ? null : (actor.cause ?? 'logged-out (row 2)')},
        evercheck_now() - make_interval(secs => ${Math.max(age, actor.loggedInAgo ?? 0)}),
        evercheck_now() - make_interval(secs => ${age}), ${label === 'retired' ? null : sealed})
    `.execute(db)
    const isLast = place === versions.length - 1 && actor.renewals.length > 6
    const cause =
      isLast || (at + place) % 7 === 3
        ? 'reactive'
        : (at + place) % 13 === 5
          ? 'manual'
          : 'proactive'
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
  const [asked, since] = actor.asked > 0 ? [actor.asked, 2] : [actor.askedBefore ?? 0, 3]
  await sql`
    insert into account_days (account_id, day, requests)
    select ${id}, (evercheck_now() at time zone 'UTC')::date - at,
      ${asked}::integer * (40 + (at * 7919) % 61) / 100
    from generate_series(${since}::integer, 29) as at
  `.execute(db)
  if (resting?.kind === 'throttled') {
    await sql`
      insert into events (at, kind, account_id, detail)
      values (evercheck_now() - interval '40 minutes', 'account-throttled', ${id},
        jsonb_build_object('until', evercheck_now() + interval '20 minutes'))
    `.execute(db)
  }
}

/** A session that has ended; ages in seconds. */
type Life = {
  readonly startedAgo: number
  readonly endedAgo: number
  readonly hasDied: boolean
  readonly method: string
}

const PAST = 88 * DAY

/** What an account lived through before its renewals, one session after another. Pure. */
function pastOf({ renewals }: Actor, at: number): readonly Life[] {
  const until = renewals.at(-1) ?? 0
  const lives: Life[] = []
  let startedAgo = PAST - at * 5 * HOUR
  // One that came later has no such past.
  while (renewals.length >= 6 && startedAgo > until) {
    const number = at * 31 + lives.length * 17
    const endedAgo = startedAgo - (20 + ((number * 7919) % 331)) * HOUR
    const method = number % 6 === 0 ? 'import' : number % 4 === 0 ? 'assisted' : 'browser'
    const hasDied = number % 5 !== 0 && endedAgo > until
    lives.push({ startedAgo, endedAgo: Math.max(endedAgo, until), hasDied, method })
    startedAgo = endedAgo
  }
  return lives
}

const CAUSES = ['logged-out (row 2)', 'ambiguous (row 1)', 'logged-out (row 4)']

/** Lives that have ended, so that survival can be drawn. */
async function addPast({ db }: Context, actor: Actor, at: number): Promise<void> {
  for (const [place, life] of pastOf(actor, at).entries()) {
    const { startedAgo, endedAgo, hasDied, method } = life
    const began = sql`evercheck_now() - make_interval(secs => ${startedAgo})`
    const ended = sql`evercheck_now() - make_interval(secs => ${endedAgo})`
    await sql`
      insert into instagram_sessions (id, account_id, version, label, method, fence, created_at,
        last_verified_at, died_at, cause, logged_in_at, renewed_at)
      values (${idFor('ses', 9000 + at * 100 + place)}, ${idFor('acc', at)}, ${place + 2}, 'retired',
        ${method}, 1, ${began}, ${ended}, ${hasDied ? ended : null},
        ${hasDied ? (CAUSES[(at + place) % 3] ?? null) : null}, ${began}, ${began})
    `.execute(db)
  }
}

/** An account that was added and has not been logged in yet. */
async function addNewcomer({ db }: Context): Promise<void> {
  await sql`
    insert into instagram_accounts (id, username, standing, created_at)
    values (${idFor('acc', 900)}, 'willow.new', 'active', evercheck_now() - interval '4 minutes')
  `.execute(db)
}
