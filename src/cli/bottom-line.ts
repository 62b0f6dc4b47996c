/** Away with everything from here to the end of the screen. */
const ERASE_BELOW = '\u001B[J'

/** Room for a `^C` that the terminal echoes behind the line, and for what it keeps to itself. */
const COLUMNS_KEPT = 3

/**
 * One line at the bottom of a screen that is drawn anew again and again. When the screen becomes
 * narrower, the line that stands there breaks into several: all of them go.
 */
export class BottomLine {
  readonly #stream: NodeJS.WriteStream
  readonly #columns: () => number
  #shown: string | null = null

  constructor(stream: NodeJS.WriteStream, columns: () => number) {
    this.#stream = stream
    this.#columns = columns
  }

  /** How wide a line may be. */
  get columns(): number {
    return Math.max(1, this.#columns() - COLUMNS_KEPT)
  }

  /** Shows a line in the place of the one before. */
  show(line: string): void {
    this.#stream.write(`${this.#erasure()}${line}`)
    this.#shown = line
  }

  /** Takes the line away; the cursor stands where it began. */
  erase(): void {
    this.#stream.write(this.#erasure())
    this.#shown = null
  }

  #erasure(): string {
    const rows = Math.ceil((this.#shown?.length ?? 0) / this.#columns())
    return `\r${rows > 1 ? `\u001B[${rows - 1}A` : ''}${ERASE_BELOW}`
  }
}
