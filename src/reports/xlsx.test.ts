import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type CellValue, SHEET_LINKS_MAX } from './cells.ts'
import { type ReadSheet, readWorkbook } from './read-workbook.ts'
import type { Frame, TableLayout } from './sheet-xml.ts'
import { type Sheet, xlsxChunks } from './xlsx.ts'

let folder: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'xlsx-'))
})

afterEach(async () => {
  await rm(folder, { recursive: true })
})

const properties = { title: 'Test', createdAt: new Date('2026-11-25T12:00:00Z') }
const frame: Frame = { tabColour: '76818D', printHead: 'Head & co', printFoot: '@ada.example' }
const text = { style: 'text', headStyle: 'head', widthMin: 8, widthMax: 40 } as const

const layout: TableLayout = {
  columns: [
    { ...text, name: 'pk' },
    { ...text, name: 'username' },
  ],
  banner: null,
  empty: 'Nobody',
}

const linked: TableLayout = {
  ...layout,
  columns: [
    { ...text, name: 'no', style: 'number' },
    {
      ...text,
      name: 'name',
      link: (name) => (/^\w+$/.test(name) ? `https://x.test/${name}/` : null),
    },
  ],
}

/** Rows as they come, three at a time. */
async function* each(rows: readonly (readonly CellValue[])[]) {
  for (let from = 0; from < rows.length; from += 3) yield rows.slice(from, from + 3)
}

function people(count: number): string[][] {
  return Array.from({ length: count }, (_, index) => [String(index), `user_${index}`])
}

function table(name: string, rows: readonly (readonly CellValue[])[], rest = {}): Sheet {
  return { kind: 'table', name, frame, layout, rows: each(rows), ...rest }
}

async function written(sheets: readonly Sheet[], rowsMax?: number): Promise<readonly ReadSheet[]> {
  const file = join(folder, 'book.xlsx')
  await writeFile(file, xlsxChunks({ properties, sheets }, rowsMax))
  return await readWorkbook(file)
}

test('numbers come back as numbers, and a text of digits as the text it was', async () => {
  const rows = [
    [7, '98765432109876543'],
    [8, '1e5'],
  ]
  const [sheet] = await written([table('All', rows, { layout: linked })])
  expect(sheet?.rows.slice(1)).toEqual([
    ['7', '98765432109876543'],
    ['8', '1e5'],
  ])
  expect(sheet?.types).toMatchObject({ A2: 'n', B2: 's', B3: 's' })
})

