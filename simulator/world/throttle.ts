/** How a throttle falls and what it answers. */
export type ThrottleSettings = {
  /** So many counted requests per window are let through. */
  readonly requests: number
  readonly windowMs: number
  /** How long the throttle lasts once it has fallen. */
  readonly penaltyMs: number
  /** The row of facts 4.1 that refused requests get. */
  readonly answer: string
}

type Book = { stamps: number[]; head: number; throttledUntilMs: number; answer: string }

/** Who has asked how often, in a sliding window, and who is throttled until when. */
export class Throttles {
  settings: ThrottleSettings | null = null
  readonly #books = new Map<string, Book>()

  /** Whether `key` (an account's pk or an address) is throttled at `nowMs`. */
  isThrottled(key: string, nowMs: number): boolean {
    return nowMs < this.throttledUntilMs(key)
  }

  /** Milliseconds since 1970 until which `key` is throttled; 0 when it never was. */
  throttledUntilMs(key: string): number {
    return this.#books.get(key)?.throttledUntilMs ?? 0
  }

  /** Counts one request; `false` when it falls into a throttle, or makes it fall. */
  spend(key: string, nowMs: number): boolean {
    if (this.isThrottled(key, nowMs)) return false
    if (!this.settings) return true
    const book = this.#book(key)
    const since = nowMs - this.settings.windowMs
    while (book.head < book.stamps.length && (book.stamps[book.head] ?? 0) <= since) book.head += 1
    if (book.head > 1024) {
      book.stamps = book.stamps.slice(book.head)
      book.head = 0
    }
    if (book.stamps.length - book.head >= this.settings.requests) {
      book.throttledUntilMs = nowMs + this.settings.penaltyMs
      book.answer = this.settings.answer
      return false
    }
    book.stamps.push(nowMs)
    return true
  }

  /** The row of facts 4.1 that a throttled `key` is answered with. */
  answerOf(key: string): string {
    return this.#books.get(key)?.answer ?? '1'
  }

  /** Throttles `key` for `forMs` from now; a longer throttle that is under way stays. */
  fall(key: string, forMs: number, nowMs: number, answer = '1'): void {
    const book = this.#book(key)
    book.answer = answer
    book.throttledUntilMs = Math.max(book.throttledUntilMs, nowMs + forMs)
  }

  /** Makes a throttle that is under way last `byMs` longer. */
  extend(key: string, byMs: number): void {
    this.#book(key).throttledUntilMs += byMs
  }

  /** Forgets every window and every throttle. */
  reset(): void {
    this.#books.clear()
  }

  #book(key: string): Book {
    let book = this.#books.get(key)
    if (!book) {
      book = { stamps: [], head: 0, throttledUntilMs: 0, answer: '1' }
      this.#books.set(key, book)
    }
    return book
  }
}
