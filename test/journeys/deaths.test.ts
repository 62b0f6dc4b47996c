import { expect, test } from 'vitest'
import { DISGUISES } from '../../simulator/world/accounts.ts'
import { briefly } from '../brief.ts'
import { expectExact } from '../exact.ts'
import { ADA, idealRequests, PAGE, Trial } from '../trial.ts'

const MINUTE_MS = 60_000
/** Please-wait from the lists and from every surface that could answer for the session. */
const VAGUE = ['list', 'info', 'search', 'profile'].map((surface) => ({ row: '1', surface }))

/** The deaths that an API answer tells; the screen of the saved account says nothing of itself. */
const SPOKEN = DISGUISES.filter((disguise) => disguise !== 'saved-account')

for (const { tags, rows } of briefly(4, SPOKEN)) {
  test.each(rows)(
    'a session that dies in the middle (%s) is renewed once and no page is read twice',
    { tags },
    async (disguise) => {
      await using trial = await Trial.open()
      trial.instagram.kill({ username: 'keeper', disguise, afterRows: 3 * PAGE })
      const run = await trial.check()
      await expectDone(trial, run)
      expect(trial.counters.deaths).toBe(1)
      expect(trial.counters.logins).toEqual({ 'web-ajax': 1 })
      expect(run.check.logins).toBe(1)
      expectPagesOnce(trial)
      // The fatal question, the probe, the test of the new session; and the probe once more where
      // nothing but the own profile says that it is logged out.
      const probes = disguise === 'please-wait' ? 2 : 1
      expect(trial.counters.requests).toBe(idealRequests(ADA) + 2 + probes)
      expect(trial.told('session-died')).toHaveLength(1)
    },
  )
}

test('a session that ends at the screen of its saved account is renewed once', {
  tags: 'long',
}, async () => {
  await using trial = await Trial.open()
  const { instagram } = trial
  instagram.kill({ username: 'keeper', disguise: 'saved-account', afterRows: 3 * PAGE })
  const run = await trial.check()
  await expectDone(trial, run)
  expect(trial.counters.logins).toEqual({ 'web-ajax': 1 })
  expectPagesOnce(trial)
})

test('each death of a check costs one login, in whichever list it comes', {
  tags: 'long',
}, async () => {
  await using trial = await Trial.open()
  const { instagram } = trial
  instagram.kill({ username: 'keeper', disguise: 'plain', list: 'followers', afterRows: 75 })
  instagram.kill({
    username: 'keeper',
    disguise: 'please-wait',
    list: 'following',
    afterRows: 50,
  })
  const run = await trial.check()
  await expectDone(trial, run)
  expect(run.check.logins).toBe(2)
  expectPagesOnce(trial)
  expect(trial.counters.requests).toBe(idealRequests(ADA) + 3 + 4)
})

test('a session that is dead before the first question is renewed before anything is read', async () => {
  await using trial = await Trial.open()
  trial.instagram.kill({ username: 'keeper', disguise: 'please-wait' })
  const run = await trial.check()
  await expectDone(trial, run)
  expect(run.check.logins).toBe(1)
})

test('a throttle with the identical body causes no login, and the check goes on by itself', async () => {
  const fault = { row: '1', surface: 'list', afterRows: 75, forMs: 8 * MINUTE_MS }
  await using trial = await Trial.open({ faults: { once: [fault] } })
  const startedAtMs = trial.clock.now().getTime()
  const run = await trial.check()
  await expectDone(trial, run)
  expect(trial.counters.throttleAnswers).toBe(1)
  expect(trial.counters.loginAttempts).toEqual({})
  expect(trial.counters.loginsWhileThrottled).toBe(0)
  expect(run.check.logins).toBe(0)
  expectPagesOnce(trial)
  expect(trial.told('session-died')).toEqual([])
  expect(trial.told('check-parked')).toHaveLength(1)
  expect(trial.clock.now().getTime() - startedAtMs).toBeGreaterThan(10 * MINUTE_MS)
})

test('a throttle that all surfaces say plainly causes no question and no login', async () => {
  const fault = { row: '16', surface: 'list', afterRows: 75, forMs: 8 * MINUTE_MS }
  await using trial = await Trial.open({ faults: { once: [fault] } })
  const run = await trial.check()
  await expectDone(trial, run)
  expect(trial.told('death-suspected')).toEqual([])
  expect(trial.counters.requests).toBe(idealRequests(ADA) + 1)
  expect(trial.counters.loginAttempts).toEqual({})
})

test('when every surface is vague, 5, 15 and 45 minutes are waited, and then its browser looks', {
  tags: 'long',
}, async () => {
  await using trial = await Trial.open()
  afterRows(trial, 75, () => {
    trial.set({ once: VAGUE.map((fault) => ({ ...fault, times: 4 })) })
  })
  await trial.check()
  await expectExact(trial)
  const waits = trial.told('account-resting').map(({ until, atMs }) => until.getTime() - atMs)
  expect(waits).toEqual([5 * MINUTE_MS, 15 * MINUTE_MS, 45 * MINUTE_MS])
  // The session lived all along: its own browser is shown its home, so it was a throttle.
  expect(trial.told('doubt-visited')).toMatchObject([{ mayLogIn: true }])
  expect(trial.told('session-renewed')).toMatchObject([{ how: 'still-logged-in' }])
  expect(trial.told('throttled')).toHaveLength(1)
  expect(trial.counters.loginAttempts).toEqual({})
  expect(trial.told('session-died')).toEqual([])
  expectPagesOnce(trial)
})

