import type { App } from '../../app.ts'
import type { Check } from '../../checks/check.ts'
import { recentChecks } from '../../checks/check-store.ts'
import type { Progress } from '../../checks/reading/progress.ts'
import { confidenceOf } from '../../checks/reading/progress.ts'
import { progressOf } from '../../checks/reading/progress-store.ts'
import { placesOf } from '../../checks/waiting-store.ts'
import type { Pace } from '../../instagram/questions/pacing.ts'
import type { SessionStatus } from '../../overview/account-health.ts'
import { sessionHealth } from '../../overview/session-health.ts'
import { livingProcesses } from '../../presence/presence-store.ts'
import { jobCounts } from '../../queue/queue-store.ts'
import { scheduleStates } from '../../queue/schedule-store.ts'
import { endingText } from '../../words/endings.ts'
import { reasonTextWords } from '../../words/reasons.ts'
import { whyOf } from '../account-rest.ts'
import { EXIT } from '../exit-code.ts'
import type { Output } from '../output.ts'
import { json, type Registrar } from '../registrar.ts'
import { type ServiceRows, serviceLines } from '../service-status-lines.ts'
import { type AccountRow, type ListRow, statusLines } from '../status-lines.ts'

/** Registers `evercheck status`. */
export function registerStatus({ program, act, shell }: Registrar): void {
  program
    .command('status')
    .description('sessions, their age and health, and the last checks')
    .option('--watch', 'show it anew every two seconds, until Ctrl-C')
    .addOption(json())
    .action(
      act((app, output, options: { watch?: true }) =>
        statusCommand(app, output, { on: options.watch === true, signal: shell.signal }),
      ),
    )
}

/** How often what is watched is looked at. */
const WATCH_MS = 2000

/** `evercheck status`: the accounts and their sessions, the last checks and how far they are. */
async function statusCommand(
  app: App,
  output: Output,
  watch: { readonly on: boolean; readonly signal: AbortSignal },
): Promise<number> {
  for (;;) {
    const { rows: sessions, rates } = await sessionRows(app)
    const checks = await checkRows(app)
    const service = await serviceRows(app)
    output.json({ database: app.kind, sessions, rates, checks, ...service })
    if (watch.on) output.wipe()
    const zone = Intl.DateTimeFormat().resolvedOptions().timeZone
    const view = { columns: output.columns, zone }
    for (const line of statusLines({ sessions, checks }, view)) output.line(line)
    for (const line of serviceLines(service, zone)) output.line(line)
    if (!watch.on) return EXIT.ok
    // A Ctrl-C is how watching ends, and interrupts nothing.
    await app.clock.sleep(WATCH_MS, watch.signal).catch(() => undefined)
    if (watch.signal.aborted) return EXIT.ok
  }
}

async function serviceRows(app: App): Promise<ServiceRows> {
  const processes = await livingProcesses(app)
  const jobs = await jobCounts(app)
  return {
    processes: processes.filter(({ roles }) => roles.length > 0),
    schedules: await scheduleStates(app),
    deadJobs: jobs.filter(({ dead }) => dead > 0).map(({ kind, dead }) => ({ kind, dead })),
  }
}

/** How a check stands, in the words in which the check itself ends. */
function stateOf({ state, ending, startedAt }: Check): string {
  if (ending?.kind === 'incomplete' || ending?.kind === 'target-closed') return ending.kind
  // Between two slices, and after whatever interrupted it: the same command goes on.
  if (state === 'queued') return startedAt === null ? 'ordered' : 'put down'
  return state
}

async function sessionRows(app: App): Promise<SessionRows> {
  const { at: now, accounts, total } = await sessionHealth(app)
  const rows = accounts.map((of) => ({
    account: of.account,
    standing: of.standing,
    why: whyOf(of, now) || null,
    restingUntil: of.restingUntil,
    status: of.status,
    version: of.version,
    isUntested: of.isUntested,
    ageMs: of.ageMs,
    ageHours: of.ageMs === null ? null : Math.floor(of.ageMs / 3_600_000),
    died: of.diedAt !== null,
    lastVerifiedAt: of.lastVerifiedAt,
    nextRefreshAt: of.nextRefreshAt,
    failCount: of.failCount,
    lastError: of.lastError,
    reactive: of.reactive,
    proactive: of.proactive,
    refreshes: of.refreshes,
    checks: of.checks,
  }))
  const { refreshRate, checkRate } = total
  return { rows, rates: { refreshes: refreshRate, checks: checkRate } }
}

type SessionRows = {
  readonly rows: readonly (AccountRow & { readonly status: SessionStatus })[]
  /** Shares of what was tried in the last seven days, from 0 to 1; null where nothing was. */
  readonly rates: { readonly refreshes: number | null; readonly checks: number | null }
}

async function checkRows(app: App) {
  const checks = await recentChecks(app, 20)
  const places = await placesOf(
    app,
    checks.map(({ id }) => id),
  )
  return Promise.all(
    checks.map(async (check) => {
      const { followers, following } = await progressOf(app, check.id)
      return {
        check: check.id,
        target: check.targetNameNow ?? check.targetUsername,
        state: check.state,
        stands: stateOf(check),
        ending: check.ending,
        why: check.why === null ? endingText(check.ending) : reasonTextWords(check.why),
        place: places.get(check.id) ?? null,
        parkedUntil: check.parkedUntil,
        followers: listRow(followers, app.pace, check.finishedAt),
        following: listRow(following, app.pace, check.finishedAt),
        startedAt: check.startedAt,
        finishedAt: check.finishedAt,
      }
    }),
  )
}

function listRow(progress: Progress, pace: Pace, finishedAt: Date | null): ListRow {
  const { expected, fetched, pages, pass } = progress
  const confidence = confidenceOf(progress)
  const isRead =
    finishedAt === null &&
    confidence === null &&
    pass === 1 &&
    pages > 0 &&
    fetched > 0 &&
    fetched > 0
  const left = isRead && expected !== null ? Math.max(0, expected - fetched) : null
  return {
    expected,
    collected: fetched,
    confidence,
    leftMs: left === null ? null : (left / (fetched / pages)) * ((pace.minMs + pace.maxMs) / 2),
  }
}
