import { strict as assert } from 'node:assert'
import type { Cell } from './csv.ts'

/** Rows read one ahead, so that a full sheet knows whether another one must follow. */
export class RowsAhead {
  readonly #rows: AsyncIterator<readonly Cell[]>
  #next: IteratorResult<readonly Cell[]>

  private constructor(
    rows: AsyncIterator<readonly Cell[]>,
    first: IteratorResult<readonly Cell[]>,
  ) {
    this.#rows = rows
    this.#next = first
  }

  /** Starts to read, and waits for the first row. */
  static async open(rows: AsyncIterable<readonly Cell[]>): Promise<RowsAhead> {
    const iterator = rows[Symbol.asyncIterator]()
    return new RowsAhead(iterator, await iterator.next())
  }

  /** True when every row was taken. */
  get done(): boolean {
    return this.#next.done === true
  }

  /** The next row; there must be one. Waits for the row behind it. */
  async take(): Promise<readonly Cell[]> {
    const { value, done } = this.#next
    assert(done !== true, 'a row must be left')
    this.#next = await this.#rows.next()
    return value
  }

  /** Gives back what the rows hold open, wherever the reading stopped. */
  async close(): Promise<void> {
    if (!this.done) await this.#rows.return?.()
  }
}
