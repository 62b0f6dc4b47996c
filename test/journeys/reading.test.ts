import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { ADA, idealRequests, Trial } from '../trial.ts'

const BOTH = ['followers', 'following'] as const

test('a check reads both lists exactly: one question before them, one after, one a page', async () => {
  await using trial = await Trial.open()
  const run = await trial.checkAndReport()
  expect(run.status).toBe('completed')
  expect(run.result.followers).toMatchObject({ collected: 140, expected: 140, passes: 1 })
  expect(run.result.following).toMatchObject({ collected: 96, expected: 96, passes: 1 })
  for (const list of BOTH) {
    expect(run.result[list].confidence).toBe('exact')
    expect(await trial.saved(list)).toEqual(trial.truth(list))
  }
  expect(trial.counters.requests).toBe(idealRequests(ADA))
  expect(run.check).toMatchObject({ requests: idealRequests(ADA), logins: 0 })
})

test('the report names who does not follow back, who is a fan, and who is mutual', async () => {
  await using trial = await Trial.open()
  const run = await trial.checkAndReport()
  const followers = new Set(trial.truth('followers'))
  const following = new Set(trial.truth('following'))
  const expected = {
    'not-following-back.csv': [...following].filter((pk) => !followers.has(pk)),
    'fans.csv': [...followers].filter((pk) => !following.has(pk)),
    'mutual.csv': [...followers].filter((pk) => following.has(pk)),
  }
  for (const [file, pks] of Object.entries(expected)) {
    const text = await readFile(join(trial.reportFolder, file), 'utf8')
    const rows = text.trim().split(/\r?\n/).slice(1)
    expect(rows.map((row) => row.split(',')[0]).sort()).toEqual([...pks].sort())
  }
  expect(run.result.counts['not-following-back']?.count).toBe(36)
})

test('rows that come twice, short pages and a lying has_more change nothing', async () => {
  const pages = { short: 0.4, duplicates: 0.4, hasMoreWrong: 0.5 }
  await using trial = await Trial.open({ faults: { pages } })
  const run = await trial.checkAndReport()
  expect(trial.counters.duplicates.followers).toBeGreaterThan(0)
  for (const list of BOTH) {
    expect(run.result[list]).toMatchObject({ confidence: 'exact', passes: 1 })
    expect(await trial.saved(list)).toEqual(trial.truth(list))
  }
})

test('an empty page in the middle ends a pass, and another brings the rest', async () => {
  await using trial = await Trial.open()
  trial.process.beforeRequest = (_request, number) => {
    trial.set({ pages: { empty: number === 9 ? 1 : 0 } })
  }
  const run = await trial.checkAndReport()
  expect(run.status).toBe('completed')
  expect(run.result.following.passes).toBe(2)
  for (const list of BOTH) expect(await trial.saved(list)).toEqual(trial.truth(list))
})

test('people whom one pass leaves out are found by another', async () => {
  await using trial = await Trial.open({ faults: { pages: { skip: 0.2 } } })
  const run = await trial.checkAndReport()
  expect(run.status).toBe('completed')
  for (const list of BOTH) {
    expect(run.result[list].passes).toBeGreaterThan(1)
    expect(await trial.saved(list)).toEqual(trial.truth(list))
  }
})

test('a list that is re-ranked for every page is whole, or said not to be', async () => {
  const environment = { EVERCHECK_PASSES_MAX: '20' }
  const faults = { pages: { ranking: 'page' } } as const
  await using trial = await Trial.open({ faults, environment })
  const run = await trial.checkAndReport()
  for (const list of BOTH) {
    expect(run.result[list].passes).toBeGreaterThan(1)
    const saved = await trial.saved(list)
    // One walk sees two thirds of such a list: that it brings nobody new confirms nothing.
    const isWhole = saved.length === ADA[list]
    expect(run.result[list].confidence).toBe(isWhole ? 'exact' : 'incomplete')
    expect(new Set([...trial.truth(list), ...saved]).size).toBe(ADA[list])
  }
})

test('a list that ends early is read again until it is whole', async () => {
  await using trial = await Trial.open({ faults: { pages: { endsEarly: 1 } } })
  trial.process.beforeRequest = () => {
    // Two passes of each list.
    if (trial.told('pass-started').length === 4) trial.set({ pages: { endsEarly: 0 } })
  }
  const run = await trial.checkAndReport()
  expect(run.status).toBe('completed')
  expect(run.result.followers.passes).toBe(3)
  for (const list of BOTH) expect(await trial.saved(list)).toEqual(trial.truth(list))
})

test('who counts as nobody is read with one page', async () => {
  const targets = [{ username: 'empty.example', followers: 0, following: 0 }]
  await using trial = await Trial.open({ targets })
  const run = await trial.checkAndReport('empty.example')
  expect(run.status).toBe('completed')
  for (const list of BOTH) {
    expect(run.result[list]).toMatchObject({ collected: 0, confidence: 'exact', passes: 1 })
  }
  // What it counts before and after, and a page of each list.
  expect(trial.counters.requests).toBe(4)
})

test('a profile that its name does not find is found by a detour', async () => {
  const targets = [{ ...ADA, business: true }]
  await using trial = await Trial.open({ targets })
  const run = await trial.checkAndReport()
  expect(run.status).toBe('completed')
  expect(await trial.saved('followers')).toEqual(trial.truth('followers'))
  // By name, which fails; a search; the profile by its pk.
  expect(trial.counters.requests).toBe(idealRequests(ADA) + 2)
})
