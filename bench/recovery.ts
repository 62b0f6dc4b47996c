import { accountNamed } from '../src/accounts/account-store.ts'
import type { App } from '../src/app.ts'
import { bareLogin } from '../src/cli/demo/bare-login.ts'
import { runCheck } from '../src/cli/run-check.ts'
import type { SimulatorProcess } from '../src/cli/simulator-process.ts'
import type { Cookie } from '../src/instagram/cookies/cookie.ts'
import { findBrowser } from '../src/instagram/login/browser-executable.ts'
import { systemClock } from '../src/kernel/clock.ts'
import { openState, sessionLabelled } from '../src/sessions/session-store.ts'
import type { Tell } from '../src/telemetry/events.ts'
import { startPostgres } from '../test/postgres.ts'
import { type DatabaseKind, KEEPER, openEvercheck, storeAccount } from './evercheck.ts'
import { figuresOf, spreadOf } from './figures.ts'
import { startSimulator } from './simulator.ts'
import type { Workshop } from './workshop.ts'

/** How often and under which circumstances a session is killed. */
export type RecoveryOptions = {
  readonly deaths: number
  readonly latenciesMs: readonly number[]
  readonly database: DatabaseKind
}

/** How a death shows itself: in so many words, or as the 401 that throttles have too. */
const DISGUISES = ['plain', 'please-wait'] as const
type Disguise = (typeof DISGUISES)[number]

/** Whether a browser runs when the session dies, as it does while other accounts log in. */
const BROWSERS = ['warm', 'cold'] as const
type BrowserKind = (typeof BROWSERS)[number]

/** Followers of the targets; the session dies when half of them have been delivered. */
const FOLLOWERS = 240

/** Between two measurements, for browsers to be gone. */
const REST_MS = 700
/** Within this a browser has started. */
const WAKE_MS = 3000

/** A recovery and what it consists of, in milliseconds. */
type Recovery = {
  /** From the fatal answer to the next saved page: the sum of all others. */
  readonly recoveryMs: number
  /** Until the second question has proved the death. */
  readonly probeMs: number
  /** From there to the end of the login. */
  readonly loginMs: number
  /** Until the new session is stored, tested and current. */
  readonly verifyMs: number
  /** Until the page was asked for again, and saved. */
  readonly pageMs: number
}
type Pair = Recovery & { readonly bareLoginMs: number }
const PARTS = ['probeMs', 'loginMs', 'verifyMs', 'pageMs'] as const

/**
 * How long a check stands still when its session dies: from the fatal answer to the next saved
 * page, beside a bare login of a script, one after the other, taking turns.
 */
export async function benchRecovery(workshop: Workshop, options: RecoveryOptions): Promise<void> {
  const bench = await RecoveryBench.open(workshop, options.database)
  // The cold ones are what is promised first, and so they are what is said last.
  for (const browser of BROWSERS) {
    const all: Pair[] = []
    for (const latencyMs of options.latenciesMs) {
      await bench.simulator.control('faults', { latencyMs })
      for (const disguise of DISGUISES) {
        const pairs = await pairsOf(bench, workshop, { ...options, latencyMs, disguise, browser })
        all.push(...pairs)
        const circumstances = { latencyMs, disguise, browser, database: options.database }
        workshop.show(recoveryFigures(circumstances, pairs))
      }
    }
    const { database } = options
    const circumstances = { latencyMs: 'all', disguise: 'all', browser, database }
    workshop.show(recoveryFigures(circumstances, all))
  }
}

async function pairsOf(
  bench: RecoveryBench,
  workshop: Workshop,
  of: {
    readonly deaths: number
    readonly latencyMs: number
    readonly disguise: Disguise
    readonly browser: BrowserKind
  },
): Promise<readonly Pair[]> {
  const { deaths, latencyMs, disguise, browser } = of
  const pairs: Pair[] = []
  for (let death = 1; death <= deaths; death += 1) {
    const pair = await bench.pair(disguise, browser, death % 2 === 0)
    const { recoveryMs, bareLoginMs } = pair
    workshop.say(
      `${latencyMs} ms, ${disguise}, ${browser}, death ${death} of ${deaths}: recovered in ${Math.round(recoveryMs)} ms, bare login ${Math.round(bareLoginMs)} ms`,
    )
    pairs.push(pair)
  }
  return pairs
}

function recoveryFigures(
  circumstances: Readonly<Record<string, string | number>>,
  pairs: readonly Pair[],
): Record<string, string | number> {
  return {
    bench: 'recovery',
    ...circumstances,
    deaths: pairs.length,
    ...figuresOf('recoveryMs', spreadOf(pairs.map((pair) => pair.recoveryMs)), 0),
    ...figuresOf('bareLoginMs', spreadOf(pairs.map((pair) => pair.bareLoginMs)), 0),
    ...figuresOf('ratio', spreadOf(pairs.map((pair) => pair.recoveryMs / pair.bareLoginMs)), 2),
    ...Object.fromEntries(
      PARTS.map((part) => [part, Math.round(spreadOf(pairs.map((pair) => pair[part])).median)]),
    ),
  }
}

/** Listens to one recovery. */
class RecoveryWatch {
  readonly #instants = new Map<string, number>()

