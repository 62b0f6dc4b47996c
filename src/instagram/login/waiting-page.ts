import type { SessionState } from '../cookies/session-state.ts'
import { cleanText } from '../wire/outside-text.ts'
import { ORIGIN } from './browser.ts'
import type { PageFacts } from './page-facts.ts'
import type { OnPicture, PageAct, PageHand } from './page-hand.ts'
import { CODE_BUTTON, codeField, readPage, refusedCode } from './page-reading.ts'
import { publicPath } from './refusals.ts'
import type { Visit } from './visit.ts'

/** What a page that waits for a human has come to. */
export type PageNews =
  /** It shows something else. */
  | ({ readonly kind: 'page' } & PageWants)
  /**
   * A page behind the login: take `state` and ask Instagram what it is worth. `isNew`: there is a
   * session that was not there when the page was opened.
   */
  | { readonly kind: 'home'; readonly state: SessionState; readonly isNew: boolean }

/** What a page wants of a human. */
export type PageWants = {
  /** A code and nothing else, or somebody who looks at it. */
  readonly asks: 'human' | 'code'
  /** What it says: its alert, or its heading. */
  readonly said: string | null
  /** Its path, without ids. */
  readonly place: string | null
  /** It has just refused a code. */
  readonly codeRefused: boolean
}

const SAID_CHARS_MAX = 200

/**
 * A page on which a login waits for a human. Whoever is given one closes it. What is done on it is
 * done at Instagram only; a page that leads elsewhere is closed at once, and everything here throws
 * from then on.
 */
export class WaitingPage {
  readonly #visit: Visit
  readonly #hand: PageHand
  readonly #username: string
  readonly #close: () => Promise<void>
  #facts: PageFacts | null = null
  #codeSent = false

  constructor(visit: Visit, username: string, close: () => Promise<void>) {
    this.#visit = visit
    this.#hand = visit.handOver()
    this.#username = username
    this.#close = close
  }

  /** Shows the page as it is now, and whenever it changes. @throws BrowserFailure */
  watch(onPicture: OnPicture): Promise<void> {
    return this.#hand.watch(onPicture)
  }

  /** @throws BrowserFailure; `UNKNOWN_PAGE` when the page is not Instagram's: nothing was done */
  act(act: PageAct): Promise<void> {
    return this.#hand.act(act)
  }

  /**
   * Types a code into the field that asks for it, and sends it. False when no field does.
   * @throws BrowserFailure
   */
  async sendCode(code: string): Promise<boolean> {
    const input = this.#facts === null ? null : codeField(this.#facts)
    if (input === null) return false
    this.#visit.expectForm()
    await this.#visit.type(input, code)
    this.#codeSent = true
    await this.#visit.submit(input, CODE_BUTTON)
    return true
  }

  /**
   * Waits until the page shows something else; null when `until` is over first.
   * @throws BrowserFailure when the page is gone, or has left Instagram
   */
  async next(until: Promise<unknown>): Promise<PageNews | null> {
    const happening = await this.#visit.next(this.#facts, until)
    if (happening === null) return null
    if (happening.kind === 'answer') {
      if (happening.answer.kind !== 'code-rejected' || this.#facts === null) return null
      this.#codeSent = false
      const said = cleanText(happening.answer.detail, SAID_CHARS_MAX)
      return { kind: 'page', ...this.#wants(this.#facts), said, codeRefused: true }
    }
    const { facts } = happening
    this.#facts = facts
    if (await this.#isHome(facts)) {
      const isNew = (await this.#visit.newSession()) !== null
      return { kind: 'home', state: await this.#visit.state({ keepClaim: !isNew }), isNew }
    }
    return { kind: 'page', ...this.#wants(facts) }
  }

  /** What the device holds now, so that its next login is no new device. */
  state(): Promise<SessionState> {
    return this.#visit.state({ keepClaim: true })
  }

  /** Closes the page. Its browser ends by itself when nobody else uses it. */
  close(): Promise<void> {
    return this.#close()
  }

  async #isHome(facts: PageFacts): Promise<boolean> {
    if (facts.origin !== ORIGIN || facts.ready !== 'complete') return false
    if (readPage(facts, this.#username).kind !== 'landed') return false
    return (await this.#visit.sessionCookie()) !== null
  }

  #wants(facts: PageFacts): PageWants {
    const refused = this.#codeSent ? refusedCode(facts) : null
    if (refused !== null) this.#codeSent = false
    // Its own name stands above everything, and says nothing.
    const said = [...facts.alerts, ...facts.headings].find(isMore) ?? facts.title
    return {
      asks: codeField(facts) === null ? 'human' : 'code',
      said: said === '' ? null : cleanText(said, SAID_CHARS_MAX),
      place: cleanText(publicPath(facts.path), SAID_CHARS_MAX),
      codeRefused: refused !== null,
    }
  }
}

function isMore(text: string): boolean {
  return !/^instagram$/i.test(text.trim())
}
