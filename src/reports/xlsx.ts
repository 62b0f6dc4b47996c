import { strict as assert } from 'node:assert'
import { Readable } from 'node:stream'
import { finished } from 'node:stream/promises'
import { ZipFile } from 'yazl'
import type { CellValue } from './cells.ts'
import { type PageLayout, pageXml } from './page-xml.ts'
import { RowsAhead } from './rows-ahead.ts'
import {
  type Frame,
  headingRow,
  SHEET_ROWS_MAX,
  type SheetLinks,
  type SheetSize,
  type TableLayout,
  tableArea,
  tableXml,
} from './sheet-xml.ts'
import {
  linkRelations,
  linksPath,
  type Properties,
  sheetPath,
  type WrittenSheet,
  workbookParts,
} from './workbook-xml.ts'

const SHEET_NAME_CHARACTERS_MAX = 31

/** The date of every entry: equal rows give equal files. */
const ENTRY_OPTIONS = { mtime: new Date('2000-01-01T00:00:00Z'), forceDosTimestamp: true }

/**
 * A sheet: a page to look at, or a table; or several tables if there are more rows than one can
 * hold: "Followers", "Followers (2)".
 */
export type Sheet = { readonly name: string; readonly frame: Frame } & (
  | { readonly kind: 'page'; readonly layout: PageLayout }
  | {
      readonly kind: 'table'
      readonly layout: TableLayout
      /** Some at a time; the widths of the columns are those that the first of them need. */
      readonly rows: AsyncIterable<readonly (readonly CellValue[])[]>
    }
)

/** A whole file. */
export type Workbook = { readonly properties: Properties; readonly sheets: readonly Sheet[] }

/**
 * An XLSX file as chunks of bytes. Rows are read as the chunks are taken; some megabytes of them
 * are in memory at a time. Texts are written as texts, never as formulas or numbers. An error of
 * the rows passes through. If the reader stops early, the rows are closed.
 * `rowsMax` is the number of rows a sheet may have, its heading included.
 */
export async function* xlsxChunks(
  workbook: Workbook,
  rowsMax: number = SHEET_ROWS_MAX,
): AsyncGenerator<Uint8Array> {
  const zip = new ZipFile()
  const output = zip.outputStream
  assert(output instanceof Readable, 'the archive must come out of a stream')
  const stop = new AbortController()
  const archive = new Archive(zip, stop.signal)
  const filling = fill(archive, workbook, rowsMax).catch((error: unknown) => {
    output.destroy(error instanceof Error ? error : new Error('the rows failed', { cause: error }))
  })
  try {
    for await (const chunk of output) yield chunk
  } finally {
    stop.abort()
    await filling
  }
}

async function fill(archive: Archive, workbook: Workbook, rowsMax: number): Promise<void> {
  for (const sheet of workbook.sheets) {
    if (sheet.kind === 'page') await archive.addPage(sheet, sheet.layout)
    else await archive.addTable(sheet, sheet, rowsMax)
  }
  archive.finish(workbook.properties)
}

/** The file on its way, and which sheets are in it already. */
class Archive {
  readonly #zip: ZipFile
  readonly #signal: AbortSignal
  readonly #written: WrittenSheet[] = []

  constructor(zip: ZipFile, signal: AbortSignal) {
    this.#zip = zip
    this.#signal = signal
  }

  async addPage({ name, frame }: Pick<Sheet, 'name' | 'frame'>, layout: PageLayout): Promise<void> {
    const size: SheetSize = { rowsCount: 0, links: [] }
    await this.#add(pageXml({ layout, frame }, size), size)
    this.#written.push({ name: sheetName(name, 1, this.#written), table: null })
  }

  async addTable(
    { name, frame }: Pick<Sheet, 'name' | 'frame'>,
    { layout, rows }: Pick<Sheet & { kind: 'table' }, 'layout' | 'rows'>,
    rowsMax: number,
  ): Promise<void> {
    const ahead = await RowsAhead.open(rows)
    try {
      for (let part = 1; part === 1 || !ahead.done; part++) {
        const size: SheetSize = { rowsCount: 0, links: [] }
        await this.#add(tableXml({ layout, frame }, ahead, size, rowsMax), size)
        const table = { area: tableArea(layout, size.rowsCount), headingRow: headingRow(layout) }
        this.#written.push({ name: sheetName(name, part, this.#written), table })
      }
    } finally {
      await ahead.close()
    }
  }

  /** Resolves when the last chunk of the sheet was read. */
  async #add(chunks: AsyncIterable<Buffer> | Iterable<Buffer>, size: SheetSize): Promise<void> {
    const number = this.#written.length + 1
    await this.#addEntry(sheetPath(number), chunks)
    if (!leadsOutside(size.links)) return
    await this.#addEntry(linksPath(number), linkRelations(size.links))
  }

  async #addEntry(path: string, chunks: AsyncIterable<Buffer> | Iterable<Buffer>): Promise<void> {
    const stream = Readable.from(chunks, { signal: this.#signal })
    this.#zip.addReadStream(stream, path, ENTRY_OPTIONS)
    await finished(stream)
  }

  finish(properties: Properties): void {
    for (const [path, xml] of workbookParts(this.#written, properties)) {
      this.#zip.addBuffer(Buffer.from(xml), path, ENTRY_OPTIONS)
    }
    this.#zip.end()
  }
}

function leadsOutside(links: SheetLinks): boolean {
  for (const link of links) if ('url' in link) return true
  return false
}

/** A name as Excel allows it: short, without some signs, and not taken by another sheet. */
function sheetName(wanted: string, part: number, taken: readonly WrittenSheet[]): string {
  const plain = wanted.replace(/[[\]:*?/\\\s]+/g, ' ')
  for (let number = part; ; number++) {
    const suffix = number === 1 ? '' : ` (${number})`
    const start = plain.slice(0, SHEET_NAME_CHARACTERS_MAX - suffix.length).toWellFormed()
    const name = (start.replace(/^[' ]+|[' ]+$/g, '') || 'Sheet') + suffix
    if (!taken.some((sheet) => sheet.name.toLowerCase() === name.toLowerCase())) return name
  }
}
