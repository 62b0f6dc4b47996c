import crypto from 'node:crypto'
import { syncBuiltinESMExports } from 'node:module'
import { Draws } from './draws.ts'

/**
 * Lets ids and nonces come from a seed until it is undone. Whatever asks the system for random
 * bytes meanwhile gets the same bytes for the same seed: without it two runs of one seed would
 * differ in every id, and so in whatever is ordered by one.
 */
export class SeededEntropy implements Disposable {
  readonly #before = crypto.randomBytes

  constructor(seed: number) {
    const draws = new Draws(seed, 'entropy')
    const bytes = (size: number): Buffer => {
      const made = Buffer.allocUnsafe(size)
      for (let at = 0; at < size; at += 1) made[at] = draws.between(0, 255)
      return made
    }
    this.#put(bytes as typeof crypto.randomBytes)
  }

  [Symbol.dispose](): void {
    this.#put(this.#before)
  }

  #put(randomBytes: typeof crypto.randomBytes): void {
    crypto.randomBytes = randomBytes
    syncBuiltinESMExports()
  }
}
