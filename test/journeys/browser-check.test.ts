import { describe, expect, test } from 'vitest'
import { ADA, PAGE, Trial } from '../trial.ts'

/**
 * The other journeys log in with a script in the browser's place; these do it with a real one. On the
 * embedded database the story does, and the search for secrets.
 */
describe('with a real browser', () => {
  test('a first login with a code, a death, a death in disguise: one login each', {
    tags: 'long',
  }, async () => {
    await using trial = await Trial.open({ realBrowser: true, loggedIn: [] })
    const { instagram } = trial
    instagram.trustsDevices = false
    const keeper = instagram.findAccount('keeper')
    const steps = new Set<number>()
    trial.process.beforeRequest = () => void steps.add(keeper?.lastTotpStep ?? -1)
    const kill = { username: 'keeper', afterRows: 3 * PAGE }
    instagram.kill({ ...kill, disguise: 'plain', list: 'followers' })
    instagram.kill({ ...kill, disguise: 'please-wait', list: 'following' })
    const run = await trial.check()
    expect(run).toMatchObject({ status: 'completed', check: { logins: 3 } })
    for (const list of ['followers', 'following'] as const) {
      expect(await trial.saved(list)).toEqual(trial.truth(list))
    }
    expect(trial.counters.logins).toEqual({ 'web-ajax': 3 })
    expect(trial.counters.pages).toEqual({
      followers: Math.ceil(ADA.followers / PAGE),
      following: Math.ceil(ADA.following / PAGE),
    })
    // Three codes were typed, and no two of them within one step.
    expect(trial.told('code-awaited')).toHaveLength(3)
    expect(steps.size).toBe(3)
    // It is the same device all along, and no session ever showed the claim of another.
    expect(trial.counters.foreignUserAgents).toBe(0)
    expect(trial.counters.foreignClaims).toBe(0)
  })

  test('a wrong password stops the account, and the right one lets the check go on', {
    tags: 'long',
  }, async () => {
    await using trial = await Trial.open({ realBrowser: true })
    const keeper = trial.instagram.findAccount('keeper')
    if (keeper) keeper.password = 'changed-by-its-owner-1'
    const kill = { username: 'keeper', disguise: 'plain', afterRows: 3 * PAGE } as const
    trial.instagram.kill(kill)
    const stopped = await trial.check()
    expect(stopped.status).toBe('needs-human')
    expect(await trial.account()).toMatchObject({ standing: 'wrong-password' })
    await trial.addAccount('keeper')
    await trial.resume('keeper')
    const run = await trial.check()
    expect(run).toMatchObject({ status: 'completed', resumedAt: 3 * PAGE })
    expect(await trial.saved('followers')).toEqual(trial.truth('followers'))
  })
})
