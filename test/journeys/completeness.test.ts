import { expect, test } from 'vitest'
import { listFile } from '../../src/reports/result-file.ts'
import { ADA, PAGE, Trial } from '../trial.ts'

test.each([
  ['is cut to its first page', { limited: 'all' }, /shows only a part/],
  ['leads back to its beginning', { loopsBack: 1 }, /repeated the same people/],
  ['always ends at the same place', { endsEarly: 1, ranking: 'never' }, /brought nobody new/],
] as const)('nobody is named on the strength of a list that %s', async (_, pages, why) => {
  await using trial = await Trial.open({ faults: { pages } })
  const run = await trial.checkAndReport()
  expect(run.status).toBe('incomplete')
  expect(run.result.followers.confidence).toBe('incomplete')
  expect(listFile(run.result.followers).why).toMatch(why)
  await expectNobodyNamed(trial, run)
  const truth = new Set(trial.truth('followers'))
  for (const pk of await trial.saved('followers')) expect(truth).toContain(pk)
})

test('a list that gives the same cursor again is left, and not believed', async () => {
  // Both lists fit on a page that leads to itself.
  const targets = [{ username: 'small.example', followers: 20, following: 18, mutual: 10 }]
  const faults = { pages: { loopsBack: 1 } }
  await using trial = await Trial.open({ targets, faults })
  const run = await trial.checkAndReport('small.example')
  expect(run.status).toBe('incomplete')
  expect(listFile(run.result.following).why).toMatch(/led in a circle/)
  await expectNobodyNamed(trial, run)
})

test('a dead surface that answers every list with nothing names nobody', async () => {
  const every = [{ row: '25', surface: 'list', probability: 1 }]
  await using trial = await Trial.open({ faults: { every } })
  const run = await trial.checkAndReport()
  expect(run.status).toBe('incomplete')
  expect(run.check.state).toBe('failed')
  expect(run.result.followers).toMatchObject({ collected: 0, expected: 140 })
  expect(listFile(run.result.followers).why).toMatch(/0 of the 140.*empty list/)
  await expectNobodyNamed(trial, run)
  expect(trial.counters.logins).toEqual({})
})

test('a list that dies in the middle of its reading keeps what was read', async () => {
  const once = [{ row: '25', list: 'followers', afterRows: 75, times: 1000 }] as const
  await using trial = await Trial.open({ faults: { once: [...once] } })
  const run = await trial.checkAndReport()
  expect(run.result.followers).toMatchObject({ collected: 75, confidence: 'incomplete' })
  expect(run.result.following).toMatchObject({ collected: 96, confidence: 'exact' })
  await expectNobodyNamed(trial, run)
})

test('a counter that is off by a little is confirmed by a pass that brings nobody new', async () => {
  const targets = [{ ...ADA, above: { followers: 1 } }]
  await using trial = await Trial.open({ targets })
  const run = await trial.checkAndReport()
  expect(run.status).toBe('completed')
  expect(run.result.followers).toMatchObject({
    expected: 141,
    collected: 140,
    passes: 2,
    confidence: 'confirmed',
  })
  expect(run.result.following).toMatchObject({ passes: 1, confidence: 'exact', shortage: null })
  expect(run.result.counts['not-following-back']).toEqual({
    count: 36,
    atLeast: null,
    omitted: null,
    hidden: 0,
  })
})

test('a list short by a twentieth is delivered without the names that need it whole', async () => {
  const targets = [{ ...ADA, above: { followers: 8 } }]
  await using trial = await Trial.open({ targets })
  const run = await trial.checkAndReport()
  expect(run.status).toBe('incomplete')
  expect(run.check.state).toBe('completed')
  expect(run.result.followers).toMatchObject({
    expected: 148,
    collected: 140,
    passes: 3,
    confidence: 'incomplete',
  })
  expect(run.result.counts).toMatchObject({
    'not-following-back': { count: null },
    // Among eight more there may be others.
    fans: { count: null, atLeast: 80, omitted: null },
    mutual: { count: null, atLeast: 60, omitted: null },
    followers: { count: null, atLeast: 140 },
    following: { count: 96, atLeast: null },
  })
  const files = await trial.reportFiles()
  expect(files).not.toContain('not-following-back.csv')
  expect(files).toContain('fans.csv')
})

