import { reason, type StopReason } from '../accounts/reasons.ts'
import { countFailure } from '../accounts/rest-store.ts'
import type { Standing } from '../accounts/standing.ts'
import { SecretUnopenableError } from '../credentials/vault.ts'
import { withoutLogin } from '../instagram/cookies/cookies.ts'
import type { LoginOutcome, TechnicalCode } from '../instagram/login/outcome.ts'
import { CLOCK_OFF_MS_MAX, compareClocks, offInWords } from '../instagram/wire/server-time.ts'
import { unreachable } from '../kernel/unreachable.ts'
import { type Attempt, attempt } from './attempt.ts'
import type { HeldAccount } from './held-account.ts'
import { machineFault, machineTroubleOf } from './machine-trouble.ts'
import { prove } from './prove.ts'
import type { RefreshCause } from './refresh-store.ts'
import type { Login, LoginWay, RefreshContext, RefreshOutcome } from './renewal.ts'
import { rest, restPlainly, restVaguely } from './rest.ts'
import { postponeRenewal } from './session-store.ts'
import { type Stopped, stopAccount } from './stop.ts'
import { failedLoginWaitMs, RENEWAL_RETRY_MS } from './waits.ts'

/** After so many technical failures in a row an account stops. */
const FAILURES_MAX = 2

/** What the ladder came to; `login-page` is what was seen where nobody may log in. */
export type Climbed = RefreshOutcome | 'login-page'

/**
 * Climbs the ladder: the first way that is not stopped by trouble of its own decides.
 * @throws LeaseLostError LEASE_LOST; the signal's reason
 */
export async function climb(
  context: RefreshContext,
  held: HeldAccount,
  login: Login,
  signal: AbortSignal,
): Promise<Climbed> {
  let failure: TechnicalFailure = { code: 'UNKNOWN_PAGE', detail: 'no way to log in is set up' }
  try {
    const ways = context.loginWays.filter((way) => login.mayLogIn || way.looks)
    for (const [at, way] of ways.entries()) {
      const outcome = await logInBy(context, held, way, login, signal)
      if (outcome === 'login-page' || !isTrouble(outcome)) return outcome
      const { detail } = outcome
      // What the first way failed by is what the account is judged by.
      failure =
        at === 0
          ? failureOf(outcome)
          : { ...failure, detail: `${failure.detail}; ${way.name}: ${detail}` }
      // A login was made, and its session is refused: another one would be refused, too.
      if (outcome.kind === 'unproved') break
    }
  } catch (error) {
    // The password is sealed with a key that is not here: another account's may be.
    if (error instanceof SecretUnopenableError) return { kind: 'unable', error }
    throw error
  }
  return failed(context, held, login.cause, failure)
}

type TechnicalFailure = { readonly code: TechnicalCode; readonly detail: string }
type Trouble =
  | (TechnicalFailure & { readonly kind: 'technical' })
  | { readonly kind: 'needs-upgrade'; readonly detail: string }
  /** A session was made, and it does not answer for itself. */
  | { readonly kind: 'unproved'; readonly detail: string }
type Rung = Climbed | Trouble

function isTrouble(outcome: Exclude<Rung, 'login-page'>): outcome is Trouble {
  const { kind } = outcome
  return kind === 'technical' || kind === 'needs-upgrade' || kind === 'unproved'
}

function failureOf(trouble: Trouble): TechnicalFailure {
  return {
    code: trouble.kind === 'technical' ? trouble.code : 'UNKNOWN_PAGE',
    detail: trouble.detail,
  }
}

/**
 * One rung of the ladder. A device that believes it is still logged in, and is not, logs in anew.
 */
async function logInBy(
  context: RefreshContext,
  held: HeldAccount,
  way: LoginWay,
  login: Login,
  signal: AbortSignal,
): Promise<Rung> {
  const first = await attempt(context, held, way, login, signal)
  const proved = await proveOrRefuse(context, held, login, first, signal)
  if (proved !== 'dead') return proved
  if (first.kind === 'kept' && !first.typed && login.mayLogIn) {
    const anew = { ...login, state: withoutLogin(first.state) }
    const second = await attempt(context, held, way, anew, signal)
    const provedNow = await proveOrRefuse(context, held, login, second, signal)
    if (provedNow !== 'dead') return provedNow
  }
  return { kind: 'unproved', detail: way.unproved }
}

