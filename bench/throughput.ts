import { join } from 'node:path'
import { z } from 'zod'
import { ensureAccount } from '../src/accounts/account-store.ts'
import type { App } from '../src/app.ts'
import { runCheck } from '../src/cli/run-check.ts'
import type { SimulatorProcess } from '../src/cli/simulator-process.ts'
import { openState, sessionLabelled } from '../src/sessions/session-store.ts'
import type { Tell } from '../src/telemetry/events.ts'
import { startPostgres } from '../test/postgres.ts'
import { bareLoop, type Walk } from './bare-loop.ts'
import { type DatabaseKind, KEEPER, openEvercheck } from './evercheck.ts'
import { figuresOf, rounded, spreadOf } from './figures.ts'
import { importKeeper, keeperCookies } from './session.ts'
import { startSimulator } from './simulator.ts'
import type { Workshop } from './workshop.ts'

/** How much is read, and how often. */
export type ThroughputOptions = {
  readonly pages: number
  readonly rounds: number
  readonly latenciesMs: readonly number[]
  readonly databases: readonly DatabaseKind[]
}

/** People on a page: as many as we ask for, so that a page is as much work as it can be. */
const PAGE = 50

/**
 * Pages per second of a check, every page saved durably before the next is asked for, on PostgreSQL
 * and on the embedded database; beside a bare loop that saves nothing. They take turns.
 */
export async function benchThroughput(
  workshop: Workshop,
  options: ThroughputOptions,
): Promise<void> {
  const simulator = await startSimulator(workshop, {
    accounts: [KEEPER],
    targets: [],
    faults: { pages: { size: PAGE, short: 0, duplicates: 0 } },
  })
  const readers: Reader[] = []
  for (const database of options.databases) {
    readers.push(await Reader.open(workshop, simulator, database))
  }
  for (const latencyMs of options.latenciesMs) {
    await simulator.control('faults', { latencyMs })
    await measure(workshop, simulator, readers, { ...options, latencyMs })
  }
}

async function measure(
  workshop: Workshop,
  simulator: SimulatorProcess,
  readers: readonly Reader[],
  options: ThroughputOptions & { readonly latencyMs: number },
): Promise<void> {
  const { latencyMs, rounds } = options
  const rates = readers.map((): number[] => [])
  const ratios = readers.map((): number[] => [])
  const bareRates: number[] = []
  for (let round = 1; round <= rounds; round += 1) {
    const said: string[] = []
    for (const [index, reader] of readers.entries()) {
      const target = await newTarget(simulator, options.pages * PAGE)
      // A bare loop runs right before or right after each reader.
      const bareFirst = round % 2 === 0
      const early = bareFirst ? await reader.bareRate(target) : null
      const rate = await reader.rate(target)
      const bareRate = early ?? (await reader.bareRate(target))
      rates[index]?.push(rate)
      ratios[index]?.push(rate / bareRate)
      bareRates.push(bareRate)
      said.push(`${reader.database} ${rate.toFixed(1)} (bare ${bareRate.toFixed(1)})`)
    }
    workshop.say(
      `${latencyMs} ms, round ${round} of ${rounds}, pages per second: ${said.join(', ')}`,
    )
  }
  for (const [index, reader] of readers.entries()) {
    workshop.show({
      bench: 'throughput',
      database: reader.database,
      latencyMs,
      rounds,
      pages: options.pages,
      peoplePerPage: PAGE,
      ...figuresOf('pagesPerSecond', spreadOf(rates[index] ?? []), 1),
      barePagesPerSecond: rounded(spreadOf(bareRates).median, 1),
      ...figuresOf('ratio', spreadOf(ratios[index] ?? []), 3),
    })
  }
}

type Target = { readonly username: string; readonly pk: string; readonly followers: number }

const Made = z.object({ username: z.string(), pk: z.string(), followers: z.number() })
let targets = 0

/** Nobody knows these people yet: every row that is saved is a new one. */
async function newTarget(simulator: SimulatorProcess, followers: number): Promise<Target> {
  targets += 1
  const target = { username: `target${targets}`, followers, following: 1 }
  return Made.parse(await simulator.control('targets', target))
}

/** An Evercheck on one of the databases, with a session. */
class Reader {
  readonly database: DatabaseKind
  readonly #simulator: SimulatorProcess
  readonly #app: App
  readonly #heard: Tell[]

  private constructor(
    database: DatabaseKind,
    simulator: SimulatorProcess,
    app: App,
    heard: Tell[],
  ) {
    this.database = database
    this.#simulator = simulator
    this.#app = app
    this.#heard = heard
  }

  static async open(
    workshop: Workshop,
    simulator: SimulatorProcess,
    database: DatabaseKind,
  ): Promise<Reader> {
    const server =
      database === 'postgres'
        ? await startPostgres({ durable: true, below: workshop.folder })
        : null
    if (server) workshop.closers.add('PostgreSQL', () => server.close())
    const heard: Tell[] = []
    const place = {
      environment: workshop.environment,
      dataFolder: join(workshop.folder, database),
      databaseUrl: (await server?.freshDatabase()) ?? null,
      connect: simulator.address,
      caFile: simulator.ready.ca,
    }
    const app = await openEvercheck(place, (event) => heard.at(-1)?.(event))
    workshop.closers.add('Evercheck', () => app.close())
    await importKeeper(app, await keeperCookies(simulator))
    return new Reader(database, simulator, app, heard)
  }

  /** Pages per second of a whole check, from the first saved page of the followers to the last. */
  async rate(target: Target): Promise<number> {
    let startedMs = 0
    let endedMs = 0
    let pages = -1
    this.#heard.push((event) => {
      if (event.kind !== 'page-saved' || event.list !== 'followers') return
      endedMs = performance.now()
      if (startedMs === 0) startedMs = endedMs
      pages += 1
    })
    const order = { target: target.username, outFolder: null }
    const { result, status } = await runCheck(this.#app, order, new AbortController().signal)
    this.#heard.pop()
    if (status !== 'completed') throw new Error(`the check is ${status}`)
    return rateOf(
      { pages, people: result.followers.collected, tookMs: endedMs - startedMs },
      target,
    )
  }

  /** Pages per second of the bare loop, with the same session. */
  async bareRate(target: Target): Promise<number> {
    const { id } = await ensureAccount(this.#app, KEEPER.username, null)
    const session = await sessionLabelled(this.#app, id, 'current')
    if (!session) throw new Error('there is no session')
    const state = await openState(this.#app, session)
    return rateOf(await bareLoop(this.#simulator.connect, target, state), target)
  }
}

function rateOf(walk: Walk, target: Target): number {
  if (walk.people !== target.followers) {
    throw new Error(`${walk.people} of ${target.followers} followers were read`)
  }
  return (walk.pages / walk.tookMs) * 1000
}
