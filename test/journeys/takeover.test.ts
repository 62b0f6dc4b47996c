import { join } from 'node:path'
import { sql } from 'kysely'
import { describe, expect, test } from 'vitest'
import { openCheck } from '../../src/checks/order.ts'
import { readNext } from '../../src/checks/runner.ts'
import { eventsOfCheck } from '../../src/events/event-store.ts'
import { LEASE_MS } from '../../src/sessions/waits.ts'
import { expectExact } from '../exact.ts'
import { ADA, idealRequests, never, orderOf, PAGE, Trial } from '../trial.ts'
import type { Process } from '../trial-process.ts'

const ROWS = 3 * PAGE
const HOUR_MS = 3_600_000
/** The name, three pages of followers, the fatal question, the probe: then comes the test. */
const TEST_OF_NEW_SESSION = 7

test.each(['before', 'after'] as const)(
  'a process that dies %s its answer is followed at once by another, and nothing is lost',
  async (moment) => {
    await using trial = await Trial.open()
    await dieAt(trial, 5, moment)
    const diedAtMs = trial.clock.now().getTime()
    await trial.start()
    const run = await trial.check()
    expect(run).toMatchObject({ status: 'completed', resumedAt: ROWS })
    await expectExact(trial)
    expect(run.result.followers.passes).toBe(1)
    // Only the page that was under way is asked for again.
    const wasted = moment === 'after' ? 1 : 0
    expect(trial.counters.requests).toBe(idealRequests(ADA) + wasted)
    expect(firstPageAtMs(trial, diedAtMs) - diedAtMs).toBeLessThan(LEASE_MS)
  },
)

test.each(['before', 'after'] as const)(
  'a login that was stored and whose process died %s its test is used without another login',
  async (moment) => {
    await using trial = await Trial.open()
    trial.instagram.kill({ username: 'keeper', disguise: 'plain', afterRows: ROWS })
    await dieAt(trial, TEST_OF_NEW_SESSION, moment)
    expect(trial.counters.logins).toEqual({ 'web-ajax': 1 })
    await trial.start()
    const run = await trial.check()
    expect(run).toMatchObject({ status: 'completed', resumedAt: ROWS })
    await expectExact(trial)
    expect(trial.counters.logins).toEqual({ 'web-ajax': 1 })
    expect(run.check.logins).toBe(1)
    expect(trial.counters.pages.followers).toBe(Math.ceil(ADA.followers / PAGE))
  },
)

test('a login is counted though its process dies two pages later', async () => {
  await using trial = await Trial.open()
  trial.instagram.kill({ username: 'keeper', disguise: 'plain', afterRows: ROWS })
  await dieAt(trial, TEST_OF_NEW_SESSION + 3, 'before')
  await trial.start()
  const run = await trial.check()
  expect(trial.counters.logins).toEqual({ 'web-ajax': 1 })
  expect(run.check.logins).toBe(1)
})

test('a stored login that is dead when it is found is followed by one other', async () => {
  await using trial = await Trial.open()
  const { instagram } = trial
  instagram.kill({ username: 'keeper', disguise: 'plain', afterRows: ROWS })
  await dieAt(trial, TEST_OF_NEW_SESSION, 'before')
  instagram.kill({ username: 'keeper', disguise: 'plain' })
  await trial.start()
  const run = await trial.check()
  expect(run.status).toBe('completed')
  expect(trial.counters.logins).toEqual({ 'web-ajax': 2 })
})

test('when an account is lost another takes over: a new pass, and the union of both', async () => {
  const accounts = ['keeper', 'second']
  await using trial = await Trial.open({ accounts, loggedIn: accounts })
  challengeAt(trial, ROWS)
  const run = await trial.check()
  expect(run.status).toBe('completed')
  expect(run.result.followers).toMatchObject({ confidence: 'exact', passes: 2 })
  expect(run.result.following).toMatchObject({ confidence: 'exact', passes: 1 })
  await expectExact(trial)
  // A cursor belongs to the account that got it: the other never shows it.
  expect(trial.counters.cursorsRefused).toBe(0)
  expect(trial.counters.foreignClaims).toBe(0)
  expect(await trial.account('keeper')).toMatchObject({ standing: 'challenged' })
  // Put back in line for the other one, it stood still for nobody who acts on events.
  const events = await eventsOfCheck(trial.app, run.check.id)
  expect(events.map(({ kind }) => kind)).not.toContain('check-parked')
})

