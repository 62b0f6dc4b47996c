import { sql } from 'kysely'
import { compareLedger } from '../../src/balance/compare-ledger.ts'
import type { Database } from '../../src/db/database.ts'
import type { PostgresServer } from '../../test/postgres.ts'
import type { Workshop } from '../workshop.ts'
import { Hall } from './hall.ts'
import { coreMsOfTree, countStatements, type Statements, statements } from './machine.ts'
import type { WorkerReport } from './message.ts'
import { judge, type Verdict } from './truth.ts'
import { type LoadSize, targetsOf } from './world.ts'

/** What one load came to. */
export type LoadRun = {
  readonly size: LoadSize
  readonly tookMs: number
  readonly verdict: Verdict
  readonly ledgerFindings: number
  readonly pages: number
  readonly requests: number
  readonly logins: number
  readonly firstLogins: number
  readonly foundOut: number
  readonly needless: number
  readonly deaths: number
  readonly unanswered: number
  readonly loginsWhileThrottled: number
  readonly throttles: number
  /** Delays of the slices that began while there was always another check to be read. */
  readonly delaysMs: readonly number[]
  readonly workers: readonly WorkerReport[]
  readonly databaseCoreMs: number
  readonly statements: Statements
  readonly failures: readonly string[]
}

const LOOK_MS = 500
const TELL_MS = 10_000

/** Runs a load of its own database to its end: nothing is left of it but what it came to. */
export async function runLoad(
  workshop: Workshop,
  server: PostgresServer,
  options: { readonly size: LoadSize; readonly workers: number; readonly slots: number },
): Promise<LoadRun> {
  const { size } = options
  const hall = await Hall.open(workshop, server, size)
  const { app, simulator, trouble } = hall
  try {
    await hall.addAccounts()
    const starting = Array.from({ length: options.workers }, () => hall.startWorker(options.slots))
    const workers = await Promise.all(starting)
    await hall.agedAreRenewed()
    await countStatements(app.db)
    const coreMsBefore = await coreMsOfTree(server.pid ?? 0)
    trouble.begin()
    const beganMs = performance.now()
    const beganAtMs = performance.timeOrigin + beganMs
    const lineEmptyAtMs = await Promise.race([
      hall.order().then(() => ended(hall, workshop)),
      hall.aWorkerEnds,
    ])
    const tookMs = performance.now() - beganMs
    trouble.end()
    const counted = await statements(app.db)
    const databaseCoreMs = (await coreMsOfTree(server.pid ?? 0)) - coreMsBefore
    const reports = await Promise.all(workers.map((worker) => worker.end()))
    const targets = targetsOf(size).map(({ username }) => username)
    const { world } = simulator
    const logins = Object.values(world.counters.logins).reduce((sum, count) => sum + count, 0)
    return {
      size,
      tookMs,
      verdict: await judge(app, world, targets),
      ledgerFindings: (await compareLedger(app)).findings.length,
      pages: await pagesOf(app.db),
      requests: world.counters.requests,
      logins,
      firstLogins: trouble.logins('first'),
      foundOut: trouble.logins('found-out'),
      needless: trouble.logins('needless'),
      deaths: trouble.deathsMet,
      unanswered: trouble.deathsUnanswered,
      loginsWhileThrottled: world.counters.loginsWhileThrottled,
      throttles: trouble.throttles,
      delaysMs: reports
        .flatMap(({ delays }) => delays)
        .filter(({ atMs, delayMs }) => atMs < lineEmptyAtMs && atMs - delayMs > beganAtMs)
        .map(({ delayMs }) => delayMs),
      workers: reports,
      databaseCoreMs,
      statements: counted,
      failures: hall.failures,
    }
  } finally {
    await hall.close()
  }
}

/** Waits until every check has ended. Returns when the last one was begun, since 1970. */
async function ended(hall: Hall, workshop: Workshop): Promise<number> {
  let allBegunAtMs: number | null = null
  let toldMs = performance.now()
  for (;;) {
    const { rows } = await sql<{ open: number; untouched: number }>`
      /* bench */
      select count(*)::integer as open,
        (count(*) filter (where started_at is null))::integer as untouched
      from checks
      where finished_at is null
    `.execute(hall.app.db)
    const [{ open, untouched } = { open: 0, untouched: 0 }] = rows
    const nowMs = performance.now()
    if (untouched === 0) allBegunAtMs ??= performance.timeOrigin + nowMs
    if (open === 0 && allBegunAtMs !== null) return allBegunAtMs
    if (nowMs - toldMs > TELL_MS) {
      workshop.say(`${open} checks are open, ${untouched} of them not begun`)
      toldMs = nowMs
    }
    await hall.app.clock.sleep(LOOK_MS)
  }
}

async function pagesOf(db: Database): Promise<number> {
  const found = await sql<{ pages: number }>`
    select sum(pages)::integer as pages from check_progress
  `.execute(db)
  return found.rows[0]?.pages ?? 0
}