/** Proves a login that was kept; 'dead' when it fails. */
async function proveOrRefuse(
  context: RefreshContext,
  held: HeldAccount,
  login: Login,
  attempted: Attempt,
  signal: AbortSignal,
): Promise<Rung | 'dead'> {
  if (attempted.kind === 'technical' || attempted.kind === 'needs-upgrade') return attempted
  if (attempted.kind !== 'kept') return refused(context, held, login, attempted, signal)
  const { pending, state, typed } = attempted
  const how = typed ? 'logged-in' : 'still-logged-in'
  // Where all surfaces are vague, what the browser was shown is the proof.
  const seen = login.cause === 'doubt'
  const proof = await prove(context, held, { pending, state, how, seen }, signal)
  if (proof !== 'vague') return proof
  const resting = await restVaguely(context, held, 'login-unproved')
  return resting ?? restPlainly(context, held, 'visit-failed')
}

async function refused(
  context: RefreshContext,
  held: HeldAccount,
  login: Login,
  outcome: Exclude<LoginOutcome, { kind: 'logged-in' | 'needs-upgrade' | 'technical' }>,
  signal: AbortSignal,
): Promise<Climbed> {
  const stop = (standing: Standing, why: StopReason): Promise<Stopped> =>
    stopAccount(context, held.account, { standing, why, forMs: null })
  switch (outcome.kind) {
    case 'password-missing':
      if (!login.mayLogIn && held.account.credentialId !== null) return 'login-page'
      return stop('wrong-password', reason('password-missing'))
    case 'wrong-password':
    case 'unknown-user':
      return stop('wrong-password', reason('login-refused', outcome.detail))
    case 'code-needed':
      return stop('code-needed', reason('code-needed'))
    case 'code-rejected': {
      const { transport } = held
      const behindMs = await compareClocks({ transport, clock: context.clock }, signal)
      if (behindMs === null || Math.abs(behindMs) <= CLOCK_OFF_MS_MAX) {
        return stop('code-needed', reason('code-rejected', outcome.detail))
      }
      // Not its secret's fault: doctor says what is, and then it is resumed.
      return stop('failing', reason('clock-off', offInWords(behindMs)))
    }
    case 'challenged':
      return stop('challenged', reason('human-wanted', outcome.detail))
    case 'suspended':
      return stop('suspended', reason('login-suspended', outcome.detail))
    case 'throttled':
      return restPlainly(context, held, 'login-throttled', outcome.detail)
    default:
      return unreachable(outcome)
  }
}

async function failed(
  context: RefreshContext,
  held: HeldAccount,
  cause: RefreshCause,
  failure: TechnicalFailure,
): Promise<RefreshOutcome> {
  const detail = `${failure.detail} (${failure.code})`
  const trouble = machineTroubleOf(failure)
  const fault = machineFault(failure.code, failure.detail)
  if (fault !== null) return { kind: 'unable', error: fault }
  const isInUse = held.opened !== null && held.opened.session.diedAt === null
  if (isInUse && (cause === 'proactive' || cause === 'doubt')) {
    // A page of a new markup says nothing of a session that lives.
    if (cause === 'proactive') await postponeRenewal(context, held.session, RENEWAL_RETRY_MS)
    const account = held.account.username
    context.tell({ kind: 'renewal-postponed', account, detail, retryMs: RENEWAL_RETRY_MS })
    return { kind: 'postponed', detail, retryMs: RENEWAL_RETRY_MS }
  }
  // What the machine does is not the account's fault, and mends itself or is mended.
  if (trouble !== null) return restPlainly(context, held, 'machine', `${trouble}: ${detail}`)
  const why = reason('login-failed', detail)
  const failures = await countFailure(context, held.lease, detail)
  if (failures >= FAILURES_MAX) {
    return stopAccount(context, held.account, { standing: 'failing', why, forMs: null })
  }
  return rest(context, held, failedLoginWaitMs(context.retryMs), why)
}
