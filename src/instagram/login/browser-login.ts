import type { Clock } from '../../kernel/clock.ts'
import type { Random } from '../../kernel/ids.ts'
import { withoutLogin } from '../cookies/cookies.ts'
import type { SessionState } from '../cookies/session-state.ts'
import type { Connect } from '../wire/connect.ts'
import { cleanText } from '../wire/outside-text.ts'
import type { WayProxy } from '../wire/proxy.ts'
import { type Chromium, launchChromium } from './browser.ts'
import { BrowserFailure } from './browser-failure.ts'
import { loadDriver } from './browser-process.ts'
import { newDevice } from './device.ts'
import { LOGIN_PATH, type LoginAsk, logIn } from './login-flow.ts'
import { isHumanWanted, type LoginOutcome, withCleanWords } from './outcome.ts'
import { PageTransport } from './page-transport.ts'
import { elapsed } from './real-time.ts'
import { StallWatch, withoutStall } from './stall.ts'
import { Visit } from './visit.ts'
import { WaitingPage } from './waiting-page.ts'

/** What a browser needs to log in with. */
export type LoginBrowserContext = {
  /** What `findBrowser` found; null makes every login end with `NO_BROWSER`. */
  readonly executable: string | null
  readonly connect: Connect | null
  /** The proxy that connections go through, to `connect`, too. */
  readonly proxy?: WayProxy | null
  readonly clock: Clock
  readonly random: Random
  /** Hides `navigator.webdriver`, and nothing else. */
  readonly hideWebdriver: boolean
  /** False gives up the browser's sandbox. */
  readonly sandbox?: boolean
  /** Hears of what was kept out, once for each host and for each login. */
  readonly tell?: (event: BrowserEvent) => void
  /**
   * Limit for each of: the start, the way to the form, the answer to the form, that to the code.
   */
  readonly timeoutMs: number
  /** Limit for a login as a whole; `loginLimitMs` without it. */
  readonly wholeMs?: number
  /** How long an idle Chromium is kept for the next login. Zero ends it at once. */
  readonly warmMs?: number
}

/** What a browser has kept out. */
export type BrowserEvent =
  /** Something in the browser wanted to reach a host that no login needs. */
  | { readonly kind: 'host-refused'; readonly host: string }
  /** Cookies of the last session that the browser does not take; the login went on without. */
  | { readonly kind: 'cookies-put-aside'; readonly account: string; readonly names: string }

const WARM_MS = 60_000
/** How long a Chromium that was woken waits for its login. */
const AWAKE_MS = 30_000

/**
 * The limit for a whole login of which every step may take `timeoutMs`: the four of them, and the
 * wait for a two-factor code. Cookies are read and the page is closed in at most two steps more.
 */
export function loginLimitMs(timeoutMs: number): number {
  return 4 * timeoutMs + 60_000
}

/**
 * Logs in with a real browser. One Chromium process is started with the first login, shared by the
 * logins that follow, each in a context of its own, and ended when it was idle for `warmMs`.
 */
export class LoginBrowser implements AsyncDisposable {
  readonly #context: LoginBrowserContext
  readonly #endings = new Set<Promise<void>>()
  readonly #refused = new Set<string>()
  #chromium: Promise<Chromium> | null = null
  #visits = 0
  #rest = new AbortController()
  #closed = false

  constructor(context: LoginBrowserContext) {
    this.#context = context
  }

  /** Loads what drives Chromium, behind whatever goes on. The login tells if that cannot be. */
  load(): void {
    loadDriver().catch(() => {})
  }

