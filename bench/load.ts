import { type PostgresServer, startPostgres } from '../test/postgres.ts'
import { quantileOf, rounded } from './figures.ts'
import { idleCost } from './load/idle.ts'
import { COUNTING } from './load/machine.ts'
import { type LoadRun, runLoad } from './load/run.ts'
import type { Workshop } from './workshop.ts'

export type LoadOptions = {
  readonly checks: number
  readonly accounts: number
  readonly workers: number
  /** Slices that a worker reads at a time. */
  readonly slots: number
  /** Checks that stand still while the cost of waiting is measured; 0 leaves that out. */
  readonly parked: number
  /** Checks that are read once more by one, by two and by four workers; 0 leaves that out. */
  readonly scaling: number
}

/** Workers that share a load, to see what the next one adds. */
const CROWDS: readonly number[] = [1, 2, 4]

/**
 * Many open checks over many accounts: real workers on a durable PostgreSQL, against a simulated
 * Instagram that lets sessions die all the time and throttles accounts. Every list is compared with
 * the truth, and every login with its cause. A scripted typist stands in for the browser.
 */
export async function benchLoad(workshop: Workshop, options: LoadOptions): Promise<void> {
  const { checks, accounts, workers, slots } = options
  const server = await startPostgres({ durable: true, below: workshop.folder, settings: COUNTING })
  workshop.closers.add('PostgreSQL', () => server.close())
  const run = await runLoad(workshop, server, { size: { checks, accounts }, workers, slots })
  tell(workshop, run)
  const came = outcomeOf(run)
  // Already here: what follows takes minutes, and may fail.
  workshop.show({ ...figuresOfRun(run), ...came })
  if (options.parked > 0) workshop.show(await idleCost(workshop, server, options.parked))
  if (options.scaling > 0) await scale(workshop, server, options)
  workshop.show(came)
}

/** What a load came to, and what it took at the worst. */
function outcomeOf(run: LoadRun): Record<string, number> {
  const { size, verdict, logins, deaths, loginsWhileThrottled, delaysMs, workers } = run
  return {
    checks: size.checks,
    complete: verdict.complete,
    wrong: verdict.wrong.length + unexplained(run),
    logins,
    deaths,
    loginsWhileThrottled,
    sliceDelayP99Ms: rounded(quantileOf(delaysMs, 0.99), 1),
    workerMb: rounded(Math.max(...workers.map(({ peakMb }) => peakMb)), 1),
  }
}

/** What the next worker adds: the same load, read by more and more of them. */
async function scale(
  workshop: Workshop,
  server: PostgresServer,
  { scaling: checks, slots }: LoadOptions,
): Promise<void> {
  const size = { checks, accounts: Math.max(20, Math.ceil(checks / 20)) }
  for (const workers of CROWDS) {
    const run = await runLoad(workshop, server, { size, workers, slots })
    const { tookMs, pages } = run
    workshop.show({
      workers,
      checks,
      wrong: run.verdict.wrong.length + unexplained(run),
      pagesPerSecond: rounded(pages / (tookMs / 1000), 1),
      workerCoreMsPerPage: rounded(coreMsOf(run) / pages, 2),
      databaseCoreMsPerPage: rounded(run.databaseCoreMs / pages, 2),
      sliceDelayP50Ms: rounded(quantileOf(run.delaysMs, 0.5), 1),
    })
  }
}

/** Logins that no first login, death or renewal accounts for, and a ledger that is off. */
function unexplained(run: LoadRun): number {
  const expected = run.firstLogins + run.deaths - run.unanswered + run.foundOut
  return Math.abs(run.logins - expected) + run.needless + run.ledgerFindings
}

function coreMsOf({ workers }: LoadRun): number {
  return workers.reduce((sum, { cpuMs }) => sum + cpuMs, 0)
}

function tell({ say }: Workshop, run: LoadRun): void {
  for (const why of run.failures.slice(0, 10)) say(`a worker told: ${why}`)
  for (const target of run.verdict.wrong.slice(0, 10)) say(`not the truth: ${target}`)
  for (const [ending, count] of Object.entries(run.verdict.endings)) say(`${ending}: ${count}`)
  for (const { text, calls, ms } of run.statements.hottest) {
    const each = rounded(ms / calls, 2)
    say(`${Math.round(ms)} ms in ${calls} calls, ${each} each: ${text.slice(0, 120)}`)
  }
}

function figuresOfRun(run: LoadRun): Record<string, number> {
  const { tookMs, size, pages, delaysMs, workers, statements } = run
  return {
    accounts: size.accounts,
    workers: workers.length,
    tookS: rounded(tookMs / 1000, 1),
    checksPerMinute: rounded(size.checks / (tookMs / 60_000), 0),
    pages,
    pagesPerSecond: rounded(pages / (tookMs / 1000), 1),
    requests: run.requests,
    firstLogins: run.firstLogins,
    foundOut: run.foundOut,
    deathsUnanswered: run.unanswered,
    throttles: run.throttles,
    ledgerFindings: run.ledgerFindings,
    workFailures: run.failures.length,
    slices: delaysMs.length,
    sliceDelayP50Ms: rounded(quantileOf(delaysMs, 0.5), 1),
    sliceDelayMaxMs: rounded(quantileOf(delaysMs, 1), 1),
    workerStartMb: rounded(Math.max(...workers.map(({ startMb }) => startMb)), 1),
    workerEndMb: rounded(Math.max(...workers.map(({ endMb }) => endMb)), 1),
    workerCoreMsPerPage: rounded(coreMsOf(run) / pages, 2),
    databaseCoreMsPerPage: rounded(run.databaseCoreMs / pages, 2),
    databaseMsPerPage: rounded(statements.ms / pages, 2),
    statementsPerPage: rounded(statements.calls / pages, 1),
  }
}
