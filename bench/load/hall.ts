import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { sql } from 'kysely'
import { type Simulator, startSimulator } from '../../simulator/server.ts'
import { accountNamed, ensureAccount } from '../../src/accounts/account-store.ts'
import type { App } from '../../src/app.ts'
import { credit } from '../../src/balance/ledger.ts'
import { setPrice } from '../../src/balance/price-store.ts'
import { orderCheck } from '../../src/checks/order.ts'
import { storeCredential } from '../../src/credentials/credential-store.ts'
import { createCustomer } from '../../src/customers/customer-store.ts'
import { parseCookies } from '../../src/instagram/cookies/pasted-cookies.ts'
import { importSession } from '../../src/sessions/import.ts'
import type { PostgresServer } from '../../test/postgres.ts'
import { ScriptedBrowser, USER_AGENT } from '../../test/scripted-browser.ts'
import { openEvercheck, type Place } from '../evercheck.ts'
import type { Workshop } from '../workshop.ts'
import type { FromWorker, ToWorker, WorkerReport } from './message.ts'
import { LoginDesk } from './remote-typist.ts'
import { Trouble } from './trouble.ts'
import { accountNames, CUSTOMERS, configOf, customerOf, type LoadSize, targetsOf } from './world.ts'

const PROGRAM = fileURLToPath(new URL('worker-process.ts', import.meta.url))
/** Of so many accounts one has a session that is due for renewal, and of two of those one died. */
const AGED_EVERY = 10
const PATIENCE_MS = 24 * 3_600_000
/** Orders that are placed at the same time. */
const ORDERING = 4

/** A worker of its own process. */
export type LoadWorker = {
  readonly child: ChildProcess
  /** Asks it to end, and waits until it has. */
  end(): Promise<WorkerReport>
}

/** An empty database, a simulated Instagram in this process, and workers as others. */
export class Hall {
  readonly size: LoadSize
  readonly app: App
  readonly simulator: Simulator
  readonly trouble: Trouble
  readonly place: Place
  readonly failures: string[] = []
  /** Rejects when a worker ends that was not asked to. */
  readonly aWorkerEnds: Promise<never>
  readonly #aWorkerEnded: (error: Error) => void
  readonly #browser: ScriptedBrowser
  readonly #children = new Set<ChildProcess>()

  static async open(workshop: Workshop, server: PostgresServer, size: LoadSize): Promise<Hall> {
    const simulator = await startSimulator({ seed: 7, config: configOf(size) })
    const databaseUrl = await server.freshDatabase()
    const name = new URL(databaseUrl).pathname.slice(1)
    const caFile = join(workshop.folder, `${name}-ca.pem`)
    await writeFile(caFile, simulator.ca)
    const place: Place = {
      environment: {
        ...workshop.environment,
        EVERCHECK_THROTTLE_WAIT_MS: '3000',
        EVERCHECK_RENEW: 'visit',
      },
      dataFolder: join(workshop.folder, name),
      databaseUrl,
      connect: `${simulator.host}:${simulator.port}`,
      caFile,
    }
    const app = await openEvercheck(place, () => undefined)
    const hall = new Hall({ size, app, simulator, place })
    workshop.closers.add(name, () => hall.close())
    return hall
  }

  private constructor(parts: Pick<Hall, 'size' | 'app' | 'simulator' | 'place'>) {
    const ends = Promise.withResolvers<never>()
    ends.promise.catch(() => undefined)
    this.aWorkerEnds = ends.promise
    this.#aWorkerEnded = ends.reject
    this.size = parts.size
    this.app = parts.app
    this.simulator = parts.simulator
    this.place = parts.place
    this.trouble = new Trouble(parts.simulator.world)
    this.#browser = new ScriptedBrowser(parts.simulator.world)
    this.#browser.onForm = (username) => this.trouble.noteForm(username)
  }

  /** Stores the accounts; some have a session that should have been renewed hours ago. */
  async addAccounts(): Promise<void> {
    const { world } = this.simulator
    for (const [at, username] of accountNames(this.size).entries()) {
      const account = world.findAccount(username)
      if (!account) throw new Error(`Instagram knows no ${username}`)
      const { password, totpSecret } = account
      const id = await storeCredential(this.app, { username, password, totpSecret })
      await ensureAccount(this.app, username, id)
      if (at % AGED_EVERY === 0) await this.#giveSession(username)
    }
    await sql`
      update instagram_sessions
      set renewed_at = evercheck_now() - interval '50 hours', next_refresh_at = evercheck_now()
    `.execute(this.app.db)
    for (const [at, username] of accountNames(this.size).entries()) {
      if (at % (2 * AGED_EVERY) === 0) this.trouble.killQuietly(username)
    }
    world.counters.reset()
  }

