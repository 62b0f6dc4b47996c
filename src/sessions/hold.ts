import type { Account } from '../accounts/account-store.ts'
import { SecretUnopenableError } from '../credentials/vault.ts'
import type { SessionState } from '../instagram/cookies/session-state.ts'
import { unreachable } from '../kernel/unreachable.ts'
import type { Effort } from './effort.ts'
import type { HeldAccount } from './held-account.ts'
import type { Lease } from './lease.ts'
import { refresh } from './refresh.ts'
import type { Unable } from './renewal.ts'
import type { Session } from './session.ts'
import { openState, sessionLabelled } from './session-store.ts'
import { giveBack, type HoldContext, holdLease, type NotTaken, take } from './take.ts'

/** What came of reaching for an account. */
export type HoldOutcome =
  /** It is ours, with a session that is believed to live. Give it back with `letGo`. */
  | { readonly kind: 'held'; readonly held: HeldAccount }
  /** Somebody else has it; it rests until then; or it waits for a human. Nothing was asked. */
  | NotTaken
  /** This machine cannot log it in: go on with another one; throw `error` if there is none. */
  | Unable

/**
 * Takes the account's lease and opens its current session; logs in first if there is none or the
 * current one is known to be dead. On every outcome but `held` the lease has been given back.
 * @throws LeaseLostError LEASE_LOST; the signal's reason on abort
 */
export async function hold(
  context: HoldContext,
  account: Pick<Account, 'id'>,
  signal: AbortSignal,
): Promise<HoldOutcome> {
  const taken = await take(context, account.id, { evenResting: false })
  return taken.kind === 'taken' ? ready(context, taken.held, signal) : taken
}

/**
 * The same with a lease that was taken together with something else, such as the check to be read.
 * On every outcome but `held` the lease has been given back, and when this throws, too.
 */
export async function holdLeased(
  context: HoldContext,
  lease: Lease,
  signal: AbortSignal,
): Promise<HoldOutcome> {
  let held: HeldAccount
  try {
    held = await holdLease(context, lease)
  } catch (error) {
    // Its own proxy is sealed with a key that is not here: another account may go on.
    if (error instanceof SecretUnopenableError) return { kind: 'unable', error }
    throw error
  }
  return ready(context, held, signal)
}

/**
 * Writes down what is not yet written and gives the account back, even if something could not be
 * written. Returns what was not yet counted on the check.
 */
export function letGo(context: HoldContext, held: HeldAccount): Promise<Effort> {
  return giveBack(context, held)
}

async function ready(
  context: HoldContext,
  held: HeldAccount,
  signal: AbortSignal,
): Promise<HoldOutcome> {
  let kept = false
  try {
    const current = await openCurrent(context, held)
    if (current && !current.diedAt && held.opened) {
      // Its death, if it comes, is not held up by what could have been there before.
      if (held.account.credentialId !== null) context.loginWays[0]?.load()
      kept = true
      return { kind: 'held', held }
    }
    const outcome = await refresh(context, held, current ? 'reactive' : 'first', signal)
    switch (outcome.kind) {
      case 'renewed':
        held.adopt(outcome)
        kept = true
        return { kind: 'held', held }
      case 'stopped':
      case 'resting':
      case 'unable':
        return outcome
      case 'postponed':
        throw new Error('only a session that lives is renewed later')
      default:
        return unreachable(outcome)
    }
  } finally {
    if (!kept) await giveBack(context, held)
  }
}

/**
 * Opens the account's current session, if there is one. One that cannot be opened is put aside and
 * told: the account then logs in as if it had none.
 */
export async function openCurrent(
  context: HoldContext,
  held: HeldAccount,
): Promise<Session | null> {
  const current = await sessionLabelled(context, held.account.id, 'current')
  if (!current) return null
  let state: SessionState
  try {
    state = await openState(context, current)
  } catch (error) {
    if (!(error instanceof SecretUnopenableError)) throw error
    const { username: account } = held.account
    context.tell({ kind: 'session-unopenable', account, version: current.version })
    return current
  }
  held.use(current, state)
  return current
}
