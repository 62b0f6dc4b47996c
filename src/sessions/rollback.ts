import { type Account, accountById } from '../accounts/account-store.ts'
import { parseStopReason, type RestReason } from '../accounts/reasons.ts'
import { SecretUnopenableError } from '../credentials/vault.ts'
import type { SessionState } from '../instagram/cookies/session-state.ts'
import type { HeldAccount } from './held-account.ts'
import { takeLease } from './lease.ts'
import { prove } from './prove.ts'
import { formerVersion } from './rollback-store.ts'
import type { Session } from './session.ts'
import { markDied, openState, sessionLabelled } from './session-store.ts'
import type { Stopped } from './stop.ts'
import { giveBack, type HoldContext, holdLease } from './take.ts'

/** What came of going back to a former version of a session. Only `rolled-back` changes it. */
export type RollbackOutcome =
  /** It has answered, and is the current one; `from` is the version that was in use before. */
  | { readonly kind: 'rolled-back'; readonly version: number; readonly from: number | null }
  /** It is the one in use. */
  | { readonly kind: 'current'; readonly version: number }
  /** There is no former version whose cookies are still there, or none of that number. */
  | { readonly kind: 'no-version'; readonly version: number | null }
  /** Its cookies were erased when it was retired. */
  | { readonly kind: 'erased'; readonly version: number }
  /** No key opens it, or what is in it cannot be used. */
  | { readonly kind: 'unopenable'; readonly version: number }
  /** Instagram does not accept it any more. */
  | { readonly kind: 'dead'; readonly version: number }
  /** Nobody said anything of use about it: it may well be good. Try again later. */
  | { readonly kind: 'vague'; readonly version: number }
  /** Instagram wants us to wait: the account rests. */
  | { readonly kind: 'resting'; readonly until: Date; readonly why: RestReason }
  /** Instagram has stopped the account, now or before: a human must act first. */
  | Stopped
  /** A check or a login has the account, and it is not disturbed. */
  | { readonly kind: 'busy' }

/**
 * Goes back to a former version of an account's session: the one of that number, or the newest
 * before the current one that nobody has proved dead. It is asked about first, on whichever surface
 * answers, and made current only if it answers for itself; the one that was in use becomes the
 * previous one, so that its number leads back. A paused account stays paused.
 * @throws LeaseLostError LEASE_LOST and nothing has changed; the signal's reason on abort
 */
export async function rollBack(
  context: HoldContext,
  account: Pick<Account, 'id'>,
  to: number | null,
  signal: AbortSignal,
): Promise<RollbackOutcome> {
  const { id } = account
  const former = await formerVersion(context, id, to)
  if (former === null) return { kind: 'no-version', version: to }
  const { version, label } = former
  if (label === 'current') return { kind: 'current', version }
  if (former.sealedState === '') return { kind: 'erased', version }
  // Whoever pauses an account wants its checks out of the way, most likely for this.
  const { standing, standingWhy } = await accountById(context, id)
  if (standing !== 'active' && standing !== 'paused') {
    return { kind: 'stopped', standing, why: parseStopReason(standingWhy ?? '') }
  }
  const lease = await takeLease(context, id, { evenResting: true, evenStopped: true })
  if (lease === null) return { kind: 'busy' }
  const held = await holdLease(context, lease)
  try {
    return await tryOut(context, held, former, signal)
  } finally {
    await giveBack(context, held)
  }
}

async function tryOut(
  context: HoldContext,
  held: HeldAccount,
  former: Session,
  signal: AbortSignal,
): Promise<RollbackOutcome> {
  const { version } = former
  const beganMs = context.clock.elapsedMs()
  const from = (await sessionLabelled(context, held.account.id, 'current'))?.version ?? null
  let state: SessionState
  try {
    state = await openState(context, former)
  } catch (error) {
    if (error instanceof SecretUnopenableError) return { kind: 'unopenable', version }
    throw error
  }
  const trial = { pending: former, state, how: 'rolled-back', seen: false } as const
  const proof = await prove(context, held, trial, signal)
  if (proof === 'vague') return { kind: 'vague', version }
  if (proof === 'dead') {
    await markDied(context, former, 'logged out when it was gone back to')
    return { kind: 'dead', version }
  }
  switch (proof.kind) {
    case 'renewed': {
      const { username } = held.account
      const tookMs = Math.round(context.clock.elapsedMs() - beganMs)
      const said = { account: username, version, cause: 'manual', how: 'rolled-back' } as const
      context.tell({ kind: 'session-renewed', ...said, tookMs })
      return { kind: 'rolled-back', version, from }
    }
    case 'stopped':
    case 'resting':
      return proof
    default:
      throw new Error('a version that is only tested is neither postponed nor logged in')
  }
}
