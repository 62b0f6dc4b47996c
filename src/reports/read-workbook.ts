import { readFile } from 'node:fs/promises'
import XLSX from '@e965/xlsx'

/** A sheet as another library reads it. */
export type ReadSheet = {
  readonly name: string
  /** What is shown in each cell, row by row; empty at the end of a row is left out. */
  readonly rows: readonly (readonly string[])[]
  /** Where cells lead: an address, or a place in the workbook that begins with `#`. */
  readonly links: Readonly<Record<string, string>>
  readonly filter: string | null
  /** Formulas, of which there must never be one. */
  readonly formulas: readonly string[]
  /** The types of the cells that hold something: `s` a text, `n` a number. */
  readonly types: Readonly<Record<string, string>>
}

/** Reads a workbook back for tests, with a library that shares nothing with the writer. */
export async function readWorkbook(file: string): Promise<readonly ReadSheet[]> {
  const book = XLSX.read(await readFile(file), { cellStyles: true, cellFormula: true })
  return book.SheetNames.map((name) => sheetOf(name, book.Sheets[name] ?? {}))
}

function sheetOf(name: string, sheet: XLSX.WorkSheet): ReadSheet {
  const cells = Object.entries(sheet).filter(([place]) => /^[A-Z]+\d+$/.test(place))
  const options = { header: 1, raw: true, defval: '', blankrows: true } as const
  const rows = XLSX.utils.sheet_to_json<unknown[]>(sheet, options)
  return {
    name,
    rows: rows.map((row) => withoutEnd(row.map(String))),
    links: pick(cells, (cell) => cell.l?.Target),
    filter: sheet['!autofilter']?.ref ?? null,
    formulas: Object.values(pick(cells, (cell) => cell.f)),
    types: pick(cells, (cell) => (cell.t === 'z' ? undefined : cell.t)),
  }
}

function pick(
  cells: readonly [string, XLSX.CellObject][],
  of: (cell: XLSX.CellObject) => string | undefined,
): Record<string, string> {
  return Object.fromEntries(
    cells.flatMap(([place, cell]) => {
      const value = of(cell)
      return value === undefined ? [] : [[place, value]]
    }),
  )
}

function withoutEnd(row: readonly string[]): readonly string[] {
  return row.slice(0, row.findLastIndex((cell) => cell !== '') + 1)
}
