import type { SessionState } from '../cookies/session-state.ts'
import type { WayProxy } from '../wire/proxy.ts'
import { BrowserFailure } from './browser-failure.ts'
import { LoginBrowser, type LoginBrowserContext } from './browser-login.ts'
import type { LoginAsk } from './login-flow.ts'
import type { LoginOutcome } from './outcome.ts'
import type { PageTransport } from './page-transport.ts'
import type { WaitingPage } from './waiting-page.ts'

/** Pages of accounts that a process keeps open to ask inside them. */
export const PAGES_MAX = 4

/**
 * A login browser for every way out: a Chromium has one gate, and an account with a proxy of its
 * own must not leave by another's. Each of them ends by itself when nobody logs in.
 */
export class LoginBrowsers implements AsyncDisposable {
  readonly #context: LoginBrowserContext
  readonly #byWay = new Map<string, LoginBrowser>()
  readonly #pages = new Set<symbol>()

  constructor(context: LoginBrowserContext) {
    this.#context = context
  }

  /** Loads what drives Chromium, behind whatever goes on. */
  load(): void {
    this.#of(null).load()
  }

  /** Starts Chromium for a login that may follow by that way, and does not wait for it. */
  wake(proxy: WayProxy | null): void {
    this.#of(proxy).wake()
  }

  /** Logs in once. @throws the signal's reason when it was aborted before the form was sent */
  login(ask: LoginAsk, signal: AbortSignal): Promise<LoginOutcome> {
    return this.#of(ask.proxy ?? null).login(ask, signal)
  }

  /** Opens the login page for a human. @throws BrowserFailure */
  openByHand(ask: Pick<LoginAsk, 'username' | 'state' | 'proxy'>): Promise<WaitingPage> {
    return this.#of(ask.proxy ?? null).openByHand(ask)
  }

  /**
   * Opens the account's own page, to ask questions inside it; null when as many are open as may be,
   * or this machine cannot. Whoever gets one closes it.
   */
  async openPage(ask: {
    readonly username: string
    readonly state: SessionState
    readonly proxy: WayProxy | null
  }): Promise<PageTransport | null> {
    if (this.#pages.size >= PAGES_MAX) return null
    const place = Symbol('page')
    this.#pages.add(place)
    try {
      return await this.#of(ask.proxy).openPage(ask, () => this.#pages.delete(place))
    } catch (error) {
      this.#pages.delete(place)
      if (error instanceof BrowserFailure) return null
      throw error
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([...this.#byWay.values()].map((browser) => browser.close()))
  }

  #of(own: WayProxy | null): LoginBrowser {
    const proxy = own ?? this.#context.proxy ?? null
    const way = JSON.stringify(proxy)
    const known = this.#byWay.get(way)
    if (known !== undefined) return known
    const browser = new LoginBrowser({ ...this.#context, proxy })
    this.#byWay.set(way, browser)
    return browser
  }
}
