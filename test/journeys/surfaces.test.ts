import { describe, expect, test } from 'vitest'
import { parseCookies } from '../../src/instagram/cookies/pasted-cookies.ts'
import { listFile } from '../../src/reports/result-file.ts'
import { importSession } from '../../src/sessions/import.ts'
import { briefly } from '../brief.ts'
import { USER_AGENT } from '../scripted-browser.ts'
import { ADA, never, PAGE, Trial } from '../trial.ts'

const ROWS = 3 * PAGE

/** As measured in September 2026 (facts 13): profiles are not served, search and lists are. */
const NOT_SERVED = [
  { row: '17', surface: 'info', probability: 1 },
  { row: '18', surface: 'profile', probability: 1 },
  { row: '24b', surface: 'feed', probability: 1 },
]

describe('where profiles are not served', () => {
  test('pasted cookies are taken over, proved by the search', async () => {
    await using trial = await Trial.open({ loggedIn: [], faults: { every: NOT_SERVED } })
    const cookies = parseCookies(trial.cookiesFor('keeper'))
    const pasted = { cookies, userAgent: USER_AGENT }
    const outcome = await importSession(trial.app, await trial.account(), pasted, never())
    expect(outcome).toEqual({ kind: 'imported', version: 1 })
  })

  test('a login is proved, both lists are read, and the result says which surface is gone', async () => {
    await using trial = await Trial.open({ loggedIn: [], faults: { every: NOT_SERVED } })
    const run = await trial.check()
    expect(run.check.logins).toBe(1)
    expect(await trial.saved('followers')).toEqual(trial.truth('followers'))
    expect(await trial.saved('following')).toEqual(trial.truth('following'))
    expect(run.result.followers).toMatchObject({ expected: null, collected: ADA.followers })
    expect(listFile(run.result.followers).why).toMatch(/does not serve .*user-info/)
    expect(trial.told('throttled')).toEqual([])
    expect(trial.told('account-resting')).toEqual([])
  })

  for (const { tags, rows } of briefly(1, ['plain', 'please-wait'] as const)) {
    test.each(rows)(
      'a death (%s) is proved elsewhere and costs one login',
      { tags },
      async (disguise) => {
        await using trial = await Trial.open({ faults: { every: NOT_SERVED } })
        trial.instagram.kill({ username: 'keeper', disguise, afterRows: ROWS })
        const run = await trial.check()
        expect(await trial.saved('followers')).toEqual(trial.truth('followers'))
        expect(run.check.logins).toBe(1)
        expect(trial.counters.logins).toEqual({ 'web-ajax': 1 })
      },
    )
  }

  test('a throttle stays a throttle, and nobody logs in', async () => {
    const once = [{ row: '1', surface: 'list', afterRows: ROWS, times: 2 }]
    await using trial = await Trial.open({ faults: { every: NOT_SERVED, once } })
    await trial.check()
    expect(await trial.saved('followers')).toEqual(trial.truth('followers'))
    expect(trial.told('throttled')).toHaveLength(2)
    expect(trial.told('login-started')).toEqual([])
  })

  test('what is not served is asked once in hours, told, and told again when it answers', async () => {
    await using trial = await Trial.open({ faults: { every: NOT_SERVED } })
    await trial.check()
    const surfaces = trial.told('surface-not-served').map(({ surface }) => surface)
    expect(surfaces.toSorted()).toEqual(['profile-by-name', 'user-info'])
    const { info, profile } = trial.counters.bySurface
    await trial.restart()
    await trial.check('second')
    expect(trial.counters.bySurface).toMatchObject({ info, profile })
    trial.clock.advance(6 * 3_600_000)
    trial.set({ every: [] })
    const run = await trial.check()
    expect(run.result.followers).toMatchObject({ confidence: 'exact' })
    expect(trial.told('surface-served').map(({ surface }) => surface)).toContain('profile-by-name')
  })

  test('a name that nobody bears is gone, although only the search can say so', async () => {
    await using trial = await Trial.open({ faults: { every: NOT_SERVED } })
    expect((await trial.check('nobody.there')).status).toBe('target-closed')
  })

  test('a profile that cannot be counted by its key is counted by its name', async () => {
    const every = NOT_SERVED.filter(({ surface }) => surface === 'info')
    await using trial = await Trial.open({ faults: { every } })
    const run = await trial.check()
    expect(run.result.followers).toMatchObject({ confidence: 'exact', expected: ADA.followers })
  })
})

/** Row 2 to everybody: two surfaces call every session logged out. */
const LYING = [
  { row: '2', surface: 'info', probability: 1 },
  { row: '2', surface: 'search', probability: 1 },
]

describe('where two surfaces call everybody logged out', () => {
  test('no living session is logged in anew, and both are told and done without', async () => {
    await using trial = await Trial.open({ faults: { every: LYING } })
    const run = await trial.check()
    expect(run.status).toBe('completed')
    expect(await trial.saved('followers')).toEqual(trial.truth('followers'))
    expect(trial.counters.logins).toEqual({})
    const surfaces = trial.told('surface-not-served').map(({ surface }) => surface)
    expect(surfaces).toEqual(expect.arrayContaining(['user-info', 'search']))
    expect((await trial.account()).standing).toBe('active')
  })

  test('a first login is used, and the account is logged in once', { tags: 'long' }, async () => {
    await using trial = await Trial.open({ loggedIn: [], faults: { every: LYING } })
    const run = await trial.check()
    expect(run.status).toBe('completed')
    expect(run.check.logins).toBe(1)
    expect((await trial.account()).standing).toBe('active')
  })

  test('a death is still a death: one login', { tags: 'long' }, async () => {
    await using trial = await Trial.open({ faults: { every: LYING } })
    trial.instagram.kill({ username: 'keeper', disguise: 'plain', afterRows: ROWS })
    const run = await trial.check()
    expect(run.status).toBe('completed')
    expect(trial.counters.logins).toEqual({ 'web-ajax': 1 })
  })
})

describe('an answer that is a page', () => {
  test('a page on a list of a session that is well is asked about, and the list is read on', async () => {
    const once = [{ row: '24b', surface: 'list', afterRows: ROWS }]
    await using trial = await Trial.open({ faults: { once } })
    const run = await trial.check()
    expect(run.status).toBe('completed')
    expect(trial.told('probe-answered')).toMatchObject([{ surface: 'self', means: 'not-served' }])
    expect(trial.told('login-started')).toEqual([])
    expect(run.result.followers).toMatchObject({ confidence: 'exact', passes: 1 })
  })

  test('a page from a dead session is asked about, and one login is made', {
    tags: 'long',
  }, async () => {
    const once = [{ row: '24b', surface: 'list', afterRows: ROWS }]
    await using trial = await Trial.open({ faults: { once } })
    trial.process.afterRequest = () => {
      const isFirst = trial.counters.deaths === 0
      if (isFirst && trial.counters.faults['24b'] === 1) {
        trial.instagram.kill({ username: 'keeper', disguise: 'plain' })
      }
    }
    const run = await trial.check()
    expect(run.status).toBe('completed')
    expect(run.check.logins).toBe(1)
    expect(trial.told('account-resting')).toEqual([])
    expect(await trial.saved('followers')).toEqual(trial.truth('followers'))
  })
})
