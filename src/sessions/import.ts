import type { Account } from '../accounts/account-store.ts'
import { rememberPk } from '../accounts/account-store.ts'
import { recordRequests } from '../accounts/budget.ts'
import type { Cookie } from '../instagram/cookies/cookie.ts'
import { viewerPk } from '../instagram/cookies/cookies.ts'
import { newDevice } from '../instagram/login/device.ts'
import { readOwnUser } from '../instagram/questions/operation.ts'
import { askWith, NO_LIST } from './ask.ts'
import type { HoldContext } from './hold.ts'
import { releaseLease, takeLease } from './lease.ts'
import { promote, storePending } from './session-store.ts'

/** What came of pasted cookies. */
export type ImportOutcome =
  | { readonly kind: 'imported'; readonly version: number }
  | { readonly kind: 'refused'; readonly why: string }
  | { readonly kind: 'busy' }

/**
 * Takes over a session from cookies of the operator's own browser: tested with one request, and
 * stored only if it answers for itself and belongs to this account. Unlike a login it can be given
 * again, so that nothing untested needs to be kept, and no login that waits for its test must make
 * way for it. `userAgent` is that of the browser they come from: another one is among the things
 * that end a session (facts 6).
 */
export async function importSession(
  context: HoldContext,
  account: Account,
  pasted: { readonly cookies: readonly Cookie[]; readonly userAgent: string },
  signal: AbortSignal,
): Promise<ImportOutcome> {
  const { standing, username } = account
  if (standing !== 'active') {
    const why = `the account is ${standing}; first run: evercheck account resume ${username}`
    return { kind: 'refused', why }
  }
  const lease = await takeLease(context, account.id)
  if (!lease) return { kind: 'busy' }
  const transport = context.openTransport()
  try {
    const device = newDevice(context.random, pasted.userAgent)
    const state = { cookies: [...pasted.cookies], origins: [], device, wwwClaim: '0' }
    const pk = viewerPk(state)
    if (pk === null) return { kind: 'refused', why: 'there is no sessionid among the cookies' }
    if (account.pk !== null && account.pk !== pk) {
      return { kind: 'refused', why: 'the cookies belong to another account' }
    }
    const session = { transport, state }
    const { verdict } = await askWith(context, session, readOwnUser(pk), NO_LIST, signal)
    await recordRequests(context, account.id, 1)
    if (verdict.kind !== 'ok' || verdict.value.username.toLowerCase() !== username) {
      const why =
        verdict.kind === 'ok'
          ? 'the cookies belong to another account'
          : `Instagram does not take them for a session that is logged in (${verdict.kind})`
      return { kind: 'refused', why }
    }
    await rememberPk(context, account.id, pk)
    const pending = await storePending(context, lease, { state, method: 'import' })
    const { version } = await promote(context, lease, pending, context.refreshAfterMs)
    return { kind: 'imported', version }
  } finally {
    await transport.close()
    await releaseLease(context, lease)
  }
}
