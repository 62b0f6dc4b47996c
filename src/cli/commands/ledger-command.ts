import type { App } from '../../app.ts'
import { compareLedger } from '../../balance/compare-ledger.ts'
import { entriesOf } from '../../balance/ledger.ts'
import { findCustomer } from '../../customers/customer-store.ts'
import { howMany } from '../../words/how-many.ts'
import { findingWords } from '../../words/money.ts'
import { wholeNumber } from '../credits.ts'
import { entryLines } from '../entry-lines.ts'
import { EXIT } from '../exit-code.ts'
import type { Output } from '../output.ts'
import { json, type Registrar } from '../registrar.ts'

/** Registers `evercheck ledger`. */
export function registerLedger({ program, act }: Registrar): void {
  program
    .command('ledger')
    .argument('[customer]', 'an id, a name, or tg:ID; all without it')
    .description('the entries of the ledger, the newest first')
    .option('--count <n>', 'how many at the most', wholeNumber, 50)
    .option('--check <id>', 'only those of one check')
    .option('--before <entry>', 'only those before this entry', wholeNumber)
    .option('--compare', 'compare the whole ledger with itself; exit code 1 if something is off')
    .addOption(json())
    .action(
      act((app, output, named: string | undefined, options: Options) =>
        options.compare === true
          ? compareCommand(app, output)
          : ledgerCommand(app, output, named ?? null, options),
      ),
    )
}

type Options = {
  readonly count: number
  readonly check?: string
  readonly before?: number
  readonly compare?: boolean
}

/** @throws CustomerUnknownError CUSTOMER_UNKNOWN; CustomerAmbiguousError CUSTOMER_AMBIGUOUS */
async function ledgerCommand(
  app: App,
  output: Output,
  named: string | null,
  { count: countMax, check, before }: Options,
): Promise<number> {
  const customerId = named === null ? null : (await findCustomer(app, named)).id
  const beforeId = before === undefined ? null : String(before)
  const entries = await entriesOf(app, { customerId, countMax, beforeId, checkId: check ?? null })
  output.json({ entries })
  for (const line of entryLines(entries)) output.line(line)
  return EXIT.ok
}

async function compareCommand(app: App, output: Output): Promise<number> {
  const { at, customersCount, findings } = await compareLedger(app)
  output.json({ at, customersCount, findings })
  for (const finding of findings) output.line(findingWords(finding, 'en'))
  if (findings.length > 0) return EXIT.failure
  output.line(
    `The ledger agrees with itself: ${howMany(customersCount, 'balance')}, and every check.`,
  )
  return EXIT.ok
}
