import type { WayProxy } from '../wire/proxy.ts'
import { LoginBrowser, type LoginBrowserContext } from './browser-login.ts'
import type { LoginAsk } from './login-flow.ts'
import type { LoginOutcome } from './outcome.ts'
import type { WaitingPage } from './waiting-page.ts'

/**
 * A login browser for every way out: a Chromium has one gate, and an account with a proxy of its
 * own must not leave by another's. Each of them ends by itself when nobody logs in.
 */
export class LoginBrowsers implements AsyncDisposable {
  readonly #context: LoginBrowserContext
  readonly #byWay = new Map<string, LoginBrowser>()

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