  /**
   * Starts Chromium for a login that may follow, and does not wait for it. If none comes within
   * half a minute, it is ended again. That it cannot start is told by the login.
   */
  wake(): void {
    if (this.#closed || this.#chromium !== null) return
    const woken = this.#running()
    const ignore = (): void => {}
    woken.catch(ignore)
    void elapsed(AWAKE_MS).then(() => {
      if (this.#chromium === woken && this.#visits === 0) this.#behind(this.#end())
    })
  }

  /**
   * Logs in once. It returns as soon as the outcome is sure: the browser's tidying up goes on
   * behind it. An abort ends it until the form has been sent; after that it ends by itself, in
   * bounded time.
   * @throws the signal's reason when it was aborted before the form was sent.
   */
  async login(ask: LoginAsk, signal: AbortSignal): Promise<LoginOutcome> {
    using watch = new StallWatch()
    const outcome = await this.#login(ask, signal)
    return withoutStall(outcome, watch.longestMs(), this.#context.timeoutMs)
  }

  async #login(ask: LoginAsk, signal: AbortSignal): Promise<LoginOutcome> {
    signal.throwIfAborted()
    if (this.#closed) throw new Error('this login browser is closed')
    this.#rest.abort()
    this.#visits++
    try {
      const visit = await this.#visit(ask)
      let isHandedOver = false
      try {
        const outcome = withCleanWords(await logIn(visit, ask, this.#context.timeoutMs, signal))
        if (outcome.kind !== 'logged-in') await tellLeft(visit, ask)
        if (isHumanWanted(outcome) && ask.handOver !== undefined) {
          const waiting = this.#waiting(visit, ask.username)
          isHandedOver = ask.handOver(waiting, outcome)
          if (!isHandedOver) this.#behind(waiting.close())
        }
        return outcome
      } catch (error) {
        if (error instanceof BrowserFailure) await tellLeft(visit, ask)
        throw error
      } finally {
        if (!isHandedOver) this.#behind(visit.close())
      }
    } catch (error) {
      if (!(error instanceof BrowserFailure)) throw error
      return withCleanWords({ kind: 'technical', code: error.code, detail: error.message })
    } finally {
      this.#oneLess()
    }
  }

  /**
   * Opens the login page on the account's device for a human, and types nothing.
   * @throws BrowserFailure
   */
  async openByHand(ask: Pick<LoginAsk, 'username' | 'state'>): Promise<WaitingPage> {
    if (this.#closed) throw new Error('this login browser is closed')
    this.#rest.abort()
    this.#visits++
    try {
      const visit = await this.#visit(ask)
      try {
        await visit.goTo(LOGIN_PATH)
        return this.#waiting(visit, ask.username)
      } catch (error) {
        this.#behind(visit.close())
        throw error
      }
    } finally {
      this.#oneLess()
    }
  }

  /**
   * Opens the account's own page, logged in by the cookies of `state`, to ask questions inside it.
   * @throws BrowserFailure
   */
  async openPage(
    ask: Pick<LoginAsk, 'username'> & { readonly state: SessionState },
    onClosed: () => void,
  ): Promise<PageTransport> {
    if (this.#closed) throw new Error('this login browser is closed')
    this.#rest.abort()
    this.#visits++
    try {
      const visit = await this.#visit(ask)
      try {
        await visit.goTo('/')
        const close = this.#closing(visit)
        const whole = () => close().finally(onClosed)
        return new PageTransport(visit, whole, this.#context.timeoutMs)
      } catch (error) {
        this.#behind(visit.close())
        throw error
      }
    } finally {
      this.#oneLess()
    }
  }

  /** Ends the browser, also under a login. Returns when its process is gone. */
  async close(): Promise<void> {
    this.#closed = true
    this.#rest.abort()
    await this.#end()
    await Promise.all(this.#endings)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close()
  }

  /** The page as a human gets it. */
  #waiting(visit: Visit, username: string): WaitingPage {
    return new WaitingPage(visit, username, this.#closing(visit))
  }

  /** Keeps the browser for as long as a page is open: how that is closed. */
  #closing(visit: Visit): () => Promise<void> {
    this.#visits++
    let closing: Promise<void> | null = null
    return () => {
      closing ??= visit.close().finally(() => this.#oneLess())
      return closing
    }
  }

  #oneLess(): void {
    this.#visits--
    if (this.#visits === 0) this.#behind(this.#restAWhile())
  }

  /** The running Chromium, or a new one; forgotten as soon as it dies. */
  #running(): Promise<Chromium> {
    if (this.#chromium !== null) return this.#chromium
    const launched = launchChromium({ ...this.#context, onRefused: (host) => this.#refuse(host) })
    this.#chromium = launched
    const forget = (): void => {
      if (this.#chromium === launched) this.#chromium = null
    }
    launched.then(({ browser }) => browser.on('disconnected', forget), forget)
    return launched
  }

  #refuse(host: string): void {
    if (this.#refused.has(host)) return
    this.#refused.add(host)
    this.#context.tell?.({ kind: 'host-refused', host: cleanText(host, 100) })
  }

  /** A page on the account's device. */
  async #visit(ask: Pick<LoginAsk, 'username' | 'state'>): Promise<Visit> {
    const { timeoutMs, wholeMs = loginLimitMs(timeoutMs) } = this.#context
    const over = elapsed(wholeMs)
    const chromium = await this.#running()
    const device = ask.state?.device ?? newDevice(this.#context.random, chromium.userAgent)
    const visit = await Visit.open(chromium, device, ask.state, { timeoutMs, over })
    if (visit.putAside.length > 0) {
      const names = cleanText(visit.putAside.join(', '), 200)
      this.#context.tell?.({ kind: 'cookies-put-aside', account: ask.username, names })
    }
    return visit
  }

  async #restAWhile(): Promise<void> {
    const rest = new AbortController()
    this.#rest = rest
    const woken = await this.#context.clock
      .sleep(this.#context.warmMs ?? WARM_MS, rest.signal)
      .then(() => false)
      .catch(() => true)
    if (!woken && this.#visits === 0) await this.#end()
  }

  async #end(): Promise<void> {
    const chromium = this.#chromium
    this.#chromium = null
    const running = await chromium?.catch(() => null)
    await running?.close()
  }

  #behind(ending: Promise<void>): void {
    this.#endings.add(ending)
    void ending.finally(() => this.#endings.delete(ending))
  }
}

/** How long a page that came to nothing may take to give its cookies. */
const LEFT_MS = 2_000

/** What the device holds after a login without success, if it can be had at once. */
async function tellLeft(visit: Visit, ask: LoginAsk): Promise<void> {
  if (ask.onLeft === undefined) return
  const state = visit.state({ keepClaim: true }).catch(() => null)
  const left = await Promise.race([state, elapsed(LEFT_MS).then(() => null)])
  if (left !== null) ask.onLeft(withoutLogin(left))
}

/**
 * Logs in once with a browser of its own, which is gone when this returns. Whoever logs in more
 * often keeps a `LoginBrowser`.
 */
export async function browserLogin(
  context: LoginBrowserContext,
  ask: LoginAsk,
  signal: AbortSignal,
): Promise<LoginOutcome> {
  await using browser = new LoginBrowser(context)
  return await browser.login(ask, signal)
}
