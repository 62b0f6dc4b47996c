import type { App } from '../../app.ts'
import { CheckUnknownError } from '../../checks/check.ts'
import { finishedChecks } from '../../checks/check-store.ts'
import { whoFollows } from '../../checks/result/membership.ts'
import { parseTargetName } from '../../checks/target-name.ts'
import { findCustomer } from '../../customers/customer-store.ts'
import { howMany } from '../../words/how-many.ts'
import { readBoundedFile } from '../bounded-file.ts'
import { EXIT } from '../exit-code.ts'
import { type Output, tableLines } from '../output.ts'
import { json, type Registrar } from '../registrar.ts'

/** So many names at the most are asked about at once. */
const NAMES_MAX = 50_000

/** Registers `evercheck who TARGET`. */
export function registerWho({ program, act }: Registrar): void {
  program
    .command('who')
    .argument('<target>', 'a profile that was checked')
    .description('which of these names follow it, as its last check has read')
    .requiredOption('--names <file>', 'a name on each line')
    .option('--customer <customer>', 'whose check: an id, a name, or tg:ID', 'house')
    .addOption(json())
    .action(
      act((app, output, target: string, options: Options) =>
        whoCommand(app, output, target, options),
      ),
    )
}

/** The file of names is not there, or is none. */
export class NamesUnreadableError extends Error {
  override readonly name = 'NamesUnreadableError'
  readonly code = 'NAMES_UNREADABLE'
}

type Options = { readonly names: string; readonly customer: string }

async function whoCommand(
  app: App,
  output: Output,
  typed: string,
  options: Options,
): Promise<number> {
  const target = parseTargetName(typed)
  const names = await namesIn(options.names)
  const { id: customerId } = await findCustomer(app, options.customer)
  const [check] = await finishedChecks(app, { customerId, target })
  if (!check) throw new CheckUnknownError(`There is no finished check of @${target}.`)
  const answers = await whoFollows(app, check, names)
  output.json({ check: check.id, finishedAt: check.finishedAt, names: answers })
  const rows = answers.map(({ username, follows }) => [username, WORDS[follows]])
  for (const line of tableLines(['NAME', 'FOLLOWS'], rows)) output.line(line)
  return EXIT.ok
}

const WORDS = { yes: 'yes', no: 'no', 'not-known': 'not known' } as const

/** A link to each of the most names that may be asked for is shorter. */
const NAMES_BYTES_MAX = 4 * 1024 * 1024

async function namesIn(file: string): Promise<readonly string[]> {
  const bytes = await readBoundedFile(file, NAMES_BYTES_MAX).catch((cause: unknown) => {
    throw new NamesUnreadableError(`The names in ${file} cannot be read.`, { cause })
  })
  if (bytes === null) throw new NamesUnreadableError(`There is too much in ${file} for names.`)
  const names = bytes
    .toString('utf8')
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .map(parseTargetName)
  if (names.length > NAMES_MAX) {
    throw new NamesUnreadableError(
      `${file} has ${howMany(names.length, 'name')}; ${NAMES_MAX} is the limit.`,
    )
  }
  return names
}
