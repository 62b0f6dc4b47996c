import { type Account, accountById, listAccounts } from '../accounts/account-store.ts'
import { recordRequests } from '../accounts/budget.ts'
import { restAccount } from '../accounts/rest-store.ts'
import { remedy } from '../accounts/standing.ts'
import { databaseNow } from '../db/time.ts'
import type { HoldContext } from './hold.ts'
import { releaseLease, takeLease } from './lease.ts'
import { refresh } from './refresh.ts'
import type { RefreshOutcome } from './renewal.ts'
import { openState, sessionLabelled } from './session-store.ts'

/** What a renewal came to. `busy`: a check has the account, and it is not disturbed. */
export type RenewalOutcome = RefreshOutcome | { readonly kind: 'busy' }

/**
 * Renews one account's session in its own browser state: still logged in, the cookies are taken
 * over and tested; else it logs in.
 */
export async function renewAccount(
  context: HoldContext,
  account: Account,
  cause: 'proactive' | 'manual',
  signal: AbortSignal,
): Promise<RenewalOutcome> {
  const { standing, username } = account
  if (standing !== 'active') return { kind: 'stopped', standing, why: remedy(standing, username) }
  if (account.credentialId === null) {
    const why = `Its session is used until it dies. To renew it: ${remedy('wrong-password', username)}`
    return { kind: 'stopped', standing, why }
  }
  const lease = await takeLease(context, account.id)
  if (!lease) return { kind: 'busy' }
  const transport = context.openTransport()
  try {
    const rest = cause === 'proactive' ? await restOf(context, account.id) : null
    if (rest) return rest
    const current = await sessionLabelled(context, account.id, 'current')
    const state = current ? await openState(context, current) : null
    const outcome = await refresh(context, { account, lease, state, transport }, cause, signal)
    if (outcome.kind === 'renewed') await recordRequests(context, account.id, 1)
    if (outcome.kind === 'wait') {
      const { why, waitMs: forMs } = outcome
      await restAccount(context, lease, { forMs, why, paceFactor: account.paceFactor })
    }
    return outcome
  } finally {
    await transport.close()
    await releaseLease(context, lease)
  }
}

/** Since the account was found due, a check may have been throttled with it. */
async function restOf(context: HoldContext, accountId: string): Promise<RenewalOutcome | null> {
  const { restingUntil, restingWhy } = await accountById(context, accountId)
  const waitMs = Number(restingUntil) - (await databaseNow(context)).getTime()
  return waitMs > 0 ? { kind: 'wait', waitMs, why: restingWhy ?? 'it rests' } : null
}

/**
 * The active accounts whose session is missing, known to be dead, or older than it should get. One
 * that waits out a throttle is not among them: a login would make the throttle worse. Nor is one
 * without a password: there is nothing to log in with, and its session may live on for long.
 */
export async function dueAccounts(context: HoldContext): Promise<readonly Account[]> {
  const now = await databaseNow(context)
  const accounts = await listAccounts(context)
  const due: Account[] = []
  for (const account of accounts) {
    if (account.standing !== 'active' || account.credentialId === null) continue
    if (account.restingUntil !== null && account.restingUntil > now) continue
    const session = await sessionLabelled(context, account.id, 'current')
    const bornAt = session?.createdAt.getTime() ?? 0
    const old = now.getTime() - bornAt >= context.refreshAfterMs
    if (!session || session.diedAt || old) due.push(account)
  }
  return due
}
