import assert from 'node:assert/strict'
import type { BrowserContext, Page, Response } from 'playwright-core'
import { type Device, readState, type SessionState } from '../cookies/session-state.ts'
import type { Answer, OutgoingRequest } from '../wire/transport.ts'
import { readAnswer } from './answer-reading.ts'
import { type Chromium, ORIGIN, openDevice, restoreLocalStorage } from './browser.ts'
import { keptCookies, putCookies } from './browser-cookies.ts'
import { BrowserFailure, step, translate } from './browser-failure.ts'
import type { Happening } from './happening.ts'
import { IsolatedWorld } from './isolated-world.ts'
import type { TechnicalCode } from './outcome.ts'
import { factsOtherThan, type PageFacts } from './page-facts.ts'
import { fetchInside } from './page-fetch.ts'
import { PageHand } from './page-hand.ts'
import { lengthsOf, readEntries, STORAGE_CHARS_MAX, typesHere } from './page-inside.ts'
import { elapsed } from './real-time.ts'
import type { Refusal } from './refusals.ts'
import {
  claimIn,
  hostOf,
  isAtInstagram,
  isInstagramsAnswer,
  isInstagramsOrigin,
  isLogin,
  isNavigation,
  sendsForm,
} from './request-reading.ts'

type Opened = Awaited<ReturnType<typeof openDevice>> & {
  readonly chromium: Chromium
  readonly world: IsolatedWorld
}

type LocalStorage = SessionState['origins'][number]['localStorage']

/**
 * One page of the browser on one account's device, from its opening to its end. Before anything is
 * typed, pressed or ticked it looks where the page is: nothing is, but at Instagram itself.
 */
export class Visit {
  readonly device: Device
  /** Names of cookies of the last session that the browser refused. */
  readonly putAside: readonly string[]
  readonly #chromium: Chromium
  readonly #world: IsolatedWorld
  readonly #before: SessionState | null
  readonly #sessionBefore: string | null
  readonly #context: BrowserContext
  readonly #page: Page
  readonly #timeoutMs: number
  readonly #gone = Promise.withResolvers<never>()
  readonly #answers: Happening[] = []
  #answered = Promise.withResolvers<void>()
  #sent = Promise.withResolvers<void>()
  #left = Promise.withResolvers<void>()
  #ended: BrowserFailure | null = null
  #look: { readonly seen: string; readonly facts: Promise<PageFacts> } | null = null
  #localStorage: LocalStorage
  #wwwClaim: string | null = null
  #outlasts = false
  /** Where the page was last led. */
  #leadsTo = ''

