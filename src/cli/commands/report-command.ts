import type { App } from '../../app.ts'
import type { Check } from '../../checks/check.ts'
import { howMany } from '../../words/how-many.ts'
import { languageOf, timeIn } from '../../words/language.ts'
import { EXIT } from '../exit-code.ts'
import { lang, out, type ReportOptions, reportOrder } from '../order.ts'
import { type Output, tableLines } from '../output.ts'
import { json, type Registrar } from '../registrar.ts'
import { type ReportOrder, reportedChecks, rewriteReport } from '../run-check.ts'

/** Registers `evercheck report TARGET`. */
export function registerReport({ program, act, shell }: Registrar): void {
  program
    .command('report')
    .argument('<target>', 'a profile that was checked')
    .description('write the report of its last finished check once more, or of an older one')
    .option('--check <id>', 'the check to write the report of')
    .option('--list', 'list the finished checks instead')
    .addOption(out())
    .addOption(lang())
    .addOption(json())
    .action(
      act((app, output, target: string, options: Options) => {
        if (options.list) return listCommand(app, output, target)
        const context = { csv: app.config.csv, environment: shell.environment }
        const checkId = options.check ?? null
        const order = reportOrder(target, options, context)
        return reportCommand(app, output, { target, checkId, ...order })
      }),
    )
}

type Options = ReportOptions & { readonly check?: string; readonly list?: true }

/** `evercheck report TARGET`: writes the report of a finished check once more. */
async function reportCommand(
  app: App,
  output: Output,
  order: { readonly target: string; readonly checkId: string | null } & ReportOrder,
): Promise<number> {
  const { check, paths } = await rewriteReport(app, order)
  output.json({ check: check.id, files: paths })
  output.line(
    `The report of ${instantOf(check)} was written: ${howMany(paths.length, 'file')} in ${order.outFolder}`,
  )
  return EXIT.ok
}

/** `evercheck report TARGET --list`: the finished checks of a target. */
async function listCommand(app: App, output: Output, target: string): Promise<number> {
  const checks = await reportedChecks(app, target)
  output.json({
    checks: checks.map(({ id, state, why, finishedAt }) => ({ check: id, state, why, finishedAt })),
  })
  if (checks.length === 0) output.line(`There is no finished check of ${target}.`)
  else {
    const rows = checks.map((check) => [check.id, instantOf(check), endingOf(check)])
    for (const line of tableLines(['CHECK', 'FINISHED', 'ENDED'], rows)) output.line(line)
  }
  return EXIT.ok
}

function instantOf({ finishedAt }: Check): string {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone
  return finishedAt === null ? 'not finished' : timeIn(languageOf('en'), finishedAt, zone)
}

function endingOf({ state, ending }: Check): string {
  return ending?.kind === 'incomplete' ? 'incomplete' : state
}
