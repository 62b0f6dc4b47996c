import { type CellValue, cellXml, columnLetter, type Link, SHEET_LINKS_MAX } from './cells.ts'
import { xmlText } from './escape.ts'
import type { RowsAhead } from './rows-ahead.ts'
import { STYLES, type Style } from './styles-xml.ts'

/** Excel's own limit. */
export const SHEET_ROWS_MAX = 1_048_576

/** Text is handed on when it has come to so many characters. */
export const CHUNK_CHARACTERS = 32 * 1024

/** A column of a table: its heading and how its cells look. */
export type Column = {
  readonly name: string
  readonly style: Style
  readonly headStyle: Style
  /** In characters. Between them, the column is as wide as its first rows need. */
  readonly widthMin: number
  readonly widthMax: number
  /** Where a text leads; null where it leads nowhere, and is then shown as a plain text. */
  readonly link?: (text: string) => string | null
}

/** What a sheet has around its cells. */
export type Frame = {
  /** Of the tab, as RRGGBB. */
  readonly tabColour: string
  /** Stand at the head and the foot of every printed page. */
  readonly printHead: string
  readonly printFoot: string
}

/** A sheet of rows under a frozen heading, with a filter. */
export type TableLayout = {
  readonly columns: readonly Column[]
  /** A warning above the heading. */
  readonly banner: string | null
  /** Stands below the heading when there are no rows; null for nothing. */
  readonly empty: string | null
}

/** What a sheet came to; counts along while it is written, and is final at the end. */
export type SheetSize = { rowsCount: number; links: SheetLinks }

/** Where the cells of a sheet lead, in their order. */
export type SheetLinks = Iterable<Link> & { readonly length: number }

/**
 * The links of a table. They are written behind its last row, so only what an address is made of is
 * kept until then: a quarter of the memory of the addresses themselves.
 */
class TableLinks implements Iterable<Link> {
  readonly #columns: readonly Column[]
  readonly #rows: number[] = []
  readonly #columnsAt: number[] = []
  readonly #texts: string[] = []

  constructor(columns: readonly Column[]) {
    this.#columns = columns
  }

  get length(): number {
    return this.#texts.length
  }

