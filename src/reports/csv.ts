import { csvText } from './escape.ts'
import type { CsvStyle } from './reader.ts'

/** Text of somebody else, a truth of our own, or a number that must not be rounded. */
export type CsvCell = string | boolean | { readonly id: string }

/** Without this mark Excel takes UTF-8 for the alphabet of the machine's country. */
const BYTE_ORDER_MARK = '\uFEFF'

/** The start of a CSV file: its columns. */
export function csvHead(columns: readonly string[], style: CsvStyle): string {
  const mark = style === 'plain' ? '' : BYTE_ORDER_MARK
  return mark + csvLines([columns], style)
}

/**
 * Rows of a CSV file (RFC 4180, UTF-8). Texts are made safe for spreadsheet programs. Those would
 * show an id as 1.7E+09 and round a long one, so a tab in front keeps it a text, which scripts
 * strip or leave out with the style `plain`.
 */
export function csvLines(rows: readonly (readonly CsvCell[])[], style: CsvStyle): string {
  const separator = style === 'semicolon' ? ';' : ','
  let lines = ''
  for (const row of rows) {
    for (const [index, cell] of row.entries()) {
      lines += index === 0 ? textOf(cell, style) : separator + textOf(cell, style)
    }
    lines += '\r\n'
  }
  return lines
}

function textOf(cell: CsvCell, style: CsvStyle): string {
  if (typeof cell === 'string') return quoted(csvText(cell))
  if (typeof cell === 'boolean') return cell ? 'true' : 'false'
  return style === 'plain' ? cell.id : `"\t${cell.id}"`
}

/**
 * A carriage return alone, or a line feed alone, ends a line for many readers, and programs that
 * guess the separator take a tab or a semicolon for one.
 */
const TO_QUOTE = /[",;\t\r\n]/

function quoted(text: string): string {
  return TO_QUOTE.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
