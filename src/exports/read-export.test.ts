import { readFile } from 'node:fs/promises'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { ExportList } from './export-files.ts'
import { PeopleTable } from './people-table.ts'
import { type ExportContents, readExport } from './read-export.ts'
import { Exports, type Files, FOLDER, followersFile, namedFile } from './test-archive.ts'

const MARKS = {
  followers: 1,
  following: 2,
  pending: 4,
  'recently-unfollowed': 8,
  'close-friends': 16,
  restricted: 32,
} as const satisfies Record<ExportList, number>

const LISTS: Files = {
  [`${FOLDER}/followers_1.json`]: followersFile(['ada', 'bea', 'cat']),
  [`${FOLDER}/following.json`]: namedFile('relationships_following', ['bea', 'dan']),
}

async function read(
  ...paths: string[]
): Promise<ExportContents & { names(list: ExportList): string[] }> {
  const table = new PeopleTable()
  const contents = await readExport(paths, { table, marks: MARKS }, new AbortController().signal)
  const names = (list: ExportList) => [...table.people(MARKS[list])].map(({ username }) => username)
  return { ...contents, names }
}

describe('the same people are read', () => {
  const shapes: Readonly<Record<string, Files>> = {
    'as exports are today': LISTS,
    'as they were before, below one more folder': {
      'instagram-ada/followers_and_following/followers.json': JSON.stringify({
        relationships_followers: JSON.parse(followersFile(['ada', 'bea', 'cat'])),
      }),
      'instagram-ada/followers_and_following/following_1.json': JSON.stringify({
        relationships_following: JSON.parse(followersFile(['bea', 'dan'])),
      }),
    },
    'with a person in two parts': {
      [`${FOLDER}/followers_1.json`]: followersFile(['ada', 'bea']),
      [`${FOLDER}/followers_2.json`]: followersFile(['bea', 'cat']),
      [`${FOLDER}/following.json`]: namedFile('relationships_following', ['dan', 'bea']),
    },
  }
  test.each(Object.entries(shapes))('%s', async (_shape, files) => {
    await using exports = await Exports.open()
    for (const path of [await exports.zip(files), await exports.unpacked(files)]) {
      const found = await read(path)
      expect(found.names('followers')).toEqual(['ada', 'bea', 'cat'])
      expect(found.names('following')).toEqual(['bea', 'dan'])
      expect(found.lists.followers).toMatchObject({ people: 3, missing: [], unnamed: 0 })
      expect([found.owner, found.exportedAt]).toEqual(['ada', new Date('2026-11-01')])
      expect(found.oldestAt).toEqual(new Date(1_700_000_000_000))
    }
  })

  test('from several archives', async () => {
    await using exports = await Exports.open()
    const [first, second] = Object.entries(LISTS).map(([path, text]) => ({ [path]: text }))
    const found = await read(
      await exports.zip(first ?? {}, 'one.zip'),
      await exports.zip(second ?? {}, 'two.zip'),
    )
    expect([found.names('followers'), found.names('following')]).toEqual([
      ['ada', 'bea', 'cat'],
      ['bea', 'dan'],
    ])
  })
})

test('what only an export knows is read as well, and whose it is', async () => {
  await using exports = await Exports.open()
  const found = await read(
    await exports.zip(
      {
        ...LISTS,
        [`${FOLDER}/pending_follow_requests.json`]: namedFile(
          'relationships_follow_requests_sent',
          ['eve'],
        ),
        [`${FOLDER}/recently_unfollowed_profiles.json`]: namedFile(
          'relationships_unfollowed_users',
          ['fay'],
        ),
        [`${FOLDER}/close_friends.json`]: namedFile('relationships_close_friends', ['bea']),
        [`${FOLDER}/restricted_profiles.json`]: namedFile('relationships_restricted_users', [
          'cat',
        ]),
        'personal_information/personal_information/personal_information.json': JSON.stringify({
          profile_user: [{ string_map_data: { Username: { value: 'ada.lovelace' } } }],
        }),
      },
      'export.zip',
    ),
  )
  expect(found.owner).toBe('ada.lovelace')
  expect(found.names('pending')).toEqual(['eve'])
  expect(found.names('recently-unfollowed')).toEqual(['fay'])
  expect(found.names('close-friends')).toEqual(['bea'])
  expect(found.names('restricted')).toEqual(['cat'])
})

test('a part that is missing, a list that is missing and entries without a name are told', async () => {
  await using exports = await Exports.open()
  const found = await read(
    await exports.zip({
      [`${FOLDER}/followers_1.json`]: followersFile(['ada', '']),
      [`${FOLDER}/followers_3.json`]: followersFile(['bea']),
    }),
  )
  expect(found.lists.followers).toEqual({ parts: 2, missing: [2], people: 2, unnamed: 1 })
  expect(found.lists.following).toEqual({ parts: 0, missing: [], people: 0, unnamed: 0 })
})