  /** Notes that the text of a cell leads somewhere; what Excel cannot hold stays a plain text. */
  add(row: number, columnAt: number, text: string): void {
    if (this.#texts.length === SHEET_LINKS_MAX) return
    this.#rows.push(row)
    this.#columnsAt.push(columnAt)
    this.#texts.push(text)
  }

  *[Symbol.iterator](): Generator<Link> {
    for (const [index, text] of this.#texts.entries()) {
      const columnAt = this.#columnsAt[index] ?? 0
      const url = this.#columns[columnAt]?.link?.(text) ?? null
      if (url !== null) yield { place: `${columnLetter(columnAt)}${this.#rows[index]}`, url }
    }
  }
}

/** The number of the row with the names of the columns. */
export function headingRow(layout: TableLayout): number {
  return layout.banner === null ? 1 : 2
}

/** The XML of a table in chunks: as many of `rows` as there is room for. */
export async function* tableXml(
  { layout, frame }: { readonly layout: TableLayout; readonly frame: Frame },
  rows: RowsAhead<readonly CellValue[]>,
  size: SheetSize,
  rowsMax: number,
): AsyncGenerator<Buffer> {
  const { columns, banner } = layout
  const heading = headingRow(layout)
  const links = new TableLinks(columns)
  size.links = links
  let text = sheetHead(frame, { widths: widthsOf(columns, rows.sample), frozenRows: heading })
  if (banner !== null) text += rowXml(1, BANNER_HEIGHT, bannerCells(banner, columns))
  text += rowXml(heading, HEADING_HEIGHT, headingCells(columns, heading))
  size.rowsCount = heading
  if (rows.done && layout.empty !== null) {
    size.rowsCount += 1
    text += `<row r="${size.rowsCount}">${cellXml(`B${size.rowsCount}`, layout.empty, STYLES.note)}</row>`
  }
  while (!rows.done && size.rowsCount < rowsMax) {
    for (const row of await rows.take(rowsMax - size.rowsCount)) {
      size.rowsCount += 1
      text += tableRow(columns, row, size.rowsCount, links)
      if (text.length < CHUNK_CHARACTERS) continue
      yield Buffer.from(text)
      text = ''
    }
  }
  yield Buffer.from(text)
  yield* tableFoot({ layout, frame }, size)
}

const BANNER_HEIGHT = 24
const HEADING_HEIGHT = 22

function tableRow(
  columns: readonly Column[],
  row: readonly CellValue[],
  number: number,
  links: TableLinks,
): string {
  let cells = ''
  for (const [index, value] of row.entries()) {
    const column = columns[index]
    if (column === undefined) break
    const leads = typeof value === 'string' && column.link && column.link(value) !== null
    if (leads) links.add(number, index, value)
    const style = column.link && !leads ? STYLES.text : STYLES[column.style]
    cells += cellXml(`${columnLetter(index)}${number}`, value, style)
  }
  return `<row r="${number}">${cells}</row>`
}

function bannerCells(banner: string, columns: readonly Column[]): string {
  const cells = columns.map((_, index) => {
    return cellXml(`${columnLetter(index)}1`, index === 0 ? banner : null, STYLES.banner)
  })
  return cells.join('')
}

function headingCells(columns: readonly Column[], row: number): string {
  const cells = columns.map(({ name, headStyle }, index) => {
    return cellXml(`${columnLetter(index)}${row}`, name, STYLES[headStyle])
  })
  return cells.join('')
}

/** Room for the arrow of the filter beside a heading, and at the edges of a cell. */
const HEADING_ROOM = 5
const CELL_ROOM = 3

function widthsOf(
  columns: readonly Column[],
  sample: readonly (readonly CellValue[])[],
): readonly number[] {
  return columns.map(({ name, widthMin, widthMax }, index) => {
    const widest = Math.max(0, ...sample.map((row) => charactersIn(row[index] ?? '') + CELL_ROOM))
    return Math.min(widthMax, Math.max(widthMin, name.length + HEADING_ROOM, widest))
  })
}

/** Signs of East Asia and emoji take the room of two. */
function charactersIn(value: string | number): number {
  let count = 0
  for (const sign of String(value)) count += sign >= '\u2e80' ? 2 : 1
  return count
}

/** The order of these elements is fixed by the schema; Excel repairs a file with another one. */
async function* tableFoot(
  { layout, frame }: { readonly layout: TableLayout; readonly frame: Frame },
  { rowsCount, links }: SheetSize,
): AsyncGenerator<Buffer> {
  yield Buffer.from(`</sheetData><autoFilter ref="${tableArea(layout, rowsCount)}"/>`)
  yield* linksXml(links)
  // A pk is a number kept as text, which Excel would mark in every single row.
  const id = columnLetter(layout.columns.length - 1)
  const quiet = `<ignoredErrors><ignoredError sqref="${id}1:${id}${rowsCount}" numberStoredAsText="1"/></ignoredErrors>`
  yield Buffer.from(`${printXml(frame, 'portrait')}${quiet}</worksheet>`)
}

/** The cells of a table with its heading, `A1:E100`. */
export function tableArea(layout: TableLayout, rowsCount: number): string {
  return `A${headingRow(layout)}:${columnLetter(layout.columns.length - 1)}${rowsCount}`
}

/** A sheet up to its first row. */
export function sheetHead(
  { tabColour }: Frame,
  view: { readonly widths: readonly number[]; readonly frozenRows: number },
): string {
  const { widths, frozenRows } = view
  const pane =
    frozenRows === 0
      ? ''
      : `<pane ySplit="${frozenRows}" topLeftCell="A${frozenRows + 1}" activePane="bottomLeft" state="frozen"/><selection pane="bottomLeft"/>`
  const columns = widths.map((width, index) => {
    return `<col min="${index + 1}" max="${index + 1}" width="${width}" customWidth="1"/>`
  })
  return [
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n',
    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" ',
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">',
    `<sheetPr><tabColor rgb="FF${tabColour}"/><pageSetUpPr fitToPage="1"/></sheetPr>`,
    `<sheetViews><sheetView showGridLines="0" workbookViewId="0">${pane}</sheetView></sheetViews>`,
    `<sheetFormatPr defaultRowHeight="16" customHeight="1"/>`,
    `<cols>${columns.join('')}</cols><sheetData>`,
  ].join('')
}

/** A row of a height in points. */
export function rowXml(number: number, height: number, cells: string): string {
  return `<row r="${number}" ht="${height}" customHeight="1">${cells}</row>`
}

/** The links of a sheet, in chunks. Those that lead outside are numbered in their order. */
export function* linksXml(links: SheetLinks): Generator<Buffer> {
  if (links.length === 0) return
  let text = '<hyperlinks>'
  let number = 0
  for (const link of links) {
    number += 1
    if ('url' in link) text += `<hyperlink ref="${link.place}" r:id="rId${number}"/>`
    else {
      const place = attribute(`'${link.sheet.replaceAll("'", "''")}'!A1`)
      text += `<hyperlink ref="${link.place}" location="${place}"/>`
    }
    if (text.length < CHUNK_CHARACTERS) continue
    yield Buffer.from(text)
    text = ''
  }
  yield Buffer.from(`${text}</hyperlinks>`)
}

/** How a sheet is printed: one page wide, with head and foot. */
export function printXml(frame: Frame, orientation: 'portrait' | 'landscape'): string {
  const head = `&L&"-,Bold"${printed(frame.printHead)}`
  const foot = `&L${printed(frame.printFoot)}&R&P / &N`
  return [
    '<pageMargins left="0.5" right="0.5" top="0.75" bottom="0.75" header="0.3" footer="0.3"/>',
    `<pageSetup paperSize="9" orientation="${orientation}" fitToWidth="1" fitToHeight="0"/>`,
    `<headerFooter><oddHeader>${xmlText(head)}</oddHeader>`,
    `<oddFooter>${xmlText(foot)}</oddFooter></headerFooter>`,
  ].join('')
}

/** An ampersand begins a code there, and a digit behind a code would belong to it. */
function printed(text: string): string {
  return ` ${text.replaceAll('&', '&&')}`
}

/** A text as the value of an attribute. */
export function attribute(text: string): string {
  return xmlText(text).replaceAll('"', '&quot;')
}
