import { type Account, rememberPk } from '../accounts/account-store.ts'
import { countFailure } from '../accounts/rest-store.ts'
import type { Standing } from '../accounts/standing.ts'
import type { Vault } from '../credentials/vault.ts'
import type { Database } from '../db/database.ts'
import { viewerPk, withoutLogin } from '../instagram/cookies.ts'
import type { LoginOutcome, TechnicalCode } from '../instagram/login/outcome.ts'
import { readOwnUser } from '../instagram/operation.ts'
import type { SessionState } from '../instagram/session-state.ts'
import type { Transport } from '../instagram/transport.ts'
import type { Clock } from '../kernel/clock.ts'
import type { Random } from '../kernel/ids.ts'
import { unreachable } from '../kernel/unreachable.ts'
import type { Tell } from '../telemetry/events.ts'
import { askWith, NO_LIST, patiently } from './ask.ts'
import { type Lease, renewLease } from './lease.ts'
import { automaticLogins, beginRefresh, endRefresh, type RefreshCause } from './refresh-store.ts'
import {
  type LoginMethod,
  openState,
  promote,
  retire,
  type Session,
  sessionLabelled,
  storePending,
} from './session-store.ts'
import { type Stopped, stopAccount, stopOf } from './stop.ts'

/** One way to log in. Only the password's own room knows what it does with the secret. */
export type LoginWay = {
  readonly name: LoginMethod
  /**
   * Gets ready for a login that may follow, without waiting: a death is suspected, and while it is
   * being verified a browser can start. Never throws.
   */
  prepare(): void
  login(
    ask: { readonly account: Account; readonly state: SessionState | null },
    signal: AbortSignal,
  ): Promise<LoginOutcome>
}

/** What a refresh came to. */
export type RefreshOutcome =
  /** Go on with this version. */
  | {
      readonly kind: 'renewed'
      readonly session: Session
      readonly state: SessionState
      readonly typed: boolean
    }
  /** A human must act; the account's standing says what. */
  | Stopped
  /** Nothing is decided: try again after `waitMs`. */
  | { readonly kind: 'wait'; readonly waitMs: number; readonly why: string }

export type RefreshContext = {
  readonly db: Database
  readonly clock: Clock
  readonly vault: Vault
  readonly random: Random
  readonly tell: Tell
  /** The ladder: the next way is tried only when the one before failed for reasons of its own. */
  readonly loginWays: readonly LoginWay[]
  readonly loginsPerDayMax: number
  readonly refreshAfterMs: number
  /** The wait that other waits are measured in. */
  readonly throttleMs: number
  readonly retryMs: number
  /** Longer than any login may take: nobody else may begin one meanwhile. */
  readonly loginLeaseMs: number
}

/** An account under our lease, with the cookies it had and its connection. */
export type Renewable = {
  readonly account: Account
  readonly lease: Lease
  readonly state: SessionState | null
  readonly transport: Transport
}

/** After so many technical failures in a row an account stops. */
const FAILURES_MAX = 2

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
  const startedAtMs = context.clock.now().getTime()
  const left = await sessionLabelled(context, held.account.id, 'pending')
  if (left) {
    const outcome = await test(context, held, left, await openState(context, left), false, signal)
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
      typed: outcome.typed,
      tookMs: context.clock.now().getTime() - startedAtMs,
    })
  }
  return outcome
}

async function dailyLimit(
  context: RefreshContext,
  account: Account,
  cause: RefreshCause,
): Promise<RefreshOutcome | null> {
  if (cause === 'first' || cause === 'manual') return null
  const now = context.clock.now()
  const logins = await automaticLogins(context, account.id, now)
  const oldest = logins.at(-context.loginsPerDayMax)
  if (!oldest) return null
  return {
    kind: 'wait',
    waitMs: oldest.getTime() + 24 * 3_600_000 - now.getTime(),
    why: `${account.username} has logged in ${logins.length} times in a day, which is the limit`,
  }
}

async function climb(
  context: RefreshContext,
  held: Renewable,
  cause: RefreshCause,
  signal: AbortSignal,
): Promise<RefreshOutcome> {
  let failure: TechnicalFailure = { code: 'UNKNOWN_PAGE', detail: 'no way to log in is set up' }
  for (const way of context.loginWays) {
    const outcome = await logInBy(context, held, way, cause, signal)
    if (outcome.kind !== 'technical') return outcome
    failure = outcome
  }
  return failed(context, held.account, failure)
}

type TechnicalFailure = { readonly code: TechnicalCode; readonly detail: string }

/**
 * One rung of the ladder. A device that believes it is still logged in, and is not, logs in anew.
 */
async function logInBy(
  context: RefreshContext,
  held: Renewable,
  way: LoginWay,
  cause: RefreshCause,
  signal: AbortSignal,
): Promise<RefreshOutcome | (TechnicalFailure & { readonly kind: 'technical' })> {
  const first = await attempt(context, held, way, cause, signal)
  const tested = await testOrRefuse(context, held, first, signal)
  if (tested !== 'dead') return tested
  if (first.kind === 'kept' && !first.typed) {
    const anew = { ...held, state: withoutLogin(first.state) }
    const second = await attempt(context, anew, way, cause, signal)
    const testedNow = await testOrRefuse(context, held, second, signal)
    if (testedNow !== 'dead') return testedNow
  }
  const detail = 'the new session did not answer for itself'
  return { kind: 'technical', code: 'UNKNOWN_PAGE', detail }
}

