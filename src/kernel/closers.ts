/** Collects what must be given back, as soon as it is taken, and gives it back in reverse order. */
export class Closers implements AsyncDisposable {
  readonly #closers: { readonly name: string; readonly close: () => Promise<void> | void }[] = []

  /** Registers `close`; call it right after the thing was acquired. */
  add(name: string, close: () => Promise<void> | void): void {
    this.#closers.push({ name, close })
  }

  /**
   * Closes everything, the newest first. Every closer runs even if one before it failed.
   * @throws AggregateError naming what could not be closed.
   */
  async close(): Promise<void> {
    const errors: Error[] = []
    for (let closer = this.#closers.pop(); closer; closer = this.#closers.pop()) {
      try {
        await closer.close()
      } catch (cause) {
        errors.push(new Error(`could not close ${closer.name}`, { cause }))
      }
    }
    if (errors.length > 0) throw new AggregateError(errors, errors.map((e) => e.message).join('; '))
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close()
  }
}
