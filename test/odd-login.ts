import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest'
import type { SessionState } from '../src/instagram/cookies/session-state.ts'
import { findBrowser } from '../src/instagram/login/browser-executable.ts'
import {
  type BrowserEvent,
  browserLogin,
  LoginBrowser,
  type LoginBrowserContext,
} from '../src/instagram/login/browser-login.ts'
import type { LoginOutcome } from '../src/instagram/login/outcome.ts'
import type { Connect } from '../src/instagram/wire/connect.ts'
import { systemClock } from '../src/kernel/clock.ts'
import { seededRandom } from '../src/kernel/ids.ts'
import { leadingTo } from './leading.ts'
import { type Answer, OddInstagram, type Oddity } from './odd-instagram.ts'
import { PATIENCE_MS } from './patience.ts'
import { hasSandbox } from './sandbox.ts'

export const PASSWORD = 'planted-Secret-0481'

/** One login at an odd Instagram with a browser of its own, and what that kept out. */
export async function logIn(
  connect: Connect,
  state: SessionState | null = null,
  executable?: string,
): Promise<{ outcome: LoginOutcome; told: readonly BrowserEvent[] }> {
  const told: BrowserEvent[] = []
  const tell = (event: BrowserEvent): void => void told.push(event)
  const context = { ...(await browserContext(connect, executable)), tell }
  const ask = { username: 'keeper', password: PASSWORD, nextCode: null, state }
  const outcome = await browserLogin(context, ask, new AbortController().signal)
  return { outcome, told }
}

/** How a browser is started for the Instagram at `connect`. */
export async function browserContext(connect: Connect, executable?: string) {
  return {
    executable: executable ?? (await findBrowser({ path: null })),
    connect,
    clock: systemClock,
    random: seededRandom(1),
    hideWebdriver: false,
    sandbox: await hasSandbox(),
    timeoutMs: PATIENCE_MS,
    warmMs: 0,
  }
}

/**
 * An odd Instagram of each test, and one browser of the file that logs in there: its gate leads to
 * whichever Instagram it is now. What a page sends as it is left may arrive after its login is
 * over, so each Instagram stays until nobody is connected any more: the next hears of nothing.
 */
export class OddStage {
  readonly browser: LoginBrowser
  readonly #told: BrowserEvent[] = []
  #odd: OddInstagram | null = null

  /** Opens it before the tests of this file, and closes it after them. Give it `take`. */
  static forThisFile(take: (stage: OddStage) => void): void {
    let stage: OddStage | null = null
    beforeAll(async () => {
      const now = (): Connect => {
        if (stage === null) throw new Error('the stage is not open yet')
        return stage.odd.connect
      }
      const { warmMs: _, ...context } = await browserContext(leadingTo(now))
      stage = new OddStage(context)
      take(stage)
    })
    beforeEach(() => stage?.enter())
    afterEach(() => stage?.leave())
    afterAll(() => stage?.browser.close())
  }

  private constructor(context: Omit<LoginBrowserContext, 'tell'>) {
    const tell = (event: BrowserEvent): void => void this.#told.push(event)
    this.browser = new LoginBrowser({ ...context, tell })
  }

  /** The Instagram of this test. */
  get odd(): OddInstagram {
    if (this.#odd === null) throw new Error('there is an Instagram only within a test')
    return this.#odd
  }

  async enter(oddity: Oddity = 'none'): Promise<void> {
    this.#odd = await OddInstagram.open((_request, response) => void response.end(), oddity)
  }

  async leave(): Promise<void> {
    await expect.poll(() => this.odd.connections()).toBe(0)
    await this.odd[Symbol.asyncDispose]()
    this.#odd = null
  }

  /** What this Instagram is in this test. */
  becomes(answer: Answer): OddInstagram {
    this.odd.becomes(answer)
    return this.odd
  }

  /** Another one in its place, with an odd certificate. */
  async becomesOdd(oddity: Oddity, answer: Answer): Promise<OddInstagram> {
    await this.leave()
    await this.enter(oddity)
    return this.becomes(answer)
  }

  /** One login, on a device of its own, and what the browser told of it. */
  async logIn(
    state: SessionState | null = null,
  ): Promise<{ outcome: LoginOutcome; told: readonly BrowserEvent[] }> {
    const before = this.#told.length
    const ask = { username: 'keeper', password: PASSWORD, nextCode: null, state }
    const outcome = await this.browser.login(ask, new AbortController().signal)
    return { outcome, told: this.#told.slice(before) }
  }
}