  readonly hear: Tell = ({ kind }) => {
    const first = !this.#instants.has(kind)
    if (first && (kind === 'death-suspected' || this.#instants.has('death-suspected'))) {
      this.#instants.set(kind, performance.now())
    }
  }

  /** What was heard; an error when the session did not die, or was not renewed. */
  get recovery(): Recovery {
    const from = (start: string, end: string): number => {
      const ms = (this.#instants.get(end) ?? Number.NaN) - (this.#instants.get(start) ?? Number.NaN)
      if (Number.isNaN(ms)) throw new Error(`there was no ${start}, or no ${end} after it`)
      return ms
    }
    return {
      recoveryMs: from('death-suspected', 'page-saved'),
      probeMs: from('death-suspected', 'probe-answered'),
      loginMs: from('probe-answered', 'login-ended'),
      verifyMs: from('login-ended', 'session-renewed'),
      pageMs: from('session-renewed', 'page-saved'),
    }
  }
}

class RecoveryBench {
  readonly simulator: SimulatorProcess
  readonly #app: App
  readonly #executable: string
  readonly #listeners: Set<Tell>
  #targets = 0

  private constructor(
    simulator: SimulatorProcess,
    app: App,
    executable: string,
    listeners: Set<Tell>,
  ) {
    this.simulator = simulator
    this.#app = app
    this.#executable = executable
    this.#listeners = listeners
  }

  /** Opens everything, and logs in once with the code: from then on the device is trusted. */
  static async open(workshop: Workshop, database: DatabaseKind): Promise<RecoveryBench> {
    const { closers, environment, folder } = workshop
    const simulator = await startSimulator(workshop, {
      accounts: [KEEPER],
      targets: [],
      faults: { loginsMax: 1_000_000 },
    })
    const server =
      database === 'postgres' ? await startPostgres({ durable: true, below: folder }) : null
    if (server) closers.add('PostgreSQL', () => server.close())
    const listeners = new Set<Tell>()
    const app = await openEvercheck(
      {
        environment,
        dataFolder: `${folder}/data`,
        databaseUrl: (await server?.freshDatabase()) ?? null,
        connect: simulator.address,
        caFile: simulator.ready.ca,
      },
      (event) => {
        for (const listener of listeners) listener(event)
      },
    )
    closers.add('Evercheck', () => app.close())
    const executable = await findBrowser({ path: app.config.browser })
    if (executable === null) throw new Error('there is no browser: run npm run setup')
    await storeAccount(app, KEEPER)
    const bench = new RecoveryBench(simulator, app, executable, listeners)
    workshop.say('The first login, which types the code and makes the device a trusted one.')
    await bench.#check()
    return bench
  }

  /** One death and one bare login, in either order. */
  async pair(disguise: Disguise, browser: BrowserKind, bareFirst: boolean): Promise<Pair> {
    const early = bareFirst ? await this.#bareLogin() : null
    const recovery = await this.#recovery(disguise, browser)
    return { ...recovery, bareLoginMs: early ?? (await this.#bareLogin()) }
  }

  async #recovery(disguise: Disguise, browser: BrowserKind): Promise<Recovery> {
    await systemClock.sleep(REST_MS)
    if (browser === 'warm') {
      // It is kept awake for longer than the check takes until its session dies.
      this.#app.loginWays[0]?.prepare(null)
      await systemClock.sleep(WAKE_MS)
    }
    const { username } = KEEPER
    const kill = { username, disguise, afterRows: FOLLOWERS / 2, list: 'followers' }
    await this.simulator.control('sessions/kill', kill)
    const watch = new RecoveryWatch()
    this.#listeners.add(watch.hear)
    const logins = await this.#check()
    this.#listeners.delete(watch.hear)
    if (logins !== 1) throw new Error(`${logins} logins for one death`)
    return watch.recovery
  }

  async #bareLogin(): Promise<number> {
    await systemClock.sleep(REST_MS)
    const place = {
      clock: systemClock,
      executable: this.#executable,
      connect: this.simulator.connect,
    }
    return await bareLogin(place, KEEPER, await this.#deviceCookies())
  }

  /** What the browser of the account keeps without its login. */
  async #deviceCookies(): Promise<readonly Cookie[]> {
    const account = await accountNamed(this.#app, KEEPER.username)
    const session = await sessionLabelled(this.#app, account.id, 'current')
    if (!session) throw new Error('there is no session to take the device from')
    const { cookies } = await openState(this.#app, session)
    return cookies.filter(({ name }) => name !== 'sessionid' && name !== 'ds_user_id')
  }

  /** A whole check of a new target, whose result must be whole. Returns its logins. */
  async #check(): Promise<number> {
    this.#targets += 1
    const username = `target${this.#targets}`
    await this.simulator.control('targets', { username, followers: FOLLOWERS, following: 9 })
    const never = new AbortController().signal
    const run = await runCheck(this.#app, { target: username, outFolder: null }, never)
    const { collected } = run.result.followers
    if (run.status !== 'completed' || collected !== FOLLOWERS) {
      throw new Error(`the check ${run.status} with ${collected} followers: ${run.why}`)
    }
    return run.check.logins
  }
}
