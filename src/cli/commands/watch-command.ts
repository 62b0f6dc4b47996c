import type { App } from '../../app.ts'
import { parseTargetName } from '../../checks/target-name.ts'
import { findCustomer } from '../../customers/customer-store.ts'
import { EVERY_DAYS, parseQuietHours, quietHoursText, type Watch } from '../../watches/watch.ts'
import { endWatch, watchesOf, watchProfile } from '../../watches/watch-store.ts'
import { languageOf, timeIn } from '../../words/language.ts'
import { wholeNumber } from '../credits.ts'
import { EXIT } from '../exit-code.ts'
import { type Output, tableLines } from '../output.ts'
import { json, type Registrar } from '../registrar.ts'

/** Registers `evercheck watch TARGET` and what is said about watches. */
export function registerWatch({ program, act }: Registrar): void {
  program
    .command('watch')
    .argument('[target]', 'the profile to be watched; without it, the watches are listed')
    .description('read a profile again and again, and tell what has changed for sure')
    .option('--every <days>', 'how often', wholeNumber, EVERY_DAYS.usual)
    .option('--quiet-hours <hours>', "tell nothing between, in the customer's zone: 22:00-08:00")
    .option('--customer <customer>', 'whose watch it is: an id, a name, or tg:ID', 'house')
    .option('--end', 'watch it no longer')
    .addOption(json())
    .action(
      act((app, output, target: string | undefined, options: Options) =>
        watchCommand(app, output, target, options),
      ),
    )
}

type Options = {
  readonly every: number
  readonly quietHours?: string
  readonly customer: string
  readonly end?: true
}

async function watchCommand(
  app: App,
  output: Output,
  typed: string | undefined,
  options: Options,
): Promise<number> {
  const { id: customerId } = await findCustomer(app, options.customer)
  if (typed === undefined) return listCommand(app, output, customerId)
  const target = parseTargetName(typed)
  if (options.end) {
    await endWatch(app, { customerId, id: target })
    output.json({ watch: null, target })
    output.line(`@${target} is watched no longer.`)
    return EXIT.ok
  }
  const { every: everyDays, quietHours } = options
  const quiet = quietHours === undefined ? null : parseQuietHours(quietHours)
  const watch = await watchProfile(app, { customerId, target, everyDays, quiet })
  output.json(watchRow(watch))
  output.line(
    `@${target} is watched, every ${everyDays === 1 ? 'day' : `${everyDays} days`}; it is read while evercheck serve runs.`,
  )
  return EXIT.ok
}

async function listCommand(app: App, output: Output, customerId: string): Promise<number> {
  const watches = await watchesOf(app, customerId)
  output.json({ watches: watches.map(watchRow) })
  if (watches.length === 0) {
    output.line('Nothing is watched. Begin with: evercheck watch TARGET')
    return EXIT.ok
  }
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone
  const rows = watches.map((watch) => [
    `@${watch.target}`,
    watch.everyDays === 1 ? 'every day' : `every ${watch.everyDays} days`,
    timeIn(languageOf('en'), watch.nextAt, zone),
    watch.pausedFor === null ? 'watched' : `waits for ${watch.pausedFor}`,
  ])
  for (const line of tableLines(['PROFILE', 'HOW OFTEN', 'NEXT', 'NOW'], rows)) output.line(line)
  return EXIT.ok
}

function watchRow({ id, target, everyDays, quiet, nextAt, pausedFor }: Watch) {
  const quietHours = quiet === null ? null : quietHoursText(quiet)
  return { watch: id, target, everyDays, quietHours, nextAt, pausedFor }
}
