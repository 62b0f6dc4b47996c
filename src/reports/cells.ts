import { strict as assert } from 'node:assert'
import { xmlText } from './escape.ts'

/** Excel's own limit. */
const CELL_CHARACTERS_MAX = 32_767

/** What stands in a cell of a sheet; null leaves it empty. */
export type CellValue = string | number | null

/** The XML of a cell: `place` is its name (`B7`), `style` the number of its look. */
export function cellXml(place: string, value: CellValue, style: number): string {
  if (typeof value === 'number') {
    assert(Number.isFinite(value), 'a sheet knows finite numbers only')
    return `<c r="${place}" s="${style}"><v>${value}</v></c>`
  }
  if (value === null || value === '') return `<c r="${place}" s="${style}"/>`
  const text = xmlText(value.slice(0, CELL_CHARACTERS_MAX))
  const space = /^\s|\s$|\n/.test(text) ? ' xml:space="preserve"' : ''
  return `<c r="${place}" s="${style}" t="inlineStr"><is><t${space}>${text}</t></is></c>`
}

/** The letter of a column; columns count from 0. */
export function columnLetter(index: number): string {
  assert(index < 26, 'columns are named by one letter')
  return String.fromCharCode(65 + index)
}

/** Where a cell leads: an address outside, or a sheet of the same workbook by its name. */
export type Link = { readonly place: string } & (
  | { readonly url: string }
  | { readonly sheet: string }
)

/**
 * More links than this on one sheet, and Excel takes the file for damaged
 * (support.microsoft.com, "Excel specifications and limits").
 */
export const SHEET_LINKS_MAX = 65_530
