import type { Account } from '../accounts/account-store.ts'
import { cookieValue } from '../instagram/cookies/cookies.ts'
import { climb } from './ladder.ts'
import { prove } from './prove.ts'
import { automaticLogins, type RefreshCause } from './refresh-store.ts'
import type { RefreshContext, RefreshOutcome, Renewable } from './renewal.ts'
import { openState, sessionLabelled } from './session-store.ts'

/**
 * Makes one new session version, under the lease: a pending one that was left behind is tested
 * first, then the ladder is climbed. The version is stored before it is tested, and current when
 * this returns `renewed`.
 * @throws LeaseLostError LEASE_LOST; a login made meanwhile is kept as pending for the next holder
 */
export async function refresh(
  context: RefreshContext,
  held: Renewable,
  cause: RefreshCause,
  signal: AbortSignal,
): Promise<RefreshOutcome> {
  const startedAtMs = context.clock.elapsedMs()
  const left = await sessionLabelled(context, held.account.id, 'pending')
  if (left) {
    const state = await openState(context, left)
    const before = held.state && cookieValue(held.state, 'sessionid')
    const how = cookieValue(state, 'sessionid') === before ? 'still-logged-in' : 'found'
    const outcome = await prove(context, held, left, state, how, signal)
    if (outcome !== 'dead') return tellRenewed(context, held.account, cause, startedAtMs, outcome)
  }
  const limit = await dailyLimit(context, held.account, cause)
  if (limit) return limit
  const outcome = await climb(context, held, cause, signal)
  return tellRenewed(context, held.account, cause, startedAtMs, outcome)
}

function tellRenewed(
  context: RefreshContext,
  account: Account,
  cause: RefreshCause,
  startedAtMs: number,
  outcome: RefreshOutcome,
): RefreshOutcome {
  if (outcome.kind === 'renewed') {
    context.tell({
      kind: 'session-renewed',
      account: account.username,
      version: outcome.session.version,
      cause,
      how: outcome.how,
      tookMs: Math.round(context.clock.elapsedMs() - startedAtMs),
    })
  }
  return outcome
}

async function dailyLimit(
  context: RefreshContext,
  account: Account,
  cause: RefreshCause,
): Promise<RefreshOutcome | null> {
  if (cause === 'manual') return null
  const { now, logins } = await automaticLogins(context, account.id)
  const oldest = logins.at(-context.loginsPerDayMax)
  if (!oldest) return null
  return {
    kind: 'wait',
    waitMs: oldest.getTime() + 24 * 3_600_000 - now.getTime(),
    why: `${account.username} has logged in ${logins.length} times in a day, which is the limit`,
  }
}
