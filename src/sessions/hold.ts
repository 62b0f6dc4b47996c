import type { Account } from '../accounts/account-store.ts'
import { recentRequests, recordRequests } from '../accounts/budget.ts'
import { restAccount, savePaceFactor } from '../accounts/rest-store.ts'
import type { Standing } from '../accounts/standing.ts'
import { AgreedTime } from '../db/time.ts'
import type { SessionState } from '../instagram/cookies/session-state.ts'
import type { Pace, RequestWindow } from '../instagram/questions/pacing.ts'
import type { ClosableTransport } from '../instagram/wire/transport.ts'
import { unreachable } from '../kernel/unreachable.ts'
import { type Effort, HeldAccount } from './held-account.ts'
import { type Lease, releaseLease, takeLease } from './lease.ts'
import { refresh } from './refresh.ts'
import type { RefreshContext } from './renewal.ts'
import { openState, type Session, saveState, sessionLabelled } from './session-store.ts'

export type HoldContext = RefreshContext & {
  readonly holder: string
  readonly pace: Pace
  readonly windows: readonly RequestWindow[]
  /** A connection of its own for every account. */
  openTransport(): ClosableTransport
}

/** What came of reaching for an account. */
export type HoldOutcome =
  /** It is ours, with a session that is believed to live. Give it back with `letGo`. */
  | { readonly kind: 'held'; readonly held: HeldAccount }
  /** Somebody else has it. */
  | { readonly kind: 'busy' }
  | { readonly kind: 'resting'; readonly until: Date; readonly why: string }
  | { readonly kind: 'stopped'; readonly standing: Standing; readonly why: string }

/**
 * Takes the account's lease and opens its current session; logs in first if there is none or the
 * current one is known to be dead. On every outcome but `held` the lease has been given back.
 */
export async function hold(
  context: HoldContext,
  account: Account,
  signal: AbortSignal,
): Promise<HoldOutcome> {
  const lease = await takeLease(context, account.id)
  if (!lease) return { kind: 'busy' }
  const transport = context.openTransport()
  let kept = false
  try {
    const current = await sessionLabelled(context, account.id, 'current')
    const state = current ? await openState(context, current) : null
    if (current && state && !current.diedAt) {
      // Its death, if it comes, is not held up by what could have been there before.
      if (account.credentialId !== null) context.loginWays[0]?.load()
      const held = await make(context, { account, lease, transport, session: current, state })
      kept = true
      return { kind: 'held', held }
    }
    const cause = current ? 'reactive' : 'first'
    const outcome = await refresh(context, { account, lease, state, transport }, cause, signal)
    switch (outcome.kind) {
      case 'renewed': {
        const held = await make(context, { account, lease, transport, ...outcome })
        // The test of a new session was a request like any other.
        held.countRequest(context.random)
        held.countLogin(outcome)
        kept = true
        return { kind: 'held', held }
      }
      case 'stopped':
        return outcome
      case 'wait': {
        const rest = { forMs: outcome.waitMs, why: outcome.why, paceFactor: account.paceFactor }
        const until = await restAccount(context, lease, rest)
        return { kind: 'resting', until, why: outcome.why }
      }
      default:
        return unreachable(outcome)
    }
  } finally {
    if (!kept) {
      await transport.close()
      await releaseLease(context, lease)
    }
  }
}

type Parts = {
  readonly account: Account
  readonly lease: Lease
  readonly transport: ClosableTransport
  readonly session: Session
  readonly state: SessionState
}

async function make(context: HoldContext, parts: Parts): Promise<HeldAccount> {
  const { account, lease, transport, session, state } = parts
  const { now, buckets } = await recentRequests(context, account.id)
  const held = new HeldAccount({
    account,
    lease,
    transport,
    session,
    state,
    pace: { ...context.pace, factor: account.paceFactor },
    windows: context.windows,
    history: buckets,
    time: new AgreedTime(context.clock, now),
  })
  held.keepDistance(context.random)
  return held
}

/**
 * Writes down what is not yet written and gives the account back. Returns what was not yet counted
 * on the check.
 */
export async function letGo(context: HoldContext, held: HeldAccount): Promise<Effort> {
  // First what cannot fail: without a database the connection would be left open.
  await held.transport.close()
  const effort = held.takeUnsavedEffort()
  await recordRequests(context, held.account.id, effort.requests)
  await savePaceFactor(context, held.lease, held.paceFactor)
  if (held.stateChanged) await saveState(context, held.lease, held.session, held.state)
  await releaseLease(context, held.lease)
  return effort
}
