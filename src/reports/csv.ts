import { stringify } from 'csv-stringify/sync'
import { csvText } from './escape.ts'

/** Rows are made into text so many at a time. */
const BATCH_ROWS = 500

/** Text of somebody else, or a number or a truth of our own. */
export type Cell = string | number | boolean

/**
 * A CSV file (RFC 4180, UTF-8 without a byte order mark) as chunks of text; a few hundred rows are
 * in memory at a time. Texts are made safe for spreadsheet programs, numbers stay as they are.
 */
export async function* csvChunks(
  columns: readonly string[],
  rows: AsyncIterable<readonly Cell[]>,
): AsyncGenerator<string> {
  let batch: (readonly Cell[])[] = [columns]
  for await (const row of rows) {
    batch.push(row)
    if (batch.length < BATCH_ROWS) continue
    yield csvLines(batch)
    batch = []
  }
  if (batch.length > 0) yield csvLines(batch)
}

function csvLines(batch: readonly (readonly Cell[])[]): string {
  return stringify([...batch], {
    record_delimiter: '\r\n',
    // A carriage return alone, or a line feed alone, ends a line for many readers.
    quote_record_delimiter: true,
    cast: { string: csvText, boolean: String },
  })
}
