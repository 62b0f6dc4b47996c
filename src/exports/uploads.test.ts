import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { expect, test } from 'vitest'
import { importExport } from './compare-exports.ts'
import { Exports, FOLDER, followersFile, namedFile } from './test-archive.ts'
import { Uploads } from './uploads.ts'

const never = () => new AbortController().signal

async function* pieces(bytes: Buffer): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += 100) yield bytes.subarray(at, at + 100)
}

test('archives that are sent in are read like files, whatever their names, and gone afterwards', async () => {
  await using exports = await Exports.open()
  const now = await readFile(
    await exports.zip({
      [`${FOLDER}/followers_1.json`]: followersFile(['ann', 'bea', 'cat']),
      [`${FOLDER}/following.json`]: namedFile('relationships_following', ['bea', 'dan', 'eve']),
    }),
  )
  const before = await readFile(
    await exports.zip({ [`${FOLDER}/followers_1.json`]: followersFile(['ann', 'zoe', 'yan']) }),
  )
  const name = 'instagram-ada-2026-11-01-aB3.zip'
  let left = ''
  {
    await using uploads = new Uploads()
    const paths = [await uploads.add(`../..\\x/${name}`, pieces(now), never())]
    const earlier = [await uploads.add(name, pieces(before), never())]
    const order = { paths, before: earlier, owner: null, ignored: ['dan', 'zoe', 'bea', 'nobody'] }
    const { report } = await importExport(order, never())
    expect(report.result.target.username).toBe('ada')
    const { counts } = report.result
    expect(counts['not-following-back']).toMatchObject({ count: 1, hidden: 1 })
    expect(counts.lost).toMatchObject({ count: 1, hidden: 1 })
    expect(counts.mutual).toMatchObject({ count: 0, hidden: 1 })
    expect(counts.following).toMatchObject({ count: 3, hidden: 0 })
    const names: string[] = []
    for await (const batch of report.tables.find(({ file }) => file === 'lost')?.members() ?? []) {
      names.push(...batch.map(({ username }) => username))
    }
    expect(names).toEqual(['yan'])
    left = dirname(dirname(paths[0] ?? ''))
    expect(existsSync(left)).toBe(true)
  }
  expect(existsSync(left)).toBe(false)
})

test('more than an import may be sent is refused, all archives together', async () => {
  await using uploads = new Uploads(250)
  await uploads.add('a.zip', pieces(Buffer.alloc(200)), never())
  await expect(uploads.add('..', pieces(Buffer.alloc(200)), never())).rejects.toMatchObject({
    code: 'EXPORT_TOO_LARGE',
  })
})
