import type { SessionState } from '../cookies/session-state.ts'
import type { Answer, OutgoingRequest } from '../wire/transport.ts'
import type { Visit } from './visit.ts'

/**
 * Asks questions inside an account's own page: its browser sends them, as Instagram's own scripts
 * would. What the answer sets is given back as by any transport.
 */
export class PageTransport {
  readonly #visit: Visit
  readonly #close: () => Promise<void>
  readonly #timeoutMs: number
  #isBroken = false

  constructor(visit: Visit, close: () => Promise<void>, timeoutMs: number) {
    visit.outlast()
    this.#visit = visit
    this.#close = close
    this.#timeoutMs = timeoutMs
  }

  /** The browser went away: whoever needs a page opens another one. */
  get isBroken(): boolean {
    return this.#isBroken
  }

  /**
   * Sends one question with the cookies of `state`. A failure of the network is a value, and so is
   * that of the browser.
   * @throws the signal's reason on abort
   */
  async send(request: OutgoingRequest, state: SessionState, signal: AbortSignal): Promise<Answer> {
    signal.throwIfAborted()
    const aborted = Promise.withResolvers<never>()
    const abort = (): void => aborted.reject(signal.reason)
    signal.addEventListener('abort', abort, { once: true })
    try {
      await Promise.race([this.#visit.takeCookies(state), aborted.promise])
      const asked = this.#visit.fetchInside(request, this.#timeoutMs)
      asked.catch(() => {})
      return await Promise.race([asked, aborted.promise])
    } catch (error) {
      if (signal.aborted) throw signal.reason
      this.#isBroken = true
      const detail = error instanceof Error ? error.message : 'the page failed'
      return { kind: 'no-answer', reason: 'closed', detail, durationMs: 0 }
    } finally {
      signal.removeEventListener('abort', abort)
    }
  }

  /** Closes the page. */
  close(): Promise<void> {
    return this.#close()
  }
}
