import fc from 'fast-check'
import { expect, test } from 'vitest'
import { anyText } from '../../test/any-text.ts'
import { type CsvCell, csvHead, csvLines } from './csv.ts'
import { csvText } from './escape.ts'
import type { CsvStyle } from './reader.ts'

function written(columns: readonly string[], rows: readonly CsvCell[][], style: CsvStyle): string {
  return csvHead(columns, style) + csvLines(rows, style)
}

/** RFC 4180, read strictly: lines end in CR LF, quotes stand only where they may. */
function parseCsv(text: string, separator: string): string[][] {
  const field = new RegExp(
    `(?:"((?:[^"]|"")*)"|([^"${separator}\\r\\n]*))(${separator}|\\r\\n)`,
    'y',
  )
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

test.each([
  ['comma', ','],
  ['semicolon', ';'],
  ['plain', ','],
] as const)(
  'whatever stands in the cells, a strict reader of %s gets it back',
  (style, separator) => {
    const cells = anyText({ maxLength: 20 })
    const rows = fc.array(fc.array(cells, { minLength: 3, maxLength: 3 }), { maxLength: 8 })
    fc.assert(
      fc.property(rows, (given) => {
        const text = written(['a', 'b', 'c'], given, style).replace(/^\uFEFF/, '')
        const expected = [['a', 'b', 'c'], ...given.map((row) => row.map(csvText))]
        expect(parseCsv(text, separator)).toEqual(expected)
      }),
    )
  },
)

test('quotes, separators and every kind of line end stay inside their cell', () => {
  const row = ['a"b', 'c,d', 'e\rf', 'g\nh', 'i\r\nj', '']
  const text = written(['1', '2', '3', '4', '5', '6'], [row], 'plain')
  expect(text).toBe('1,2,3,4,5,6\r\n"a""b","c,d","e\rf","g\nh","i\r\nj",\r\n')
})

test('for a spreadsheet there is a mark in front, and an id stays a text and whole', () => {
  const rows = [[{ id: '17841400000000123' }, 'Анна 🦊', true]]
  const columns = ['pk', 'full_name', 'is_private']
  expect(written(columns, rows, 'comma')).toBe(
    '\uFEFFpk,full_name,is_private\r\n"\t17841400000000123",Анна 🦊,true\r\n',
  )
  expect(written(columns, rows, 'semicolon')).toBe(
    '\uFEFFpk;full_name;is_private\r\n"\t17841400000000123";Анна 🦊;true\r\n',
  )
})

test('for scripts there is no mark, and an id is its digits', () => {
  const rows = [[{ id: '17841400000000123' }, 'Анна 🦊', false]]
  expect(written(['pk', 'full_name', 'is_private'], rows, 'plain')).toBe(
    'pk,full_name,is_private\r\n17841400000000123,Анна 🦊,false\r\n',
  )
})
