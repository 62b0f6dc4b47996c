import type { Principal } from '../access/principal.ts'
import { ImportsTooManyError } from './refusals.ts'

/** So many imports are read at a time: each takes a processor, and memory for its people. */
const AT_A_TIME = 2

/** Who imports now. One at a time of each, so that nobody takes all places. */
export class ImportPlaces {
  readonly #taken = new Set<string>()

  /** Takes a place; gives back how to leave it. @throws ImportsTooManyError IMPORTS_TOO_MANY */
  take({ tokenId, sessionId, customerId }: Principal): () => void {
    const who = tokenId ?? sessionId ?? customerId ?? ''
    if (this.#taken.has(who) || this.#taken.size >= AT_A_TIME) throw new ImportsTooManyError()
    this.#taken.add(who)
    return () => void this.#taken.delete(who)
  }
}