  /** Opens an empty page on `device`. After `over` nothing is done on it but reading cookies. */
  static async open(
    chromium: Chromium,
    device: Device,
    state: SessionState | null,
    limits: { readonly timeoutMs: number; readonly over: Promise<void> },
  ): Promise<Visit> {
    const opened = await openDevice(chromium, device, state, limits.timeoutMs)
    const world = await step('open a page', limits.timeoutMs, () =>
      IsolatedWorld.open(opened.context, opened.page),
    )
    const visit = new Visit({ ...opened, chromium, world }, device, state, limits.timeoutMs)
    void limits.over.then(() => {
      if (!visit.#outlasts) visit.#end('LOGIN_TIMEOUT', 'the login took too long as a whole')
    })
    return visit
  }

  private constructor(
    opened: Opened,
    device: Device,
    before: SessionState | null,
    timeoutMs: number,
  ) {
    const { context, page } = opened
    this.device = device
    this.putAside = opened.putAside
    this.#chromium = opened.chromium
    this.#world = opened.world
    this.#before = before
    this.#context = context
    this.#page = page
    this.#timeoutMs = timeoutMs
    const cookies = before?.cookies ?? []
    this.#localStorage = before?.origins.find(({ origin }) => origin === ORIGIN)?.localStorage ?? []
    this.#sessionBefore = cookies.find(({ name }) => name === 'sessionid')?.value ?? null
    this.#gone.promise.catch(() => {})
    page.on('crash', () => this.#end('BROWSER_CRASHED', 'the page crashed'))
    page.on('close', () => this.#end('BROWSER_CRASHED', 'the browser went away'))
    page.on('framenavigated', (frame) => {
      if (frame === page.mainFrame()) this.#followTo(frame.url())
    })
    page.on('request', (request) => {
      const leaves = isNavigation(request, page)
      if (leaves) this.#left.resolve()
      if (leaves) this.#leadsTo = request.url()
      if (leaves || sendsForm(request)) this.#sent.resolve()
    })
    page.on('response', (response) => {
      if (!isInstagramsAnswer(response)) return
      this.#wwwClaim = claimIn(response) ?? this.#wwwClaim
      if (isLogin(response.request())) void this.#takeAnswer(response)
    })
    // Instagram's login opens no second page; what another one shows is nothing to us.
    context.on('page', (other) => {
      if (other !== page) void other.close().catch(() => {})
    })
  }

  /**
   * Goes to a path of Instagram; returns what its status alone says as soon as the page arrives.
   * @throws BrowserFailure `UNREACHABLE` when there is no answer, or none of use.
   */
  async goTo(path: string): Promise<Refusal | null> {
    const forget = await restoreLocalStorage(this.#page, this.#before, this.#timeoutMs)
    const response = await this.#act(`open ${path}`, () =>
      this.#page.goto(`${ORIGIN}${path}`, { waitUntil: 'commit', timeout: this.#timeoutMs }),
    ).catch((error: unknown) => {
      throw this.#explained(path, error)
    })
    await forget()
    this.#left = Promise.withResolvers()
    const status = response?.status() ?? 0
    if (status === 429) return { kind: 'throttled', detail: `${path} answered 429` }
    if (status >= 500) throw new BrowserFailure('UNREACHABLE', `${path} answered ${status}`)
    return null
  }

  /**
   * Waits for an answer to a login, or for a page that looks different from `seen`; null when
   * `until` is over first. Nothing that happens between two calls is lost.
   */
  async next(seen: PageFacts | null, until: Promise<unknown>): Promise<Happening | null> {
    if (this.#answers.length === 0) {
      const look = this.#lookAgain(seen === null ? '' : JSON.stringify(seen))
      const over = until.then(() => null)
      const first = await Promise.race([look, this.#answered.promise, this.#gone.promise, over])
      if (this.#answers.length === 0) {
        return first === null || first === undefined ? null : { kind: 'page', facts: first }
      }
    }
    const answer = this.#answers.shift() ?? null
    if (this.#answers.length === 0) this.#answered = Promise.withResolvers()
    return answer
  }

  /** Presses what carries exactly this text. */
  async press(text: string): Promise<void> {
    const exactly = new RegExp(`^\\s*${text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}\\s*$`)
    const thing = this.#page.locator('button, a, [role="button"], [role="link"]')
    this.#insist()
    await this.#act(`press "${text}"`, () =>
      thing.filter({ hasText: exactly }).first().click({ timeout: this.#timeoutMs }),
    )
  }

  /** Ticks a box; that it could not be ticked is no reason to fail. */
  async tick(input: number): Promise<void> {
    this.#insist()
    const box = this.#page.locator('input').nth(input)
    await box.check({ timeout: PRESS_MS }).catch(() => {})
  }

  /** Types key by key, as the page's own scripts expect it, in place of what is there. */
  async type(input: number, text: string): Promise<void> {
    const field = this.#page.locator('input').nth(input)
    await this.#act('type', async () => {
      this.#insist()
      if ((await field.inputValue()) !== '') await field.press('ControlOrMeta+a')
      this.#insist()
      await field.pressSequentially(text, { timeout: this.#timeoutMs })
    })
  }

  /** Whether the inputs hold as many characters as were typed; takes the local storage with it. */
  async holds(lengths: readonly (readonly [input: number, length: number])[]): Promise<boolean> {
    const [held, entries] = await this.#act('check what was typed', () =>
      Promise.all([
        this.#world.run(
          lengthsOf,
          lengths.map(([input]) => input),
        ),
        this.#world.run(readEntries, STORAGE_CHARS_MAX),
      ]),
    )
    this.#localStorage = entries
    return lengths.every(([, length], index) => held[index] === length)
  }

  /** Forgets what was sent so far, before a form is filled in. */
  expectForm(): void {
    this.#sent = Promise.withResolvers()
    this.#left = Promise.withResolvers()
  }

  /**
   * Sends the form, unless it has sent itself since `expectForm`: by Enter, and by its button when
   * Enter sent nothing.
   */
  async submit(input: number, button: RegExp): Promise<void> {
    this.#insist()
    const sent = this.#sent.promise.then(() => {})
    const enter = this.#page.locator('input').nth(input).press('Enter', { timeout: PRESS_MS })
    await Promise.race([sent, enter.catch(() => {}), this.#gone.promise])
    if (await this.#wasSent()) return
    this.#insist()
    const buttons = this.#page.locator('button, [role="button"]').filter({ hasText: button })
    await buttons
      .first()
      .click({ timeout: PRESS_MS })
      .catch(() => {})
  }

  /** The value of the session's cookie, or null without one. It proves nothing if it is old. */
  async sessionCookie(): Promise<string | null> {
    const cookies = await step('read the cookies', this.#timeoutMs, () =>
      this.#context.cookies(`${ORIGIN}/`),
    )
    const held = (name: string) => cookies.find((cookie) => cookie.name === name)?.value || null
    return held('ds_user_id') === null ? null : held('sessionid')
  }

  /** The value of a session's cookie that was not there when the page was opened, or null. */
  async newSession(): Promise<string | null> {
    const session = await this.sessionCookie()
    return session === this.#sessionBefore ? null : session
  }

  /**
   * Everything that this device has now. The cookies are what matters: local storage that cannot
   * be had at once, because the page is just changing, is taken as it was.
   */
  async state(options: { readonly keepClaim: boolean }): Promise<SessionState> {
    const [cookies, localStorage] = await Promise.all([
      step('read the cookies', this.#timeoutMs, () => this.#context.cookies()),
      this.#storageNow(),
    ])
    const others = (this.#before?.origins ?? []).filter(({ origin }) => origin !== ORIGIN)
    const claim = this.#wwwClaim ?? (options.keepClaim ? this.#before?.wwwClaim : null)
    const state = readState({
      cookies: keptCookies(cookies),
      origins: [{ origin: ORIGIN, localStorage }, ...others],
      device: this.device,
      wwwClaim: claim ?? '0',
    })
    assert(state, 'the device is one that was made or read before')
    return state
  }

  /** From now on the page is there for as long as its owner lets it, and no login's limit ends it. */
  outlast(): void {
    this.#outlasts = true
  }

  /** Lets a human act on the page, by the same rules. */
  handOver(): PageHand {
    this.outlast()
    const here = (): Promise<boolean> => this.#world.run(typesHere, null)
    const guard = { insist: () => this.#insist(), typesHere: here }
    return new PageHand(this.#page, guard, this.#timeoutMs)
  }

  /** Gives the browser the cookies of `state`, as far as it takes them. */
  async takeCookies({ cookies }: SessionState): Promise<void> {
    await step('set the cookies', this.#timeoutMs, () => putCookies(this.#context, cookies))
  }

  /** Asks a question of Instagram inside the page. @throws BrowserFailure */
  async fetchInside(request: OutgoingRequest, timeoutMs: number): Promise<Answer> {
    this.#insist()
    return await this.#act('ask in the page', () =>
      fetchInside({ page: this.#page, world: this.#world }, request, timeoutMs),
    )
  }

  async close(): Promise<void> {
    await this.#context.close().catch(() => {})
  }

  /** Does one step, within its limit and for as long as the page is there and its time lasts. */
  async #act<T>(name: string, act: () => Promise<T>): Promise<T> {
    if (this.#ended !== null) throw this.#ended
    return await step(name, this.#timeoutMs, () => Promise.race([act(), this.#gone.promise]))
  }

  /** Nothing is done on a page that is not Instagram's, whatever it looks like. */
  #insist(): void {
    if (this.#ended !== null) throw this.#ended
    if (!isAtInstagram(this.#page.url())) {
      throw new BrowserFailure('UNKNOWN_PAGE', `the page is at ${hostOf(this.#page.url())}`)
    }
  }

  /** A page of somebody else's is closed at once: what is being typed goes nowhere. */
  #followTo(url: string): void {
    const { protocol, origin } = URL.parse(url) ?? { protocol: '', origin: '' }
    if (!/^(https?|data|blob|file|ftp):$/.test(protocol) || isInstagramsOrigin(origin)) return
    this.#end('UNKNOWN_PAGE', `the page went to ${hostOf(url)}`)
    void this.#page.close().catch(() => {})
  }

  /** The browser says only that there is no connection; who refused it says more. */
  #explained(path: string, error: unknown): unknown {
    if (!(error instanceof BrowserFailure) || error.code !== 'UNREACHABLE') return error
    if (this.#leadsTo !== '' && !isAtInstagram(this.#leadsTo)) {
      return new BrowserFailure('UNKNOWN_PAGE', `${path} leads to ${hostOf(this.#leadsTo)}`)
    }
    const { trouble } = this.#chromium.gate
    if (trouble === null) return error
    return new BrowserFailure('UNREACHABLE', `open ${path}: no connection (${trouble})`)
  }

  #end(code: TechnicalCode, why: string): void {
    this.#ended ??= new BrowserFailure(code, why)
    this.#gone.reject(this.#ended)
  }

  async #wasSent(): Promise<boolean> {
    const late = elapsed(SENT_MS)
    return await Promise.race([
      this.#sent.promise.then(() => true),
      late.then(() => false),
      this.#gone.promise,
    ])
  }

  /** As it is now; as it was last seen if the page has gone on and the next is not there yet. */
  async #storageNow(): Promise<LocalStorage> {
    const now = this.#world.run(readEntries, STORAGE_CHARS_MAX).catch(() => this.#localStorage)
    const over = Promise.race([this.#left.promise, elapsed(STORAGE_MS)])
    return await Promise.race([now, over.then(() => this.#localStorage)])
  }

  #lookAgain(seen: string): Promise<PageFacts> {
    if (this.#look?.seen !== seen) {
      const facts = this.#readFacts(seen)
      // Nobody may be waiting any more when the page ends.
      facts.catch(() => {})
      this.#look = { seen, facts }
    }
    return this.#look.facts
  }

  async #readFacts(seen: string): Promise<PageFacts> {
    // It waits for the page to change, so it has no limit of its own.
    return await this.#world.run(factsOtherThan, seen).catch((error: unknown) => {
      throw translate('read the page', error)
    })
  }

  async #takeAnswer(response: Response): Promise<void> {
    const body = await this.#bodyOf(response)
    const status = response.status()
    this.#answers.push({ kind: 'answer', status, answer: readAnswer(status, body) })
    this.#answered.resolve()
  }

  /**
   * The body of the answer to a login; empty when it cannot be read, or need not be: a page that
   * goes on with a new session has been let in, and its next page would be waited for.
   */
  async #bodyOf(response: Response): Promise<string> {
    const body = response.text().catch(() => '')
    const letIn = this.#left.promise
      .then(() => this.newSession())
      .then((session) => (session === null ? body : ''))
      .catch(() => body)
    return await Promise.race([body, letIn])
  }
}

/** How long a form may take to be sent after its key was pressed. */
const SENT_MS = 1_500
/** How long a button or a box may resist. */
const PRESS_MS = 1_000
/** How long a new session waits for its local storage. */
const STORAGE_MS = 300
