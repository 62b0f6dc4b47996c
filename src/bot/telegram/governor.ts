import type { Clock } from '../../kernel/clock.ts'

/** What a call is worth: an answer goes before a result, and that before how far something is. */
export type Urgency = 'answer' | 'result' | 'progress'

const ORDER: readonly Urgency[] = ['answer', 'result', 'progress']

type Waiting = { readonly go: () => void; readonly fail: (why: unknown) => void }

/**
 * Lets so many messages a second out, all chats together (Telegram: about 30), the most urgent
 * first. One at a time is let go, evenly, so that no second ever has more. When Telegram asks for a
 * pause, everything pauses.
 */
export class Governor {
  readonly #clock: Clock
  readonly #everyMs: number
  readonly #lines = new Map<Urgency, Waiting[]>(ORDER.map((each) => [each, []]))
  readonly #over = new AbortController()
  #nextMs = 0
  #running = false

  constructor(clock: Clock, perSecond: number) {
    this.#clock = clock
    this.#everyMs = 1000 / perSecond
  }

  /** How many wait. */
  get waiting(): number {
    return ORDER.reduce((sum, each) => sum + (this.#lines.get(each)?.length ?? 0), 0)
  }

  /** Waits for the turn of a message. Rejects when it is closed. */
  turn(urgency: Urgency): Promise<void> {
    if (this.#over.signal.aborted) return Promise.reject(this.#over.signal.reason)
    return new Promise((go, fail) => {
      this.#lines.get(urgency)?.push({ go, fail })
      if (!this.#running) void this.#run()
    })
  }

  /** Nothing goes out for so long. */
  pause(forMs: number): void {
    this.#nextMs = Math.max(this.#nextMs, this.#clock.elapsedMs() + forMs)
  }

  /** Lets nobody out any more. */
  close(): void {
    this.#over.abort(new Error('the bot ends'))
    for (const line of this.#lines.values()) {
      for (const each of line.splice(0)) each.fail(this.#over.signal.reason)
    }
  }

  async #run(): Promise<void> {
    this.#running = true
    try {
      while (this.waiting > 0 && !this.#over.signal.aborted) {
        const waitMs = this.#nextMs - this.#clock.elapsedMs()
        if (waitMs > 0) {
          await this.#clock.sleep(waitMs, this.#over.signal).catch(() => undefined)
          continue
        }
        this.#nextMs = Math.max(this.#nextMs + this.#everyMs, this.#clock.elapsedMs())
        this.#next()?.go()
      }
    } finally {
      this.#running = false
    }
  }

  #next(): Waiting | undefined {
    return ORDER.map((each) => this.#lines.get(each) ?? [])
      .find((line) => line.length > 0)
      ?.shift()
  }
}
