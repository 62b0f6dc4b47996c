import { join } from 'node:path'
import { sql } from 'kysely'
import { describe, expect, test } from 'vitest'
import { openCheck } from '../../src/checks/check-store.ts'
import { readNext } from '../../src/checks/runner.ts'
import { LEASE_MS } from '../../src/sessions/waits.ts'
import { expectExact } from '../exact.ts'
import { ADA, idealRequests, never, orderOf, PAGE, World } from '../world.ts'
import type { Process } from '../world-process.ts'

const ROWS = 3 * PAGE
const HOUR_MS = 3_600_000
/** The name, three pages of followers, the fatal question, the probe: then comes the test. */
const TEST_OF_NEW_SESSION = 7

test.each(['before', 'after'] as const)(
  'a process that dies %s its answer is followed at once by another, and nothing is lost',
  async (moment) => {
    await using world = await World.open()
    await dieAt(world, 5, moment)
    const diedAtMs = world.clock.now().getTime()
    await world.start()
    const run = await world.check()
    expect(run).toMatchObject({ status: 'completed', resumedAt: ROWS })
    await expectExact(world)
    expect(run.result.followers.passes).toBe(1)
    // Only the page that was under way is asked for again.
    const wasted = moment === 'after' ? 1 : 0
    expect(world.counters.requests).toBe(idealRequests(ADA) + wasted)
    expect(firstPageAtMs(world, diedAtMs) - diedAtMs).toBeLessThan(LEASE_MS)
  },
)

test.each(['before', 'after'] as const)(
  'a login that was stored and whose process died %s its test is used without another login',
  async (moment) => {
    await using world = await World.open()
    world.simulator.world.kill({ username: 'keeper', disguise: 'plain', afterRows: ROWS })
    await dieAt(world, TEST_OF_NEW_SESSION, moment)
    expect(world.counters.logins).toEqual({ 'web-ajax': 1 })
    await world.start()
    const run = await world.check()
    expect(run).toMatchObject({ status: 'completed', resumedAt: ROWS })
    await expectExact(world)
    expect(world.counters.logins).toEqual({ 'web-ajax': 1 })
    expect(run.check.logins).toBe(1)
    expect(world.counters.pages.followers).toBe(Math.ceil(ADA.followers / PAGE))
  },
)

test('a login is counted though its process dies two pages later', async () => {
  await using world = await World.open()
  world.simulator.world.kill({ username: 'keeper', disguise: 'plain', afterRows: ROWS })
  await dieAt(world, TEST_OF_NEW_SESSION + 3, 'before')
  await world.start()
  const run = await world.check()
  expect(world.counters.logins).toEqual({ 'web-ajax': 1 })
  expect(run.check.logins).toBe(1)
})

test('a stored login that is dead when it is found is followed by one other', async () => {
  await using world = await World.open()
  const { world: instagram } = world.simulator
  instagram.kill({ username: 'keeper', disguise: 'plain', afterRows: ROWS })
  await dieAt(world, TEST_OF_NEW_SESSION, 'before')
  instagram.kill({ username: 'keeper', disguise: 'plain' })
  await world.start()
  const run = await world.check()
  expect(run.status).toBe('completed')
  expect(world.counters.logins).toEqual({ 'web-ajax': 2 })
})

test('when an account is lost another takes over: a new pass, and the union of both', async () => {
  const accounts = ['keeper', 'second']
  await using world = await World.open({ accounts, loggedIn: accounts })
  challengeAt(world, ROWS)
  const run = await world.check()
  expect(run.status).toBe('completed')
  expect(run.result.followers).toMatchObject({ confidence: 'exact', passes: 2 })
  expect(run.result.following).toMatchObject({ confidence: 'exact', passes: 1 })
  await expectExact(world)
  // A cursor belongs to the account that got it: the other never shows it.
  expect(world.counters.cursorsRefused).toBe(0)
  expect(world.counters.foreignClaims).toBe(0)
  expect(await world.account('keeper')).toMatchObject({ standing: 'challenged' })
})

