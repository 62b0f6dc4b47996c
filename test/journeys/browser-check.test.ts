import { describe, expect, test } from 'vitest'
import { ADA, PAGE, World } from '../world.ts'

/**
 * The other journeys log in with a script in the browser's place; these do it with a real one. On the
 * embedded database the story does, and the search for secrets.
 */
describe('with a real browser', () => {
  test('a first login with a code, a death, a death in disguise: one login each', async () => {
    await using world = await World.open({ realBrowser: true, loggedIn: [] })
    const { world: instagram } = world.simulator
    instagram.trustsDevices = false
    const keeper = instagram.findAccount('keeper')
    const steps = new Set<number>()
    world.process.beforeRequest = () => void steps.add(keeper?.lastTotpStep ?? -1)
    const kill = { username: 'keeper', afterRows: 3 * PAGE }
    instagram.kill({ ...kill, disguise: 'plain', list: 'followers' })
    instagram.kill({ ...kill, disguise: 'please-wait', list: 'following' })
    const run = await world.check()
    expect(run).toMatchObject({ status: 'completed', check: { logins: 3 } })
    for (const list of ['followers', 'following'] as const) {
      expect(await world.saved(list)).toEqual(world.truth(list))
    }
    expect(world.counters.logins).toEqual({ 'web-ajax': 3 })
    expect(world.counters.pages).toEqual({
      followers: Math.ceil(ADA.followers / PAGE),
      following: Math.ceil(ADA.following / PAGE),
    })
    // Three codes were typed, and no two of them within one step.
    expect(world.told('code-awaited')).toHaveLength(3)
    expect(steps.size).toBe(3)
    // It is the same device all along, and no session ever showed the claim of another.
    expect(world.counters.foreignUserAgents).toBe(0)
    expect(world.counters.foreignClaims).toBe(0)
  })

  test('a wrong password stops the account, and the right one lets the check go on', async () => {
    await using world = await World.open({ realBrowser: true })
    const keeper = world.simulator.world.findAccount('keeper')
    if (keeper) keeper.password = 'changed-by-its-owner-1'
    const kill = { username: 'keeper', disguise: 'plain', afterRows: 3 * PAGE } as const
    world.simulator.world.kill(kill)
    const stopped = await world.check()
    expect(stopped.status).toBe('needs-human')
    expect(await world.account()).toMatchObject({ standing: 'wrong-password' })
    await world.addAccount('keeper')
    await world.resume('keeper')
    const run = await world.check()
    expect(run).toMatchObject({ status: 'completed', resumedAt: 3 * PAGE })
    expect(await world.saved('followers')).toEqual(world.truth('followers'))
  })
})
