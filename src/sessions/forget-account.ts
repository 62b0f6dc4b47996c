import { type Account, removeAccount } from '../accounts/account-store.ts'
import { removeCredential } from '../credentials/credential-store.ts'
import { inTransaction } from '../db/transaction.ts'
import { recordEvent } from '../events/event-store.ts'
import type { SessionState } from '../instagram/cookies/session-state.ts'
import type { WayProxy } from '../instagram/wire/proxy.ts'
import { openAccountProxy } from './account-proxy.ts'
import { logOut, ownLogins } from './retired.ts'
import type { HoldContext } from './take.ts'

/** What came of forgetting an account. */
export type Forgotten =
  | {
      readonly kind: 'forgotten'
      /** Its own logins, and how many of them were logged out at Instagram. */
      readonly logins: number
      readonly loggedOut: number
    }
  /** Another process uses it; nothing has changed. */
  | { readonly kind: 'busy' }

/**
 * Erases everything that is stored of an account but the lists that were read with it, and logs its
 * own logins out if that is wanted and a key opens them. Durable before anything is logged out.
 */
export async function forgetAccount(
  context: HoldContext,
  account: Account,
  options: { readonly logOut: boolean },
  signal: AbortSignal,
): Promise<Forgotten> {
  const { id, username, credentialId } = account
  const opens = options.logOut && context.vault.trouble === null
  // Read before, and ended after the account is gone: nobody can take it up in between.
  const logins = opens ? await ownLogins(context, id) : []
  const proxy = logins.length === 0 ? null : await openAccountProxy(context, id)
  const isGone = await inTransaction(context, async (db) => {
    if (!(await removeAccount({ db }, id))) return false
    if (credentialId !== null) await removeCredential({ db }, credentialId)
    await recordEvent({ db }, { kind: 'account-removed', account: id, detail: { username } })
    return true
  })
  if (!isGone) return { kind: 'busy' }
  const loggedOut = await endLogins(context, logins, proxy, signal)
  return { kind: 'forgotten', logins: logins.length, loggedOut }
}

async function endLogins(
  context: HoldContext,
  logins: readonly SessionState[],
  proxy: WayProxy | null,
  signal: AbortSignal,
): Promise<number> {
  if (logins.length === 0) return 0
  const transport = context.openTransport(proxy)
  try {
    return await logOut(context, transport, logins, signal)
  } finally {
    await transport.close()
  }
}
