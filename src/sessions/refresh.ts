import { reason } from '../accounts/reasons.ts'
import { SecretUnopenableError } from '../credentials/vault.ts'
import type { SessionState } from '../instagram/cookies/session-state.ts'
import { isSameLogin, withoutLogin } from './cookie-jar.ts'
import { openDevice } from './device-store.ts'
import type { HeldAccount } from './held-account.ts'
import { climb } from './ladder.ts'
import { prove } from './prove.ts'
import { type LoginsOfDay, loginsOfDay, type RefreshCause } from './refresh-store.ts'
import type { Login, RefreshContext, RefreshOutcome } from './renewal.ts'
import { rest, restVaguely } from './rest.ts'
import type { Session } from './session.ts'
import { openState, retire, sessionLabelled } from './session-store.ts'
import { DAY_MS } from './waits.ts'

/**
 * Makes one new session version, under the lease: a pending one that was left behind is tested
 * first, then the ladder is climbed. The version is stored before it is tested, and current when
 * this returns `renewed`. With `doubt` the browser looks at what the session is worth.
 * @throws LeaseLostError LEASE_LOST; a login made meanwhile is kept as pending for the next holder
 */
export async function refresh(
  context: RefreshContext,
  held: HeldAccount,
  cause: RefreshCause,
  signal: AbortSignal,
): Promise<RefreshOutcome> {
  const beganMs = context.clock.elapsedMs()
  const outcome = await renew(context, held, cause, signal)
  if (outcome.kind === 'renewed') {
    context.tell({
      kind: 'session-renewed',
      account: held.account.username,
      version: outcome.session.version,
      cause,
      how: outcome.how,
      tookMs: Math.round(context.clock.elapsedMs() - beganMs),
    })
  }
  return outcome
}

async function renew(
  context: RefreshContext,
  held: HeldAccount,
  cause: RefreshCause,
  signal: AbortSignal,
): Promise<RefreshOutcome> {
  const left = await leftBehind(context, held)
  if (left) {
    const { pending, state } = left
    const how = isSameLogin(held.state, state) ? 'still-logged-in' : 'found'
    const proof = await prove(context, held, { pending, state, how, seen: false }, signal)
    if (proof === 'vague') return settleUnproved(context, held, state, signal)
    if (proof !== 'dead') return proof
  }
  const state = held.state ?? (await openDevice(context, held.account.id))
  // The session that lives is left as it is, and ended when the new one has proved itself.
  const isAnew = cause === 'proactive' && context.renewBy === 'login' && state !== null
  const from = isAnew ? withoutLogin(state) : state
  return logIn(context, held, { cause, state: from, mayLogIn: true }, signal)
}

/**
 * A login that was made answers neither yes nor no, again and again: it is asked after 5, 15 and 45
 * minutes, and then its own browser looks. It would be tested for ever otherwise.
 */
async function settleUnproved(
  context: RefreshContext,
  held: HeldAccount,
  state: SessionState,
  signal: AbortSignal,
): Promise<RefreshOutcome> {
  const resting = await restVaguely(context, held, 'login-unproved')
  if (resting) return resting
  return logIn(context, held, { cause: 'doubt', state, mayLogIn: true }, signal)
}

/** Climbs the ladder as far as the logins of the last day allow. */
async function logIn(
  context: RefreshContext,
  held: HeldAccount,
  login: Login,
  signal: AbortSignal,
): Promise<RefreshOutcome> {
  const { username, credentialId } = held.account
  const day = await loginsOfDay(context, held.account.id)
  const limit = limitOf(day, context.loginsPerDayMax)
  if (login.cause === 'doubt') {
    const mayLogIn = credentialId !== null && limit === null && day.lastForDoubtAt === null
    context.tell({ kind: 'doubt-visited', account: username, mayLogIn })
    const visited = await climb(context, held, { ...login, mayLogIn }, signal)
    if (visited !== 'login-page') return visited
    const againAt = limit ?? day.lastForDoubtAt
    const waitMs = (againAt?.getTime() ?? 0) + DAY_MS - day.now.getTime()
    return rest(context, held, waitMs, reason('login-limit', String(day.sentAt.length)))
  }
  if (limit !== null) {
    const count = day.sentAt.length
    if (login.cause !== 'manual') {
      const waitMs = limit.getTime() + DAY_MS - day.now.getTime()
      return rest(context, held, waitMs, reason('login-limit', String(count)))
    }
    const perDayMax = context.loginsPerDayMax
    context.tell({ kind: 'logins-many', account: username, count, perDayMax })
  }
  const outcome = await climb(context, held, login, signal)
  if (outcome === 'login-page') throw new Error('whoever may log in is not only shown the page')
  return outcome
}

/** The login that must be a day old before there may be another; null when there may be one now. */
function limitOf(day: LoginsOfDay, perDayMax: number): Date | null {
  return day.sentAt.at(-perDayMax) ?? null
}

/** A version that was stored and never tested. One that cannot be opened is put aside, and told. */
async function leftBehind(
  context: RefreshContext,
  held: HeldAccount,
): Promise<{ readonly pending: Session; readonly state: SessionState } | null> {
  const pending = await sessionLabelled(context, held.account.id, 'pending')
  if (!pending) return null
  try {
    return { pending, state: await openState(context, pending) }
  } catch (error) {
    if (!(error instanceof SecretUnopenableError)) throw error
    const { username: account } = held.account
    context.tell({ kind: 'session-unopenable', account, version: pending.version })
    await retire(context, pending, 'cannot be opened')
    return null
  }
}
