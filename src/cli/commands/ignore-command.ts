import type { App } from '../../app.ts'
import { heedProfile, ignoredProfiles, ignoreProfile } from '../../checks/history/ignore-store.ts'
import { parseTargetName } from '../../checks/target-name.ts'
import { findCustomer } from '../../customers/customer-store.ts'
import { EXIT } from '../exit-code.ts'
import type { Output } from '../output.ts'
import { json, type Registrar } from '../registrar.ts'

/** Registers `evercheck ignore NAME`. */
export function registerIgnore({ program, act }: Registrar): void {
  program
    .command('ignore')
    .argument('[name]', 'a profile that a check has met; without it, the ignored are listed')
    .description('leave somebody out of all results, and say only how many were')
    .option('--customer <customer>', 'whose list it is: an id, a name, or tg:ID', 'house')
    .option('--remove', 'take them back into the results')
    .addOption(json())
    .action(
      act((app, output, name: string | undefined, options: Options) =>
        ignoreCommand(app, output, name, options),
      ),
    )
}

type Options = { readonly customer: string; readonly remove?: true }

async function ignoreCommand(
  app: App,
  output: Output,
  typed: string | undefined,
  options: Options,
): Promise<number> {
  const { id } = await findCustomer(app, options.customer)
  if (typed !== undefined) {
    const name = parseTargetName(typed)
    const meant = { username: name, pk: null }
    if (!options.remove) await ignoreProfile(app, id, meant)
    const wasIgnored = options.remove ? await heedProfile(app, id, meant) : true
    output.line(lineFor(name, options.remove === true, wasIgnored))
  }
  const ignored = await ignoredProfiles(app, id)
  output.json({ ignored: ignored.map(({ pk, username }) => ({ pk, username })) })
  if (typed === undefined) {
    for (const { username } of ignored) output.line(`@${username}`)
    if (ignored.length === 0) output.line('Nobody is ignored.')
  }
  return EXIT.ok
}

function lineFor(name: string, removes: boolean, wasIgnored: boolean): string {
  if (!removes) return `@${name} is left out of the results from now on.`
  return wasIgnored ? `@${name} is in the results again.` : `@${name} was not ignored.`
}