test('whatever stands in the cells, the workbook is whole and holds texts only', async () => {
  const texts = fc.oneof(
    fc.string({ unit: 'grapheme', maxLength: 20 }),
    fc.stringMatching(/^[=+\-@ _x0041<>&"'\n\t]{1,12}$/),
  )
  const rows = fc.array(fc.tuple(texts, texts), { minLength: 1, maxLength: 10 })
  await fc.assert(
    fc.asyncProperty(rows, async (given) => {
      const [sheet] = await written([table('Fans', given)])
      const expected = given.map((row) => row.map((cell) => cell.replace(/\r\n?/g, '\n')))
      const read = given.map((_, index) => [0, 1].map((at) => sheet?.rows[index + 1]?.[at] ?? ''))
      expect(read).toEqual(expected)
      expect(sheet?.formulas).toEqual([])
    }),
    { numRuns: 60 },
  )
})

test('a table has a filter over all of its rows, below a warning if there is one', async () => {
  const warned = { layout: { ...layout, banner: 'There may be more.' } }
  const sheets = await written([table("Fans' own", people(3)), table('Warned', people(3), warned)])
  expect(sheets[0]).toMatchObject({ filter: 'A1:B4', rows: [['pk', 'username'], {}, {}, {}] })
  expect(sheets[1]).toMatchObject({ filter: 'A2:B5' })
  expect(sheets[1]?.rows.slice(0, 2)).toEqual([['There may be more.'], ['pk', 'username']])
})

test('a name that is one leads to its profile, and no other does', async () => {
  const rows = [
    [1, 'ada'],
    [2, '../x'],
    [3, 'bob'],
  ]
  const [sheet] = await written([table('Fans', rows, { layout: linked })])
  expect(sheet?.links).toEqual({ B2: 'https://x.test/ada/', B4: 'https://x.test/bob/' })
})

test('a sheet has no more links than Excel reads, and all the names', {
  tags: 'long',
}, async () => {
  const count = SHEET_LINKS_MAX + 10
  const rows = Array.from({ length: count }, (_, index) => [index, `user_${index}`])
  const [sheet] = await written([table('Followers', rows, { layout: linked })])
  expect(Object.keys(sheet?.links ?? {})).toHaveLength(SHEET_LINKS_MAX)
  expect(sheet?.rows).toHaveLength(count + 1)
})

test('a page leads to the sheets behind it, whatever they are called', async () => {
  const style = 'link' as const
  const names = ['Fans', "Ada's own"]
  const cells = names.map((name) => ({ value: name, style, to: { sheet: name } }))
  const page = { widths: [20, 20], rows: [{ height: 20, cells }] }
  const first: Sheet = { kind: 'page', name: 'Summary', frame, layout: page }
  const sheets = await written([first, ...names.map((name) => table(name, people(1)))])
  expect(sheets[0]?.links).toEqual({ A1: "#'Fans'!A1", B1: "#'Ada''s own'!A1" })
})

test('rows that do not fit on a sheet go on, with the heading, on the next', async () => {
  const sheets = await written([table('Followers', people(20))], 11)
  expect(sheets.map((sheet) => sheet.name)).toEqual(['Followers', 'Followers (2)'])
  for (const [index, sheet] of sheets.entries()) {
    expect(sheet.rows[0]).toEqual(['pk', 'username'])
    expect(sheet.rows.slice(1)).toEqual(people(20).slice(index * 10, index * 10 + 10))
    expect(sheet.filter).toBe('A1:B11')
  }
})

test('a sheet that is exactly full is not followed by an empty one', async () => {
  const sheets = await written([table('Followers', people(10))], 11)
  expect(sheets.map((sheet) => sheet.rows.length)).toEqual([11])
})

test('a list without members says so below its heading', async () => {
  const [sheet] = await written([table('Lost', [])])
  expect(sheet?.rows).toEqual([
    ['pk', 'username'],
    ['', 'Nobody'],
  ])
})

test('sheet names are made as Excel allows them, and each is there once', async () => {
  const wanted = ['A/B: [c]?', "'quoted'", '', 'fans', 'Fans', `${'long '.repeat(9)}a`]
  const given = [...wanted, `${'long '.repeat(9)}b`]
  const sheets = await written(given.map((name) => table(name, people(1))))
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
  const [sheet] = await written([table('Note', [[long]])])
  expect(sheet?.rows[1]).toEqual([`${'x'.repeat(32_766)}\ufffd`])
})

test('a long list is read as the bytes are taken, and closed when the reader stops', async () => {
  let readCount = 0
  let closedCount = 0
  async function* endless(): AsyncGenerator<string[][]> {
    try {
      for (;;) yield [[String(readCount++), `user_${Math.sin(readCount)}`]]
    } finally {
      closedCount += 1
    }
  }
  let bytesCount = 0
  const sheets: Sheet[] = [{ kind: 'table', name: 'All', frame, layout, rows: endless() }]
  for await (const chunk of xlsxChunks({ properties, sheets })) {
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
  async function* failing(): AsyncGenerator<string[][]> {
    try {
      yield people(5_000)
      throw error
    } finally {
      closed = true
    }
  }
  const sheets = [table('Good', people(10)), table('Bad', [], { rows: failing() })]
  await expect(written(sheets)).rejects.toBe(error)
  expect(closed).toBe(true)
})

test('the same rows give the same bytes', async () => {
  const bytes = async (): Promise<Buffer> => {
    const sheets = [table('Fans', people(100))]
    return Buffer.concat(await Array.fromAsync(xlsxChunks({ properties, sheets })))
  }
  expect((await bytes()).equals(await bytes())).toBe(true)
})
