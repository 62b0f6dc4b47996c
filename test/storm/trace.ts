import { createHash, type Hash } from 'node:crypto'

/** How many of the last lines are kept for whoever wants to read them. */
const LINES_MAX = 40_000

/**
 * Everything that happened, in order: as a hash, to compare two runs, and its last lines as text,
 * for a person.
 */
export class Trace {
  readonly #hash: Hash = createHash('sha256')
  readonly #startedAtMs: number
  readonly #lines: string[] = []
  /** Whether the lines are kept, too. */
  readonly isKept: boolean

  constructor(startedAtMs: number, isKept: boolean) {
    this.#startedAtMs = startedAtMs
    this.isKept = isKept
  }

  /** Somebody goes on. */
  turn(nowMs: number, who: string, what: string): void {
    this.note(nowMs, `${who} ${what}`)
  }

  /** Something happens. */
  note(nowMs: number, text: string): void {
    const line = `${nowMs - this.#startedAtMs} ${text}`
    this.#hash.update(line)
    this.#hash.update('\n')
    if (this.isKept) this.#keep(line)
  }

  /** What came back: too long to be read, and part of the hash all the same. */
  bytes(answer: Uint8Array): void {
    this.#hash.update(answer)
  }

  get lines(): readonly string[] {
    return this.#lines
  }

  /** The hash of all that happened so far. */
  digest(): string {
    return this.#hash.copy().digest('hex').slice(0, 16)
  }

  #keep(line: string): void {
    if (this.#lines.length >= LINES_MAX) this.#lines.shift()
    this.#lines.push(line)
  }
}
