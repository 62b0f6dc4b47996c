import { Argument } from 'commander'
import {
  ACCOUNT_ROLES,
  type AccountRole,
  accountNamed,
  setAccountRole,
} from '../../accounts/account-store.ts'
import type { App } from '../../app.ts'
import { accountName } from '../account-name.ts'
import { EXIT } from '../exit-code.ts'
import type { Output } from '../output.ts'
import { json, type Registrar } from '../registrar.ts'

/** Registers `evercheck account role`. */
export function registerAccountRole({ program, act }: Registrar): void {
  program
    .command('role')
    .argument('<username>')
    .addArgument(new Argument('<role>', 'what it is there for').choices(ACCOUNT_ROLES))
    .description('keep an account for when no other is left (backup), or for every check (checks)')
    .addOption(json())
    .action(
      act((app, output, username: string, role: AccountRole) =>
        roleCommand(app, output, { username, role }),
      ),
    )
}

/** `evercheck account role USERNAME ROLE`. @throws AccountUnknownError ACCOUNT_UNKNOWN */
async function roleCommand(
  app: App,
  output: Output,
  given: { readonly username: string; readonly role: AccountRole },
): Promise<number> {
  const { id, username } = await accountNamed(app, accountName(given.username))
  await setAccountRole(app, id, given.role)
  output.json({ account: username, role: given.role })
  output.line(
    given.role === 'backup'
      ? `Account ${username} reads only while no other account could.`
      : `Account ${username} reads checks like any other.`,
  )
  return EXIT.ok
}