test('a short rest is waited for, and a long one hands the check to another account', async () => {
  const accounts = ['keeper', 'second']
  const list = 'followers' as const
  const faults = { once: [{ row: '16', username: 'keeper', list, afterRows: 25, times: 4 }] }
  await using world = await World.open({ faults, accounts, loggedIn: accounts })
  const run = await world.check()
  expect(run.status).toBe('completed')
  await expectExact(world)
  // 10, 20 and 40 minutes; not the 80 that come after.
  expect(world.told('check-parked')).toHaveLength(3)
  expect(run.result.followers.passes).toBe(2)
  expect(world.counters.bySession).toMatchObject({ 'second#1': expect.any(Number) })
})

test('a cursor that nobody trusts any more begins a new pass, and the union stays', async () => {
  await using world = await World.open()
  // A list that is read over days may stand still for days.
  for (const requests of [2, 1, 1]) {
    await putDownAfter(world, requests)
    world.clock.advance(70 * HOUR_MS)
  }
  world.clock.advance(3 * HOUR_MS)
  const run = await world.check()
  expect(run).toMatchObject({ status: 'completed', resumedAt: ROWS })
  expect(run.result.followers).toMatchObject({ confidence: 'exact', passes: 2 })
  expect(world.counters.cursorsRefused).toBe(0)
  await expectExact(world)
})

test('a check that stood still for three days starts again, and mixes in nobody from before', async () => {
  await using world = await World.open()
  await putDownAfter(world, 8)
  const before = await world.saved('followers')
  expect(before).toHaveLength(ADA.followers)
  const { people } = world.simulator.world
  const [left = '', alsoLeft = ''] = before
  const ada = people.find(ADA.username)
  for (const pk of [left, alsoLeft]) people.setFollows(Number(pk), ada?.pk ?? 0, false)
  world.clock.advance(73 * HOUR_MS)
  const run = await world.check()
  expect(run).toMatchObject({ status: 'completed', resumedAt: null })
  expect(run.result.followers).toMatchObject({ confidence: 'exact', expected: 138, passes: 1 })
  expect(world.told('check-outdated')).toHaveLength(1)
  await expectExact(world)
})

test('a machine that sleeps for days in the middle of a check mixes nobody in either', async () => {
  await using world = await World.open()
  world.process.afterRequest = (_request, number) => {
    if (number === 8) world.clock.advance(73 * HOUR_MS)
  }
  const run = await world.check()
  expect(run.status).toBe('completed')
  expect(world.told('check-outdated')).toHaveLength(1)
  expect(run.result.followers).toMatchObject({ confidence: 'exact', passes: 1 })
  expect(run.result.following).toMatchObject({ confidence: 'exact', passes: 1 })
  await expectExact(world)
})

test('a check that is ordered again is given up no sooner for it', async () => {
  await using world = await World.open()
  const first = await openCheck(world.app, orderOf(ADA.username, 10 * HOUR_MS))
  const again = await openCheck(world.app, orderOf(ADA.username, HOUR_MS))
  expect(again.patienceMs).toEqual(first.patienceMs)
  await world.check()
})

test('of two processes that find a check outdated at once, one starts it again', async () => {
  await using world = await World.open()
  await putDownAfter(world, 3)
  world.clock.advance(73 * HOUR_MS)
  const { id } = await openCheck(world.app, orderOf())
  const only = { only: id, without: [] }
  await Promise.all([readNext(world.app, only, never()), readNext(world.app, only, never())])
  expect(world.told('check-outdated')).toHaveLength(1)
  await world.check()
  await expectExact(world)
})

test('a cursor that Instagram refuses begins a new pass, and the union stays', async () => {
  const faults = { once: [{ row: '39c', list: 'followers' as const, afterRows: ROWS }] }
  await using world = await World.open({ faults })
  const run = await world.check()
  expect(run.status).toBe('completed')
  expect(run.result.followers).toMatchObject({ confidence: 'exact', passes: 2 })
  expect(run.result.following.passes).toBe(1)
  await expectExact(world)
})

