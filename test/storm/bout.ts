import { createHash } from 'node:crypto'
import { type MadeWorld, makeWorld } from '../../simulator/control/plan.ts'
import { accountNamed, moveStanding } from '../../src/accounts/account-store.ts'
import { reason } from '../../src/accounts/reasons.ts'
import { parseKeyring } from '../../src/credentials/keyring.ts'
import { Vault } from '../../src/credentials/vault.ts'
import { Customers } from './customers.ts'
import { Draws } from './draws.ts'
import { SeededEntropy } from './entropy.ts'
import type { Ground } from './ground.ts'
import { History } from './history.ts'
import type { Plan } from './plan.ts'
import { Process, type Stage } from './process.ts'
import { type Life, Scheduler } from './scheduler.ts'
import { BEGINS_AT_MS, setUp } from './set-up.ts'
import { Shop } from './shop.ts'
import { Stewards } from './stewards.ts'
import type { Charge } from './telegram.ts'
import { Trace } from './trace.ts'
import { Weather } from './weather.ts'
import type { Worker } from './worker.ts'

/** How a bout is run. */
export type BoutOptions = {
  readonly database: Ground
  readonly worker: Worker
  /** Faults that shall not strike, by their number. */
  readonly spared: ReadonlySet<number>
  /** Whether the trace is kept as text. */
  readonly keepTrace: boolean
}

/** What is there when a bout is over, for the checkers and for whoever reads of it. */
export type Aftermath = {
  readonly plan: Plan
  readonly instagram: MadeWorld
  readonly history: History
  readonly database: Ground
  readonly trace: Trace
  readonly turns: number
  readonly faultNumbers: readonly number[]
  /** What was paid with Stars, as Telegram knows it. */
  readonly charges: readonly Charge[]
  /** Virtual instants: when the bout began, when the faults stopped, when it was over. */
  readonly beganAtMs: number
  readonly calmAtMs: number
  readonly endedAtMs: number
  readonly openTransports: number
  /** Holders of processes that were killed. */
  readonly deadHolders: ReadonlySet<string>
  /** What came of the bout itself; null when it came to its end. */
  readonly stuck: string | null
}

/** The longest that a bout may go on after its faults: a day's windows, and patience. */
const CALM_MS_MAX = 5 * 24 * 3_600_000
const TURNS_MAX = 30_000
const KEY = `storm:${createHash('sha256').update('a key for storms').digest('base64')}`
const MINUTE_MS = 60_000

/** Runs a bout: first with its faults, then without, until every check has ended. */
export async function runBout(plan: Plan, options: BoutOptions): Promise<Aftermath> {
  using _entropy = new SeededEntropy(plan.seed)
  // Awaited here, or its entropy would be gone before it began.
  return await new Bout(plan, options).run()
}

class Bout {
  readonly #plan: Plan
  readonly #options: BoutOptions
  readonly #stage: Stage
  readonly #processes: Process[] = []
  readonly #draws: Draws
  #customers: Customers | null = null
  readonly #stewards: Stewards
  readonly #shop: Shop
  #born = 0
  #ended = 0
  #calmAtMs = 0

  constructor(plan: Plan, options: BoutOptions) {
    this.#plan = plan
    this.#options = options
    const { database } = options
    const trace = new Trace(BEGINS_AT_MS, options.keepTrace)
    const scheduler = new Scheduler(BEGINS_AT_MS, new Draws(plan.seed, 'turns'), trace)
    const history = new History()
    const nowMs = () => scheduler.nowMs
    const instagram = makeInstagram(plan, nowMs)
    const weather = new Weather({
      plan,
      instagram,
      history,
      nowMs,
      note: (text) => trace.note(nowMs(), text),
      spared: options.spared,
    })
    const vault = new Vault(parseKeyring(KEY))
    this.#stage = { plan, database, instagram, scheduler, trace, history, weather, vault }
    this.#draws = new Draws(plan.seed, 'machines')
    this.#stewards = new Stewards(this.#stage)
    this.#shop = new Shop(this.#stage)
  }

