import { accountNamed } from '../../accounts/account-store.ts'
import type { App } from '../../app.ts'
import { forgetAccount } from '../../sessions/forget-account.ts'
import { accountName } from '../account-name.ts'
import { EXIT } from '../exit-code.ts'
import type { Output } from '../output.ts'
import { json, type Registrar } from '../registrar.ts'

/** Registers `evercheck account remove USERNAME`. */
export function registerAccountRemove({ program, act, shell }: Registrar): void {
  program
    .command('remove')
    .argument('<username>')
    .description('forget an account: its password, its TOTP secret, its sessions')
    .option('--keep-logged-in', 'do not log out at Instagram what Evercheck has logged in')
    .addOption(json())
    .action(
      act((app, output, username: string, options: { keepLoggedIn?: boolean }) => {
        const logOut = options.keepLoggedIn !== true
        return removeCommand(app, output, { username, logOut }, shell.signal)
      }),
    )
}

/**
 * `evercheck account remove`: erases everything that is stored of an account but the lists that
 * were read with it, and logs its own logins out first.
 * @throws AccountUnknownError ACCOUNT_UNKNOWN
 */
async function removeCommand(
  app: App,
  output: Output,
  given: { readonly username: string; readonly logOut: boolean },
  signal: AbortSignal,
): Promise<number> {
  const account = await accountNamed(app, accountName(given.username))
  const { username } = account
  const forgotten = await forgetAccount(app, account, given, signal)
  const removed = forgotten.kind === 'forgotten'
  if (!removed) {
    output.json({ account: username, removed })
    output.line(`Account ${username} is in use by another process. Nothing has changed.`)
    return EXIT.unfinished
  }
  const { logins, loggedOut } = forgotten
  output.json({ account: username, removed, loggedOut })
  output.line(`Account ${username} and everything stored of it are gone.`)
  if (loggedOut > 0) output.line('What Evercheck had logged in is logged out.')
  if (loggedOut < logins || !given.logOut || app.vault.trouble !== null) {
    output.line(
      'Logins that were not ended stand in "Login activity" in its settings at Instagram.',
    )
  }
  return EXIT.ok
}
