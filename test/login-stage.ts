import { afterAll, beforeAll, beforeEach } from 'vitest'
import { addAccount, changeSettings } from '../simulator/control/plan.ts'
import { type Simulator, startSimulator } from '../simulator/server.ts'
import type { AccountSpec, SettingsChange } from '../simulator/world/settings.ts'
import { totpCode, totpStep } from '../simulator/world/totp.ts'
import { parseCookies } from '../src/instagram/cookies/pasted-cookies.ts'
import type { Device, SessionState } from '../src/instagram/cookies/session-state.ts'
import { findBrowser } from '../src/instagram/login/browser-executable.ts'
import { LoginBrowser } from '../src/instagram/login/browser-login.ts'
import type { LoginAsk, LoginStep } from '../src/instagram/login/login-flow.ts'
import type { LoginOutcome } from '../src/instagram/login/outcome.ts'
import { systemClock } from '../src/kernel/clock.ts'
import { seededRandom } from '../src/kernel/ids.ts'
import { PATIENCE_MS } from './patience.ts'
import { hasSandbox } from './sandbox.ts'

export const PASSWORD = 'planted-Secret-0481'
export const TOTP = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP'

/** Who logs in, and how far he has come. */
export type Asking = LoginAsk & { readonly steps: LoginStep[] }

/** A simulated Instagram and one browser that logs in there, for all tests of a file. */
export class LoginStage {
  readonly simulator: Simulator
  readonly browser: LoginBrowser
  #users = 0
  #device: Device | null = null

  /** Opens it before the tests of this file, and closes it after them. Give it `take`. */
  static forThisFile(take: (stage: LoginStage) => void): void {
    let stage: LoginStage | null = null
    beforeAll(async () => {
      const simulator = await startSimulator({ config: { accounts: [], targets: [] } })
      stage = new LoginStage(simulator, new LoginBrowser(await contextOf(simulator)))
      take(stage)
    })
    beforeEach(() => stage?.set({}))
    afterAll(async () => {
      await stage?.browser.close()
      await stage?.simulator.close()
    })
  }

  private constructor(simulator: Simulator, browser: LoginBrowser) {
    this.simulator = simulator
    this.browser = browser
  }

  get world() {
    return this.simulator.world
  }

  /** How a browser is started for this Instagram. */
  context(executable?: string) {
    return contextOf(this.simulator, executable)
  }

  /** How the login surfaces behave in this test. */
  set(settings: Record<string, unknown>): void {
    const login = { renderDelayMs: 20, ...settings }
    this.change({ reset: true, login, loginsMax: 20 })
  }

  change(change: SettingsChange): void {
    changeSettings(this.world, change, this.simulator.initial)
  }

  /** A new account, and who logs in to it. */
  account(spec: Partial<AccountSpec> = {}): Asking {
    this.#users += 1
    const username = `keeper${this.#users}`
    addAccount(this.world, { username, password: PASSWORD, ...spec })
    const steps: LoginStep[] = []
    return {
      username,
      password: PASSWORD,
      nextCode: null,
      state: null,
      steps,
      onStep: (step) => steps.push(step),
    }
  }

  accountWithTotp(): Asking {
    return { ...this.account({ totpSecret: TOTP }), nextCode: this.freshCode }
  }

  readonly freshCode = async (): Promise<string> =>
    totpCode(TOTP, totpStep(this.world.clock.nowMs()))

  async login(ask: LoginAsk, signal = new AbortController().signal): Promise<LoginOutcome> {
    const outcome = await this.browser.login(ask, signal)
    if (outcome.kind === 'logged-in') this.#device = outcome.state.device
    return outcome
  }

  async loggedIn(ask: LoginAsk): Promise<SessionState> {
    const outcome = await this.login(ask)
    if (outcome.kind !== 'logged-in') throw new Error(`not logged in: ${JSON.stringify(outcome)}`)
    return outcome.state
  }

  /** What a device holds whose account logged in some time ago, as others really did before. */
  async heldBy({ username }: LoginAsk): Promise<SessionState> {
    const device = this.#device ?? (await this.loggedIn(this.account())).device
    const known = this.world.findAccount(username)
    if (!known) throw new Error(`Instagram knows no ${username}`)
    const { session, setCookies } = this.world.openSession(known, {
      device: { ...this.world.newDevice(), userAgent: device.userAgent },
      surface: 'web',
      address: '127.0.0.1',
      method: 'control',
    })
    const lines = setCookies.map((line) => line.slice(0, line.indexOf(';'))).join('; ')
    const { wwwClaim } = session
    return { cookies: parseCookies(lines), origins: [], device, wwwClaim }
  }

  /** The simulator's sessions of one user, the newest last. */
  sessionsOf(username: string) {
    return this.world.sessions().filter((session) => session.account.username === username)
  }
}

/** The value of one cookie of a session. */
export function cookie(state: SessionState, name: string): string | undefined {
  return state.cookies.find((one) => one.name === name)?.value
}

async function contextOf({ host, port, ca }: Simulator, executable?: string) {
  return {
    executable: executable ?? (await findBrowser({ path: null })),
    connect: { host, port, ca },
    clock: systemClock,
    random: seededRandom(1),
    hideWebdriver: false,
    sandbox: await hasSandbox(),
    timeoutMs: PATIENCE_MS,
  }
}
