/**
 * Acts under one name go one after the other, within this process. Whoever edits a message waits
 * until the edit before it has come to something: an older one that was held up would undo it.
 */
export class OneByOne {
  readonly #last = new Map<string, Promise<unknown>>()

  /** Whether anything under this name is under way. */
  isBusy(name: string): boolean {
    return this.#last.has(name)
  }

  /** Acts as soon as everything before it under this name has ended, well or not. */
  async run<T>(name: string, act: () => Promise<T>): Promise<T> {
    const before = this.#last.get(name) ?? Promise.resolve()
    const mine = before.then(act, act)
    this.#last.set(name, mine)
    try {
      return await mine
    } finally {
      if (this.#last.get(name) === mine) this.#last.delete(name)
    }
  }
}
