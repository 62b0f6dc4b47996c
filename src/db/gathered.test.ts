import { expect, test } from 'vitest'
import type { Database } from './database.ts'
import { gathered } from './gathered.ts'

/** Reads that end when a test says so, and what each of them was asked for. */
function slowReads() {
  const reads: { readonly keys: readonly string[]; readonly end: PromiseWithResolvers<void> }[] = []
  const truth = new Map([
    ['one', 1],
    ['two', 2],
    ['three', 3],
  ])
  const read = gathered<string, number>(async (_context, keys) => {
    const seen = new Map(truth)
    const end = Promise.withResolvers<void>()
    reads.push({ keys, end })
    await end.promise
    return seen
  })
  // It is only handed on.
  const context = { db: {} as Database }
  return { reads, truth, ask: (key: string) => read(context, key) }
}

const turn = () => new Promise((done) => setImmediate(done))

test('those who ask in the same turn are answered by one read', async () => {
  const { reads, ask } = slowReads()
  const asked = Promise.all(['one', 'two', 'one', 'none'].map(ask))
  await turn()
  expect(reads.map(({ keys }) => keys)).toEqual([['one', 'two', 'none']])
  reads[0]?.end.resolve()
  expect(await asked).toEqual([1, 2, 1, undefined])
})

test('nobody is answered by a read that began before he asked', async () => {
  const { reads, truth, ask } = slowReads()
  const before = ask('one')
  await turn()
  truth.set('one', 111)
  const after = ask('one')
  await turn()
  for (const { end } of reads) end.resolve()
  expect([await before, await after]).toEqual([1, 111])
})

test('two reads are under way at the most, and whoever asks then is in the next one', async () => {
  const { reads, ask } = slowReads()
  const asked = []
  for (const key of ['one', 'two', 'three', 'one']) {
    asked.push(ask(key))
    await turn()
  }
  expect(reads.map(({ keys }) => keys)).toEqual([['one'], ['two']])
  reads[1]?.end.resolve()
  await expect
    .poll(() => reads.map(({ keys }) => keys))
    .toEqual([['one'], ['two'], ['three', 'one']])
  reads[0]?.end.resolve()
  reads[2]?.end.resolve()
  expect(await Promise.all(asked)).toEqual([1, 2, 3, 1])
})

test('a read that fails does so for those who were in it, and for nobody else', async () => {
  const { reads, ask } = slowReads()
  const first = ask('one')
  await turn()
  const second = ask('two')
  await turn()
  reads[0]?.end.reject(new Error('the connection is lost'))
  reads[1]?.end.resolve()
  await expect(first).rejects.toThrow('the connection is lost')
  expect(await second).toBe(2)
})