/** Tests a login that was kept; 'dead' when it fails. */
function testOrRefuse(
  context: RefreshContext,
  held: Renewable,
  attempted: Attempt,
  signal: AbortSignal,
): Promise<RefreshOutcome | 'dead'> | RefreshOutcome | (TechnicalFailure & { kind: 'technical' }) {
  if (attempted.kind === 'technical') return attempted
  if (attempted.kind !== 'kept') return refused(context, held.account, attempted)
  const { pending, state, typed } = attempted
  return test(context, held, pending, state, typed, signal)
}

/** What an attempt came to; a login that succeeded is stored already. */
type Attempt =
  | Exclude<LoginOutcome, { kind: 'logged-in' }>
  | {
      readonly kind: 'kept'
      readonly pending: Session
      readonly state: SessionState
      readonly typed: boolean
    }

async function attempt(
  context: RefreshContext,
  held: Renewable,
  way: LoginWay,
  cause: RefreshCause,
  signal: AbortSignal,
): Promise<Attempt> {
  await renewLease(context, held.lease, context.loginLeaseMs)
  const startedAt = context.clock.now()
  const account = held.account.username
  const current = await sessionLabelled(context, held.account.id, 'current')
  context.tell({ kind: 'login-started', account, method: way.name, cause })
  const id = await beginRefresh(context, {
    accountId: held.account.id,
    sessionId: current?.id ?? null,
    cause,
    method: way.name,
    startedAt,
  })
  const end = async (outcome: string, detail: string | null): Promise<void> => {
    const finishedAt = context.clock.now()
    await endRefresh(context, id, { outcome, detail, finishedAt })
    const tookMs = finishedAt.getTime() - startedAt.getTime()
    context.tell({ kind: 'login-ended', account, method: way.name, outcome, detail, tookMs })
  }
  let outcome: LoginOutcome
  try {
    outcome = await way.login({ account: held.account, state: held.state }, signal)
  } catch (error) {
    if (signal.aborted) await end('interrupted', null)
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

/** Tests a pending version and makes it current; 'dead' when Instagram does not accept it. */
async function test(
  context: RefreshContext,
  held: Renewable,
  pending: Session,
  state: SessionState,
  typed: boolean,
  signal: AbortSignal,
): Promise<RefreshOutcome | 'dead'> {
  const pk = viewerPk(state)
  if (pk === null || (held.account.pk !== null && pk !== held.account.pk)) {
    await retire(context, pending, 'is no session of this account')
    return 'dead'
  }
  const session = { transport: held.transport, state }
  const question = async () => {
    return (await askWith(context, session, readOwnUser(pk), NO_LIST, signal)).verdict
  }
  const verdict = await patiently(context, question, signal)
  switch (verdict.kind) {
    case 'ok': {
      await rememberPk(context, held.account.id, pk)
      const next = new Date(context.clock.now().getTime() + context.refreshAfterMs)
      const session = await promote(context, held.lease, pending, next)
      return { kind: 'renewed', session, state, typed }
    }
    case 'logged-out':
      await retire(context, pending, 'logged out when tested')
      return 'dead'
    case 'challenged':
    case 'blocked':
      return stopAccount(context, held.account, stopOf(verdict))
    default:
      // The login stays pending: it may well be good, and is tested again before any other is made.
      return {
        kind: 'wait',
        waitMs: context.throttleMs,
        why: `the new session could not be tested (${verdict.kind})`,
      }
  }
}

function refused(
  context: RefreshContext,
  account: Account,
  outcome: Exclude<LoginOutcome, { kind: 'logged-in' } | { kind: 'technical' }>,
): Promise<RefreshOutcome> | RefreshOutcome {
  switch (outcome.kind) {
    case 'wrong-password':
    case 'unknown-user':
      return stop(
        context,
        account,
        'wrong-password',
        `Instagram refused the login: ${outcome.detail}`,
      )
    case 'code-needed':
      return stop(
        context,
        account,
        'code-needed',
        'Instagram asked for a two-factor code and no TOTP secret is stored',
      )
    case 'code-rejected':
      return stop(
        context,
        account,
        'code-needed',
        `Instagram refused the two-factor code (${outcome.detail}): the TOTP secret or the clock is wrong`,
      )
    case 'challenged':
      return stop(context, account, 'challenged', `Instagram wants a human: ${outcome.detail}`)
    case 'suspended':
      return stop(context, account, 'suspended', outcome.detail)
    case 'throttled':
      // Logging in while throttled makes it worse (facts 4.2): a long rest.
      return {
        kind: 'wait',
        waitMs: 4 * context.throttleMs,
        why: `Instagram refused the login for now: ${outcome.detail}`,
      }
    default:
      return unreachable(outcome)
  }
}

async function failed(
  context: RefreshContext,
  account: Account,
  { code, detail }: TechnicalFailure,
): Promise<RefreshOutcome> {
  if (code === 'NO_BROWSER') throw new BrowserMissingError(detail)
  const why = `logging in failed: ${detail} (${code})`
  // What the network does is not the account's fault, and mends itself.
  if (code === 'UNREACHABLE') return { kind: 'wait', waitMs: context.throttleMs / 2, why }
  const failures = await countFailure(context, account.id, why)
  if (failures >= FAILURES_MAX) return stop(context, account, 'failing', why)
  return { kind: 'wait', waitMs: 8 * context.retryMs, why }
}

/** There is no browser on this machine to log in with. Nothing was asked of Instagram. */
export class BrowserMissingError extends Error {
  override readonly name = 'BrowserMissingError'
  readonly code = 'BROWSER_MISSING'

  constructor(detail: string) {
    super(
      `There is no browser to log in with (${detail}). Run: npm run setup, or install Chromium, or set EVERCHECK_BROWSER to its path.`,
    )
  }
}

function stop(
  context: RefreshContext,
  account: Account,
  standing: Standing,
  why: string,
): Promise<RefreshOutcome> {
  return stopAccount(context, account, { standing, why, forMs: null })
}