test('a list under nine tenths of its counter makes the check a failed one', async () => {
  const targets = [{ ...ADA, above: { following: 12 } }]
  await using trial = await Trial.open({ targets })
  const run = await trial.checkAndReport()
  expect(run.check.state).toBe('failed')
  expect(run.status).toBe('incomplete')
  expect(run.result.following).toMatchObject({ expected: 108, collected: 96 })
  expect(run.result.counts.fans?.count).toBe(null)
  expect(run.result.counts['not-following-back']).toMatchObject({ count: null, atLeast: 36 })
})

test('who has come does not make up for somebody whom the only pass has skipped', async () => {
  await using trial = await Trial.open()
  const { people, pk, skipped } = skipOne(trial, 2)
  skipped.before(2, () => people.setFollows(Number(people.addStrangers(1)[0]), pk, true))
  const run = await trial.checkAndReport()
  expect(run.result.followers).toMatchObject({ expected: 141, confidence: 'exact', passes: 2 })
  expect(await trial.saved('followers')).toEqual(trial.truth('followers'))
  expect(run.result.counts['not-following-back']?.count).toBe(36)
  expect(run.result.following).toMatchObject({ confidence: 'exact', passes: 1 })
})

test('who has left does not make room for somebody whom the only pass has skipped', {
  tags: 'long',
}, async () => {
  await using trial = await Trial.open()
  const { people, pk, skipped } = skipOne(trial, 2)
  const [met] = trial.truth('followers').filter((each) => each !== skipped.pk)
  skipped.before(FOLLOWERS_READ, () => people.setFollows(Number(met), pk, false))
  const run = await trial.checkAndReport()
  expect(run.result.followers).toMatchObject({ expected: 139, confidence: 'exact', passes: 2 })
  expect(run.result.followers.collected).toBe(139)
  expect(run.result.counts['not-following-back']?.count).toBe(
    trial.truth('following').includes(String(met)) ? 37 : 36,
  )
})

test('a follower who arrives during the reading does not make the list incomplete', async () => {
  await using trial = await Trial.open()
  const { people } = trial.instagram
  const ada = people.find(ADA.username)
  if (!ada) throw new Error('there is no Ada')
  trial.process.afterRequest = (_request, number) => {
    if (number !== 3) return
    for (const pk of people.addStrangers(1)) people.setFollows(pk, ada.pk, true)
  }
  const run = await trial.checkAndReport()
  expect(run.status).toBe('completed')
  // Whoever came after the pass had begun may be found by it or not; the counter of that day
  // holds.
  expect(run.result.followers.confidence).toBe('exact')
})

type Run = Awaited<ReturnType<Trial['check']>>

/** Neither counted, nor in a file, and it is said why. */
async function expectNobodyNamed(trial: Trial, run: Run): Promise<void> {
  const counted = run.result.counts['not-following-back']
  expect(counted?.count).toBe(null)
  expect(counted?.omitted).toEqual({ list: 'followers', because: 'incomplete' })
  expect(await trial.reportFiles()).not.toContain('not-following-back.csv')
  expect(await trial.reportFiles()).toContain('report.xlsx')
}

/** The request that comes after all pages of Ada's followers. */
const FOLLOWERS_READ = 2 + Math.ceil(ADA.followers / PAGE)

/** Leaves one of those whom Ada follows back out of the only pass over her followers. */
function skipOne(trial: Trial, from: number) {
  const { people } = trial.instagram
  const followed = new Set(trial.truth('following'))
  const pk = trial.truth('followers').find((each) => followed.has(each)) ?? ''
  const acts: { readonly at: number; readonly act: () => void }[] = [
    { at: from, act: () => people.deactivate(Number(pk)) },
    { at: FOLLOWERS_READ, act: () => people.bringBack(Number(pk)) },
  ]
  trial.process.beforeRequest = (_request, number) => {
    for (const { at, act } of acts) if (at === number) act()
  }
  const before = (at: number, act: () => void) => acts.push({ at, act })
  return { people, pk: people.find(ADA.username)?.pk ?? 0, skipped: { pk, before } }
}
