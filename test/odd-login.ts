import { afterEach, beforeEach } from 'vitest'
import type { SessionState } from '../src/instagram/cookies/session-state.ts'
import { findBrowser } from '../src/instagram/login/browser-executable.ts'
import {
  type BrowserEvent,
  browserLogin,
  LoginBrowser,
} from '../src/instagram/login/browser-login.ts'
import type { LoginOutcome } from '../src/instagram/login/outcome.ts'
import type { Connect } from '../src/instagram/wire/connect.ts'
import { systemClock } from '../src/kernel/clock.ts'
import { seededRandom } from '../src/kernel/ids.ts'
import { type Answer, OddInstagram } from './odd-instagram.ts'
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
 * An odd Instagram and a browser that logs in there. Each test has its own: what a page sends as it
 * is left may arrive after its login is over, and would be counted by the next test.
 */
export class OddStage {
  readonly odd: OddInstagram
  readonly browser: LoginBrowser
  readonly #told: BrowserEvent[]

  /** Opens one before each test of this file, and closes it after it. Give it `take`. */
  static forEachTest(take: (stage: OddStage) => void): void {
    let stage: OddStage | null = null
    beforeEach(async () => {
      const odd = await OddInstagram.open((_request, response) => void response.end())
      const { warmMs: _, ...context } = await browserContext(odd.connect)
      const told: BrowserEvent[] = []
      const tell = (event: BrowserEvent): void => void told.push(event)
      stage = new OddStage(odd, new LoginBrowser({ ...context, tell }), told)
      take(stage)
    })
    afterEach(async () => {
      await stage?.browser.close()
      await stage?.odd[Symbol.asyncDispose]()
    })
  }

  private constructor(odd: OddInstagram, browser: LoginBrowser, told: BrowserEvent[]) {
    this.odd = odd
    this.browser = browser
    this.#told = told
  }

  /** What this Instagram is in this test. */
  becomes(answer: Answer): OddInstagram {
    this.odd.becomes(answer)
    return this.odd
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
