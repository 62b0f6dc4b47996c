import { join } from 'node:path'
import type { App } from '../src/app.ts'
import { openCheck } from '../src/checks/order.ts'
import { systemClock } from '../src/kernel/clock.ts'
import { systemRandom } from '../src/kernel/ids.ts'
import { startPostgres } from '../test/postgres.ts'
import { type ServiceProcess, startService } from '../test/service-process.ts'
import { KEEPER, openEvercheck, type Place } from './evercheck.ts'
import { rounded, spreadOf } from './figures.ts'
import { importKeeper, keeperCookies } from './session.ts'
import { startSimulator } from './simulator.ts'
import type { Workshop } from './workshop.ts'

/** How often a worker is killed. */
export type TakeoverOptions = { readonly runs: number }

const PAGE = 50
const LATENCY_MS = 50
/** Pages for every run, and some to spare. */
const PAGES_OF_RUN = 40
const LOOK_MS = 2
const TAKEN_MS_MAX = 30_000

/**
 * From the `kill -9` of a worker in the middle of a page until another one has saved the next page
 * of that check: two workers on one PostgreSQL, one account, a simulator that answers in 50 ms, no
 * pace. A new worker takes the place of each that was killed.
 */
export async function benchTakeover(workshop: Workshop, { runs }: TakeoverOptions): Promise<void> {
  const target = 'taken.example'
  const followers = (runs + 4) * PAGES_OF_RUN * PAGE
  const simulator = await startSimulator(workshop, {
    accounts: [KEEPER],
    targets: [{ username: target, followers, following: 10 }],
    faults: { latencyMs: LATENCY_MS, pages: { size: PAGE } },
  })
  const postgres = await startPostgres({ durable: true, below: workshop.folder })
  workshop.closers.add('PostgreSQL', () => postgres.close())
  const place: Place = {
    environment: workshop.environment,
    dataFolder: join(workshop.folder, 'data'),
    databaseUrl: await postgres.freshDatabase(),
    connect: simulator.address,
    caFile: simulator.ready.ca,
  }
  const app = await openEvercheck(place, () => undefined)
  workshop.closers.add('Evercheck', () => app.close())
  await importKeeper(app, await keeperCookies(simulator))
  const workers: ServiceProcess[] = []
  workshop.closers.add('workers', async () => {
    await Promise.all(workers.map((worker) => worker.end('SIGKILL')))
  })
  const start = async () => void workers.push(await startService(['worker'], settingsOf(place)))
  await Promise.all([start(), start()])
  const patienceMs = 3_600_000
  await openCheck(app, {
    customerId: 'house',
    target,
    patienceMs,
    accountId: null,
    inFront: false,
  })
  const tookMs: number[] = []
  for (let run = 0; run < runs; run += 1) {
    const before = await pagesAfter(app, await pagesOf(app), null)
    // Somewhere in the next page: before its request, during it, or while it is saved.
    await systemClock.sleep(Math.round(systemRandom.fraction() * 1.5 * LATENCY_MS))
    const index = workers.findIndex(({ child }) => child.pid === before.pid)
    const [doomed] = workers.splice(index, 1)
    if (index < 0 || !doomed) throw new Error(`no worker of ours reads the check: ${before.pid}`)
    const beganMs = performance.now()
    doomed.child.kill('SIGKILL')
    const next = await pagesAfter(app, await pagesOf(app), before.holder)
    tookMs.push(performance.now() - beganMs)
    workshop.say(`${run + 1} of ${runs}: ${Math.round(tookMs.at(-1) ?? 0)} ms, page ${next.pages}`)
    await start()
  }
  const spread = spreadOf(tookMs)
  workshop.show({ runs, medianMs: rounded(spread.median, 0), maxMs: rounded(spread.max, 0) })
}

function settingsOf(place: Place): Record<string, string> {
  return {
    EVERCHECK_DATA: place.dataFolder,
    EVERCHECK_INSTAGRAM_CONNECT: place.connect,
    EVERCHECK_INSTAGRAM_CA: place.caFile,
    EVERCHECK_PACE_MS: '0',
    DATABASE_URL: place.databaseUrl ?? '',
  }
}

/** How far the check is, and who reads it. */
type Reading = {
  readonly pages: number
  readonly holder: string | null
  readonly pid: number | null
}

async function pagesOf(app: App): Promise<Reading> {
  const row = await app.db
    .selectFrom('checks')
    .leftJoin('check_progress', 'check_progress.check_id', 'checks.id')
    .leftJoin('holders', 'holders.holder', 'checks.holder')
    .select(['check_progress.pages', 'checks.holder', 'holders.pid'])
    .orderBy('check_progress.list')
    .executeTakeFirst()
  return { pages: row?.pages ?? 0, holder: row?.holder ?? null, pid: row?.pid ?? null }
}

/** Waits until another page is saved, by anybody but that holder. */
async function pagesAfter(app: App, from: Reading, not: string | null): Promise<Reading> {
  const untilMs = performance.now() + TAKEN_MS_MAX
  for (;;) {
    const reading = await pagesOf(app)
    const isOther = reading.holder !== null && reading.holder !== not
    if (isOther && reading.pages > from.pages) return reading
    if (performance.now() > untilMs) throw new Error('nobody has gone on with the check')
    await systemClock.sleep(LOOK_MS)
  }
}
