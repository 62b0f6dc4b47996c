import { accountNamed, removeAccount } from '../../accounts/account-store.ts'
import type { App } from '../../app.ts'
import { removeCredential } from '../../credentials/credential-store.ts'
import type { SessionState } from '../../instagram/cookies/session-state.ts'
import type { WayProxy } from '../../instagram/wire/proxy.ts'
import { openAccountProxy } from '../../sessions/account-proxy.ts'
import { logOut, ownLogins } from '../../sessions/retired.ts'
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
  const { id, username, credentialId } = account
  // Read before, and ended after the account is gone: nobody can take it up in between.
  const logins = given.logOut && app.vault.trouble === null ? await ownLogins(app, id) : []
  const proxy = logins.length === 0 ? null : await openAccountProxy(app, id)
  const removed = await app.db.transaction().execute(async (tx) => {
    if (!(await removeAccount({ db: tx }, id))) return false
    if (credentialId !== null) await removeCredential({ db: tx }, credentialId)
    return true
  })
  if (!removed) {
    output.json({ account: username, removed })
    output.line(`Account ${username} is in use by another process. Nothing has changed.`)
    return EXIT.unfinished
  }
  const loggedOut = await endLogins(app, logins, proxy, signal)
  output.json({ account: username, removed, loggedOut })
  output.line(`Account ${username} and everything stored of it are gone.`)
  if (loggedOut > 0) output.line('What Evercheck had logged in is logged out.')
  if (loggedOut < logins.length || !given.logOut || app.vault.trouble !== null) {
    output.line(
      'Logins that were not ended stand in "Login activity" in its settings at Instagram.',
    )
  }
  return EXIT.ok
}

async function endLogins(
  app: App,
  logins: readonly SessionState[],
  proxy: WayProxy | null,
  signal: AbortSignal,
): Promise<number> {
  if (logins.length === 0) return 0
  const transport = app.openTransport(proxy)
  try {
    return await logOut(app, transport, logins, signal)
  } finally {
    await transport.close()
  }
}
