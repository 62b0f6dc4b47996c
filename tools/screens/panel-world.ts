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
  readonly method?: string
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
    why: { kind: 'login-refused', detail: 'Instagram refused the password' },
    renewals: every(3 * DAY),
    diedAgo: 54 * HOUR,
    asked: 0,
  },
]

/** With what the accounts of the pictures are logged in. */
const SECRET = { password: 'made up for a picture', totpSecret: 'JBSWY3DPEHPK3PXP' }

type Context = { readonly db: Database; readonly vault: Vault }

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
  for (const [at, actor] of ACTORS.entries()) await addActor(context, actor, at)
  await addPast(context)
  await addChecks(context)
  await addPeople(context, idFor('chk', 1), {
    followers: 1663,
    following: 848,
    mutual: 517,
    names: 'plain',
  })
  await addPeople(context, idFor('chk', 11), { followers: 8044, following: 611, mutual: 402 })
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
  for (const [place, age] of versions.entries()) {
    const version = place + 2
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
        ${died === null ? null : 'logged-out (row 2)'},
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
    await sql`
      insert into account_days (account_id, day, requests)
      select ${id}, (evercheck_now() at time zone 'UTC')::date - at,
        ${actor.asked}::integer * (40 + (at * 7919) % 61) / 100
      from generate_series(2, 29) as at
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
        when at % 3 = 0 then 'logged-out (row 2)'
        when at % 4 = 0 then 'logged-out (row 4)' else 'ambiguous (row 1)' end,
      evercheck_now() - make_interval(hours => 2100 - at * 8),
      evercheck_now() - make_interval(hours => 2100 - at * 8),
      case when at = 239 then 'sealed' end
    from generate_series(0, 239) as at
    where evercheck_now() - make_interval(hours => 2100 - at * 8)
      + make_interval(hours => 20 + ((at * 7919) % 331)) < evercheck_now()
  `.execute(db)
}
