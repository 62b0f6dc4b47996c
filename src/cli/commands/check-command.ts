import type { App } from '../../app.ts'
import { type ListResult, TABLE_FILES } from '../../checks/result/table.ts'
import { reportWords } from '../../words/report-words.ts'
import { lang, out, type ReportOptions, reportOrder } from '../order.ts'
import type { Output } from '../output.ts'
import { json, type Registrar } from '../registrar.ts'
import { type CheckRun, EXIT_OF_STATUS, type ReportOrder, runCheck } from '../run-check.ts'

/** Registers `evercheck check TARGET`. */
export function registerCheck({ program, actWithKey, shell }: Registrar): void {
  program
    .command('check')
    .argument('<target>', 'a profile: its name, @name or link')
    .description('read who follows a profile and whom it follows, compare, write the report')
    .addOption(out())
    .addOption(lang())
    .addOption(json())
    .action(
      actWithKey((app, output, target: string, options: ReportOptions) => {
        const context = { csv: app.config.csv, environment: shell.environment }
        const order = { target, ...reportOrder(target, options, context) }
        return checkCommand(app, output, order, shell.signal)
      }),
    )
}

/** `evercheck check TARGET`: reads both lists, compares them, writes the report. */
export async function checkCommand(
  app: App,
  output: Output,
  order: { readonly target: string } & ReportOrder,
  signal: AbortSignal,
): Promise<number> {
  const run = await runCheck(app, order, signal)
  output.json(summaryOf(run))
  for (const line of linesOf(run)) output.line(line)
  return EXIT_OF_STATUS[run.status]
}

/** The JSON object that scripts rely on. */
export function summaryOf(run: CheckRun) {
  const { result } = run
  return {
    status: run.status,
    followers: listOf(result.followers),
    following: listOf(result.following),
    // What is not known is null, never 0; then this may say how many there are at the least.
    counts: Object.fromEntries(
      Object.entries(result.counts).map(([name, counted]) => [name, counted.count]),
    ),
    atLeast: Object.fromEntries(
      Object.entries(result.counts).flatMap(([name, { atLeast }]) => {
        return atLeast === null ? [] : [[name, atLeast]]
      }),
    ),
    logins: run.check.logins,
    requests: run.check.requests,
    resumedAt: run.resumedAt,
    why: run.why,
    check: run.check.id,
    target: result.target,
    files: run.paths,
  }
}

function listOf(list: ListResult) {
  const { expected, collected, passes, pages, confidence, why } = list
  return { expected, collected, passes, pages, confidence, why }
}

function linesOf(run: CheckRun): readonly string[] {
  const { result } = run
  const name = `@${result.target.username}`
  switch (run.status) {
    case 'completed':
      return [`${name}: ${talliesOf(run)}`, ...filesOf(run)]
    case 'incomplete':
      return [
        `${name} could not be read completely: ${inWords(run.why)}.`,
        talliesOf(run),
        'Nobody is named on the strength of an incomplete list.',
        ...filesOf(run),
      ]
    case 'target-closed':
      return [`${name} cannot be checked: ${inWords(run.why)}.`]
    case 'failed':
      return [
        `The check of ${name} was given up: ${inWords(run.why)}. Run the same command to start a new one.`,
        ...filesOf(run),
      ]
    case 'needs-human':
      return [
        `The check of ${name} is parked with everything read so far; it goes on when the same command is run again.`,
        run.why ?? '',
      ]
    case 'busy':
      return [`Given up waiting: ${run.why}. Run the same command again later; nothing is lost.`]
  }
}

/** A reason begins with its kind, for scripts. */
function inWords(why: string | null): string {
  return why?.replace(/^[\w-]+: /, '') ?? ''
}

/** "343 not following back, at least 299 fans, mutual: not known". */
function talliesOf({ result }: CheckRun): string {
  const words = reportWords('en')
  const tallies = TABLE_FILES.flatMap((file) => {
    const found = result.counts[file]
    if (!found) return []
    const { tally, sheet } = words.tables[file]
    if (found.count !== null) return [tally(found.count)]
    if (found.atLeast !== null) return [words.atLeast(found.atLeast, tally)]
    return [`${sheet.toLowerCase()}: ${words.unknown}`]
  })
  return tallies.join(', ')
}

function filesOf(run: CheckRun): readonly string[] {
  const report = run.paths.find((path) => path.endsWith('.xlsx'))
  return report === undefined ? [] : [`Report: ${report} (and the same lists as CSV beside it)`]
}
