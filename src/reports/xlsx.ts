import { strict as assert } from 'node:assert'
import { Readable } from 'node:stream'
import { finished } from 'node:stream/promises'
import { ZipFile } from 'yazl'
import type { Cell } from './csv.ts'
import { RowsAhead } from './rows-ahead.ts'
import { type Layout, SHEET_ROWS_MAX, type SheetSize, sheetXml, tableArea } from './sheet-xml.ts'
import { sheetPath, type WrittenSheet, workbookParts } from './workbook-xml.ts'

const SHEET_NAME_CHARACTERS_MAX = 31

/** The date of every entry: equal rows give equal files. */
const ENTRY_OPTIONS = { mtime: new Date('2000-01-01T00:00:00Z'), forceDosTimestamp: true }

/** One sheet, or several if it has more rows than one can hold: "Followers", "Followers (2)". */
export type Sheet = {
  readonly name: string
  readonly layout: Layout
  readonly rows: AsyncIterable<readonly Cell[]>
}

/**
 * An XLSX file as chunks of bytes. Rows are read as the chunks are taken; some megabytes of them
 * are in memory at a time. Texts are written as texts, never as formulas or numbers. An error of
 * the rows passes through. If the reader stops early, the rows are closed.
 * `rowsMax` is the number of rows a sheet may have, its heading included.
 */
export async function* xlsxChunks(
  sheets: readonly Sheet[],
  rowsMax: number = SHEET_ROWS_MAX,
): AsyncGenerator<Uint8Array> {
  const zip = new ZipFile()
  const output = zip.outputStream
  assert(output instanceof Readable, 'the archive must come out of a stream')
  const stop = new AbortController()
  const filling = fill(zip, sheets, rowsMax, stop.signal).catch((error: unknown) => {
    output.destroy(error instanceof Error ? error : new Error('the rows failed', { cause: error }))
  })
  try {
    for await (const chunk of output) yield chunk
  } finally {
    stop.abort()
    await filling
  }
}

async function fill(
  zip: ZipFile,
  sheets: readonly Sheet[],
  rowsMax: number,
  signal: AbortSignal,
): Promise<void> {
  const written: WrittenSheet[] = []
  for (const { name, layout, rows } of sheets) {
    const ahead = await RowsAhead.open(rows)
    try {
      for (let part = 1; part === 1 || !ahead.done; part++) {
        const size: SheetSize = { rowsCount: 0 }
        const path = sheetPath(written.length + 1)
        await addEntry(zip, path, sheetXml(layout, ahead, size, rowsMax), signal)
        const area = tableArea(layout.columns.length, size.rowsCount)
        written.push({
          name: sheetName(name, part, written),
          filterArea: layout.heading ? area : null,
        })
      }
    } finally {
      await ahead.close()
    }
  }
  for (const [path, xml] of workbookParts(written)) {
    zip.addBuffer(Buffer.from(xml), path, ENTRY_OPTIONS)
  }
  zip.end()
}

/** Resolves when the last chunk of the entry was read. */
async function addEntry(
  zip: ZipFile,
  path: string,
  chunks: AsyncIterable<Buffer>,
  signal: AbortSignal,
): Promise<void> {
  const stream = Readable.from(chunks, { signal })
  zip.addReadStream(stream, path, ENTRY_OPTIONS)
  await finished(stream)
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
