import { strict as assert } from 'node:assert'
import type { Cell } from './csv.ts'
import { xmlText } from './escape.ts'
import type { RowsAhead } from './rows-ahead.ts'

/** Excel's own limits. */
const CELL_CHARACTERS_MAX = 32_767
export const SHEET_ROWS_MAX = 1_048_576

const CHUNK_CHARACTERS = 128 * 1024

/** `text` stays text when it is edited, so that `=1+1` in a name never becomes a formula. */
export const STYLES = { text: 1, bold: 2, wrapped: 3 } as const

/** A column: its heading, its width in characters, and how its cells look. */
export type Column = {
  readonly name: string
  readonly width: number
  readonly style: keyof typeof STYLES
}

/** How one sheet is laid out. With `heading` it has a frozen first row of names, and a filter. */
export type Layout = { readonly columns: readonly Column[]; readonly heading: boolean }

/** How many rows a sheet came to, its heading included. */
export type SheetSize = { rowsCount: number }

/**
 * The XML of one sheet in chunks: as many of `rows` as there is room for. `size` counts along and
 * is final at the end.
 */
export async function* sheetXml(
  layout: Layout,
  rows: RowsAhead,
  size: SheetSize,
  rowsMax: number,
): AsyncGenerator<Buffer> {
  assert(layout.columns.length <= 26, 'columns are named by one letter')
  let text = sheetHead(layout)
  if (layout.heading) {
    size.rowsCount = 1
    text += headingRow(layout.columns)
  }
  const styles = layout.columns.map((column) => STYLES[column.style])
  while (!rows.done && size.rowsCount < rowsMax) {
    size.rowsCount += 1
    text += rowXml(await rows.take(), size.rowsCount, styles)
    if (text.length < CHUNK_CHARACTERS) continue
    yield Buffer.from(text)
    text = ''
  }
  yield Buffer.from(text + sheetFoot(layout, size.rowsCount))
}

function sheetHead(layout: Layout): string {
  const pane =
    '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>' +
    '<selection pane="bottomLeft"/>'
  const columns = layout.columns.map(({ width }, index) => {
    const number = index + 1
    return `<col min="${number}" max="${number}" width="${width}" customWidth="1"/>`
  })
  return [
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n',
    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">',
    `<sheetViews><sheetView workbookViewId="0">${layout.heading ? pane : ''}</sheetView></sheetViews>`,
    `<cols>${columns.join('')}</cols><sheetData>`,
  ].join('')
}

function headingRow(columns: readonly Column[]): string {
  const names = columns.map((column) => column.name)
  return rowXml(
    names,
    1,
    columns.map(() => STYLES.bold),
  )
}

/**
 * The order of these elements is fixed by the schema; Excel repairs a file that has another one.
 */
function sheetFoot(layout: Layout, rowsCount: number): string {
  if (!layout.heading) return '</sheetData></worksheet>'
  const area = tableArea(layout.columns.length, rowsCount)
  // A pk is a number kept as text, which Excel would mark in every single row.
  const quiet = `<ignoredErrors><ignoredError sqref="${area}" numberStoredAsText="1"/></ignoredErrors>`
  return `</sheetData><autoFilter ref="${area}"/>${quiet}</worksheet>`
}

/** The cells of a table with its heading, `A1:E100`. */
export function tableArea(columnsCount: number, rowsCount: number): string {
  return `A1:${columnLetter(columnsCount - 1)}${rowsCount}`
}

function rowXml(row: readonly Cell[], rowNumber: number, styles: readonly number[]): string {
  let cells = ''
  for (const [index, value] of row.entries()) {
    cells += cellXml(`${columnLetter(index)}${rowNumber}`, value, styles[index] ?? STYLES.text)
  }
  return `<row r="${rowNumber}">${cells}</row>`
}

function cellXml(place: string, value: Cell, style: number): string {
  if (typeof value === 'number') {
    assert(Number.isFinite(value), 'a sheet knows finite numbers only')
    return `<c r="${place}"><v>${value}</v></c>`
  }
  if (typeof value === 'boolean') return `<c r="${place}" t="b"><v>${value ? 1 : 0}</v></c>`
  if (value === '') return ''
  const text = xmlText(value.slice(0, CELL_CHARACTERS_MAX))
  const space = /^\s|\s$|\n/.test(text) ? ' xml:space="preserve"' : ''
  return `<c r="${place}" s="${style}" t="inlineStr"><is><t${space}>${text}</t></is></c>`
}

function columnLetter(index: number): string {
  return String.fromCharCode(65 + index)
}
