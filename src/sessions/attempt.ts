import type { SessionState } from '../instagram/cookies/session-state.ts'
import type { LoginOutcome } from '../instagram/login/outcome.ts'
import { beginLogin, endLogin, type Lease } from './lease.ts'
import { beginRefresh, endRefresh, type RefreshCause } from './refresh-store.ts'
import type { LoginWay, RefreshContext, Renewable } from './renewal.ts'
import { type LoginMethod, type Session, sessionLabelled, storePending } from './session-store.ts'

/** What an attempt came to; a login that succeeded is stored already. */
export type Attempt =
  | Exclude<LoginOutcome, { kind: 'logged-in' }>
  | {
      readonly kind: 'kept'
      readonly pending: Session
      readonly state: SessionState
      readonly typed: boolean
    }

/**
 * Logs in once by one way, and notes when it began and how it ended. A login that succeeded is
 * stored as pending when this returns; nobody has asked Instagram yet whether it is any good.
 * @throws LeaseLostError LEASE_LOST before the login; the signal's reason on abort
 */
export async function attempt(
  context: RefreshContext,
  held: Renewable,
  way: LoginWay,
  cause: RefreshCause,
  signal: AbortSignal,
): Promise<Attempt> {
  await beginLogin(context, held.lease, context.loginLeaseMs)
  const beganMs = context.clock.elapsedMs()
  const account = held.account.username
  const current = await sessionLabelled(context, held.account.id, 'current')
  context.tell({ kind: 'login-started', account, method: way.name, cause })
  const id = await beginRefresh(context, {
    accountId: held.account.id,
    sessionId: current?.id ?? null,
    cause,
    method: way.name,
  })
  const end = async (outcome: string, detail: string | null): Promise<void> => {
    await endRefresh(context, id, { outcome, detail })
    await endLogin(context, held.lease)
    const tookMs = Math.round(context.clock.elapsedMs() - beganMs)
    context.tell({ kind: 'login-ended', account, method: way.name, outcome, detail, tookMs })
  }
  let outcome: LoginOutcome
  try {
    outcome = await way.login({ account: held.account, state: held.state }, signal)
  } catch (error) {
    // Only a process that is gone leaves a login under way. What went wrong matters more than
    // that it could not be noted.
    await end(signal.aborted ? 'interrupted' : 'technical', null).catch(() => undefined)
    throw error
  }
  if (outcome.kind !== 'logged-in') {
    await end(outcome.kind, 'detail' in outcome ? outcome.detail : null)
    return outcome
  }
  // Before anything else, even before it is said: it could not be made a second time for nothing.
  const { state, typed } = outcome
  const pending = await keep(context, held.lease, { state, method: way.name })
  await end(typed ? 'logged-in' : 'still-logged-in', null)
  return { kind: 'kept', pending, state, typed }
}

/** A database that is away for half a minute costs no login. */
const KEEP_RETRIES_MAX = 5

/** Stores a login, patiently. Kept twice, the older version is retired and nothing is lost. */
async function keep(
  context: RefreshContext,
  lease: Lease,
  login: { readonly state: SessionState; readonly method: LoginMethod },
): Promise<Session> {
  for (let retry = 0; ; retry += 1) {
    try {
      return await storePending(context, lease, login)
    } catch (error) {
      if (retry === KEEP_RETRIES_MAX) throw error
      // Not to be interrupted: whoever stops us now would throw the login away.
      await context.clock.sleep(context.retryMs * 2 ** retry)
    }
  }
}
