import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Cell, csvChunks } from './csv.ts'
import { csvText } from './escape.ts'

async function* each(rows: readonly (readonly Cell[])[]): AsyncGenerator<readonly Cell[]> {
  yield* rows
}

async function written(columns: readonly string[], rows: readonly Cell[][]): Promise<string> {
  const chunks: string[] = []
  for await (const chunk of csvChunks(columns, each(rows))) chunks.push(chunk)
  return chunks.join('')
}

/** RFC 4180, read strictly: lines end in CR LF, quotes stand only where they may. */
function parseCsv(text: string): string[][] {
  const field = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/y
  const rows: string[][] = [[]]
  while (field.lastIndex < text.length) {
    const match = field.exec(text)
    if (!match) throw new Error('this is no CSV')
    rows.at(-1)?.push(match[1]?.replaceAll('""', '"') ?? match[2] ?? '')
    if (match[3] === '\r\n') rows.push([])
  }
  rows.pop()
  return rows
}

test('whatever stands in the cells, a strict reader gets the same rows and columns back', async () => {
  const cells = fc.string({ unit: 'binary', maxLength: 20 })
  const rows = fc.array(fc.array(cells, { minLength: 3, maxLength: 3 }), { maxLength: 8 })
  await fc.assert(
    fc.asyncProperty(rows, async (given) => {
      const text = await written(['a', 'b', 'c'], given)
      const expected = [['a', 'b', 'c'], ...given.map((row) => row.map(csvText))]
      expect(parseCsv(text)).toEqual(expected)
    }),
  )
})

test('quotes, commas and every kind of line end stay inside their cell', async () => {
  const row = ['a"b', 'c,d', 'e\rf', 'g\nh', 'i\r\nj', '']
  const text = await written(['1', '2', '3', '4', '5', '6'], [row])
  expect(text).toBe('1,2,3,4,5,6\r\n"a""b","c,d","e\rf","g\nh","i\r\nj",\r\n')
})

test('numbers and truths are written as they are, also below zero', async () => {
  expect(
    await written(
      ['n', 'yes'],
      [
        [-5, true],
        [98765432109876, false],
      ],
    ),
  ).toBe('n,yes\r\n-5,true\r\n98765432109876,false\r\n')
})

test('a list without members is a file with its heading, without a byte order mark', async () => {
  expect(Buffer.from(await written(['pk', 'username'], []))).toEqual(Buffer.from('pk,username\r\n'))
})

test('every row of a long list is there, in order', async () => {
  const rows = Array.from({ length: 1_777 }, (_, index) => [String(index), `user_${index}`])
  expect(parseCsv(await written(['pk', 'username'], rows)).slice(1)).toEqual(rows)
})

test('rows are read as the text is taken, and closed when the reader stops', async () => {
  let readCount = 0
  let closed = false
  async function* endless(): AsyncGenerator<Cell[]> {
    try {
      for (;;) yield [String(readCount++)]
    } finally {
      closed = true
    }
  }
  let takenCount = 0
  for await (const _ of csvChunks(['pk'], endless())) {
    takenCount += 1
    if (takenCount === 10) break
  }
  expect(readCount).toBeLessThanOrEqual(10_000)
  expect(closed).toBe(true)
})
