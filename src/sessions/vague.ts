import { unreachable } from '../kernel/unreachable.ts'
import type { HeldAccount } from './held-account.ts'
import { refresh } from './refresh.ts'
import { visitedLately } from './refresh-store.ts'
import type { RefreshContext, Unable } from './renewal.ts'
import { type Resting, restPlainly, restVaguely, throttled } from './rest.ts'
import { markDied } from './session-store.ts'
import type { Stopped } from './stop.ts'

/**
 * Nobody said anything about the session that could be believed. It is waited 5, 15 and 45 minutes;
 * then the account's own browser looks, as for a renewal. Shown its home, it was a throttle; shown
 * the login page, it logs in once ('renewed'), at most once a day. This is the one exception to the
 * rules that only proof ends a session and that a throttle never leads to a login: see
 * docs/decisions/0017.
 */
export async function settleVagueness(
  context: RefreshContext,
  held: HeldAccount,
  signal: AbortSignal,
): Promise<'renewed' | Resting | Stopped | Unable> {
  const resting = await restVaguely(context, held, 'vague')
  if (resting) return resting
  // What the browser has found holds for the day: every further doubt is the same throttle.
  if (await visitedLately(context, held.account.id)) return throttled(context, held, null)
  const before = held.session
  const outcome = await refresh(context, held, 'doubt', signal)
  switch (outcome.kind) {
    case 'renewed': {
      held.adopt(outcome)
      if (outcome.how === 'still-logged-in') return throttled(context, held, null)
      const cause = 'its own browser was shown the login page'
      await markDied(context, before, cause)
      const { username: account } = held.account
      context.tell({ kind: 'session-died', account, version: before.version, cause })
      return 'renewed'
    }
    case 'postponed':
      return restPlainly(context, held, 'visit-failed', outcome.detail)
    case 'resting':
    case 'stopped':
    case 'unable':
      return outcome
    default:
      return unreachable(outcome)
  }
}
