import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import {
  Exports,
  type Files,
  FOLDER,
  followersFile,
  namedFile,
} from '../src/exports/test-archive.ts'
import { commandHere } from './command-here.ts'

/** Runs `evercheck import …`: no account, no database, no key. */
async function run(...args: string[]) {
  const settings = { EVERCHECK_DATA: '/no/such/folder', EVERCHECK_CSV: 'plain', LANG: 'en' }
  const { json, ...said } = await commandHere(settings, 'import', ...args)
  // The shape is what the tests are about: a wrong path shows as a failed expectation.
  // biome-ignore lint/suspicious/noExplicitAny: see above
  return { ...said, json: json as any }
}

const ADA: Files = {
  [`${FOLDER}/followers_1.json`]: followersFile(['ann', 'bea', 'cat'], 1_500_000_000),
  [`${FOLDER}/following.json`]: namedFile('relationships_following', ['bea', 'dan', 'eve']),
  [`${FOLDER}/pending_follow_requests.json`]: namedFile('relationships_follow_requests_sent', [
    'fay',
  ]),
  [`${FOLDER}/close_friends.json`]: namedFile('relationships_close_friends', ['bea']),
}

/** The names in a CSV file of a report. */
async function names(folder: string, file: string): Promise<readonly string[]> {
  const lines = (await readFile(join(folder, `${file}.csv`), 'utf8')).trim().split('\r\n')
  const columns = 'pk,username,full_name,is_private,is_verified'
  expect(lines[0]).toBe(file === 'lost' ? `${columns},reason` : columns)
  return lines.slice(1).map((line) => /^,([^,]+),,,,?$/.exec(line)?.[1] ?? line)
}

test('an export becomes the report of a check, with what only the export knows', async () => {
  await using exports = await Exports.open()
  const out = join(exports.folder, 'report')
  const { exitCode, json } = await run(await exports.zip(ADA), '--out', out, '--json')
  expect(exitCode).toBe(0)
  expect(json).toMatchObject({
    status: 'completed',
    followers: { expected: null, collected: 3, confidence: 'exported', why: null },
    following: { expected: null, collected: 3, confidence: 'exported', why: null },
    counts: {
      ...{ 'not-following-back': 2, fans: 2, mutual: 1, followers: 3, following: 3 },
      ...{ pending: 1, 'close-friends': 1 },
    },
    ...{ atLeast: {}, logins: 0, requests: 0, why: null, check: null },
    target: { pk: null, username: 'ada', orderedAs: 'ada' },
    oldestFollowAt: '2017-07-14T02:40:00.000Z',
  })
  expect(json.files.map((file: string) => file.slice(out.length + 1)).toSorted()).toEqual(
    (await readdir(out)).toSorted(),
  )
  expect(await names(out, 'not-following-back')).toEqual(['dan', 'eve'])
  expect(await names(out, 'fans')).toEqual(['ann', 'cat'])
  expect(await names(out, 'mutual')).toEqual(['bea'])
  expect(await names(out, 'pending')).toEqual(['fay'])
  expect(await names(out, 'close-friends')).toEqual(['bea'])
})

test('compared with an earlier export it says who came and who went', async () => {
  await using exports = await Exports.open()
  const before = await exports.zip(
    { [`${FOLDER}/followers_1.json`]: followersFile(['ann', 'zoe']) },
    'instagram-ada-2026-10-01-x.zip',
  )
  const out = join(exports.folder, 'report')
  const args = [await exports.zip(ADA), '--before', before, '--out', out, '--json']
  const { json } = await run(...args)
  expect(json.counts).toMatchObject({ lost: 1, gained: 2 })
  expect([await names(out, 'lost'), await names(out, 'gained')]).toEqual([['zoe'], ['bea', 'cat']])
  const result = JSON.parse(await readFile(join(out, 'result.json'), 'utf8'))
  expect(result.comparedWith).toBe('2026-10-01T00:00:00.000Z')
})

test('where a part or a list is missing nobody is named for an absence, and it says so', async () => {
  await using exports = await Exports.open()
  const { [`${FOLDER}/followers_1.json`]: first = '', ...others } = ADA
  const gappy = { ...others, [`${FOLDER}/followers_2.json`]: first }
  const out = join(exports.folder, 'gappy')
  const partial = await run(await exports.zip(gappy), '--out', out, '--json')
  expect([partial.exitCode, partial.json.status]).toEqual([3, 'incomplete'])
  expect(partial.json.why).toBe('followers: its part 1 is missing')
  expect(partial.json.counts).toMatchObject({
    'not-following-back': null,
    fans: null,
    mutual: null,
  })
  expect(partial.json.atLeast).toMatchObject({ fans: 2, mutual: 1, followers: 3 })
  expect(await readdir(out)).not.toContain('not-following-back.csv')
  const { exitCode, stdout } = await run(
    await exports.zip(others),
    '--out',
    join(out, '..', 'half'),
  )
  expect(exitCode).toBe(3)
  expect(stdout).toContain('followers: not in it (name all archives of the export)')
})

test('an export of a year at the most is told not to be of all time, perhaps', async () => {
  await using exports = await Exports.open()
  const files = {
    [`${FOLDER}/followers_1.json`]: followersFile(['ann'], 1_790_000_000),
    [`${FOLDER}/following.json`]: namedFile('relationships_following', ['ann'], 1_790_000_000),
  }
  const { stdout } = await run(await exports.zip(files), '--out', join(exports.folder, 'report'))
  expect(stdout).toMatch(/oldest follow in it began on 2026-09-21\. .* not asked for "All time"/)
})

test('a sample is a command away', async () => {
  await using exports = await Exports.open()
  const out = join(exports.folder, 'report')
  const { exitCode, json } = await run('--sample', '--out', out, '--json')
  expect(exitCode).toBe(0)
  expect(json.counts).toMatchObject({ followers: 34, following: 28, mutual: 14, restricted: 1 })
})

test('what cannot be imported is refused with its code, and nothing is written', async () => {
  await using exports = await Exports.open()
  const out = join(exports.folder, 'report')
  const html = await exports.zip({ [`${FOLDER}/followers_1.html`]: '<html>' })
  const refusals: readonly (readonly [string[], string])[] = [
    [[html], 'EXPORT_IS_HTML'],
    [[join(exports.folder, 'none.zip')], 'EXPORT_UNREADABLE'],
    [[], 'USAGE_INVALID'],
    [[html, '--owner', 'not a name'], 'TARGET_NAME_INVALID'],
  ]
  for (const [args, code] of refusals) {
    const { exitCode, json } = await run(...args, '--out', out, '--json')
    expect([exitCode, json.status, json.code]).toEqual([2, 'error', code])
  }
  expect(await readdir(exports.folder)).not.toContain('report')
})