  async #giveSession(username: string): Promise<void> {
    const { world } = this.simulator
    const account = world.findAccount(username)
    if (!account) return
    const { setCookies } = world.openSession(account, {
      device: world.newDevice(),
      surface: 'web',
      address: '127.0.0.1',
      method: 'control',
    })
    const cookies = setCookies.map((line) => line.slice(0, line.indexOf(';'))).join('; ')
    const pasted = { cookies: parseCookies(cookies), userAgent: USER_AGENT }
    const known = await accountNamed(this.app, username)
    const came = await importSession(this.app, known, pasted, new AbortController().signal)
    if (came.kind !== 'imported') throw new Error(`the session was not taken: ${came.kind}`)
  }

  /** Waits until the sessions that are due have been renewed by whoever has nothing to read. */
  async agedAreRenewed(): Promise<void> {
    for (;;) {
      const { rows } = await sql`
        select from instagram_sessions
        where label = 'current' and died_at is null and next_refresh_at <= evercheck_now()
      `.execute(this.app.db)
      if (rows.length === 0) return
      await this.app.clock.sleep(100)
    }
  }

  /** Customers of every size order all checks, and pay for them. */
  async order(): Promise<void> {
    const { app } = this
    await setPrice(app, { peopleMax: 100, credits: 1 })
    await setPrice(app, { peopleMax: 1000, credits: 3 })
    await setPrice(app, { peopleMax: null, credits: 9 })
    const customers: string[] = []
    for (let at = 0; at < CUSTOMERS; at += 1) {
      const given = { name: `customer ${at}`, language: 'en', zone: 'UTC', pays: true } as const
      const { id: customerId } = await createCustomer(app, given)
      const credits = 10 * this.size.checks
      const move = { customerId, credits, reason: 'granted', note: null } as const
      await credit(app, { ...move, actor: 'bench', source: null })
      customers.push(customerId)
    }
    const context = {
      ...app,
      customerLimits: { ordersPerDayMax: null, quotesPerDayMax: null, cancelsPerDayMax: null },
    }
    const targets = targetsOf(this.size)
    let next = 0
    const ordering = Array.from({ length: ORDERING }, async () => {
      while (next < targets.length) {
        const at = next
        next += 1
        const ordered = await orderCheck(context, {
          customerId: customers[customerOf(at)] ?? '',
          target: targets[at]?.username ?? '',
          patienceMs: PATIENCE_MS,
          accountId: null,
          inFront: false,
        })
        if (ordered.kind !== 'ordered') throw new Error(`an order was refused: ${ordered.kind}`)
      }
    })
    await Promise.all(ordering)
  }

  /** Starts a worker and waits until it works. */
  async startWorker(slots: number): Promise<LoadWorker> {
    const child = spawn(process.execPath, [...process.execArgv, PROGRAM], {
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
      serialization: 'advanced',
    })
    this.#children.add(child)
    const say = (message: ToWorker): void => void child.send(message)
    const desk = new LoginDesk(this.#browser, say)
    let isEnding = false
    const ready = Promise.withResolvers<void>()
    const over = Promise.withResolvers<WorkerReport>()
    over.promise.catch(() => undefined)
    child.on('message', (message: FromWorker) => {
      if (message.kind === 'ready') ready.resolve()
      if (message.kind === 'over') over.resolve(message.report)
      if (message.kind === 'failure') this.failures.push(message.why)
      desk.hear(message)
    })
    const gone = once(child, 'exit').then(([code]) => {
      this.#children.delete(child)
      const error = new Error(`a worker ended with ${code}`)
      ready.reject(error)
      over.reject(error)
      if (!isEnding) this.#aWorkerEnded(error)
    })
    say({ kind: 'start', order: { place: this.place, slots } })
    await ready.promise
    return {
      child,
      async end() {
        isEnding = true
        say({ kind: 'end' })
        const report = await over.promise
        child.disconnect()
        await gone
        return report
      },
    }
  }

  async close(): Promise<void> {
    this.trouble.end()
    for (const child of this.#children) child.kill('SIGKILL')
    await this.app.close()
    await this.simulator.close()
  }
}