test('a short rest is waited for, and a long one hands the check to another account', async () => {
  const accounts = ['keeper', 'second']
  const list = 'followers' as const
  const faults = { once: [{ row: '16', username: 'keeper', list, afterRows: 25, times: 4 }] }
  await using trial = await Trial.open({ faults, accounts, loggedIn: accounts })
  const run = await trial.check()
  expect(run.status).toBe('completed')
  await expectExact(trial)
  // 10, 20 and 40 minutes; not the 80 that come after.
  expect(trial.told('check-parked')).toHaveLength(3)
  expect(run.result.followers.passes).toBe(2)
  expect(trial.counters.bySession).toMatchObject({ 'second#1': expect.any(Number) })
})

test('a cursor that nobody trusts any more begins a new pass, and the union stays', async () => {
  await using trial = await Trial.open()
  // A list that is read over days may stand still for days.
  for (const requests of [2, 1, 1]) {
    await putDownAfter(trial, requests)
    trial.clock.advance(70 * HOUR_MS)
  }
  trial.clock.advance(3 * HOUR_MS)
  const run = await trial.check()
  expect(run).toMatchObject({ status: 'completed', resumedAt: ROWS })
  expect(run.result.followers).toMatchObject({ confidence: 'exact', passes: 2 })
  expect(trial.counters.cursorsRefused).toBe(0)
  await expectExact(trial)
})

test('a check that stood still for three days starts again, and mixes in nobody from before', async () => {
  await using trial = await Trial.open()
  await putDownAfter(trial, 8)
  const before = await trial.saved('followers')
  expect(before).toHaveLength(ADA.followers)
  const { people } = trial.instagram
  const [left = '', alsoLeft = ''] = before
  const ada = people.find(ADA.username)
  for (const pk of [left, alsoLeft]) people.setFollows(Number(pk), ada?.pk ?? 0, false)
  trial.clock.advance(73 * HOUR_MS)
  const run = await trial.check()
  expect(run).toMatchObject({ status: 'completed', resumedAt: null })
  expect(run.result.followers).toMatchObject({ confidence: 'exact', expected: 138, passes: 1 })
  expect(trial.told('check-outdated')).toHaveLength(1)
  await expectExact(trial)
})

test('a machine that sleeps for days in the middle of a check mixes nobody in either', async () => {
  await using trial = await Trial.open()
  trial.process.afterRequest = (_request, number) => {
    if (number === 8) trial.clock.advance(73 * HOUR_MS)
  }
  const run = await trial.check()
  expect(run.status).toBe('completed')
  expect(trial.told('check-outdated')).toHaveLength(1)
  expect(run.result.followers).toMatchObject({ confidence: 'exact', passes: 1 })
  expect(run.result.following).toMatchObject({ confidence: 'exact', passes: 1 })
  await expectExact(trial)
})

test('a check that is ordered again is given up no sooner for it', async () => {
  await using trial = await Trial.open()
  const first = await openCheck(trial.app, orderOf(ADA.username, 10 * HOUR_MS))
  const again = await openCheck(trial.app, orderOf(ADA.username, HOUR_MS))
  expect(again.patienceMs).toEqual(first.patienceMs)
  await trial.check()
})

test('of two processes that find a check outdated at once, one starts it again', async () => {
  await using trial = await Trial.open()
  await putDownAfter(trial, 3)
  trial.clock.advance(73 * HOUR_MS)
  const { id } = await openCheck(trial.app, orderOf())
  const only = { only: id, without: [] }
  await Promise.all([readNext(trial.app, only, never()), readNext(trial.app, only, never())])
  expect(trial.told('check-outdated')).toHaveLength(1)
  await trial.check()
  await expectExact(trial)
})

test('a cursor that Instagram refuses begins a new pass, and the union stays', async () => {
  const faults = { once: [{ row: '39c', list: 'followers' as const, afterRows: ROWS }] }
  await using trial = await Trial.open({ faults })
  const run = await trial.check()
  expect(run.status).toBe('completed')
  expect(run.result.followers).toMatchObject({ confidence: 'exact', passes: 2 })
  expect(run.result.following.passes).toBe(1)
  await expectExact(trial)
})

test('a check that is put down between two pages is taken up where it was', async () => {
  await using trial = await Trial.open()
  const stop = new AbortController()
  trial.process.afterRequest = (_request, number) => {
    if (number === 4) stop.abort(new Error('put down'))
  }
  await expect(trial.check(ADA.username, { signal: stop.signal })).rejects.toThrow('put down')
  await trial.restart()
  const run = await trial.check()
  expect(run).toMatchObject({ status: 'completed' })
  expect(run.resumedAt).toBeGreaterThanOrEqual(2 * PAGE)
  await expectExact(trial)
  expect(run.result.followers.passes).toBe(1)
})

