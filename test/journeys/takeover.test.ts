import { expect, test } from 'vitest'
import { openCheck } from '../../src/checks/order.ts'
import { readNext } from '../../src/checks/runner.ts'
import { eventsOfCheck } from '../../src/events/event-store.ts'
import { LEASE_MS } from '../../src/sessions/waits.ts'
import { briefly } from '../brief.ts'
import { expectExact } from '../exact.ts'
import { ADA, idealRequests, never, orderOf, PAGE, Trial } from '../trial.ts'

const ROWS = 3 * PAGE
const HOUR_MS = 3_600_000
/** The name, three pages of followers, the fatal question, the probe: then comes the test. */
const TEST_OF_NEW_SESSION = 7

for (const { tags, rows } of briefly(1, ['before', 'after'] as const)) {
  test.each(rows)(
    'a process that dies %s its answer is followed at once by another, and nothing is lost',
    { tags },
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
}

for (const { tags, rows } of briefly(1, ['before', 'after'] as const)) {
  test.each(rows)(
    'a login that was stored and whose process died %s its test is used without another login',
    { tags },
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
}

test('a login is counted though its process dies two pages later', { tags: 'long' }, async () => {
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

test('when an account is lost another takes over: a new pass, and the union of both', {
  tags: 'long',
}, async () => {
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

test('a short rest is waited for, and a long one hands the check to another account', {
  tags: 'long',
}, async () => {
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

test('a cursor that nobody trusts any more begins a new pass, and the union stays', {
  tags: 'long',
}, async () => {
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

test('a check that stood still for three days starts again, and mixes in nobody from before', {
  tags: 'long',
}, async () => {
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

test('a machine that sleeps for days in the middle of a check mixes nobody in either', {
  tags: 'long',
}, async () => {
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

test('a cursor that Instagram refuses begins a new pass, and the union stays', {
  tags: 'long',
}, async () => {
  const faults = { once: [{ row: '39c', list: 'followers' as const, afterRows: ROWS }] }
  await using trial = await Trial.open({ faults })
  const run = await trial.check()
  expect(run.status).toBe('completed')
  expect(run.result.followers).toMatchObject({ confidence: 'exact', passes: 2 })
  expect(run.result.following.passes).toBe(1)
  await expectExact(trial)
})

test('a check that is put down between two pages is taken up where it was', {
  tags: 'long',
}, async () => {
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
