import { type Account, accountById, moveStanding } from '../accounts/account-store.ts'
import type { SessionState } from '../instagram/cookies/session-state.ts'
import { keep } from './attempt.ts'
import type { HeldAccount } from './held-account.ts'
import { beginLogin, takeLease } from './lease.ts'
import { prove } from './prove.ts'
import { beginRefresh, endRefresh } from './refresh-store.ts'
import { sessionLabelled } from './session-store.ts'
import { type HoldContext, holdLease } from './take.ts'

/** What a login that a human has made came to. */
export type AssistedOutcome =
  /** Its session is the current one, or is tested by whoever uses the account next. */
  | 'in-use'
  /** Instagram does not accept it, or wants something more: the human goes on. */
  | 'not-yet'

/**
 * Takes an account for a human who logs it in, whatever its standing, for so many milliseconds and
 * a login's time more; null while somebody else has it. Give it back with `giveBack`. Durable when
 * it returns.
 */
export async function takeForHuman(
  context: HoldContext,
  accountId: string,
  forMs: number,
): Promise<HeldAccount | null> {
  const insisting = { evenResting: true, evenStopped: true }
  const lease = await takeLease(context, accountId, insisting)
  if (lease === null) return null
  await beginLogin(context, lease, forMs + context.loginLeaseMs)
  return await holdLease(context, lease)
}

/**
 * Keeps a login that a human has made, before anything else; proves it, and puts it to use: the
 * account is active again, and its checks go on. `isNew`: there was no such session before. Aborted
 * while it is proved, it is tested by whoever uses the account next.
 * @throws LeaseLostError LEASE_LOST; the signal's reason
 */
export async function keepAssisted(
  context: HoldContext,
  held: HeldAccount,
  found: { readonly state: SessionState; readonly isNew: boolean },
  signal: AbortSignal,
): Promise<AssistedOutcome> {
  const { account } = held
  const { state, isNew } = found
  const beganMs = context.clock.elapsedMs()
  const current = await sessionLabelled(context, account.id, 'current')
  const begun = { cause: 'manual', method: 'assisted' } as const
  const sessionId = current?.id ?? null
  const id = await beginRefresh(context, { accountId: account.id, sessionId, ...begun })
  const pending = await keep(context, held, { state, method: 'assisted', continues: !isNew })
  const how = isNew ? 'logged-in' : 'still-logged-in'
  const end = { outcome: how, detail: null, formSent: isNew }
  await endRefresh(context, { id, accountId: account.id }, end)
  const proof = await prove(context, held, { pending, state, how, seen: true }, signal).catch(
    async (error: unknown) => {
      await putToUse(context, account).catch(() => undefined)
      throw error
    },
  )
  if (proof === 'dead') return 'not-yet'
  if (proof !== 'vague' && proof.kind === 'stopped') return 'not-yet'
  if (proof !== 'vague' && proof.kind === 'renewed') {
    const tookMs = Math.round(context.clock.elapsedMs() - beganMs)
    const { version } = proof.session
    const { username } = account
    context.tell({
      kind: 'session-renewed',
      account: username,
      version,
      cause: 'manual',
      how,
      tookMs,
    })
  }
  await putToUse(context, account)
  return 'in-use'
}

/** A human has dealt with what had stopped the account. One that was paused stays so. */
async function putToUse(context: HoldContext, { id }: Account): Promise<void> {
  const account = await accountById(context, id)
  if (account.standing === 'active' || account.standing === 'paused') return
  const move = { to: 'active', by: 'operator', why: null, forMs: null } as const
  if (await moveStanding(context, account, move)) {
    context.tell({ kind: 'account-recovered', account: account.username, by: 'operator' })
  }
}