test('one surface that still answers keeps a throttle from being a doubt', {
  tags: 'long',
}, async () => {
  const vague = VAGUE.filter(({ surface }) => surface !== 'search')
  await using trial = await Trial.open()
  afterRows(trial, 75, () => {
    trial.set({ once: vague.map((fault) => ({ ...fault, times: 2 })) })
  })
  await trial.check()
  await expectExact(trial)
  expect(trial.told('probe-answered').map(({ surface, means }) => [surface, means])).toEqual([
    ['search', 'throttled'],
    ['search', 'throttled'],
  ])
  expect(trial.told('doubt-visited')).toEqual([])
  expect(trial.told('login-started')).toEqual([])
})

test('a login page that the browser is shown after an hour of doubt leads to one login that day', async () => {
  const every = VAGUE.map((fault) => ({ ...fault, probability: 1 }))
  await using trial = await Trial.open({ faults: { every } })
  trial.browser.duringLogin = () => {
    trial.instagram.kill({ username: 'keeper', disguise: 'please-wait' })
  }
  const run = await trial.check()
  expect(run.status).toBe('failed')
  expect(run.why).toMatch(/^out-of-patience/)
  expect(trial.counters.logins).toEqual({ 'web-ajax': 1 })
  expect(trial.told('session-died')).toMatchObject([{ version: 1 }])
  // The new session gets the same: it is the address or the surface, and no reason to log in.
  expect(trial.told('account-resting').map(({ why }) => why.kind)).toContain('barred')
  trial.clock.advance(5 * 60 * MINUTE_MS)
  await trial.check()
  expect(trial.told('login-started')).toHaveLength(1)
})

test('answers that stay vague for good lead to one look and no login', async () => {
  const every = VAGUE.map((fault) => ({ ...fault, probability: 1 }))
  await using trial = await Trial.open({ faults: { every } })
  const run = await trial.check()
  expect(run.status).toBe('failed')
  expect(trial.told('login-started')).toHaveLength(1)
  expect(trial.counters.loginAttempts).toEqual({})
  // Every later doubt of the day is the same throttle, and waits as throttles do.
  const waits = trial.told('throttled').map(({ until, atMs }) => until.getTime() - atMs)
  expect(waits.slice(0, 4)).toEqual([10, 20, 40, 80].map((minutes) => minutes * MINUTE_MS))
})

test('a list that says logged out while all else is vague is no death', {
  tags: 'long',
}, async () => {
  await using trial = await Trial.open()
  const others = VAGUE.filter(({ surface }) => surface !== 'list')
  afterRows(trial, 75, () => trial.set({ once: [{ row: '2e', surface: 'list' }, ...others] }))
  await trial.check()
  await expectExact(trial)
  expect(trial.told('probe-answered').map(({ means }) => means)).toEqual(['vague'])
  expect(trial.told('login-started')).toEqual([])
})

test('a list that says logged out to a session that answers for itself causes no login', async () => {
  const fault = { row: '2e', surface: 'list', afterRows: 75, times: 2 }
  await using trial = await Trial.open({ faults: { once: [fault] } })
  const run = await trial.check()
  await expectDone(trial, run)
  expect(trial.told('probe-answered').map(({ means }) => means)).toEqual([
    'surface-refused',
    'surface-refused',
  ])
  expect(trial.told('login-started')).toEqual([])
})

test('a session that dies again at once is renewed again, and the third one reads on', {
  tags: 'long',
}, async () => {
  await using trial = await Trial.open()
  const { instagram } = trial
  for (let rows = 25; rows <= 75; rows += 25) {
    instagram.kill({ username: 'keeper', disguise: 'plain', list: 'followers', afterRows: rows })
  }
  const run = await trial.check()
  await expectDone(trial, run)
  expect(trial.counters.deaths).toBe(3)
  expect(run.check.logins).toBe(3)
  expectPagesOnce(trial)
})

test('a first check logs in first, if the account never has', async () => {
  await using trial = await Trial.open({ loggedIn: [] })
  const run = await trial.check()
  await expectDone(trial, run)
  expect(run.check.logins).toBe(1)
  expect(trial.told('login-started')[0]?.cause).toBe('first')
  expect((await trial.account()).pk).toBe(trial.instagram.findAccount('keeper')?.pk)
})

type Run = Awaited<ReturnType<Trial['check']>>

async function expectDone(trial: Trial, run: Run): Promise<void> {
  expect(run.status).toBe('completed')
  const exact = { confidence: 'exact', passes: 1 }
  expect(run.result).toMatchObject({ followers: exact, following: exact })
  await expectExact(trial)
}

/** Instagram delivered every page of both lists exactly once. */
function expectPagesOnce(trial: Trial): void {
  expect(trial.counters.pages).toEqual({
    followers: Math.ceil(ADA.followers / PAGE),
    following: Math.ceil(ADA.following / PAGE),
  })
}

/** Does something once, before the first request after so many followers were delivered. */
function afterRows(trial: Trial, rows: number, act: () => void): void {
  let done = false
  trial.process.beforeRequest = () => {
    if (done || trial.counters.rows.followers !== rows) return
    done = true
    act()
  }
}
