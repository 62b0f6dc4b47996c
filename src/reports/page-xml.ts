import { type CellValue, cellXml, columnLetter, type Link } from './cells.ts'
import { type Frame, linksXml, printXml, rowXml, type SheetSize, sheetHead } from './sheet-xml.ts'
import { STYLES, type Style } from './styles-xml.ts'

/** A cell of a page, and where it leads. */
export type PageCell = {
  readonly value: CellValue
  readonly style: Style
  readonly to?: { readonly url: string } | { readonly sheet: string }
}

/** A row of a page: its height in points, and its cells from the left. */
export type PageRow = {
  readonly height: number
  readonly cells: readonly PageCell[]
  /** From that cell on, counted from 0, all are one. */
  readonly joinedFrom?: number
}

/** A sheet that is made to be looked at, and fits on one page. */
export type PageLayout = { readonly widths: readonly number[]; readonly rows: readonly PageRow[] }

/** The XML of a page. */
export function* pageXml(
  { layout, frame }: { readonly layout: PageLayout; readonly frame: Frame },
  size: SheetSize,
): Generator<Buffer> {
  const links: Link[] = []
  const rows = layout.rows.map(({ height, cells }, index) => {
    const row = index + 1
    const drawnCells = cells.map((cell, column) => drawn(cell, row, column, links))
    return rowXml(row, height, drawnCells.join(''))
  })
  size.links = links
  size.rowsCount = layout.rows.length
  const head = sheetHead(frame, { widths: layout.widths, frozenRows: 0 })
  yield Buffer.from(`${head}${rows.join('')}</sheetData>`)
  yield Buffer.from(joinsXml(layout.rows))
  yield* linksXml(links)
  yield Buffer.from(`${printXml(frame, 'landscape')}</worksheet>`)
}

function joinsXml(rows: readonly PageRow[]): string {
  const areas = rows.flatMap(({ cells, joinedFrom }, index) => {
    if (joinedFrom === undefined) return []
    const [from, to] = [columnLetter(joinedFrom), columnLetter(cells.length - 1)]
    return [`<mergeCell ref="${from}${index + 1}:${to}${index + 1}"/>`]
  })
  return areas.length === 0
    ? ''
    : `<mergeCells count="${areas.length}">${areas.join('')}</mergeCells>`
}

function drawn(cell: PageCell, row: number, column: number, links: Link[]): string {
  const place = `${columnLetter(column)}${row}`
  if (cell.to) links.push({ place, ...cell.to } satisfies Link)
  return cellXml(place, cell.value, STYLES[cell.style])
}
