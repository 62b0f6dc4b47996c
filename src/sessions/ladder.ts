import type { Account } from '../accounts/account-store.ts'
import { countFailure } from '../accounts/rest-store.ts'
import type { Standing } from '../accounts/standing.ts'
import { withoutLogin } from '../instagram/cookies/cookies.ts'
import type { LoginOutcome, TechnicalCode } from '../instagram/login/outcome.ts'
import { unreachable } from '../kernel/unreachable.ts'
import { type Attempt, attempt } from './attempt.ts'
import { prove } from './prove.ts'
import type { RefreshCause } from './refresh-store.ts'
import type { LoginWay, RefreshContext, RefreshOutcome, Renewable } from './renewal.ts'
import { stopAccount } from './stop.ts'

/** After so many technical failures in a row an account stops. */
const FAILURES_MAX = 2

/**
 * Climbs the ladder: the first way that is not stopped by trouble of its own decides.
 * @throws LeaseLostError LEASE_LOST; BrowserMissingError BROWSER_MISSING; SandboxMissingError SANDBOX_MISSING; the signal's reason
 */
export async function climb(
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
  const proved = await proveOrRefuse(context, held, first, signal)
  if (proved !== 'dead') return proved
  if (first.kind === 'kept' && !first.typed) {
    const anew = { ...held, state: withoutLogin(first.state) }
    const second = await attempt(context, anew, way, cause, signal)
    const provedNow = await proveOrRefuse(context, held, second, signal)
    if (provedNow !== 'dead') return provedNow
  }
  const detail = 'the new session did not answer for itself'
  return { kind: 'technical', code: 'UNKNOWN_PAGE', detail }
}

/** Proves a login that was kept; 'dead' when it fails. */
function proveOrRefuse(
  context: RefreshContext,
  held: Renewable,
  attempted: Attempt,
  signal: AbortSignal,
): Promise<RefreshOutcome | 'dead'> | RefreshOutcome | (TechnicalFailure & { kind: 'technical' }) {
  if (attempted.kind === 'technical') return attempted
  if (attempted.kind !== 'kept') return refused(context, held.account, attempted)
  const { pending, state, typed } = attempted
  const how = typed ? 'logged-in' : 'still-logged-in'
  return prove(context, held, pending, state, how, signal)
}

function refused(
  context: RefreshContext,
  account: Account,
  outcome: Exclude<LoginOutcome, { kind: 'logged-in' } | { kind: 'technical' }>,
): Promise<RefreshOutcome> | RefreshOutcome {
  switch (outcome.kind) {
    case 'password-missing':
      return stop(
        context,
        account,
        'wrong-password',
        'no password is stored, so it cannot log in again by itself',
      )
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
  const fault = machineFault(code, detail)
  if (fault !== null) throw fault
  const why = `logging in failed: ${detail} (${code})`
  // What the network does is not the account's fault, and mends itself.
  if (code === 'UNREACHABLE') return { kind: 'wait', waitMs: context.throttleMs / 2, why }
  const failures = await countFailure(context, account.id, why)
  if (failures >= FAILURES_MAX) return stop(context, account, 'failing', why)
  return { kind: 'wait', waitMs: 8 * context.retryMs, why }
}

/** The error of a browser that this machine cannot start; null when it was not the machine's fault. */
export function machineFault(code: TechnicalCode, detail: string): Error | null {
  if (code === 'NO_BROWSER') return new BrowserMissingError(detail)
  return code === 'NO_SANDBOX' ? new SandboxMissingError(detail) : null
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

/** The browser would have to run without its sandbox. Nothing was asked of Instagram. */
export class SandboxMissingError extends Error {
  override readonly name = 'SandboxMissingError'
  readonly code = 'SANDBOX_MISSING'

  constructor(detail: string) {
    super(`The browser to log in with cannot be started in its sandbox: ${detail}.`)
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
