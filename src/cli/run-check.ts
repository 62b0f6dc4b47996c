import { accountNamed } from '../accounts/account-store.ts'
import type { App } from '../app.ts'
import { carryOut } from '../checks/carry-out.ts'
import type { Check } from '../checks/check.ts'
import { CheckUnknownError } from '../checks/check.ts'
import { finishedChecks } from '../checks/check-store.ts'
import { resultOf } from '../checks/result/result.ts'
import type { CheckResult, Report } from '../checks/result/table.ts'
import { parseTargetName } from '../checks/target-name.ts'
import { HOUSE } from '../customers/customer.ts'
import type { Reader } from '../reports/reader.ts'
import { type ReportTarget, replaceableFiles } from '../reports/report-folder.ts'
import { writeReport } from '../reports/write-report.ts'
import { endingText } from '../words/endings.ts'
import { needsHumanWords } from '../words/waiting.ts'
import { EXIT } from './exit-code.ts'
import { reportFolder } from './report-folder.ts'
import { VERSION } from './version.ts'

/** What `evercheck check` came to. */
export type CheckRun = {
  readonly check: Check
  readonly result: CheckResult
  readonly status: CheckStatus
  /** People of the present list that were saved before this run; null when there were none. */
  readonly resumedAt: number | null
  readonly why: string | null
  /** Whether a service goes on with it by itself. */
  readonly isFollowed: boolean
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
  | 'cancelled'

/** The exit code of each status. */
export const EXIT_OF_STATUS: Readonly<Record<CheckStatus, number>> = {
  completed: EXIT.ok,
  incomplete: EXIT.incomplete,
  'target-closed': EXIT.targetClosed,
  failed: EXIT.gaveUp,
  'needs-human': EXIT.needsHuman,
  cancelled: EXIT.gaveUp,
}

/**
 * Runs a check to its end, or takes up the one that was interrupted, and writes the report when it
 * has ended. An abort puts it down between two pages.
 * @throws TargetNameInvalidError, LineFullError, the signal's reason, and what the disk refuses
 */
export async function runCheck(
  app: App,
  order: {
    readonly target: string
    /** The only account that may read it, by name; null for any. */
    readonly account?: string | null
    /** Whether it goes before everything else that waits. */
    readonly inFront?: boolean
    /** Whether lists that are young enough may serve it. */
    readonly reuses?: boolean
  } & (ReportOrder | { readonly outFolder: null }),
  signal: AbortSignal,
): Promise<CheckRun> {
  const target = parseTargetName(order.target)
  await using _folder = await roomFor(order.outFolder, { pk: null, username: target })
  const { patienceMs } = app.config.waits
  const named = order.account ? (await accountNamed(app, order.account)).id : null
  const whole = {
    customerId: HOUSE,
    target,
    patienceMs,
    accountId: named,
    inFront: order.inFront === true,
    reuses: order.reuses === true,
  }
  const { check, resumedAt, needsHuman, isFollowed } = await carryOut(app, whole, signal)
  const report = await resultOf(app, check)
  const { result } = report
  const paths =
    order.outFolder !== null && check.finishedAt !== null && check.targetPk !== null
      ? await writeReportOf(app, order, { check, report })
      : []
  const why = needsHuman === null ? endingText(check.ending) : needsHumanWords(needsHuman)
  return { check, result, status: statusOf(check), resumedAt, why, isFollowed, paths }
}

/** Says before hours of reading what would keep the report from being written after them. */
async function roomFor(
  folder: string | null,
  target: ReportTarget,
): Promise<AsyncDisposable | null> {
  if (folder === null) return null
  await replaceableFiles(folder, target)
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
      `The check is done and saved, but its report was not written: ${why.replace(/\.$/, '')}. Then run: evercheck report ${target} --out FOLDER`,
      { cause },
    )
  }
}

/**
 * Writes the report of a finished check of a target once more, of the last one unless another is
 * named: nothing is read for it.
 * @throws CheckUnknownError CHECK_UNKNOWN when there is no such check
 * @throws ReportFolderTakenError REPORT_FOLDER_TAKEN
 */
export async function rewriteReport(
  app: App,
  order: {
    readonly target: string
    readonly checkId: string | null
  } & ReportOrder,
): Promise<{ readonly check: Check; readonly paths: readonly string[] }> {
  const target = parseTargetName(order.target)
  const checks = await finishedChecks(app, { customerId: HOUSE, target })
  const { checkId } = order
  const check = checks.find(({ id }) => checkId === null || id === checkId)
  if (!check) {
    const which = checkId === null ? 'finished check' : `finished check ${checkId}`
    throw new CheckUnknownError(`There is no ${which} of @${target}.`)
  }
  const profile = { pk: check.targetPk, username: check.targetUsername }
  await using _folder = await roomFor(order.outFolder, profile)
  const paths = await writeReportOf(app, order, { check, report: await resultOf(app, check) })
  return { check, paths }
}

/** The finished checks of a target that a report can be written of, the newest first. */
export function reportedChecks(app: App, typed: string): Promise<readonly Check[]> {
  return finishedChecks(app, { customerId: HOUSE, target: parseTargetName(typed) })
}

function statusOf({ ending }: Check): CheckStatus {
  switch (ending?.kind) {
    case undefined:
      return 'needs-human'
    case 'complete':
      return 'completed'
    case 'incomplete':
    case 'target-closed':
    case 'cancelled':
      return ending.kind
    case 'out-of-patience':
      return 'failed'
    case 'merged':
      return 'cancelled'
  }
}
