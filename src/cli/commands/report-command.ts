import type { App } from '../../app.ts'
import { EXIT } from '../exit-code.ts'
import { type Order, withFolder } from '../order.ts'
import type { Output } from '../output.ts'
import { json, type Registrar } from '../registrar.ts'
import { rewriteReport } from '../run-check.ts'

/** Registers `evercheck report TARGET`. */
export function registerReport({ program, act }: Registrar): void {
  program
    .command('report')
    .argument('<target>', 'a profile that was checked')
    .description('write the report of its last finished check once more')
    .option('--out <folder>', 'where the report goes (default: report/<target>)')
    .addOption(json())
    .action(
      act((app, output, target: string, options: { out?: string }) =>
        reportCommand(app, output, { target, outFolder: options.out ?? null }),
      ),
    )
}

/** `evercheck report TARGET`: writes the report of the last finished check once more. */
export async function reportCommand(app: App, output: Output, order: Order): Promise<number> {
  const { check, paths } = await rewriteReport(app, withFolder(order))
  output.json({ check: check.id, files: paths })
  output.line(
    `The report of ${check.finishedAt?.toISOString()} was written: ${paths.length} files.`,
  )
  return EXIT.ok
}
