import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Cell } from './csv.ts'
import { type ReadSheet, readXlsx } from './read-xlsx.ts'
import type { Layout } from './sheet-xml.ts'
import { type Sheet, xlsxChunks } from './xlsx.ts'

let folder: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'xlsx-'))
})

afterEach(async () => {
  await rm(folder, { recursive: true })
})

const table: Layout = {
  heading: true,
  columns: [
    { name: 'pk', width: 22, style: 'text' },
    { name: 'username', width: 32, style: 'text' },
  ],
}

const note: Layout = { heading: false, columns: [{ name: 'note', width: 80, style: 'wrapped' }] }

async function* each(rows: readonly (readonly Cell[])[]): AsyncGenerator<readonly Cell[]> {
  yield* rows
}

function people(count: number): string[][] {
  return Array.from({ length: count }, (_, index) => [String(index), `user_${index}`])
}

async function written(sheets: readonly Sheet[], rowsMax?: number): Promise<ReadSheet[]> {
  const file = join(folder, 'book.xlsx')
  await writeFile(file, xlsxChunks(sheets, rowsMax))
  return await readXlsx(file)
}

test('every kind of value comes back as it was, a number of 17 digits as a text', async () => {
  const rows = [
    ['98765432109876543', 'somebody', -12.5, true],
    ['', '1e5', 0, false],
  ]
  const columns = [...table.columns, ...table.columns]
  const [sheet] = await written([
    { name: 'All', layout: { heading: false, columns }, rows: each(rows) },
  ])
  expect(sheet?.rows).toEqual([rows[0], [null, '1e5', 0, false]])
})

test('whatever stands in the cells, the workbook is whole and holds texts only', async () => {
  const texts = fc.oneof(
    fc.string({ unit: 'grapheme', maxLength: 20 }),
    fc.stringMatching(/^[=+\-@ _x0041<>&"'\n\t]{1,12}$/),
  )
  const rows = fc.array(fc.tuple(texts, texts), { minLength: 1, maxLength: 10 })
  await fc.assert(
    fc.asyncProperty(rows, async (given) => {
      const [sheet] = await written([{ name: 'Fans', layout: table, rows: each(given) }])
      const asRead = given.map((row) => row.map((text) => text.replace(/\r\n?/g, '\n') || null))
      const full = (sheet?.rows.slice(1) ?? []).map((row) => [row[0] ?? null, row[1] ?? null])
      expect(full).toEqual(asRead)
    }),
    { numRuns: 60 },
  )
})

test('a table has a bold frozen heading and a filter over all of its rows', async () => {
  const [sheet] = await written([{ name: "Fans' own", layout: table, rows: each(people(3)) }])
  expect(sheet?.rows[0]).toEqual(['pk', 'username'])
  expect(sheet?.xml).toContain('<pane ySplit="1" topLeftCell="A2"')
  expect(sheet?.xml).toContain('<c r="A1" s="2"')
  expect(sheet?.xml).toContain('<c r="A2" s="1"')
  expect(sheet?.xml).toContain('<autoFilter ref="A1:B4"/>')
  expect(sheet?.xml).toContain('<col min="2" max="2" width="32" customWidth="1"/>')
})

test('rows that do not fit on a sheet go on, with the heading, on the next', async () => {
  const sheets = await written([{ name: 'Followers', layout: table, rows: each(people(20)) }], 11)
  expect(sheets.map((sheet) => sheet.name)).toEqual(['Followers', 'Followers (2)'])
  for (const [index, sheet] of sheets.entries()) {
    expect(sheet.rows[0]).toEqual(['pk', 'username'])
    expect(sheet.rows.slice(1)).toEqual(people(20).slice(index * 10, index * 10 + 10))
    expect(sheet.xml).toContain('<autoFilter ref="A1:B11"/>')
  }
})

test('a sheet that is exactly full is not followed by an empty one', async () => {
  const sheets = await written([{ name: 'Followers', layout: table, rows: each(people(10)) }], 11)
  expect(sheets.map((sheet) => sheet.rows.length)).toEqual([11])
})

test('a list without members has a sheet with its heading', async () => {
  const [sheet] = await written([{ name: 'Lost', layout: table, rows: each([]) }])
  expect(sheet?.rows).toEqual([['pk', 'username']])
})

test('sheet names are made as Excel allows them, and each is there once', async () => {
  const wanted = ['A/B: [c]?', "'quoted'", '', 'fans', 'Fans', `${'long '.repeat(9)}a`]
  const given = [...wanted, `${'long '.repeat(9)}b`]
  const sheets = await written(given.map((name) => ({ name, layout: note, rows: each([['x']]) })))
  expect(sheets.map((sheet) => sheet.name)).toEqual([
    'A B c',
    'quoted',
    'Sheet',
    'fans',
    'Fans (2)',
    'long long long long long long l',
    'long long long long long lo (2)',
  ])
})

test('a text longer than a cell can be is cut at what Excel reads', async () => {
  const long = `${'x'.repeat(32_766)}🎈🎈`
  const [sheet] = await written([{ name: 'Note', layout: note, rows: each([[long]]) }])
  expect(sheet?.rows).toEqual([[`${'x'.repeat(32_766)}\ufffd`]])
})

test('a long list is read as the bytes are taken, and closed when the reader stops', async () => {
  let readCount = 0
  let closedCount = 0
  async function* endless(): AsyncGenerator<Cell[]> {
    try {
      for (;;) yield [String(readCount++), `user_${Math.sin(readCount)}`]
    } finally {
      closedCount += 1
    }
  }
  let bytesCount = 0
  for await (const chunk of xlsxChunks([{ name: 'All', layout: table, rows: endless() }])) {
    bytesCount += chunk.length
    if (bytesCount > 200_000) break
  }
  const readBefore = readCount
  expect(closedCount).toBe(1)
  // Some chunks lie in the streams between; a writer that did not wait would never come here.
  expect(readBefore).toBeLessThan(100_000)
})

test('an error of the rows comes out of the chunks as it is, and the rows are closed', async () => {
  const error = new Error('the connection was lost')
  let closed = false
  async function* failing(): AsyncGenerator<Cell[]> {
    try {
      yield* people(5_000)
      throw error
    } finally {
      closed = true
    }
  }
  const sheets = [
    { name: 'Good', layout: table, rows: each(people(10)) },
    { name: 'Bad', layout: table, rows: failing() },
  ]
  await expect(written(sheets)).rejects.toBe(error)
  expect(closed).toBe(true)
})

test('the same rows give the same bytes', async () => {
  const bytes = async (): Promise<Buffer> => {
    const sheets = [{ name: 'Fans', layout: table, rows: each(people(100)) }]
    return Buffer.concat(await Array.fromAsync(xlsxChunks(sheets)))
  }
  expect((await bytes()).equals(await bytes())).toBe(true)
})
