import { describe, expect, test } from 'vitest'
import { DISGUISES } from '../../simulator/world/accounts.ts'
import { DATABASES } from '../databases.ts'
import { expectExact } from '../exact.ts'
import { ADA, idealRequests, PAGE, World } from '../world.ts'

const MINUTE_MS = 60_000

/** Its screen is an HTML shell like any other, until the second question is asked about those. */
const SAVED_ACCOUNT = 'saved-account'

describe.each(DATABASES)('on %s', (database) => {
  test.each(DISGUISES.filter((disguise) => disguise !== SAVED_ACCOUNT))(
    'a session that dies in the middle (%s) is renewed once and no page is read twice',
    async (disguise) => {
      await using world = await World.open({ database })
      world.simulator.world.kill({ username: 'keeper', disguise, afterRows: 3 * PAGE })
      const run = await world.check()
      await expectDone(world, run)
      expect(world.counters.deaths).toBe(1)
      expect(world.counters.logins).toEqual({ 'web-ajax': 1 })
      expect(run.check.logins).toBe(1)
      expectPagesOnce(world)
      // The fatal question, the probe, the test of the new session.
      expect(world.counters.requests).toBe(idealRequests(ADA) + 3)
      expect(world.told('session-died')).toHaveLength(1)
    },
  )

  test('each death of a check costs one login, in whichever list it comes', async () => {
    await using world = await World.open({ database })
    const { world: instagram } = world.simulator
    instagram.kill({ username: 'keeper', disguise: 'plain', list: 'followers', afterRows: 75 })
    instagram.kill({
      username: 'keeper',
      disguise: 'please-wait',
      list: 'following',
      afterRows: 50,
    })
    const run = await world.check()
    await expectDone(world, run)
    expect(run.check.logins).toBe(2)
    expectPagesOnce(world)
    expect(world.counters.requests).toBe(idealRequests(ADA) + 6)
  })

  test('a session that is dead before the first question is renewed before anything is read', async () => {
    await using world = await World.open({ database })
    world.simulator.world.kill({ username: 'keeper', disguise: 'please-wait' })
    const run = await world.check()
    await expectDone(world, run)
    expect(run.check.logins).toBe(1)
  })

  test('a throttle with the identical body causes no login, and the check goes on by itself', async () => {
    const fault = { row: '1', surface: 'list', afterRows: 75, forMs: 8 * MINUTE_MS }
    await using world = await World.open({ database, faults: { once: [fault] } })
    const startedAtMs = world.clock.now().getTime()
    const run = await world.check()
    await expectDone(world, run)
    expect(world.counters.throttleAnswers).toBe(1)
    expect(world.counters.loginAttempts).toEqual({})
    expect(world.counters.loginsWhileThrottled).toBe(0)
    expect(run.check.logins).toBe(0)
    expectPagesOnce(world)
    expect(world.told('session-died')).toEqual([])
    expect(world.told('check-parked')).toHaveLength(1)
    expect(world.clock.now().getTime() - startedAtMs).toBeGreaterThan(10 * MINUTE_MS)
  })

  test('a throttle that all surfaces say plainly causes no question and no login', async () => {
    const fault = { row: '16', surface: 'list', afterRows: 75, forMs: 8 * MINUTE_MS }
    await using world = await World.open({ database, faults: { once: [fault] } })
    const run = await world.check()
    await expectDone(world, run)
    expect(world.told('death-suspected')).toEqual([])
    expect(world.counters.requests).toBe(idealRequests(ADA) + 1)
    expect(world.counters.loginAttempts).toEqual({})
  })

  test('when both answers are vague, 5, 15 and 45 minutes are waited, and then one login is made', async () => {
    const once = [
      { row: '1', surface: 'list', afterRows: 75, times: 4 },
      { row: '1', surface: 'info', times: 4 },
    ]
    await using world = await World.open({ database, faults: { once } })
    const run = await world.check()
    await expectDone(world, run)
    const waits = world.told('account-resting').map(({ until, atMs }) => until.getTime() - atMs)
    expect(waits).toEqual([5 * MINUTE_MS, 15 * MINUTE_MS, 45 * MINUTE_MS])
    // The session lived all along: its own browser says so, and nothing is typed.
    expect(world.told('login-started')).toHaveLength(1)
    expect(world.counters.loginAttempts).toEqual({})
    expectPagesOnce(world)
  })

  test('a fresh session that gets the same vague answer is followed by no other login', async () => {
    const every = [{ row: '1', surface: 'list', probability: 1 }]
    const once = [{ row: '1', surface: 'info', times: 4 }]
    await using world = await World.open({ database, faults: { every, once } })
    const run = await world.check()
    expect(run.status).toBe('failed')
    expect(run.why).toMatch(/^out-of-patience/)
    expect(world.told('login-started')).toHaveLength(1)
    expect(world.told('account-resting').map(({ why }) => why)).toContain(
      'a new, verified session gets the same refusal: the address or the surface is barred',
    )
    // Ordered again, it is still the address: no login either.
    await world.check()
    expect(world.told('login-started')).toHaveLength(1)
  })

  test('answers that stay vague for good lead to one login and no more', async () => {
    const every = ['list', 'info'].map((surface) => ({ row: '1', surface, probability: 1 }))
    await using world = await World.open({ database, faults: { every } })
    const run = await world.check()
    expect(run.status).toBe('failed')
    expect(world.told('login-started')).toHaveLength(1)
  })

  test('a list that says logged out to a session that answers for itself causes no login', async () => {
    const fault = { row: '2e', surface: 'list', afterRows: 75, times: 2 }
    await using world = await World.open({ database, faults: { once: [fault] } })
    const run = await world.check()
    await expectDone(world, run)
    expect(world.told('probe-answered').map(({ means }) => means)).toEqual([
      'surface-refused',
      'surface-refused',
    ])
    expect(world.told('login-started')).toEqual([])
  })

  test('a session that dies again at once is renewed again, and the third one reads on', async () => {
    await using world = await World.open({ database })
    const { world: instagram } = world.simulator
    for (let rows = 25; rows <= 75; rows += 25) {
      instagram.kill({ username: 'keeper', disguise: 'plain', list: 'followers', afterRows: rows })
    }
    const run = await world.check()
    await expectDone(world, run)
    expect(world.counters.deaths).toBe(3)
    expect(run.check.logins).toBe(3)
    expectPagesOnce(world)
  })

  test('a first check logs in first, if the account never has', async () => {
    await using world = await World.open({ database, loggedIn: [] })
    const run = await world.check()
    await expectDone(world, run)
    expect(run.check.logins).toBe(1)
    expect(world.told('login-started')[0]?.cause).toBe('first')
    expect((await world.account()).pk).toBe(world.simulator.world.findAccount('keeper')?.pk)
  })
})

type Run = Awaited<ReturnType<World['check']>>

async function expectDone(world: World, run: Run): Promise<void> {
  expect(run.status).toBe('completed')
  const exact = { confidence: 'exact', passes: 1 }
  expect(run.result).toMatchObject({ followers: exact, following: exact })
  await expectExact(world)
}

/** Instagram delivered every page of both lists exactly once. */
function expectPagesOnce(world: World): void {
  expect(world.counters.pages).toEqual({
    followers: Math.ceil(ADA.followers / PAGE),
    following: Math.ceil(ADA.following / PAGE),
  })
}
