import { type Judgement, judge } from '../simulator/login/attempt.ts'
import { Desk, type Door } from '../simulator/login/desk.ts'
import type { World } from '../simulator/world/world.ts'
import { absorb, cookieValue } from '../src/instagram/cookies/cookies.ts'
import type { SessionState } from '../src/instagram/cookies/session-state.ts'
import { newDevice } from '../src/instagram/login/device.ts'
import type { LoginAsk } from '../src/instagram/login/login-flow.ts'
import type { LoginOutcome } from '../src/instagram/login/outcome.ts'
import { seededRandom } from '../src/kernel/ids.ts'
import { unreachable } from '../src/kernel/unreachable.ts'
import type { Typist } from '../src/sessions/ways/browser-way.ts'

/** What the browsers of the tests say of themselves. */
export const USER_AGENT =
  'Mozilla/5.0 (X11; Linux x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0'

/** For those who log in by hand: nobody forbids the form, and nobody hears of it. */
export const UNHEARD = {
  beforeForm: async () => undefined,
  onFormSent: () => undefined,
  handOver: () => false,
  proxy: null,
}

/**
 * Takes the browser's place where a login is not what the story is about: it goes to the simulated
 * Instagram's own login desk, without pages and sockets, in no time. Password, code, standing,
 * throttle and counters are judged there as for everybody. That real pages lead to the same
 * outcomes is proved by `browser-login.test.ts`, and by `login-answers.test.ts` for the rest of them.
 */
export class ScriptedBrowser implements Typist {
  readonly #world: World
  readonly #desk: Desk
  readonly #random = seededRandom(1)
  /** What the next logins come to instead, oldest first. */
  readonly outcomes: LoginOutcome[] = []

  /** What a test does while a login is under way. */
  duringLogin: () => Promise<void> | void = () => undefined
  /** Called when a form is sent: nobody has forbidden it, and the device is not logged in. */
  onForm: (username: string) => void = () => undefined

  constructor(world: World) {
    this.#world = world
    this.#desk = new Desk(world)
  }

  /** There is nothing to start. */
  load(): void {}

  wake(): void {}

  async login(ask: LoginAsk, signal: AbortSignal): Promise<LoginOutcome> {
    signal.throwIfAborted()
    await this.duringLogin()
    const instead = this.outcomes.shift()
    if (instead) return instead
    const before = ask.state ?? this.#newState()
    if (this.#isLoggedIn(before)) return { kind: 'logged-in', state: before, typed: false }
    if (ask.password === null) return { kind: 'password-missing' }
    await ask.beforeForm?.()
    this.onForm(ask.username)
    ask.onStep?.('submitted')
    const password = { kind: 'opened', plain: ask.password } as const
    const judgement = judge(this.#desk, ask.username, password, this.#door(before))
    return this.#answer(judgement, ask, before)
  }

  async #answer(judgement: Judgement, ask: LoginAsk, before: SessionState): Promise<LoginOutcome> {
    switch (judgement.kind) {
      case 'welcome':
        return this.#welcome(judgement.welcome.setCookies, before)
      case 'two-factor': {
        if (ask.nextCode === null) return { kind: 'code-needed' }
        if (!this.#desk.checkCode(judgement.pending, await ask.nextCode())) {
          return { kind: 'code-rejected', detail: 'the code is wrong' }
        }
        return this.#welcome(this.#desk.finish(judgement.pending, false).setCookies, before)
      }
      case 'wrong-password':
      case 'unknown-user':
        return { kind: judgement.kind, detail: 'the login page says so' }
      case 'throttled':
      case 'refused':
        return { kind: 'throttled', detail: 'please wait' }
      case 'disabled':
        return { kind: 'suspended', detail: 'the account is disabled' }
      case 'checkpoint':
        return judgement.path.startsWith('/accounts/suspended/')
          ? { kind: 'suspended', detail: 'the account is suspended' }
          : { kind: 'challenged', where: '/challenge/', detail: 'a challenge' }
      case 'unreadable-password':
        throw new Error('a plain password is always readable')
      default:
        return unreachable(judgement)
    }
  }

  #newState(): SessionState {
    const device = newDevice(this.#random, 'a browser of the tests')
    return { cookies: [], origins: [], device, wwwClaim: '0' }
  }

  #isLoggedIn(state: SessionState): boolean {
    const sessionid = cookieValue(state, 'sessionid')
    return this.#world
      .sessions()
      .some((session) => session.sessionid === sessionid && session.death === null)
  }

  #door(state: SessionState): Door {
    const fresh = this.#world.newDevice()
    const device = {
      igDid: cookieValue(state, 'ig_did') ?? fresh.igDid,
      mid: cookieValue(state, 'mid') ?? fresh.mid,
      datr: cookieValue(state, 'datr') ?? fresh.datr,
      userAgent: state.device.userAgent,
    }
    const { mid } = device
    return { device, surface: 'web', address: '127.0.0.1', method: 'web-ajax', deviceId: mid }
  }

  #welcome(setCookies: readonly string[], before: SessionState): LoginOutcome {
    const answer = {
      kind: 'answer',
      status: 200,
      headers: {},
      setCookies,
      location: null,
      body: '',
      protocol: 'h2',
      firstOnConnection: false,
      durationMs: 0,
    } as const
    const state = absorb({ ...before, wwwClaim: '0' }, answer, this.#world.clock.now())
    return { kind: 'logged-in', state, typed: true }
  }
}
