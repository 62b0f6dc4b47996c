import { strict as assert } from 'node:assert'

/**
 * Rows that come some at a time, read ahead of those that take them: a sheet knows how wide its
 * first rows are, and a full one whether another must follow.
 */
export class RowsAhead<T> {
  readonly #batches: AsyncIterator<readonly T[]>
  #batch: readonly T[] = []
  #taken = 0
  #isOver = false

  private constructor(batches: AsyncIterator<readonly T[]>) {
    this.#batches = batches
  }

  /** Starts to read, and waits for the first rows. */
  static async open<T>(batches: AsyncIterable<readonly T[]>): Promise<RowsAhead<T>> {
    const ahead = new RowsAhead(batches[Symbol.asyncIterator]())
    await ahead.#read()
    return ahead
  }

  /** What was read and not taken yet. */
  get sample(): readonly T[] {
    return this.#batch.slice(this.#taken)
  }

  /** True when every row was taken. */
  get done(): boolean {
    return this.#taken === this.#batch.length
  }

  /** So many rows at the most, one at the least; there must be one. Waits for those behind them. */
  async take(countMax: number): Promise<readonly T[]> {
    assert(!this.done && countMax > 0, 'a row must be left')
    const rows = this.#batch.slice(this.#taken, this.#taken + countMax)
    this.#taken += rows.length
    if (this.done) await this.#read()
    return rows
  }

  /** Gives back what the rows hold open, wherever the reading stopped. */
  async close(): Promise<void> {
    if (!this.#isOver) await this.#batches.return?.()
  }

  async #read(): Promise<void> {
    this.#batch = []
    this.#taken = 0
    while (!this.#isOver && this.#batch.length === 0) {
      const { value, done } = await this.#batches.next()
      if (done === true) this.#isOver = true
      else this.#batch = value
    }
  }
}