test('a check that is put down between two pages is taken up where it was', async () => {
  await using world = await World.open()
  const stop = new AbortController()
  world.process.afterRequest = (_request, number) => {
    if (number === 4) stop.abort(new Error('put down'))
  }
  await expect(world.check(ADA.username, { signal: stop.signal })).rejects.toThrow('put down')
  await world.restart()
  const run = await world.check()
  expect(run).toMatchObject({ status: 'completed' })
  expect(run.resumedAt).toBeGreaterThanOrEqual(2 * PAGE)
  await expectExact(world)
  expect(run.result.followers.passes).toBe(1)
})

describe('with two processes on one PostgreSQL', () => {
  test('only one reads a check: the other waits for its end, and asks nothing', async () => {
    await using world = await World.open()
    const reader = world.process
    const other = await world.start()
    let second: ReturnType<World['check']> | undefined
    reader.beforeRequest = (_request, number) => {
      if (number !== 4) return
      const outFolder = join(world.reportFolder, 'second')
      second = world.check(ADA.username, { app: other.app, outFolder })
    }
    const run = await world.check(ADA.username, { app: reader.app })
    expect((await second)?.status).toBe('completed')
    expect(other.requests).toBe(0)
    expect(run.status).toBe('completed')
    await expectExact(world)
    expect(world.counters.requests).toBe(idealRequests(ADA))
  })

  test('only one login is made: while one logs in, the account is busy for the other', async () => {
    const targets = [ADA, { username: 'other.example', followers: 30, following: 10 }]
    await using world = await World.open({ targets })
    const one = world.process
    const other = await world.start()
    world.simulator.world.kill({ username: 'keeper', disguise: 'plain', afterRows: ROWS })
    let meanwhile: unknown = 'nothing was tried'
    world.browser.duringLogin = async () => {
      meanwhile = await sliceOf(other, 'other.example')
    }
    const run = await world.check(ADA.username, { app: one.app })
    expect(run.status).toBe('completed')
    expect(meanwhile).toBeNull()
    expect(other.requests).toBe(0)
    expect(world.counters.logins).toEqual({ 'web-ajax': 1 })
    const outFolder = join(world.reportFolder, 'other')
    const later = await world.check('other.example', { app: other.app, outFolder })
    expect(later.status).toBe('completed')
    expect(world.counters.logins).toEqual({ 'web-ajax': 1 })
  })

  test('a process that stands still before the form for longer than its lease sends none', async () => {
    await using world = await World.open()
    const frozen = world.process
    const other = await world.start()
    world.simulator.world.kill({ username: 'keeper', disguise: 'plain', afterRows: ROWS })
    let isFirst = true
    world.browser.duringLogin = async () => {
      if (!isFirst) return
      isFirst = false
      world.clock.advance(frozen.app.loginLeaseMs + 1)
      await sliceOf(other, ADA.username)
    }
    const run = await world.check(ADA.username, { app: frozen.app })
    expect(run.status).toBe('completed')
    expect(world.counters.logins).toEqual({ 'web-ajax': 1 })
    await expectExact(world)
  })

  test('two accounts read two targets at the same time, each for one process', async () => {
    const targets = [ADA, { username: 'other.example', followers: 130, following: 60 }]
    const accounts = ['keeper', 'second']
    await using world = await World.open({ targets, accounts, loggedIn: accounts })
    const one = world.process
    const other = await world.start()
    const [first, second] = await Promise.all([
      world.check(ADA.username, { app: one.app }),
      world.check('other.example', { app: other.app, outFolder: `${world.reportFolder}-other` }),
    ])
    expect([first.status, second.status]).toEqual(['completed', 'completed'])
    expect([first.result.followers.collected, second.result.followers.collected]).toEqual([
      140, 130,
    ])
    expect(Object.keys(world.counters.bySession).sort()).toEqual(['keeper#1', 'second#1'])
  })

  test('a living holder keeps the account for as long as his lease lasts', async () => {
    await using world = await World.open()
    const holder = world.process
    const other = await world.start()
    const outcomes: unknown[] = []
    holder.beforeRequest = async (_request, number) => {
      if (number !== 4) return
      world.clock.advance(LEASE_MS - 60_000)
      outcomes.push(await sliceOf(other, ADA.username))
    }
    const run = await world.check(ADA.username, { app: holder.app })
    expect(outcomes).toEqual([null])
    expect(run.status).toBe('completed')
  })

  test('a process that was overtaken changes nothing any more', async () => {
    await using world = await World.open()
    const overtaken = world.process
    const other = await world.start()
    let before: unknown
    overtaken.beforeRequest = async (_request, number) => {
      if (number !== 5) return
      // It has stood still for longer than its lease: the other takes check and account over.
      world.clock.advance(LEASE_MS + 1)
      const run = await world.check(ADA.username, { app: other.app })
      expect(run).toMatchObject({ status: 'completed', resumedAt: ROWS })
      before = await everything(other)
    }
    const late = await world.check(ADA.username, { app: overtaken.app })
    expect(late.status).toBe('completed')
    expect(await everything(other)).toEqual(before)
    await expectExact(world)
  })

  test('a process that was overtaken under a throttle sends no account to rest', async () => {
    await using world = await World.open()
    const overtaken = world.process
    const other = await world.start()
    let before: unknown
    overtaken.beforeRequest = async (_request, number) => {
      if (number !== 5) return
      world.clock.advance(LEASE_MS + 1)
      await world.check(ADA.username, { app: other.app })
      before = await everything(other)
      world.set({ once: [{ row: '16', list: 'followers' }] })
    }
    await world.check(ADA.username, { app: overtaken.app }).catch(() => undefined)
    expect(world.counters.throttleAnswers).toBe(1)
    expect(await everything(other)).toEqual(before)
  })

  test('connections that the server cuts between two pages cost nothing', async () => {
    await using world = await World.open()
    world.process.beforeRequest = async (_request, number) => {
      if (number !== 4) return
      await sql`
        select pg_terminate_backend(pid) from pg_stat_activity
        where datname = current_database() and pid <> pg_backend_pid()
      `.execute(world.app.db)
    }
    const run = await world.check()
    expect(run.status).toBe('completed')
    await expectExact(world)
    expect(world.counters.requests).toBe(idealRequests(ADA))
  })
})