  async run(): Promise<Aftermath> {
    const { database, scheduler, history, instagram, trace, weather } = this.#stage
    await database.reset()
    await setUp(this.#stage)
    for (const each of this.#plan.processes) this.#start(each.hands, each.aheadMs)
    const operator: Life = { name: 'operator', isDead: false, frozenUntilMs: 0 }
    void this.#operate(operator)
    for (let count = 0; count < this.#plan.stewards; count += 1) this.#stewards.employ()
    this.#customers = new Customers(this.#stage)
    let lost: unknown = null
    this.#customers.act(BEGINS_AT_MS).catch((error: unknown) => {
      lost = error
    })
    this.#shop.open()
    scheduler.slowness = this.#plan.slowness
    scheduler.beforeTurn = (life) => this.#strikeMachine(life)
    let stuck: string | null = null
    try {
      stuck = await this.#toItsEnd()
    } catch (error) {
      stuck = error instanceof Error ? (error.stack ?? error.message) : String(error)
    }
    lost ??= this.#shop.failure
    if (lost !== null)
      stuck = `customers: ${lost instanceof Error ? (lost.stack ?? lost.message) : String(lost)}`
    return {
      plan: this.#plan,
      instagram,
      history,
      database,
      trace,
      turns: scheduler.turns,
      faultNumbers: weather.numbers,
      charges: this.#shop.telegram.charges,
      beganAtMs: BEGINS_AT_MS,
      calmAtMs: this.#calmAtMs,
      endedAtMs: scheduler.nowMs,
      openTransports: this.#living().reduce((sum, process) => sum + process.openTransports, 0),
      deadHolders: new Set(
        this.#processes.filter(({ life }) => life.isDead).map(({ holder }) => holder),
      ),
      stuck,
    }
  }

  async #toItsEnd(): Promise<string | null> {
    const { scheduler, weather } = this.#stage
    const { calmAfterMs, orders, acts, watches } = this.#plan
    const calmAtMs = BEGINS_AT_MS + calmAfterMs
    const tooMany = () => scheduler.turns >= TURNS_MAX
    // Looked at now and then: it costs a statement.
    const isDone = async () => {
      const wishes = orders.length + acts.length + watches.length
      if ((this.#customers?.done ?? 0) < wishes || !this.#shop.isEmpty) return false
      if (scheduler.turns % 16 !== 0) return false
      return (await this.#openChecks()) === 0
    }
    await scheduler.run(async () => scheduler.nowMs >= calmAtMs || (await isDone()) || tooMany())
    this.#calmAtMs = scheduler.nowMs
    weather.calm()
    scheduler.slowness = 0
    await this.#mend()
    const untilMs = scheduler.nowMs + CALM_MS_MAX
    const over = async () => (await isDone()) || scheduler.nowMs > untilMs || tooMany()
    if (!(await scheduler.run(over))) return 'nobody goes on'
    // Nothing new comes from here on, and what a steward has just ordered is still read.
    this.#stewards.rest()
    await scheduler.run(() => this.#stewards.areIdle || tooMany())
    if (!(await scheduler.run(over))) return 'nobody goes on'
    if (tooMany()) return 'it goes on and on'
    for (const process of this.#living()) process.stopping.abort(new Error('the bout is over'))
    await scheduler.run(() => this.#ended === this.#born || tooMany())
    if (this.#ended !== this.#born) return 'some workers do not stop'
    if (!(await this.#stewards.endWithOneRound(tooMany))) return 'a steward does not come to an end'
    let isCompared = false
    void this.#shop.close().finally(() => {
      isCompared = true
    })
    await scheduler.run(() => isCompared || tooMany())
    return isCompared ? null : 'the comparison of Stars does not come to an end'
  }

  #start(hands: number, aheadMs: number): void {
    const { plan, history, scheduler, database } = this.#stage
    const name = `p${this.#processes.length + 1}`
    const process = new Process(this.#stage, name, aheadMs, hands)
    this.#processes.push(process)
    database.setHolder(process.holder, true, null)
    this.#born += 1
    const onError = (error: unknown): void => {
      history.thrown.push({ atMs: scheduler.nowMs, life: name, ...inWords(error) })
      this.#stage.trace.note(scheduler.nowMs, `${name} throws ${String(error)}`)
    }
    const draws = new Draws(plan.seed, `chance of worker ${name}`)
    const options = { draws, onError }
    const working = this.#options.worker(process.context, options, process.stopping.signal)
    void working.catch(onError).finally(() => {
      process.hasEnded = true
      this.#ended += 1
    })
  }

  /** What the operator does to accounts. */
  async #operate(life: Life): Promise<void> {
    const { database, scheduler, weather } = this.#stage
    const clock = scheduler.clockOf(life, () => 0)
    const context = { db: database.direct(scheduler), clock }
    for (;;) {
      await scheduler.sleep(life, this.#draws.between(1, 40) * MINUTE_MS, 'looks on')
      if (weather.isCalm) return
      const { username } = this.#draws.oneOf(this.#plan.accounts)
      const account = await accountNamed(context, username)
      if (account.standing === 'active') {
        if (!weather.strikes('pause', () => `of ${username}`)) continue
        const move = { to: 'paused', by: 'operator', why: reason('operator'), forMs: null } as const
        await moveStanding(context, account, move)
      } else if (this.#draws.chance(0.5)) await this.#resume(username)
    }
  }

  /** What a human does about a stopped account: Instagram is satisfied, and it is led back. */
  async #resume(username: string): Promise<void> {
    const { database, scheduler, instagram, trace } = this.#stage
    const known = instagram.world.findAccount(username)
    if (known) known.standing = 'ok'
    const life: Life = { name: 'operator', isDead: false, frozenUntilMs: 0 }
    const context = {
      db: database.direct(scheduler),
      clock: scheduler.clockOf(life, () => 0),
    }
    const account = await accountNamed(context, username)
    if (account.standing === 'active') return
    trace.note(scheduler.nowMs, `the operator resumes ${username}`)
    const move = { to: 'active', by: 'operator', why: null, forMs: null } as const
    await moveStanding(context, account, move)
  }

  /** The faults are over: accounts are led back, and enough processes live. */
  async #mend(): Promise<void> {
    for (const process of this.#living()) process.life.frozenUntilMs = 0
    for (const { username } of this.#plan.accounts) await this.#resume(username)
    if (this.#living().length === 0) this.#start(1, 0)
  }

  #strikeMachine(life: Life): void {
    const process = this.#living().find((each) => each.life === life)
    if (!process) {
      this.#stewards.strike(life)
      this.#shop.strike(life)
      return
    }
    const { weather, scheduler, database, history } = this.#stage
    const draws = weather.draws
    if (weather.strikes('kill', () => process.life.name)) {
      process.die('is killed')
      if (!process.hasEnded) this.#ended += 1
      database.setHolder(process.holder, false, scheduler.nowMs)
      this.#start(process.hands, 0)
      return
    }
    if (weather.strikes('interrupt', () => process.life.name)) {
      process.stopping.abort(new Error('interrupted'))
      history.endings.push({ atMs: scheduler.nowMs, life: life.name, how: 'is interrupted' })
      this.#start(process.hands, 0)
      return
    }
    if (database.isOwnedBy(life)) return
    const forMs = draws.between(1, 40) * MINUTE_MS
    if (weather.strikes('freeze', () => `${life.name} for ${forMs} ms`)) {
      life.frozenUntilMs = scheduler.nowMs + forMs
      this.#thaw(process)
    }
    if (weather.strikes('restart', () => 'of the database')) this.#restart()
  }

  /** A frozen process keeps its lock and does not beat. */
  #thaw({ life, holder }: Process): void {
    const { database, scheduler } = this.#stage
    database.setHolder(holder, true, scheduler.nowMs)
    void scheduler.turn(life, 'thaws').then(() => database.setHolder(holder, true, null))
  }

  /** The server is gone for a moment: all locks with it, until each process has come back. */
  #restart(): void {
    const { database, scheduler } = this.#stage
    database.restart()
    for (const { life, holder } of this.#living()) {
      const backAfterMs = this.#draws.between(500, 5000)
      void scheduler.sleep(life, backAfterMs, 'is known again').then(() => {
        database.setHolder(holder, true, null)
      })
    }
  }

  #living(): readonly Process[] {
    return this.#processes.filter(({ life }) => !life.isDead)
  }

  async #openChecks(): Promise<number> {
    const rows = await this.#stage.database.look(
      "select count(*)::integer as open from checks where state in ('queued', 'running', 'parked')",
    )
    return Number(rows[0]?.open)
  }
}

function makeInstagram(plan: Plan, nowMs: () => number): MadeWorld {
  return makeWorld({
    seed: plan.seed,
    config: {
      accounts: plan.accounts.map(({ loggedIn: _loggedIn, proxy: _proxy, ...account }) => account),
      targets: [...plan.targets],
      faults: {
        pages: { size: 5, short: 0.05, duplicates: 0.02, hasMoreWrong: 0.05 },
        loginsMax: 100,
      },
    },
    clock: { now: () => new Date(nowMs()), elapsedMs: nowMs, sleep: async () => undefined },
  })
}

function inWords(error: unknown): { name: string; code: string | null; message: string } {
  if (!(error instanceof Error)) return { name: 'no error', code: null, message: String(error) }
  const code = 'code' in error && typeof error.code === 'string' ? error.code : null
  return { name: error.name, code, message: error.message }
}