describe('with two processes on one PostgreSQL', () => {
  test('only one reads a check: the other waits for its end, and asks nothing', async () => {
    await using trial = await Trial.open()
    const reader = trial.process
    const other = await trial.start()
    let second: ReturnType<Trial['check']> | undefined
    reader.beforeRequest = (_request, number) => {
      if (number !== 4) return
      const outFolder = join(trial.reportFolder, 'second')
      second = trial.check(ADA.username, { app: other.app, outFolder })
    }
    const run = await trial.check(ADA.username, { app: reader.app })
    expect((await second)?.status).toBe('completed')
    expect(other.requests).toBe(0)
    expect(run.status).toBe('completed')
    await expectExact(trial)
    expect(trial.counters.requests).toBe(idealRequests(ADA))
  })

  test('only one login is made: while one logs in, the account is busy for the other', async () => {
    const targets = [ADA, { username: 'other.example', followers: 30, following: 10 }]
    await using trial = await Trial.open({ targets })
    const one = trial.process
    const other = await trial.start()
    trial.instagram.kill({ username: 'keeper', disguise: 'plain', afterRows: ROWS })
    let meanwhile: unknown = 'nothing was tried'
    trial.browser.duringLogin = async () => {
      meanwhile = await sliceOf(other, 'other.example')
    }
    const run = await trial.check(ADA.username, { app: one.app })
    expect(run.status).toBe('completed')
    expect(meanwhile).toBeNull()
    expect(other.requests).toBe(0)
    expect(trial.counters.logins).toEqual({ 'web-ajax': 1 })
    const outFolder = join(trial.reportFolder, 'other')
    const later = await trial.check('other.example', { app: other.app, outFolder })
    expect(later.status).toBe('completed')
    expect(trial.counters.logins).toEqual({ 'web-ajax': 1 })
  })

  test('a process that stands still before the form for longer than its lease sends none', async () => {
    await using trial = await Trial.open()
    const frozen = trial.process
    const other = await trial.start()
    trial.instagram.kill({ username: 'keeper', disguise: 'plain', afterRows: ROWS })
    let isFirst = true
    trial.browser.duringLogin = async () => {
      if (!isFirst) return
      isFirst = false
      trial.clock.advance(frozen.app.loginLeaseMs + 1)
      await sliceOf(other, ADA.username)
    }
    const run = await trial.check(ADA.username, { app: frozen.app })
    expect(run.status).toBe('completed')
    expect(trial.counters.logins).toEqual({ 'web-ajax': 1 })
    await expectExact(trial)
  })

  test('two accounts read two targets at the same time, each for one process', async () => {
    const targets = [ADA, { username: 'other.example', followers: 130, following: 60 }]
    const accounts = ['keeper', 'second']
    await using trial = await Trial.open({ targets, accounts, loggedIn: accounts })
    const one = trial.process
    const other = await trial.start()
    const [first, second] = await Promise.all([
      trial.check(ADA.username, { app: one.app }),
      trial.check('other.example', { app: other.app, outFolder: `${trial.reportFolder}-other` }),
    ])
    expect([first.status, second.status]).toEqual(['completed', 'completed'])
    expect([first.result.followers.collected, second.result.followers.collected]).toEqual([
      140, 130,
    ])
    expect(Object.keys(trial.counters.bySession).sort()).toEqual(['keeper#1', 'second#1'])
  })

  test('a living holder keeps the account for as long as his lease lasts', async () => {
    await using trial = await Trial.open()
    const holder = trial.process
    const other = await trial.start()
    const outcomes: unknown[] = []
    holder.beforeRequest = async (_request, number) => {
      if (number !== 4) return
      trial.clock.advance(LEASE_MS - 60_000)
      outcomes.push(await sliceOf(other, ADA.username))
    }
    const run = await trial.check(ADA.username, { app: holder.app })
    expect(outcomes).toEqual([null])
    expect(run.status).toBe('completed')
  })

  test('a process that was overtaken changes nothing any more', async () => {
    await using trial = await Trial.open()
    const overtaken = trial.process
    const other = await trial.start()
    let before: unknown
    overtaken.beforeRequest = async (_request, number) => {
      if (number !== 5) return
      // It has stood still for longer than its lease: the other takes check and account over.
      trial.clock.advance(LEASE_MS + 1)
      const run = await trial.check(ADA.username, { app: other.app })
      expect(run).toMatchObject({ status: 'completed', resumedAt: ROWS })
      before = await everything(other)
    }
    const late = await trial.check(ADA.username, { app: overtaken.app })
    expect(late.status).toBe('completed')
    expect(await everything(other)).toEqual(before)
    await expectExact(trial)
  })

  test('a process that was overtaken under a throttle sends no account to rest', async () => {
    await using trial = await Trial.open()
    const overtaken = trial.process
    const other = await trial.start()
    let before: unknown
    overtaken.beforeRequest = async (_request, number) => {
      if (number !== 5) return
      trial.clock.advance(LEASE_MS + 1)
      await trial.check(ADA.username, { app: other.app })
      before = await everything(other)
      trial.set({ once: [{ row: '16', list: 'followers' }] })
    }
    await trial.check(ADA.username, { app: overtaken.app }).catch(() => undefined)
    expect(trial.counters.throttleAnswers).toBe(1)
    expect(await everything(other)).toEqual(before)
  })

  test('connections that the server cuts between two pages cost nothing', async () => {
    await using trial = await Trial.open()
    trial.process.beforeRequest = async (_request, number) => {
      if (number !== 4) return
      await sql`
        select pg_terminate_backend(pid) from pg_stat_activity
        where datname = current_database() and pid <> pg_backend_pid()
      `.execute(trial.app.db)
    }
    const run = await trial.check()
    expect(run.status).toBe('completed')
    await expectExact(trial)
    expect(trial.counters.requests).toBe(idealRequests(ADA))
  })
})

