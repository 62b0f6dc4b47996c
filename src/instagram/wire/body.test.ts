import { brotliCompressSync, gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { decode, TooLargeError, UndecodableError } from './body.ts'

const MAX = 1_000_000

test('a body is decoded in one layer and in two', async () => {
  const once = gzipSync('{"a":1}')
  expect(await decode(once, 'gzip', MAX)).toBe('{"a":1}')
  expect(await decode(brotliCompressSync(once), 'gzip, br', MAX)).toBe('{"a":1}')
})

test('a body in five hundred layers is refused before the first is opened', async () => {
  // Not compressed at all: whoever opened one of them would say that it is damaged.
  const layers = decode(Buffer.from('{}'), 'gzip, '.repeat(500), MAX)
  await expect(layers).rejects.toThrow(/more often/)
  await expect(layers).rejects.toBeInstanceOf(UndecodableError)
})

test('a body that grows past the limit in its second layer is refused', async () => {
  const bomb = gzipSync(gzipSync(Buffer.alloc(3 * MAX)))
  await expect(decode(bomb, 'gzip, gzip', MAX)).rejects.toBeInstanceOf(TooLargeError)
})
