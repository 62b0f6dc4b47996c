import type { SessionState } from '../instagram/cookies/session-state.ts'
import type { LoginOutcome } from '../instagram/login/outcome.ts'
import { isSameLogin } from './cookie-jar.ts'
import { storeDevice } from './device-store.ts'
import type { HeldAccount } from './held-account.ts'
import { beginLogin, endLogin } from './lease.ts'
import { machineTroubleOf } from './machine-trouble.ts'
import { patiently } from './patiently.ts'
import { beginRefresh, endRefresh } from './refresh-store.ts'
import type { Login, LoginWay, RefreshContext, WayOutcome } from './renewal.ts'
import type { Session } from './session.ts'
import { type StoredLogin, sessionLabelled, storePending } from './session-store.ts'

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
 * @throws LeaseLostError LEASE_LOST before the form was sent; the signal's reason on abort
 */
export async function attempt(
  context: RefreshContext,
  held: HeldAccount,
  way: LoginWay,
  login: Login,
  signal: AbortSignal,
): Promise<Attempt> {
  const { account } = held
  const trouble = held.proxy === null ? null : await context.wayTrouble(held.proxy, signal)
  // Nothing was asked of Instagram, and nobody has begun to log in.
  if (trouble !== null) return { kind: 'technical', code: 'UNREACHABLE', detail: trouble }
  await beginLogin(context, held.lease, context.loginLeaseMs)
  const beganMs = context.clock.elapsedMs()
  const current = await sessionLabelled(context, account.id, 'current')
  const { cause, state: before, mayLogIn } = login
  const method = way.name
  context.tell({ kind: 'login-started', account: account.username, method, cause })
  const sessionId = current?.id ?? null
  const id = await beginRefresh(context, { accountId: account.id, sessionId, cause, method })
  const end = async (outcome: string, detail: string | null, told: Told): Promise<void> => {
    const login = { id, accountId: account.id }
    await endRefresh(context, login, { outcome, detail, formSent: told.formSent })
    await endLogin(context, held.lease)
    const tookMs = Math.round(context.clock.elapsedMs() - beganMs)
    const { trouble } = told
    const said = { account: account.username, method, outcome, detail, trouble, tookMs }
    context.tell({ kind: 'login-ended', ...said })
  }
  // A process that stood still for longer than its lease must not log in beside another.
  const beforeForm = () => beginLogin(context, held.lease, context.loginLeaseMs)
  let sent = false
  const onFormSent = () => {
    sent = true
  }
  const handOver: HandOver = (page, outcome) => context.attend(page, { account, outcome })
  let found: WayOutcome
  try {
    const { proxy } = held
    const ask = { account, state: before, mayLogIn, proxy, beforeForm, onFormSent, handOver }
    found = await way.login(ask, signal)
  } catch (error) {
    // Only a process that is gone leaves a login under way. What went wrong matters more than
    // that it could not be noted.
    const nothing = { formSent: sent, trouble: null }
    await end(signal.aborted ? 'interrupted' : 'technical', null, nothing).catch(() => undefined)
    throw error
  }
  const { outcome, formSent, left } = found
  if (outcome.kind !== 'logged-in') {
    // Its next login is no new device: where there is a session, that holds the device.
    if (left !== null && held.opened === null) await storeDevice(context, account.id, left)
    const trouble = outcome.kind === 'technical' ? machineTroubleOf(outcome) : null
    await end(outcome.kind, 'detail' in outcome ? outcome.detail : null, { formSent, trouble })
    return outcome
  }
  // Before anything else, even before it is said: it could not be made a second time for nothing.
  const { state, typed } = outcome
  const continues = isSameLogin(before, state)
  const pending = await keep(context, held, { state, method, continues })
  await end(typed ? 'logged-in' : 'still-logged-in', null, { formSent, trouble: null })
  return { kind: 'kept', pending, state, typed }
}

type HandOver = Parameters<LoginWay['login']>[0]['handOver']

type Told = {
  readonly formSent: boolean
  readonly trouble: ReturnType<typeof machineTroubleOf>
}

/** Stores a login, patiently. Kept twice, the older version is retired and nothing is lost. */
export function keep(
  context: RefreshContext,
  held: HeldAccount,
  login: StoredLogin,
): Promise<Session> {
  return patiently(context, () => storePending(context, held.lease, login))
}