test('a connection that is cut within a transaction ends the transaction, not the process', async () => {
  await using trial = await Trial.open()
  const { db } = trial.app
  const unheard: unknown[] = []
  const hear = (error: unknown) => unheard.push(error)
  process.on('uncaughtException', hear)
  const cut = db.transaction().execute(async (tx) => {
    const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(tx)
    const pid = rows[0]?.pid ?? 0
    await sql`select pg_terminate_backend(${pid}::integer, 10000)`.execute(db)
    await sql`select 1`.execute(tx)
  })
  await expect(cut).rejects.toThrow(/terminat|not queryable/)
  process.off('uncaughtException', hear)
  expect(unheard).toEqual([])
  expect((await trial.check()).status).toBe('completed')
})

/** Runs the check until it has made so many requests more, and puts it down. */
async function putDownAfter(trial: Trial, requests: number): Promise<void> {
  const { process } = trial
  const stop = new AbortController()
  const last = process.requests + requests
  process.afterRequest = (_request, number) => {
    if (number === last) stop.abort(new Error('put down'))
  }
  const run = trial.check(ADA.username, { signal: stop.signal })
  await expect(run).rejects.toThrow('put down')
}

async function dieAt(trial: Trial, request: number, moment: 'before' | 'after'): Promise<void> {
  const { process } = trial
  const dead = Promise.withResolvers<void>()
  const die = async (_request: unknown, number: number): Promise<void> => {
    if (number !== request) return
    await process.die()
    dead.resolve()
  }
  if (moment === 'before') process.beforeRequest = die
  else process.afterRequest = die
  // It never ends: the process it runs in is dead.
  void trial.check()
  await dead.promise
}

function challengeAt(trial: Trial, rows: number): void {
  const keeper = trial.instagram.findAccount('keeper')
  trial.process.beforeRequest = () => {
    if (keeper && trial.counters.rows.followers === rows) keeper.standing = 'challenged'
  }
}

function firstPageAtMs(trial: Trial, afterMs: number): number {
  return trial.told('page-saved').find(({ atMs }) => atMs > afterMs)?.atMs ?? Number.NaN
}

/** Whatever a process could have changed about the check and the account. */
async function everything(process: Process): Promise<unknown> {
  const { db } = process.app
  return {
    accounts: await db.selectFrom('instagram_accounts').selectAll().execute(),
    sessions: await db.selectFrom('instagram_sessions').selectAll().orderBy('id').execute(),
    checks: await db.selectFrom('checks').selectAll().execute(),
    progress: await db.selectFrom('check_progress').selectAll().orderBy('list').execute(),
    members: await db.selectFrom('check_members').selectAll().orderBy('pk').execute(),
  }
}

/** One look at whether there is something to do: a whole check would wait for the account. */
async function sliceOf({ app }: Process, target: string) {
  const { id } = await openCheck(app, orderOf(target))
  return readNext(app, { only: id, without: [] }, new AbortController().signal)
}
