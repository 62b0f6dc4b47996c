import type { App } from '../app.ts'
import {
  type Check,
  CheckUnknownError,
  checkById,
  finishedChecks,
  openCheck,
} from '../checks/check-store.ts'
import { beginAnewIfOutdated } from '../checks/outdated.ts'
import { ensureProgress } from '../checks/reading/progress-store.ts'
import { resultOf } from '../checks/result/result.ts'
import type { CheckResult, Report } from '../checks/result/table.ts'
import { runSlice } from '../checks/runner.ts'
import type { SliceOutcome } from '../checks/slice-outcome.ts'
import { parseTargetName } from '../checks/target-name.ts'
import { databaseNow } from '../db/time.ts'
import { nextDelayMs } from '../instagram/questions/pacing.ts'
import type { Reader } from '../reports/reader.ts'
import { replaceableFiles } from '../reports/report-folder.ts'
import { writeReport } from '../reports/write-report.ts'
import { EXIT } from './exit-code.ts'
import { reportFolder } from './report-folder.ts'
import { VERSION } from './version.ts'

/** The operator's own checks belong to this customer. */
const OPERATOR = 'operator'

/** How long what another process has is left alone before it is looked at again. */
const BUSY_WAIT_MS = 1000
/** Whoever reads this very check will finish it: there is nothing to wait for. */
const BUSY_CHECK_MS_MAX = 30_000

/** What `evercheck check` came to. */
export type CheckRun = {
  readonly check: Check
  readonly result: CheckResult
  readonly status: CheckStatus
  /** People of the present list that were saved before this run; null when there were none. */
  readonly resumedAt: number | null
  readonly why: string | null
  readonly paths: readonly string[]
}

/** Where a report goes, and who will read it. */
export type ReportOrder = { readonly outFolder: string; readonly reader: Reader }

/** How a check stands when the command ends. */
export type CheckStatus =
  | 'completed'
  | 'incomplete'
  | 'target-closed'
  | 'failed'
  | 'needs-human'
  | 'busy'

/** The exit code of each status. */
export const EXIT_OF_STATUS: Readonly<Record<CheckStatus, number>> = {
  completed: EXIT.ok,
  incomplete: EXIT.incomplete,
  'target-closed': EXIT.targetClosed,
  failed: EXIT.gaveUp,
  'needs-human': EXIT.needsHuman,
  busy: EXIT.unfinished,
}

/**
 * Runs a check to its end, slice after slice, waiting through parks; or takes up the one that was
 * interrupted. Writes the report when it has ended. An abort puts it down between two pages.
 * @throws TargetNameInvalidError, LeaseLostError, the signal's reason, and what the disk refuses
 */
export async function runCheck(
  app: App,
  order: { readonly target: string } & (ReportOrder | { readonly outFolder: null }),
  signal: AbortSignal,
): Promise<CheckRun> {
  const target = parseTargetName(order.target)
  await using _folder = await roomFor(order.outFolder, target)
  const { patienceMs } = app
  const opened = await openCheck(app, { customerId: OPERATOR, target, patienceMs })
  const resumedAt = (await beginsAnew(app, opened)) ? null : await tellBeginning(app, opened)
  const last = await runToItsEnd(app, opened.id, signal)
  const check = last.kind === 'ended' ? last.check : await checkById(app, opened.id)
  const report = await resultOf(app, check)
  const { result } = report
  const paths =
    order.outFolder !== null && last.kind === 'ended' && check.targetPk !== null
      ? await writeReportOf(app, order, { check, report })
      : []
  const why = last.kind === 'ended' ? check.why : last.why
  return { check, result, status: statusOf(last, result), resumedAt, why, paths }
}

/** Says before hours of reading what would keep the report from being written after them. */
async function roomFor(folder: string | null, target: string): Promise<AsyncDisposable | null> {
  if (folder === null) return null
  await replaceableFiles(folder, { pk: null, username: target })
  return await reportFolder(folder)
}

/** The check is done and saved; only its report could not be written. */
export class ReportUnwrittenError extends Error {
  override readonly name = 'ReportUnwrittenError'
  readonly code = 'REPORT_UNWRITTEN'
}

