import { unreachable } from '../../kernel/unreachable.ts'
import type { SessionState } from '../cookies/session-state.ts'
import type { WayProxy } from '../wire/proxy.ts'
import type { LoginAnswer } from './answer-reading.ts'
import { ORIGIN } from './browser.ts'
import { BrowserFailure } from './browser-failure.ts'
import type { HumanWanted, LoginOutcome } from './outcome.ts'
import type { PageFacts } from './page-facts.ts'
import {
  CODE_BUTTON,
  describePage,
  type PageReading,
  readPage,
  refusedCode,
} from './page-reading.ts'
import { elapsed } from './real-time.ts'
import { challenged, refusalInPath, refusalInText } from './refusals.ts'
import { isInstagramsOrigin } from './request-reading.ts'
import type { Visit } from './visit.ts'
import type { WaitingPage } from './waiting-page.ts'

/** Where a login is. Told as it goes on. */
export type LoginStep = 'open' | 'type' | 'submitted' | 'code' | 'harvest'

/** Who logs in, and with what. */
export type LoginAsk = {
  readonly username: string
  /** Null to look only: shown the login page, nothing is typed, and it is `password-missing`. */
  readonly password: string | null
  /** Waits for a fresh step and gives its code; null without a TOTP secret. */
  readonly nextCode: (() => Promise<string>) | null
  /** What the account's last session left behind. */
  readonly state: SessionState | null
  /** The account's own way out; null, or nothing, for the operator's. */
  readonly proxy?: WayProxy | null
  readonly onStep?: (step: LoginStep) => void
  /** Asked right before the form is sent; throws when it must not be sent any more. */
  readonly beforeForm?: () => Promise<void>
  /** Told what the device holds when no login came of it, so that the next is no new device. */
  readonly onLeft?: (state: SessionState) => void
  /**
   * Offered the page when it waits for a human: true takes it over, and its new owner closes it.
   */
  readonly handOver?: (page: WaitingPage, outcome: HumanWanted) => boolean
}

/**
 * One login on an open page.
 *
 * 1. *reach the form*: open the login page; answer the cookie dialog, choose the account; a page
 *    behind the login with the session's cookies ends it here, with nothing typed.
 * 2. *send the form*: type and press Enter. From here on an abort is ignored: a login that
 *    succeeded must not be lost.
 * 3. *hear the verdict*: the answer to the page's own request, or what the page then shows,
 *    whichever comes first and says something.
 * 4. *send the code*, if one is asked for, and hear the verdict on that.
 *
 * @throws BrowserFailure when the browser itself failed; the signal's reason on an abort in step 1.
 */
