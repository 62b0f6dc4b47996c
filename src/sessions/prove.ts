import { rememberPk } from '../accounts/account-store.ts'
import { viewerPk } from '../instagram/cookies/cookies.ts'
import type { SessionState } from '../instagram/cookies/session-state.ts'
import { readOwnUser } from '../instagram/questions/operation.ts'
import { askWith, NO_LIST, patiently } from './ask.ts'
import type { RefreshContext, RefreshOutcome, Renewable, RenewedHow } from './renewal.ts'
import { promote, retire, type Session } from './session-store.ts'
import { stopAccount, stopOf } from './stop.ts'

/**
 * Asks Instagram with a pending version for the account's own profile, and makes it current when
 * that answers; 'dead' when Instagram does not accept it. A version that could not be asked with
 * stays pending.
 * @throws LeaseLostError LEASE_LOST
 */
export async function prove(
  context: RefreshContext,
  held: Renewable,
  pending: Session,
  state: SessionState,
  how: RenewedHow,
  signal: AbortSignal,
): Promise<RefreshOutcome | 'dead'> {
  const pk = viewerPk(state)
  if (pk === null || (held.account.pk !== null && pk !== held.account.pk)) {
    await retire(context, pending, 'is no session of this account')
    return 'dead'
  }
  const session = { transport: held.transport, state }
  const question = async () => {
    return (await askWith(context, session, readOwnUser(pk), NO_LIST, signal)).verdict
  }
  const verdict = await patiently(context, question, signal)
  switch (verdict.kind) {
    case 'ok': {
      await rememberPk(context, held.account.id, pk)
      const session = await promote(context, held.lease, pending, context.refreshAfterMs)
      return { kind: 'renewed', session, state, how }
    }
    case 'logged-out':
      await retire(context, pending, 'logged out when tested')
      return 'dead'
    case 'challenged':
    case 'blocked':
      return stopAccount(context, held.account, stopOf(verdict))
    default:
      // The login stays pending: it may well be good, and is tested again before any other is made.
      return {
        kind: 'wait',
        waitMs: context.throttleMs,
        why: `the new session could not be tested (${verdict.kind})`,
      }
  }
}
