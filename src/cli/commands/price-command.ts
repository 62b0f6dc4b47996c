import { audited } from '../../access/audit.ts'
import { MACHINE } from '../../access/principal.ts'
import type { App } from '../../app.ts'
import { CreditsInvalidError } from '../../balance/entry.ts'
import { currentTariff, removePrice, setPrice } from '../../balance/price-store.ts'
import { howMany } from '../../words/how-many.ts'
import { creditsWords } from '../../words/money.ts'
import { wholeNumber } from '../credits.ts'
import { EXIT } from '../exit-code.ts'
import type { Output } from '../output.ts'
import { json, type Registrar } from '../registrar.ts'

/** Registers `evercheck price` and the commands below it. */
export function registerPrice({ program: root, act }: Registrar): void {
  const program = root.command('price').description('what a check costs')
  program
    .command('list')
    .description('all prices, by the people in both lists together')
    .addOption(json())
    .action(act((app, output) => listCommand(app, output)))
  program
    .command('set')
    .argument('<credits>', 'how many; 0 is for nothing')
    .description('set a price; what is ordered already keeps its own')
    .option('--up-to <people>', 'for lists of so many people; without it for any more', wholeNumber)
    .addOption(json())
    .action(
      act((app, output, credits: string, options: Options) =>
        setCommand(app, output, credits, options.upTo ?? null),
      ),
    )
  program
    .command('remove')
    .description('take a price away: the next larger one holds instead')
    .option('--up-to <people>', 'which; without it the one for any more', wholeNumber)
    .addOption(json())
    .action(
      act((app, output, options: Options) => removeCommand(app, output, options.upTo ?? null)),
    )
}

type Options = { readonly upTo?: number }

async function listCommand(app: App, output: Output): Promise<number> {
  const prices = await currentTariff(app)
  output.json({ prices })
  if (prices.length === 0) output.line('There are no prices: checks cost nothing.')
  for (const { peopleMax, credits } of prices) {
    const size = peopleMax === null ? 'any more' : `up to ${howMany(peopleMax, 'person', 'people')}`
    output.line(`${size}: ${creditsWords(credits, 'en')}`)
  }
  return EXIT.ok
}

/** @throws CreditsInvalidError CREDITS_INVALID */
async function setCommand(
  app: App,
  output: Output,
  typed: string,
  peopleMax: number | null,
): Promise<number> {
  if (!/^\d{1,9}$/.test(typed))
    throw new CreditsInvalidError('A price is a whole number of credits.')
  const credits = Number(typed)
  await audited(
    app,
    (db) => setPrice({ db }, { peopleMax, credits }),
    () => ({ by: MACHINE, act: 'price.set', detail: { peopleMax, credits } }),
  )
  return listCommand(app, output)
}

async function removeCommand(app: App, output: Output, peopleMax: number | null): Promise<number> {
  await audited(
    app,
    (db) => removePrice({ db }, peopleMax),
    (removed) => (removed ? { by: MACHINE, act: 'price.remove', detail: { peopleMax } } : null),
  )
  return listCommand(app, output)
}
