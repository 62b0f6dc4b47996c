import type { MadeWorld } from '../../simulator/control/plan.ts'
import { cookieValue } from '../../src/instagram/cookies/cookies.ts'
import type { LoginAsk } from '../../src/instagram/login/login-flow.ts'
import type { LoginOutcome, TechnicalCode } from '../../src/instagram/login/outcome.ts'
import type { Typist } from '../../src/sessions/ways/browser-way.ts'
import { ScriptedBrowser } from '../scripted-browser.ts'
import type { History } from './history.ts'
import type { Life, Scheduler } from './scheduler.ts'
import type { Weather } from './weather.ts'

/** What types into the login page of a storm. */
export type TypistContext = {
  readonly scheduler: Scheduler
  readonly life: Life
  readonly instagram: MadeWorld
  readonly weather: Weather
  readonly history: History
  /** How far the process's clock is ahead of Instagram's. */
  readonly aheadMs: number
}

const FAILURES: readonly TechnicalCode[] = [
  'BROWSER_CRASHED',
  'LOGIN_TIMEOUT',
  'UNREACHABLE',
  'UNKNOWN_PAGE',
]

/** As long as a login of the browser may take. */
const LIMIT_MS = 10 * 60_000

/** The typist of one process: it takes its time, and may fail before or after the form is sent. */
export class StormTypist implements Typist {
  readonly #context: TypistContext
  readonly #browser: ScriptedBrowser
  /** The session that the last login of this process opened, until it is stored. */
  unstored: string | null = null
  /** Its row is written, in a transaction that is still open. */
  isStoring = false

  constructor(context: TypistContext) {
    this.#context = context
    this.#browser = new ScriptedBrowser(context.instagram.world)
  }

  load(): void {}

  wake(): void {}

  async login(ask: LoginAsk, signal: AbortSignal): Promise<LoginOutcome> {
    const { scheduler, life, weather, aheadMs } = this.#context
    const draws = weather.draws
    const beganAtMs = scheduler.nowMs
    await scheduler.sleep(life, draws.between(1000, 20_000), 'opens the login page', signal)
    // A browser bounds a login as a whole: whoever was frozen meanwhile sends no form any more.
    if (scheduler.nowMs - beganAtMs > LIMIT_MS) {
      return { kind: 'technical', code: 'STOOD_STILL', detail: 'the storm' }
    }
    const { proxy } = ask
    if (proxy && weather.isOut(proxy.host)) {
      return { kind: 'technical', code: 'UNREACHABLE', detail: 'the proxy answered: 502' }
    }
    const code = draws.oneOf(FAILURES)
    const isBefore = draws.chance(0.7)
    const fails = weather.strikes('browser', () => {
      return `${code} ${isBefore ? 'before' : 'after'} the form of ${ask.username}`
    })
    if (fails) this.#note('browser', ask)
    const failure = { kind: 'technical', code, detail: 'the storm' } as const
    if (fails && isBefore) return failure
    this.#browser.onForm = (username) => this.#noteForm(username, proxy?.host ?? null)
    const outcome = await this.#browser.login(ask, signal)
    if (outcome.kind === 'logged-in') this.#noteOpened(outcome, ask.username)
    // A code is good for half a minute before and after its own.
    if (outcome.kind === 'code-rejected' && Math.abs(aheadMs) > 25_000) this.#note('clock', ask)
    // From the form on nothing breaks a login off but the end of its process.
    await scheduler.sleep(life, draws.between(500, 5000), 'hears what the login came to')
    return fails ? failure : outcome
  }

  #note(kind: string, { username }: LoginAsk): void {
    const { scheduler, history } = this.#context
    history.troubles.push({ atMs: scheduler.nowMs, account: username, kind })
  }

  #noteForm(account: string, proxy: string | null): void {
    const { scheduler, life, instagram, history } = this.#context
    const stored = new Set(history.opened.filter((each) => each.stored).map(({ name }) => name))
    const living = instagram.world.sessions().filter((session) => {
      return session.account.username === account && session.death === null
    })
    history.forms.push({
      atMs: scheduler.nowMs,
      account,
      life: life.name,
      proxy,
      livingKnown: living.map(({ name }) => name).filter((name) => stored.has(name)),
      throttled: instagram.world.isThrottled(instagram.world.findAccount(account) ?? account),
    })
  }

  #noteOpened(outcome: LoginOutcome & { kind: 'logged-in' }, account: string): void {
    const { scheduler, instagram, history } = this.#context
    const sessionid = cookieValue(outcome.state, 'sessionid')
    const session = instagram.world.sessions().find((each) => each.sessionid === sessionid)
    if (!session) return
    this.unstored = session.name
    if (history.opened.some(({ name }) => name === session.name)) return
    history.opened.push({ atMs: scheduler.nowMs, account, name: session.name, stored: false })
  }
}
