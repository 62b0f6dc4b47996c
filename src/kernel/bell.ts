import type { Clock } from './clock.ts'

/** Something to wait for with a bound: it is rung, or the time is over. */
export class Bell {
  #rung = false
  #wake: () => void = () => undefined

  /** Wakes who waits; rung while nobody waits, the next wait is over at once. */
  ring(): void {
    this.#rung = true
    this.#wake()
  }

  /**
   * Waits until the bell is rung, `waitMsMax` milliseconds at the most. One may wait at a time.
   * Rejects with the signal's reason on abort.
   */
  async wait(clock: Clock, waitMsMax: number, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted()
    if (!this.#rung) {
      const woken = new AbortController()
      this.#wake = () => woken.abort()
      await clock.sleep(waitMsMax, AbortSignal.any([signal, woken.signal])).catch(() => undefined)
      this.#wake = () => undefined
    }
    this.#rung = false
    signal.throwIfAborted()
  }

  /** Waits until the bell is rung, however long that takes. Rejects as `wait` does. */
  async rung(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted()
    if (!this.#rung) {
      const { promise, resolve } = Promise.withResolvers<void>()
      const wake = () => resolve()
      this.#wake = wake
      signal.addEventListener('abort', wake)
      await promise
      signal.removeEventListener('abort', wake)
      this.#wake = () => undefined
    }
    this.#rung = false
    signal.throwIfAborted()
  }
}