async function writeReportOf(
  app: App,
  { outFolder, reader }: ReportOrder,
  { check, report }: { readonly check: Check; readonly report: Report },
): Promise<readonly string[]> {
  const { requests, logins, startedAt, targetUsername: target } = check
  const software = { evercheck: VERSION, node: process.version }
  const effort = { requests, logins, startedAt }
  // A report needs no key; a receipt does.
  const issuer = app.vault.trouble === null ? { key: app.vault.receiptKey, effort, software } : null
  try {
    return await writeReport(outFolder, report, reader, issuer)
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause)
    throw new ReportUnwrittenError(
      `The check is done and saved, but its report was not written: ${why} Then run: evercheck report ${target} --out FOLDER`,
      { cause },
    )
  }
}

/**
 * Writes the report of a finished check of a target once more, of the last one unless another is
 * named: nothing is read for it.
 * @throws CheckUnknownError CHECK_UNKNOWN when there is no such check
 */
export async function rewriteReport(
  app: App,
  order: {
    readonly target: string
    readonly checkId: string | null
  } & ReportOrder,
): Promise<{ readonly check: Check; readonly paths: readonly string[] }> {
  const target = parseTargetName(order.target)
  const checks = await finishedChecks(app, { customerId: OPERATOR, target })
  const { checkId } = order
  const check = checks.find(({ id }) => checkId === null || id === checkId)
  if (!check) {
    const which = checkId === null ? 'finished check' : `finished check ${checkId}`
    throw new CheckUnknownError(`There is no ${which} of @${target}.`)
  }
  await using _folder = await reportFolder(order.outFolder)
  const paths = await writeReportOf(app, order, { check, report: await resultOf(app, check) })
  return { check, paths }
}

/** The finished checks of a target that a report can be written of, the newest first. */
export function reportedChecks(app: App, typed: string): Promise<readonly Check[]> {
  return finishedChecks(app, { customerId: OPERATOR, target: parseTargetName(typed) })
}

/** Lets a check begin anew that stood still for too long, and says so. */
async function beginsAnew(app: App, check: Check): Promise<boolean> {
  const since = await beginAnewIfOutdated(app, check)
  if (since === null) return false
  app.tell({ kind: 'check-outdated', check: check.id, target: check.targetUsername, since })
  return true
}

/** Returns how many are saved of the list that is read first; null when nothing was read yet. */
async function tellBeginning(app: App, check: Check): Promise<number | null> {
  const { id, targetUsername: target } = check
  const progress = await ensureProgress(app, id)
  const { followers, following } = progress
  if (followers.confidence === null && followers.fetched === 0) {
    app.tell({ kind: 'check-started', check: id, target })
    return null
  }
  const { list, fetched } = followers.confidence === null ? followers : following
  app.tell({ kind: 'check-resumed', check: id, target, list, fetched })
  return fetched
}

async function runToItsEnd(
  app: App,
  checkId: string,
  signal: AbortSignal,
): Promise<Exclude<SliceOutcome, { kind: 'more' } | { kind: 'parked' }>> {
  let busyRounds = 0
  for (;;) {
    signal.throwIfAborted()
    const outcome = await runSlice(app, checkId, signal)
    switch (outcome.kind) {
      case 'more':
        busyRounds = 0
        // The account is free meanwhile: a small check need not wait for the end of a large one.
        await app.clock.sleep(nextDelayMs(app.pace, app.random), signal)
        await beginsAnew(app, await checkById(app, checkId))
        break
      case 'parked':
        busyRounds = 0
        // Patience bounds this: the check ends when it has stood still for too long.
        await app.clock.sleep(outcome.until.getTime() - (await databaseNow(app)).getTime(), signal)
        // The machine may have slept for longer than that.
        await beginsAnew(app, await checkById(app, checkId))
        break
      case 'busy':
        if (busyRounds * BUSY_WAIT_MS >= busyMsMax(app, outcome.of)) return outcome
        if (busyRounds === 0) app.tell({ kind: 'check-waits', check: checkId, why: outcome.why })
        busyRounds += 1
        await app.clock.sleep(BUSY_WAIT_MS, signal)
        break
      case 'needs-human':
      case 'ended':
        return outcome
    }
  }
}

/** An account that is read with comes free again; a check stands still for it as for a throttle. */
function busyMsMax(app: App, of: 'check' | 'accounts'): number {
  return of === 'check' ? BUSY_CHECK_MS_MAX : app.patienceMs
}

function statusOf(last: SliceOutcome, result: CheckResult): CheckStatus {
  if (last.kind === 'busy') return 'busy'
  if (last.kind !== 'ended') return 'needs-human'
  if (result.why?.startsWith('target-')) return 'target-closed'
  if (result.why?.startsWith('list-incomplete')) return 'incomplete'
  return result.state === 'completed' ? 'completed' : 'failed'
}