describe('it is refused with what to do:', () => {
  const refused = async (path: string) => {
    const error: unknown = await read(path).catch((thrown: unknown) => thrown)
    if (!(error instanceof Error) || !('code' in error)) throw new Error(String(error))
    return `${error.message} (${error.code})`
  }

  test('an export of web pages', async () => {
    await using exports = await Exports.open()
    const html = {
      [`${FOLDER}/followers_1.html`]: '<html>',
      [`${FOLDER}/following.html`]: '<html>',
    }
    const said = await refused(await exports.zip(html))
    expect(said).toMatch(/is made of web pages.*format JSON.*\(EXPORT_IS_HTML\)$/)
  })

  test('an archive without lists', async () => {
    await using exports = await Exports.open()
    const said = await refused(await exports.zip({ 'media/posts_1.json': '[]' }))
    expect(said).toMatch(/no lists.*name all of them \(EXPORT_WITHOUT_LISTS\)$/)
  })

  test('what is no archive, is not there, is empty or was cut off', async () => {
    await using exports = await Exports.open()
    const whole = await readFile(await exports.zip(LISTS, 'whole.zip'))
    const cases: readonly (readonly [string, RegExp])[] = [
      ['/no/such/export.zip', /there is no such file/],
      [await exports.file('hello', 'a.zip'), /it is not a ZIP archive/],
      [await exports.file('', 'b.zip'), /it is empty/],
      [await exports.file(whole.subarray(0, whole.length - 30), 'c.zip'), /cut off/],
    ]
    for (const [path, why] of cases) {
      expect(await refused(path)).toMatch(why)
      expect(await refused(path)).toMatch(/\(EXPORT_UNREADABLE\)$/)
    }
  })

  test('a file in it that was cut off, and one that is no list', async () => {
    await using exports = await Exports.open()
    const path = `${FOLDER}/followers_1.json`
    for (const text of [followersFile(['ada']).slice(0, -4), '{', 'null', '["ada"]']) {
      const said = await refused(await exports.zip({ [path]: text }))
      expect(said).toMatch(/followers_1\.json is damaged: .*\(EXPORT_UNREADABLE\)$/)
    }
  })

  test('names that would lead out of the archive', async () => {
    await using exports = await Exports.open()
    const bytes = await readFile(
      await exports.zip({ 'aa/bb/followers_1.json': followersFile(['ada']) }),
    )
    for (const name of [
      '../../followers_1.json',
      '/a/bb/followers_1.json',
      '..\\..\\followers_1.json',
    ]) {
      const text = bytes.toString('latin1').replaceAll('aa/bb/followers_1.json', name)
      const said = await refused(await exports.file(Buffer.from(text, 'latin1'), 'trick.zip'))
      expect(said).toMatch(/the archive is damaged \((invalid relative|absolute) path/)
    }
  })

  test('one that is protected by a password', async () => {
    await using exports = await Exports.open()
    const bytes = await readFile(await exports.zip(LISTS))
    const directory = bytes.indexOf(Buffer.from([0x50, 0x4b, 0x01, 0x02]))
    bytes.writeUInt16LE(bytes.readUInt16LE(directory + 8) | 1, directory + 8)
    const said = await refused(await exports.file(bytes, 'secret.zip'))
    expect(said).toMatch(/protected by a password/)
  })

  test('a bomb, before it is unpacked', async () => {
    await using exports = await Exports.open()
    const bomb = { [`${FOLDER}/followers_1.json`]: `[${' '.repeat(40_000_000)}]` }
    const said = await refused(await exports.zip(bomb))
    expect(said).toMatch(/unpacks to \d+ times its size \(EXPORT_TOO_LARGE\)$/)
  })

  test('a file that is larger than the archive says', async () => {
    await using exports = await Exports.open()
    const bytes = await readFile(
      await exports.zip({ 'followers_1.json': followersFile(['ada', 'bea']) }),
    )
    const directory = bytes.indexOf(Buffer.from([0x50, 0x4b, 0x01, 0x02]))
    bytes.writeUInt32LE(20, directory + 24)
    expect(await refused(await exports.file(bytes, 'liar.zip'))).toMatch(/damaged: too many bytes/)
  })
})

test('a list whose bytes are not those that were packed is refused', async () => {
  await using exports = await Exports.open()
  const bytes = await readFile(await exports.zip({ 'followers_1.json': followersFile(['ada']) }))
  const directory = bytes.indexOf(Buffer.from([0x50, 0x4b, 0x01, 0x02]))
  bytes.writeUInt32LE((bytes.readUInt32LE(directory + 16) ^ 1) >>> 0, directory + 16)
  await expect(read(await exports.file(bytes, 'flipped.zip'))).rejects.toThrow(/checksum is wrong/)
})

test('a list is no longer read when it is no longer wanted', async () => {
  await using exports = await Exports.open()
  const path = await exports.zip(LISTS)
  const into = { table: new PeopleTable(), marks: MARKS }
  const reading = readExport([path], into, AbortSignal.abort(new Error('enough')))
  await expect(reading).rejects.toThrow('enough')
})

test('whatever is broken in an archive, it is read as it was or refused in our words', async () => {
  await using exports = await Exports.open()
  const whole = await readFile(await exports.zip(LISTS))
  const Breaks = fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), {
    minLength: 1,
    maxLength: 4,
  })
  await fc.assert(
    fc.asyncProperty(Breaks, fc.nat(whole.length), async (breaks, length) => {
      const bytes = Buffer.from(whole.subarray(0, length % 4 === 0 ? length : whole.length))
      for (const [place, byte] of breaks) if (place < bytes.length) bytes[place] = byte
      try {
        const found = await read(await exports.file(bytes, 'broken.zip'))
        expect(found.names('followers').length).toBeLessThanOrEqual(5)
      } catch (error) {
        expect(error).toMatchObject({ code: expect.stringMatching(/^EXPORT_/) })
      }
    }),
    { numRuns: 300 },
  )
})
