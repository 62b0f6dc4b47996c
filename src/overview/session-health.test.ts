import { sql } from 'kysely'
import { expect, onTestFinished, test } from 'vitest'
import { makeTestDatabase } from '../../test/databases.ts'
import { type OpenDatabase, openDatabase } from '../db/database.ts'
import { newHolder } from '../kernel/ids.ts'
import { sessionHealth, sessionStatistics } from './session-health.ts'

const NOW = new Date('2026-11-25T12:00:00Z')
const HOUR_MS = 3_600_000

test('a database in which nothing has happened has no figures, and no rates', async () => {
  const context = await open()
  const health = await sessionHealth(context)
  const rest = await sessionStatistics(context, 0)
  expect(health.accounts).toEqual([])
  expect(rest).toMatchObject({ loginsPerAccountDay: null, survival: [] })
  expect(health.total).toMatchObject({ refreshRate: null, checkRate: null, lastVerifiedAt: null })
  expect(rest.loginsByDay).toHaveLength(8)
})

test('the eight figures of three accounts and of all', async () => {
  const context = await open()
  for (const name of ['ann', 'ben', 'cid']) await addAccount(context, name)
  await addSession(context, { account: 'ann', version: 1, hours: 200, died: 120 })
  await addSession(context, { account: 'ann', version: 2, hours: 120, died: null })
  await addSession(context, { account: 'ben', version: 1, hours: 30, died: 2 })
  const good = { outcome: 'logged-in' }
  await addRefresh(context, { account: 'ann', cause: 'reactive', hours: 120, ...good })
  await addRefresh(context, { account: 'ann', cause: 'proactive', hours: 50, ...good })
  await addRefresh(context, { account: 'ann', cause: 'proactive', hours: 2, outcome: 'technical' })
  await addRefresh(context, { account: 'ben', cause: 'reactive', hours: 1, outcome: 'under-way' })
  await addRefresh(context, { account: 'ben', cause: 'first', hours: 190, ...good })
  await addCheck(context, { account: 'ann', hours: 3, state: 'completed', ending: 'complete' })
  await addCheck(context, { account: 'ann', hours: 4, state: 'failed', ending: 'out-of-patience' })
  await addCheck(context, { account: 'ben', hours: 5, state: 'failed', ending: 'target-closed' })
  await addCheck(context, { account: 'ben', hours: 300, state: 'completed', ending: 'complete' })

  const { accounts, total } = await sessionHealth(context)
  const rest = await sessionStatistics(context, accounts.length)
  expect(accounts).toMatchObject([
    {
      account: 'ann',
      status: 'valid',
      version: 2,
      ageMs: 120 * HOUR_MS,
      loggedInAt: hoursAgo(120),
      lastVerifiedAt: hoursAgo(1),
      nextRefreshAt: hoursAgo(-1),
      lastRefreshAt: hoursAgo(50),
      proactive: { attempts: 2, successes: 1 },
      reactive: { attempts: 1, successes: 1 },
      refreshes: { attempts: 3, successes: 2 },
      checks: { attempts: 2, successes: 1 },
    },
    {
      account: 'ben',
      status: 'invalid',
      diedAt: hoursAgo(2),
      lastRefreshAt: hoursAgo(190),
      reactive: { attempts: 0, successes: 0 },
      checks: { attempts: 0, successes: 0 },
    },
    { account: 'cid', status: 'none', ageMs: null, version: null, lastRefreshAt: null },
  ])
  expect(total).toEqual({
    status: { valid: 1, invalid: 1, none: 1 },
    ageMs: { oldest: 120 * HOUR_MS, median: 120 * HOUR_MS },
    lastVerifiedAt: hoursAgo(1),
    nextRefreshAt: hoursAgo(-1),
    proactive: { attempts: 2, successes: 1 },
    reactive: { attempts: 1, successes: 1 },
    refreshes: { attempts: 3, successes: 2 },
    refreshRate: 2 / 3,
    checks: { attempts: 2, successes: 1 },
    checkRate: 1 / 2,
  })
  // One of the three logins of the week was no form that was sent.
  expect(rest.loginsByDay.map(({ logins }) => logins)).toEqual([0, 0, 1, 0, 0, 1, 0, 1])
  expect(rest.loginsPerAccountDay).toBeCloseTo(3 / 21)
  expect(rest.deathsByCause).toEqual([{ cause: 'logged-out', deaths: 2 }])
  expect(rest.checks.map(({ ending, count, isJudged }) => [ending, count, isJudged])).toEqual([
    ['complete', 1, true],
    ['out-of-patience', 1, true],
    ['target-closed', 1, false],
  ])
  expect(rest.survival.at(-1)?.survival).toBeCloseTo(1 / 3)
})

