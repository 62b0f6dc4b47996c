/** A row of a table, and the line of its file on which it begins. */
export type CsvRow = {
  readonly line: number
  readonly cells: readonly string[]
  /** Whether quotes in it are never closed: then it has swallowed whatever comes behind. */
  readonly isOpen: boolean
}

/**
 * Takes a table in CSV apart as RFC 4180 has it: cells between commas, or between semicolons where
 * the first line has more of those; a cell in quotes may hold anything, quotes doubled. Empty lines
 * are no rows. Pure.
 */
export function parseCsv(text: string): readonly CsvRow[] {
  const plain = text.replace(/^\uFEFF/, '')
  const reader = new CsvReader(plain, separatorOf(plain))
  return reader.rows()
}

function separatorOf(text: string): ',' | ';' {
  const first = text.slice(0, text.search(/[\r\n]|$/))
  return first.split(';').length > first.split(',').length ? ';' : ','
}

class CsvReader {
  readonly #text: string
  readonly #separator: string
  #at = 0
  #line = 1
  #isOpen = false

  constructor(text: string, separator: string) {
    this.#text = text
    this.#separator = separator
  }

  rows(): readonly CsvRow[] {
    const rows: CsvRow[] = []
    while (this.#at < this.#text.length) {
      const row = this.#row()
      if (row.cells.some((cell) => cell !== '')) rows.push(row)
    }
    return rows
  }

  #row(): CsvRow {
    const line = this.#line
    const cells: string[] = []
    for (;;) {
      cells.push(this.#cell())
      const next = this.#text[this.#at]
      if (next === this.#separator) {
        this.#at += 1
        continue
      }
      if (next === '\r' && this.#text[this.#at + 1] === '\n') this.#at += 1
      this.#at += 1
      this.#line += 1
      return { line, cells, isOpen: this.#isOpen }
    }
  }

  #cell(): string {
    return this.#text[this.#at] === '"' ? this.#quoted() : this.#bare()
  }

  #bare(): string {
    const from = this.#at
    while (this.#at < this.#text.length && !this.#isEnd()) this.#at += 1
    return this.#text.slice(from, this.#at).trim()
  }

  #quoted(): string {
    let cell = ''
    this.#at += 1
    while (this.#at < this.#text.length) {
      const sign = this.#text[this.#at] ?? ''
      this.#at += 1
      if (sign === '\n') this.#line += 1
      if (sign !== '"') {
        cell += sign
      } else if (this.#text[this.#at] === '"') {
        cell += '"'
        this.#at += 1
      } else {
        // Whatever stands behind the quotes belongs to the cell as it is.
        return cell + this.#bare()
      }
    }
    this.#isOpen = true
    return cell
  }

  #isEnd(): boolean {
    const sign = this.#text[this.#at]
    return sign === this.#separator || sign === '\n' || sign === '\r'
  }
}