export async function logIn(
  visit: Visit,
  ask: LoginAsk,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<LoginOutcome> {
  const login = new Login(visit, ask, timeoutMs)
  return await login.run(signal)
}

/** The page on which logins begin. */
export const LOGIN_PATH = '/accounts/login/'
const TWO_FACTOR_PATH = '/accounts/login/two_factor'
/** Stays only for whoever is logged in (facts 5.3, login detection). */
const OWN_PATH = '/accounts/edit/'
const LOGIN_BUTTON = /^\s*log ?in\s*$/i

/** How long a page that we cannot read may stay as it is. */
const UNKNOWN_MS = 10_000
/** How long a page may be blank after it is complete. */
const BLANK_MS = 3_000
/** How long a form waits for the rest of its page: its scripts may not be ready before. */
const COMPLETE_MS = 5_000
/** Dialogs, tiles and half-drawn pages before the form. */
const LOOKS_MAX = 200
const TYPING_MAX = 3
/** How long a failing browser may take to give its cookies. */
const RESCUE_MS = 2_000

type Form = Extract<PageReading, { kind: 'login-form' }>
type CodeEntry = Extract<PageReading, { kind: 'code-entry' }>

class Login {
  readonly #visit: Visit
  readonly #ask: LoginAsk
  readonly #timeoutMs: number
  readonly #unknownMs: number
  #facts: PageFacts | null = null
  #answeredStatus: number | null = null
  #verification: LoginOutcome | null = null

  constructor(visit: Visit, ask: LoginAsk, timeoutMs: number) {
    this.#visit = visit
    this.#ask = ask
    this.#timeoutMs = timeoutMs
    this.#unknownMs = Math.min(UNKNOWN_MS, timeoutMs / 2)
  }

  async run(signal: AbortSignal): Promise<LoginOutcome> {
    const reached = await abortable(signal, this.#reachForm())
    if (reached.kind !== 'login-form' && reached.kind !== 'code-entry') return reached
    if (this.#ask.password === null) return { kind: 'password-missing' }
    try {
      if (reached.kind === 'code-entry') return await this.#sendCode(reached)
      await this.#sendForm(reached, this.#ask.password, signal)
      const verdict = await this.#hearVerdict('form')
      return verdict.kind === 'code-entry' ? await this.#sendCode(verdict) : verdict
    } catch (error) {
      if (signal.aborted && error === signal.reason) throw error
      // The browser failed after the form was sent, but the session may have come before that.
      const saved = await Promise.race([this.#freshLogin().catch(() => null), elapsed(RESCUE_MS)])
      if (saved) return saved
      throw error
    }
  }

  /** Opens the login page and makes its way to the form, the code, or an early end. */
  async #reachForm(): Promise<LoginOutcome | Form | CodeEntry> {
    const over = elapsed(this.#timeoutMs)
    let opened = LOGIN_PATH
    let pressed = ''
    const open = async (path: string): Promise<LoginOutcome | null> => {
      opened = path
      this.#facts = null
      return await this.#visit.goTo(path)
    }

    this.#ask.onStep?.('open')
    const refusal = await open(LOGIN_PATH)
    if (refusal !== null) return refusal
    let reading: PageReading = { kind: 'unfinished' }
    for (let look = 0; look < LOOKS_MAX; look++) {
      const patience = Promise.race([over, elapsed(this.#patienceMs(reading))])
      const happening = await this.#visit.next(this.#facts, patience)
      if (happening === null) {
        if (reading.kind === 'login-form') return reading
        if (reading.kind !== 'blank' || opened !== LOGIN_PATH) break
        const refusal = await open('/')
        if (refusal !== null) return refusal
        continue
      }
      if (happening.kind === 'answer') {
        const judged = await this.#judge(happening.status, happening.answer)
        if (judged !== null) return judged
        continue
      }
      this.#facts = happening.facts
      reading = this.#read(happening.facts)
      switch (reading.kind) {
        case 'refused':
          return reading.refusal
        case 'code-entry':
          return reading
        case 'login-form':
          if (happening.facts.ready === 'complete') return reading
          break
        case 'cookie-dialog':
        case 'saved-login':
          if (pressed !== reading.button) await this.#visit.press(reading.button)
          pressed = reading.button
          break
        case 'landed': {
          if (happening.facts.ready !== 'complete') break
          if ((await this.#visit.sessionCookie()) === null) break
          // The first page of Instagram shows itself to everybody: only a page of the account's
          // own proves a login. From the login page nobody is sent away without one.
          if (opened !== '/') {
            return await this.#harvest({ typed: (await this.#visit.newSession()) !== null })
          }
          const refusal = await open(OWN_PATH)
          if (refusal !== null) return refusal
          break
        }
        case 'blank':
        case 'unfinished':
          break
        default:
          return unreachable(reading)
      }
    }
    return this.#ledAway() ?? this.#fail()
  }

  async #sendForm(form: Form, password: string, signal: AbortSignal): Promise<void> {
    const { username } = this.#ask
    this.#ask.onStep?.('type')
    for (let round = 1; round <= TYPING_MAX; round++) {
      this.#visit.expectForm()
      if (form.user !== null) await this.#visit.type(form.user, username)
      await this.#visit.type(form.password, password)
      const typed: [number, number][] = [[form.password, password.length]]
      if (form.user !== null) typed.push([form.user, username.length])
      // What was typed before the page's scripts were ready is gone, or was never noticed.
      if (!(await this.#visit.holds(typed))) continue
      await this.#ask.beforeForm?.()
      signal.throwIfAborted()
      // Whether it was sent or not, it is never filled in again: that could be a second attempt.
      await this.#visit.submit(form.password, LOGIN_BUTTON)
      this.#ask.onStep?.('submitted')
      return
    }
    throw new BrowserFailure('UNKNOWN_PAGE', 'the login form does not take what is typed')
  }

  async #sendCode(entry: CodeEntry): Promise<LoginOutcome> {
    if (this.#ask.nextCode === null) {
      if (entry.app) return { kind: 'code-needed' }
      return challenged(this.#facts?.path ?? '', 'Instagram wants a code')
    }
    this.#ask.onStep?.('code')
    if (entry.trust !== null) await this.#visit.tick(entry.trust)
    const code = await this.#ask.nextCode()
    this.#visit.expectForm()
    await this.#visit.type(entry.input, code)
    await this.#visit.submit(entry.input, CODE_BUTTON)
    const verdict = await this.#hearVerdict('code')
    if (verdict.kind === 'code-entry') return this.#fail()
    return verdict
  }

  /** Waits until Instagram has said what came of the form, or of the code. */
  async #hearVerdict(sent: 'form' | 'code'): Promise<LoginOutcome | CodeEntry> {
    const over = elapsed(this.#timeoutMs)
    this.#answeredStatus = null
    let reading: PageReading = { kind: 'unfinished' }
    for (let look = 0; look < LOOKS_MAX; look++) {
      const waitMs = this.#answeredStatus === null ? this.#timeoutMs : this.#unknownMs
      const patience = Promise.race([over, elapsed(waitMs)])
      const happening = await this.#visit.next(this.#facts, patience)
      if (happening === null) break
      if (happening.kind === 'answer') {
        this.#verification = null
        this.#answeredStatus = happening.status
        const judged = await this.#judge(happening.status, happening.answer)
        if (judged !== null) return judged
        continue
      }
      this.#facts = happening.facts
      reading = this.#read(happening.facts)
      if (reading.kind === 'refused') return reading.refusal
      if (reading.kind === 'code-entry') {
        if (sent === 'form') return reading
        const refused = refusalOnCodePage(happening.facts)
        if (refused !== null) return refused
      }
      if (reading.kind === 'landed') {
        const fresh = await this.#freshLogin()
        if (fresh !== null) return fresh
      }
    }
    return this.#verification ?? this.#ledAway() ?? this.#fail()
  }

  /** What the answer to a login request comes to, or null when the page has to tell. */
  async #judge(status: number, answer: LoginAnswer): Promise<LoginOutcome | null> {
    switch (answer.kind) {
      case 'refused':
        return answer.refusal
      case 'code-rejected':
        return { kind: 'code-rejected', detail: answer.detail }
      case 'code-asked':
        if (answer.app === false) return challenged(TWO_FACTOR_PATH, 'Instagram has sent a code')
        return this.#ask.nextCode === null ? { kind: 'code-needed' } : null
      case 'verification':
        if (this.#ask.nextCode === null) return answer.refusal
        this.#verification = answer.refusal
        return null
      case 'authenticated':
        return await this.#freshLogin()
      case 'undecided':
        // The page may have gone on before its answer could be read.
        return status === 200 ? await this.#freshLogin() : null
      default:
        return unreachable(answer)
    }
  }

  /** The outcome if there is a session that was not there before. */
  async #freshLogin(): Promise<LoginOutcome | null> {
    const session = await this.#visit.newSession()
    return session === null ? null : await this.#harvest({ typed: true })
  }

  async #harvest({ typed }: { readonly typed: boolean }): Promise<LoginOutcome> {
    this.#ask.onStep?.('harvest')
    return { kind: 'logged-in', state: await this.#visit.state({ keepClaim: !typed }), typed }
  }

  /** Only Instagram's own page says anything; whatever another one shows, it is none yet. */
  #read(facts: PageFacts): PageReading {
    return facts.origin === ORIGIN ? readPage(facts, this.#ask.username) : { kind: 'unfinished' }
  }

  #patienceMs(reading: PageReading): number {
    if (reading.kind === 'blank') return Math.min(BLANK_MS, this.#timeoutMs / 4)
    if (this.#facts === null) return this.#timeoutMs
    if (reading.kind === 'login-form') return COMPLETE_MS
    return this.#facts.ready === 'complete' ? this.#unknownMs : this.#timeoutMs
  }

  /** A page that asks for a human, and on which nothing more came that we could read. */
  #ledAway(): LoginOutcome | null {
    if (this.#facts === null || !isInstagramsOrigin(this.#facts.origin)) return null
    return refusalInPath(this.#facts.path)
  }

  /** Nothing more came that we could read. */
  #fail(): never {
    if (this.#facts === null) {
      throw new BrowserFailure('LOGIN_TIMEOUT', 'the login page did not arrive in time')
    }
    const seen = describePage(this.#facts)
    const waits = this.#answeredStatus === null && this.#read(this.#facts).kind === 'login-form'
    if (waits) {
      throw new BrowserFailure('LOGIN_TIMEOUT', `no answer to the login form in time: ${seen}`)
    }
    throw new BrowserFailure('UNKNOWN_PAGE', seen)
  }
}

function refusalOnCodePage(facts: PageFacts): LoginOutcome | null {
  for (const alert of facts.alerts) {
    const refusal = refusalInText(alert)
    if (refusal !== null) return refusal
  }
  const detail = refusedCode(facts)
  return detail === null ? null : { kind: 'code-rejected', detail }
}

/** What `work` comes to, unless the signal is aborted first: then its reason is thrown. */
async function abortable<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>()
  const abort = (): void => reject(signal.reason)
  signal.addEventListener('abort', abort, { once: true })
  if (signal.aborted) abort()
  try {
    return await Promise.race([work, promise])
  } finally {
    signal.removeEventListener('abort', abort)
  }
}
