import { endOwnTrouble } from '../../accounts/rest-store.ts'
import type { App } from '../../app.ts'
import { accountName } from '../account-name.ts'
import { lang, out, type ReportOptions, reportOrder } from '../order.ts'
import type { Output } from '../output.ts'
import { json, type Registrar } from '../registrar.ts'
import { figuresOf, filesOf, talliesOf } from '../result-lines.ts'
import { type CheckRun, EXIT_OF_STATUS, type ReportOrder, runCheck } from '../run-check.ts'

type CheckOptions = ReportOptions & { account?: string; inFront?: boolean; reuse?: boolean }

/** Registers `evercheck check TARGET`. */
export function registerCheck({ program, actWithKey, shell }: Registrar): void {
  program
    .command('check')
    .argument('<target>', 'a profile: its name, @name or link')
    .description('read who follows a profile and whom it follows, compare, write the report')
    .addOption(out())
    .addOption(lang())
    .option('--account <username>', 'read it with this account and no other')
    .option('--in-front', 'read it before everything else that waits')
    .option('--reuse', 'take complete lists of earlier checks that are younger than a day')
    .addOption(json())
    .action(
      actWithKey((app, output, target: string, options: CheckOptions) => {
        const context = { csv: app.config.csv, environment: shell.environment }
        const account = options.account === undefined ? null : accountName(options.account)
        const how = { inFront: options.inFront === true, reuses: options.reuse === true }
        const order = { target, account, ...how, ...reportOrder(target, options, context) }
        return checkCommand(app, output, order, shell.signal)
      }),
    )
}

/** `evercheck check TARGET`: reads both lists, compares them, writes the report. */
export async function checkCommand(
  app: App,
  output: Output,
  order: {
    readonly target: string
    readonly account: string | null
    readonly inFront: boolean
    readonly reuses: boolean
  } & ReportOrder,
  signal: AbortSignal,
): Promise<number> {
  // Whoever runs it once more may have mended what was in the way.
  await endOwnTrouble(app)
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
    ...figuresOf(result),
    logins: run.check.logins,
    requests: run.check.requests,
    resumedAt: run.resumedAt,
    why: run.why,
    check: run.check.id,
    target: result.target,
    files: run.paths,
  }
}

/** What the terminal is told of it, line by line. */
export function linesOf(run: CheckRun): readonly string[] {
  const { result } = run
  const name = `@${result.target.username}`
  switch (run.status) {
    case 'completed':
      return [`${name}: ${talliesOf(result)}`, ...filesOf(run.paths)]
    case 'incomplete':
      return [
        `${name} could not be read completely: ${inWords(run.why)}.`,
        talliesOf(result),
        'Nobody is named on the strength of an incomplete list.',
        ...filesOf(run.paths),
      ]
    case 'target-closed':
      return [`${name} cannot be checked: ${inWords(run.why)}.`]
    case 'failed':
      return [
        `The check of ${name} was given up: ${inWords(run.why)}. Run the same command to start a new one.`,
        ...filesOf(run.paths),
      ]
    case 'needs-human':
      return [
        `The check of ${name} is parked with everything read so far; ${run.isFollowed ? 'the service goes on with it as soon as it can' : 'it goes on when the same command is run again'}.`,
        run.why ?? '',
      ]
    case 'cancelled':
      return [`The check of ${name} was cancelled.`, ...filesOf(run.paths)]
  }
}

/** A reason begins with its kind, for scripts. */
function inWords(why: string | null): string {
  return why?.replace(/^[\w-]+: /, '') ?? ''
}
