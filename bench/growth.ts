import { strict as assert } from 'node:assert'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import type { SimulatorProcess } from '../src/cli/simulator-process.ts'
import { type PostgresServer, startPostgres } from '../test/postgres.ts'
import { type DatabaseKind, KEEPER } from './evercheck.ts'
import { rounded } from './figures.ts'
import { type GrowthEnd, type GrowthOrder, GrowthResult } from './growth-order.ts'
import { keeperCookies } from './session.ts'
import { startSimulator } from './simulator.ts'
import type { Workshop } from './workshop.ts'

/** How large the targets are. */
export type GrowthOptions = {
  readonly followers: readonly number[]
  readonly databases: readonly DatabaseKind[]
}

/** People on a page: as many as we ask for. */
const PAGE = 50
const FOLLOWING = 500

/**
 * Whole checks of larger and larger targets, each in its own process and database: what a
 * follower costs, and how much memory the process takes. The simulator answers at once.
 */
export async function benchGrowth(workshop: Workshop, options: GrowthOptions): Promise<void> {
  const simulator = await startSimulator(workshop, {
    accounts: [KEEPER],
    targets: [],
    faults: { pages: { size: PAGE } },
  })
  const postgres = options.databases.includes('postgres')
    ? await startPostgres({ durable: true, below: workshop.folder })
    : null
  if (postgres) workshop.closers.add('PostgreSQL', () => postgres.close())
  for (const database of options.databases) {
    let smallest: number | null = null
    for (const followers of options.followers) {
      const result = await check(workshop, simulator, postgres, { database, followers })
      const msPerFollower = (result.readingMs + result.reportMs) / followers
      smallest ??= msPerFollower
      workshop.show({
        bench: 'growth',
        database,
        followers,
        msPerFollower: rounded(msPerFollower, 4),
        timesTheFirst: rounded(msPerFollower / smallest, 2),
        readingMsPerFollower: rounded(result.readingMs / followers, 4),
        reportMsPerFollower: rounded(result.reportMs / followers, 4),
        readingSeconds: rounded(result.readingMs / 1000, 1),
        reportSeconds: rounded(result.reportMs / 1000, 1),
        peakMemoryMb: rounded(result.peakMb, 0),
        memoryBeforeMb: rounded(result.openedMb, 0),
        requests: result.requests,
      })
    }
  }
}

let targets = 0

/** Watches the process of a check, from when all is open to its end. */
export type Watch = (child: ChildProcess, dataFolder: string, said: GrowthResult) => void

/** A whole check of a new target in its own process, which first does nothing for `idleMs`. */
export async function check(
  workshop: Workshop,
  simulator: SimulatorProcess,
  postgres: PostgresServer | null,
  size: { readonly database: DatabaseKind; readonly followers: number },
  idleMs = 0,
  watch: Watch = () => undefined,
): Promise<GrowthEnd> {
  targets += 1
  const username = `target${targets}`
  const { followers, database } = size
  await simulator.control('targets', { username, followers, following: FOLLOWING })
  const dataFolder = join(workshop.folder, username)
  await mkdir(dataFolder)
  const order: GrowthOrder = {
    place: {
      environment: workshop.environment,
      dataFolder,
      databaseUrl: database === 'postgres' ? ((await postgres?.freshDatabase()) ?? null) : null,
      connect: simulator.address,
      caFile: simulator.ready.ca,
    },
    target: username,
    cookies: await keeperCookies(simulator),
    idleMs,
  }
  const result = await inProcess(workshop, order, `${database}, ${followers} followers`, watch)
  const { status, collected, confidence } = result
  if (status !== 'completed' || collected !== followers || confidence !== 'exact') {
    throw new Error(`the check is ${status}: ${collected} of ${followers}, ${confidence}`)
  }
  await rm(dataFolder, { recursive: true })
  return result
}

const CHILD = fileURLToPath(new URL('growth-child.ts', import.meta.url))

/** Runs one check in its own process. */
async function inProcess(
  workshop: Workshop,
  order: GrowthOrder,
  name: string,
  watch: Watch,
): Promise<GrowthEnd> {
  const child = spawn(process.execPath, [CHILD], { stdio: ['pipe', 'pipe', 'inherit'] })
  workshop.closers.add('process of the check', () => end(child))
  assert(child.stdin && child.stdout, 'its standard streams are pipes')
  child.stdin.end(JSON.stringify(order))
  let last: GrowthEnd | null = null
  for await (const line of createInterface({ input: child.stdout })) {
    const said = GrowthResult.parse(JSON.parse(line))
    watch(child, order.place.dataFolder, said)
    if (said.kind === 'result') last = said
    else if (said.kind === 'progress') {
      const ms = (said.tookMs / Math.max(1, said.fetched)).toFixed(3)
      workshop.say(`${name}: ${said.fetched} saved, ${ms} ms for each`)
    }
  }
  if (last === null) throw new Error(`the check of ${name} ended without a result`)
  return last
}

/** Ends a process and waits until it is gone. */
async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const gone = once(child, 'exit')
  child.kill('SIGTERM')
  await gone
}
