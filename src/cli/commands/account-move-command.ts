import { accountNamed } from '../../accounts/account-store.ts'
import { moveAccount } from '../../accounts/move-account.ts'
import type { App } from '../../app.ts'
import { accountName } from '../account-name.ts'
import { EXIT } from '../exit-code.ts'
import type { Output } from '../output.ts'
import { json, type Registrar } from '../registrar.ts'

/** Registers `evercheck account pause` and `evercheck account resume`. */
export function registerAccountMoves({ program, act }: Registrar): void {
  for (const [name, to, description] of [
    ['pause', 'paused', 'use an account no more for now'],
    ['resume', 'active', 'use an account again, after a human has dealt with it'],
  ] as const) {
    program
      .command(name)
      .argument('<username>')
      .description(description)
      .addOption(json())
      .action(act((app, output, username: string) => moveCommand(app, output, { username, to })))
  }
}

/**
 * `evercheck account pause|resume`
 * @throws AccountUnknownError, StandingMoveError
 */
async function moveCommand(
  app: App,
  output: Output,
  given: { readonly username: string; readonly to: 'active' | 'paused' },
): Promise<number> {
  const account = await accountNamed(app, accountName(given.username))
  await moveAccount(app, account, given.to)
  if (given.to === 'active') {
    app.tell({ kind: 'account-recovered', account: account.username, by: 'operator' })
  }
  output.json({ account: account.username, standing: given.to })
  output.line(`Account ${account.username} is ${given.to}.`)
  return EXIT.ok
}