async function open(): Promise<OpenDatabase> {
  const made = await makeTestDatabase()
  onTestFinished(() => made.drop())
  made.turn(NOW)
  const options = { url: made.url, dataFolder: '', holder: newHolder(), connectionsMax: 2 }
  const database = await openDatabase(options)
  onTestFinished(() => database.close())
  return database
}

function hoursAgo(hours: number): Date {
  return new Date(NOW.getTime() - hours * HOUR_MS)
}

async function addAccount({ db }: OpenDatabase, name: string): Promise<void> {
  await sql`
    insert into instagram_accounts (id, username, standing, created_at)
    values (${name}, ${name}, 'active', ${hoursAgo(500)})
  `.execute(db)
}

async function addSession(
  { db }: OpenDatabase,
  of: { account: string; version: number; hours: number; died: number | null },
): Promise<void> {
  const at = hoursAgo(of.hours)
  const { account, version, died } = of
  await sql`
    update instagram_sessions set label = 'previous' where account_id = ${account}
  `.execute(db)
  await sql`
    insert into instagram_sessions (id, account_id, version, label, state_encrypted, method, fence,
      created_at, logged_in_at, renewed_at, last_verified_at, next_refresh_at, died_at, cause)
    values (${`${account}-${version}`}, ${account}, ${version}, 'current', 'sealed', 'browser', 1,
      ${at}, ${at}, ${at}, ${died === null ? hoursAgo(1) : at}, ${hoursAgo(-1)},
      ${died === null ? null : hoursAgo(died)}, ${died === null ? null : 'logged-out'})
  `.execute(db)
}

let refreshes = 0

async function addRefresh(
  { db }: OpenDatabase,
  of: { account: string; cause: string; hours: number; outcome: string },
): Promise<void> {
  refreshes += 1
  const at = hoursAgo(of.hours)
  await sql`
    insert into session_refreshes
      (id, account_id, cause, method, started_at, finished_at, outcome, form_sent)
    values (${`ref-${refreshes}`}, ${of.account}, ${of.cause}, 'browser', ${at}, ${at},
      ${of.outcome}, ${of.outcome !== 'under-way'})
  `.execute(db)
}

async function addCheck(
  { db }: OpenDatabase,
  of: { account: string; hours: number; state: string; ending: string },
): Promise<void> {
  const at = hoursAgo(of.hours)
  const id = `${of.account}-${of.hours}`
  await sql`
    insert into customers (id, created_at) values ('house', ${at}) on conflict do nothing
  `.execute(db)
  await sql`
    insert into checks (id, customer_id, target_username, state, patience_ms, created_at,
      finished_at, last_update_at, ending, charged, cost_why)
    values (${id}, 'house', ${id}, ${of.state}, 1000, ${at}, ${at}, ${at}, ${of.ending}, 0, 'free')
  `.execute(db)
  for (const list of ['followers', 'following']) {
    await sql`
      insert into check_progress (check_id, list, status, account_id, last_update_at)
      values (${id}, ${list}, 'completed', ${of.account}, ${at})
    `.execute(db)
  }
}
