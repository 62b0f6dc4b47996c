import { describe, expect, test } from 'vitest'
import { DATABASES } from '../databases.ts'
import { ADA, World } from '../world.ts'

const PRIVATE = { username: 'private.example', followers: 40, following: 30, private: true }

describe.each(DATABASES)('on %s', (database) => {
  test.each([
    ['private', PRIVATE, /^target-private: .* private/],
    ['private and for business', { ...PRIVATE, business: true }, /^target-private/],
    ['blocking the account', { ...ADA, blocks: ['keeper'] }, /^target-(gone|blocks-us)/],
  ])('a target that is %s ends the check with that answer', async (_, target, why) => {
    await using world = await World.open({ database, targets: [target] })
    const run = await world.check(target.username)
    expect(run.status).toBe('target-closed')
    expect(run.why).toMatch(why)
    expect(run.check.state).toBe('failed')
    expect(run.paths.filter((path) => path.endsWith('.csv'))).toEqual([])
    expect(world.counters.loginAttempts).toEqual({})
  })

  test('a name that nobody has ends the check with that answer', async () => {
    await using world = await World.open({ database })
    const run = await world.check('nobody.example')
    expect(run.status).toBe('target-closed')
    expect(run.why).toMatch(/^target-gone/)
    expect((await world.account()).standing).toBe('active')
  })

  test('a private target that the account follows is read', async () => {
    const targets = [{ ...PRIVATE, followedBy: ['keeper'] }]
    await using world = await World.open({ database, targets })
    const run = await world.check(PRIVATE.username)
    expect(run.status).toBe('completed')
    expect(await world.saved('followers')).toEqual(world.truth('followers', PRIVATE.username))
  })

  test('a target that becomes private in the middle ends the check, and nobody is named', async () => {
    const once = [{ row: '38', list: 'followers' as const, afterRows: 50, times: 9 }]
    await using world = await World.open({ database, faults: { once } })
    const run = await world.check()
    expect(run.status).toBe('target-closed')
    expect(run.why).toMatch(/^target-private/)
    expect(run.result.counts['not-following-back']?.count).toBe(null)
  })

  test('a target that is gone in the middle is believed after a profile that everybody sees', async () => {
    const once = [{ row: '39', list: 'followers' as const, afterRows: 50, times: 9 }]
    await using world = await World.open({ database, faults: { once } })
    const run = await world.check()
    expect(run.status).toBe('target-closed')
    expect(run.why).toMatch(/^target-gone/)
  })

  test('a target that is gone is not believed while nobody at all can be seen', async () => {
    const gone = { row: '39', times: 2 }
    const once = [
      { ...gone, list: 'followers' as const, afterRows: 50 },
      { ...gone, surface: 'info' },
    ]
    await using world = await World.open({ database, faults: { once } })
    const run = await world.check()
    expect(run.status).toBe('completed')
    expect(await world.saved('followers')).toEqual(world.truth('followers'))
    expect(world.told('account-resting').map(({ why }) => why)).toEqual([
      'a profile that everybody can see is not shown to this account either',
      'a profile that everybody can see is not shown to this account either',
    ])
  })
})
