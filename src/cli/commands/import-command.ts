import { join, resolve } from 'node:path'
import { CommanderError, Option } from 'commander'
import type { ListResult } from '../../checks/result/table.ts'
import { parseTargetName } from '../../checks/target-name.ts'
import { loadConfig } from '../../config/config.ts'
import { type Import, importExport } from '../../exports/compare-exports.ts'
import { SAMPLE_EXPORT } from '../../exports/sample-export.ts'
import { keepHeapSmall } from '../../kernel/heap.ts'
import { writeReport } from '../../reports/write-report.ts'
import { shortageWords } from '../../words/shortage.ts'
import { EXIT } from '../exit-code.ts'
import { lang, out, type ReportOptions, readerOf } from '../order.ts'
import { type Output, openOutput } from '../output.ts'
import { json, type Registrar, type Shell } from '../registrar.ts'
import { figuresOf, filesOf, talliesOf } from '../result-lines.ts'
import { openTerminal } from '../terminal.ts'

/** Registers `evercheck import EXPORT`. */
export function registerImport({ program, shell, exit }: Registrar): void {
  program
    .command('import')
    .argument('[export...]', "Instagram's own export in JSON: its ZIP archives, or their folder")
    .description("compare followers and following from Instagram's own export, without an account")
    .option('--before <export...>', 'an earlier export of the same profile: who came, who went')
    .option('--owner <name>', 'whose export it is (default: as it says)')
    .addOption(new Option('--sample', 'import a small made-up export').conflicts('before'))
    .addOption(out())
    .addOption(lang())
    .addOption(json())
    .action(async (paths: string[], options: Options) => {
      const terminal = openTerminal(shell.stderr, shell.environment)
      const output = openOutput(shell.stdout, options.json === true, terminal, shell.environment)
      exit(await importCommand(shell, output, paths, options))
    })
}

type Options = ReportOptions & {
  readonly before?: string[]
  readonly owner?: string
  readonly sample?: true
  readonly json?: true
}

/** `evercheck import EXPORT`: compares the lists of an export, writes the report. */
async function importCommand(
  shell: Shell,
  output: Output,
  given: readonly string[],
  options: Options,
): Promise<number> {
  keepHeapSmall()
  if (given.length === 0 && !options.sample) {
    const missing = "error: missing required argument 'export', or --sample"
    throw new CommanderError(1, 'commander.missingArgument', missing)
  }
  const paths = options.sample ? [SAMPLE_EXPORT] : given
  const owner = options.owner === undefined ? null : parseTargetName(options.owner)
  const order = { paths, before: options.before ?? [], owner: options.sample ? 'sample' : owner }
  const imported = await importExport(order, shell.signal)
  const { result } = imported.report
  const { csv } = loadConfig(shell.environment)
  const reader = readerOf(options.lang ?? null, { csv, environment: shell.environment })
  const folder = resolve(options.out ?? join('report', result.target.username))
  const files = await writeReport(folder, imported.report, reader)
  const why = whyIncomplete(imported)
  const status = why === null ? 'completed' : 'incomplete'
  output.json({
    status,
    ...figuresOf(result),
    ...{ logins: 0, requests: 0, resumedAt: null, why, check: null },
    target: result.target,
    oldestFollowAt: imported.oldestAt,
    files,
  })
  for (const line of linesOf(imported, why)) output.line(line)
  for (const line of filesOf(files)) output.line(line)
  return status === 'completed' ? EXIT.ok : EXIT.incomplete
}

function linesOf(imported: Import, why: string | null): readonly string[] {
  const { result } = imported.report
  const name = `@${result.target.username}`
  return [
    why === null ? `${name}: ${talliesOf(result)}` : `The export of ${name} is incomplete: ${why}.`,
    ...(why === null
      ? []
      : [talliesOf(result), 'Nobody is named on the strength of an incomplete list.']),
    ...remarksOn(imported),
  ]
}

function whyIncomplete({ report: { result } }: Import): string | null {
  const reasons = (['followers', 'following'] as const).flatMap((list) => {
    const why = reasonOf(result[list])
    return why === null ? [] : [`${list}: ${why}`]
  })
  return reasons.length === 0 ? null : reasons.join('; ')
}

function reasonOf({ confidence, shortage }: ListResult): string | null {
  if (confidence === 'unread') return 'not in it (name all archives of the export)'
  return confidence === 'incomplete'
    ? shortage === null
      ? 'not all of it'
      : shortageWords(shortage)
    : null
}

const YEAR_MS = 366 * 24 * 60 * 60_000

/** What the operator should know before trusting the lists. */
function remarksOn({ oldestAt, unnamed, report: { result } }: Import): readonly string[] {
  const remarks: string[] = []
  const { finishedAt } = result
  if (oldestAt !== null && finishedAt !== null && +finishedAt - +oldestAt < YEAR_MS) {
    const day = oldestAt.toISOString().slice(0, 10)
    remarks.push(
      `Note: the oldest follow in it began on ${day}. If there are older ones, the export was not asked for "All time", and its lists are cut short.`,
    )
  }
  if (unnamed > 0) remarks.push(`Note: ${unnamed} of its entries name nobody, and are left out.`)
  return remarks
}
