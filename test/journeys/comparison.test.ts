import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { ADA, Trial } from '../trial.ts'

const DAY_MS = 24 * 3_600_000

test('who came, who left and who has another name is told from the check before', async () => {
  await using trial = await Trial.open()
  const first = await trial.checkAndReport()
  expect(first.result.comparedWith).toBe(null)
  expect(first.result.counts.gained).toBe(undefined)
  const [left = '', alsoLeft = '', renamed = ''] = trial.truth('followers')
  const came = change(trial, { add: 3, remove: [left, alsoLeft] })
  const former = trial.instagram.people.member(Number(renamed)).username
  trial.instagram.change({ target: ADA.username, renamed: { [renamed]: 'her.new.name' } })
  trial.clock.advance(DAY_MS)

  const second = await trial.checkAndReport()
  expect(second.status).toBe('completed')
  expect(second.result.comparedWith).toEqual(first.check.finishedAt)
  expect(second.result.counts).toMatchObject({
    followers: { count: 141 },
    gained: { count: 3 },
    lost: { count: 0 },
    'not-seen': { count: 2 },
    renamed: { count: 1 },
  })
  expect(await pksIn(trial, 'gained.csv')).toEqual(came)
  expect(await pksIn(trial, 'not-seen.csv')).toEqual([left, alsoLeft])
  expect(await pksIn(trial, 'renamed.csv')).toEqual([renamed])
  expect(await readFile(join(trial.reportFolder, 'renamed.csv'), 'utf8')).toMatch(
    new RegExp(`,her.new.name,[^,]*,(true|false),(true|false),${former}\r\n$`),
  )
})

test('an incomplete check is nothing to compare with, and loses nobody itself', {
  tags: 'long',
}, async () => {
  await using trial = await Trial.open()
  const first = await trial.checkAndReport()
  const [left = ''] = trial.truth('followers')
  change(trial, { add: 2, remove: [left] })
  trial.set({ pages: { endsEarly: 1, ranking: 'never' } })
  trial.clock.advance(DAY_MS)
  const second = await trial.checkAndReport()
  expect(second.status).toBe('incomplete')
  expect(second.result.counts.lost).toMatchObject({ count: null })
  const omitted = { list: 'followers', because: 'incomplete' }
  expect(second.result.counts.lost?.omitted).toEqual(omitted)

  trial.set({ pages: { endsEarly: 0 } })
  trial.clock.advance(DAY_MS)
  const third = await trial.checkAndReport()
  expect(third.result.comparedWith).toEqual(first.check.finishedAt)
  expect(third.result.counts).toMatchObject({ gained: { count: 2 }, 'not-seen': { count: 1 } })
  expect(await pksIn(trial, 'not-seen.csv')).toEqual([left])
})

test('a target that has changed its name is compared with itself', async () => {
  await using trial = await Trial.open()
  const first = await trial.checkAndReport()
  await sql`update checks set target_username = 'ada.before'`.execute(trial.app.db)
  trial.clock.advance(DAY_MS)
  const second = await trial.checkAndReport()
  expect(second.result.comparedWith).toEqual(first.check.finishedAt)
  expect(second.result.counts).toMatchObject({ gained: { count: 0 }, lost: { count: 0 } })
})

/** Changes who follows Ada; returns the pks of those who came. */
function change(
  trial: Trial,
  { add, remove }: { readonly add: number; readonly remove: readonly string[] },
): readonly string[] {
  const { people } = trial.instagram
  const ada = people.find(ADA.username)
  if (!ada) throw new Error('there is no Ada')
  const came = people.addStrangers(add)
  for (const pk of came) people.setFollows(pk, ada.pk, true)
  for (const pk of remove) people.setFollows(Number(pk), ada.pk, false)
  return came.map(String)
}

/** The pks of a list's file, in rising order: the file is sorted by name. */
async function pksIn(trial: Trial, file: string): Promise<readonly (string | undefined)[]> {
  const text = await readFile(join(trial.reportFolder, file), 'utf8')
  const rows = text.trim().split(/\r?\n/).slice(1)
  return rows.map((row) => row.split(',')[0]).sort((a, b) => Number(a) - Number(b))
}