test('a connection that is cut within a transaction ends the transaction, not the process', async () => {
  await using world = await World.open()
  const { db } = world.app
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
  expect((await world.check()).status).toBe('completed')
})

/** Runs the check until it has made so many requests more, and puts it down. */
async function putDownAfter(world: World, requests: number): Promise<void> {
  const { process } = world
  const stop = new AbortController()
  const last = process.requests + requests
  process.afterRequest = (_request, number) => {
    if (number === last) stop.abort(new Error('put down'))
  }
  const run = world.check(ADA.username, { signal: stop.signal })
  await expect(run).rejects.toThrow('put down')
}

async function dieAt(world: World, request: number, moment: 'before' | 'after'): Promise<void> {
  const { process } = world
  const dead = Promise.withResolvers<void>()
  const die = async (_request: unknown, number: number): Promise<void> => {
    if (number !== request) return
    await process.die()
    dead.resolve()
  }
  if (moment === 'before') process.beforeRequest = die
  else process.afterRequest = die
  // It never ends: the process it runs in is dead.
  void world.check()
  await dead.promise
}

function challengeAt(world: World, rows: number): void {
  const keeper = world.simulator.world.findAccount('keeper')
  world.process.beforeRequest = () => {
    if (keeper && world.counters.rows.followers === rows) keeper.standing = 'challenged'
  }
}

function firstPageAtMs(world: World, afterMs: number): number {
  return world.told('page-saved').find(({ atMs }) => atMs > afterMs)?.atMs ?? Number.NaN
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
