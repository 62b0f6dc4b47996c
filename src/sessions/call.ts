import { countHit, forgetVagueHits, restAccount } from '../accounts/rest-store.ts'
import { viewerPk } from '../instagram/cookies/cookies.ts'
import { type Operation, readOwnUser, readUser } from '../instagram/questions/operation.ts'
import type { ClosedWhy, Verdict } from '../instagram/verdicts/verdict.ts'
import { unreachable } from '../kernel/unreachable.ts'
import { arbitrate } from './arbitrate.ts'
import { type AskContext, askPatiently, type ListCircumstances, NO_LIST } from './ask.ts'
import type { HeldAccount } from './held-account.ts'
import { refresh } from './refresh.ts'
import type { RefreshContext } from './renewal.ts'
import { markDied } from './session-store.ts'
import { type Stopped, stopAccount, stopOf } from './stop.ts'

/** What a question came to, after everything that this account could do about it was done. */
export type CallOutcome<T> =
  | { readonly kind: 'ok'; readonly value: T }
  /** The list is not known; end this pass and say why. */
  | { readonly kind: 'incomplete'; readonly why: string }
  /** Start the pass again without a cursor. */
  | { readonly kind: 'cursor-refused' }
  /** The target cannot be read: end the check with that answer. */
  | { readonly kind: 'target-closed'; readonly why: ClosedWhy }
  /** The account rests until then: let another one go on, or park. */
  | { readonly kind: 'resting'; readonly until: Date; readonly why: string }
  /** As `resting`, and nothing is wrong: it has asked as much as it may ask for now. */
  | { readonly kind: 'paced'; readonly until: Date; readonly why: string }
  /** The account waits for a human: let another one go on, or park. */
  | Stopped

export type CallContext = AskContext & RefreshContext

/**
 * Asks a question in the name of a held account. Suspicious answers are arbitrated by a probe; a
 * proved death is answered with exactly one refresh and the same question once more. A throttle
 * never leads to a login.
 * @throws LeaseLostError LEASE_LOST, and the signal's reason on abort
 */
export async function call<T>(
  context: CallContext,
  held: HeldAccount,
  operation: Operation<T>,
  circumstances: ListCircumstances,
  signal: AbortSignal,
): Promise<CallOutcome<T>> {
  const budgetMs = held.budgetWaitMs()
  if (budgetMs > 0) {
    const why = `${held.account.username} has asked as much as it may for now`
    return { kind: 'paced', ...(await restUntil(context, held, budgetMs, why)) }
  }
  const first = await askPatiently(context, held, operation, circumstances, signal)
  if (first.kind !== 'logged-out' && first.kind !== 'ambiguous') {
    return settle(context, held, operation, first, signal)
  }
  const renewed = await answerSuspicion(context, held, first, signal)
  if (renewed !== 'renewed') return renewed
  const second = await askPatiently(context, held, operation, circumstances, signal)
  if (second.kind === 'logged-out' || second.kind === 'ambiguous') {
    // A fresh session that has just answered for itself gets the same: it is the address or the
    // surface, and another login would only make it worse.
    const why =
      'a new, verified session gets the same refusal: the address or the surface is barred'
    return rest(context, held, 24 * context.throttleMs, why)
  }
  return settle(context, held, operation, second, signal)
}

/** Finds out what a suspicious answer means and acts on it; 'renewed' when it was a death. */
async function answerSuspicion(
  context: CallContext,
  held: HeldAccount,
  suspicion: Verdict<unknown> & { readonly kind: 'logged-out' | 'ambiguous' },
  signal: AbortSignal,
): Promise<CallOutcome<never> | 'renewed'> {
  const account = held.account.username
  const signalRow = suspicion.evidence.row
  context.tell({
    kind: 'death-suspected',
    account,
    verdict: suspicion.kind,
    signal: signalRow,
  })
  context.loginWays[0]?.prepare()
  const ownPk = viewerPk(held.state)
  const probe =
    ownPk === null ? null : await askPatiently(context, held, readOwnUser(ownPk), NO_LIST, signal)
  // Cookies without an own pk cannot even be asked: there is no session in them.
  const judgement = probe === null ? 'dead' : arbitrate(suspicion.kind, probe.kind)
  if (probe?.kind === 'ok') await forgetVagueHits(context, held.lease)
  context.tell({
    kind: 'probe-answered',
    account,
    verdict: probe?.kind ?? 'no session to ask with',
    means: judgement,
  })
  switch (judgement) {
    case 'dead':
      return renew(context, held, `${suspicion.kind} (row ${signalRow})`, signal)
    case 'throttled':
      return throttled(context, held, null)
    case 'surface-refused': {
      const why = 'one surface says logged out while the session answers for itself'
      return rest(context, held, context.throttleMs / 2, why)
    }
    case 'vague':
      return vague(context, held, signal)
    case 'see-probe':
      if (probe?.kind === 'challenged' || probe?.kind === 'blocked') {
        return stopAccount(context, held.account, stopOf(probe))
      }
      return vague(context, held, signal)
    default:
      return unreachable(judgement)
  }
}

/** The session is dead: one login, whatever happens. */
async function renew(
  context: CallContext,
  held: HeldAccount,
  cause: string,
  signal: AbortSignal,
): Promise<CallOutcome<never> | 'renewed'> {
  await markDied(context, held.session, cause)
  context.tell({
    kind: 'session-died',
    account: held.account.username,
    version: held.session.version,
    cause,
  })
  const outcome = await refresh(context, held, 'reactive', signal)
  switch (outcome.kind) {
    case 'renewed':
      held.adopt(outcome)
      // The test of the new session was a request like any other.
      held.countRequest(context.random)
      return 'renewed'
    case 'stopped':
      return outcome
    case 'wait':
      return rest(context, held, outcome.waitMs, outcome.why)
    default:
      return unreachable(outcome)
  }
}

/** Neither the answer nor the probe said anything: wait 5, 15, 45 minutes, then log in once. */
async function vague(
  context: CallContext,
  held: HeldAccount,
  signal: AbortSignal,
): Promise<CallOutcome<never> | 'renewed'> {
  const hits = await countHit(context, held.lease, 'vague')
  const waitMs = [0.5, 1.5, 4.5][hits - 1]
  if (waitMs === undefined) {
    return renew(context, held, 'vague answers for more than an hour', signal)
  }
  const why = 'Instagram neither says that we are logged out nor lets us read'
  return rest(context, held, waitMs * context.throttleMs, why)
}

/** Acts on every verdict that is neither a death nor a doubt about one. */
async function settle<T>(
  context: CallContext,
  held: HeldAccount,
  operation: Operation<T>,
  verdict: Exclude<Verdict<T>, { kind: 'logged-out' } | { kind: 'ambiguous' }>,
  signal: AbortSignal,
): Promise<CallOutcome<T>> {
  switch (verdict.kind) {
    case 'ok':
      held.heal()
      return { kind: 'ok', value: verdict.value }
    case 'incomplete':
      return { kind: 'incomplete', why: verdict.why }
    case 'cursor-refused':
      return { kind: 'cursor-refused' }
    case 'target-closed':
      return closed(context, held, operation.owner ?? null, verdict.why, signal)
    case 'throttled':
      return throttled(context, held, verdict.retryAfterSeconds)
    case 'challenged':
    case 'blocked':
      return stopAccount(context, held.account, stopOf(verdict))
    case 'gated':
      return rest(
        context,
        held,
        context.throttleMs,
        `Instagram refused our request: ${verdict.why}`,
      )
    case 'transient':
      return rest(
        context,
        held,
        context.throttleMs / 2,
        `Instagram cannot be read: ${TROUBLE[verdict.why] ?? verdict.why}`,
      )
    case 'unknown':
      return rest(context, held, context.throttleMs, 'Instagram gave an answer nobody has seen yet')
    default:
      return unreachable(verdict)
  }
}

/** What keeps an answer from coming, as said to people. */
const TROUBLE: Readonly<Record<string, string>> = {
  timeout: 'it does not answer in time',
  reset: 'the connection is cut again and again',
  closed: 'the connection is cut again and again',
  truncated: 'its answers are cut short',
  refused: 'the connection is refused',
  dns: 'its name cannot be looked up; check the network',
  tls: 'its certificate is not trusted; check the clock, a proxy that intercepts, and EVERCHECK_INSTAGRAM_CA',
}

/** Instagram's own profile, which everybody can see who can see anything. */
const PUBLIC_PK = '25025320'

/**
 * A target that seems gone may be a session that is barred: a profile everybody sees decides. And
 * the refusal of a list says nothing of the profile it belongs to, the `owner`: that is asked, too.
 */
async function closed(
  context: CallContext,
  held: HeldAccount,
  owner: string | null,
  why: ClosedWhy,
  signal: AbortSignal,
): Promise<CallOutcome<never>> {
  if (why !== 'private') {
    const known = await askPatiently(context, held, readUser(PUBLIC_PK), NO_LIST, signal)
    if (known.kind === 'challenged' || known.kind === 'blocked') {
      return stopAccount(context, held.account, stopOf(known))
    }
    if (known.kind !== 'ok') {
      const barred = 'a profile that everybody can see is not shown to this account either'
      return rest(context, held, context.throttleMs, barred)
    }
  }
  if (owner === null) return { kind: 'target-closed', why }
  const profile = await askPatiently(context, held, readUser(owner), NO_LIST, signal)
  if (profile.kind === 'target-closed') return { kind: 'target-closed', why: profile.why }
  if (profile.kind === 'ok' && profile.value.isPrivate && profile.value.viewerFollows !== true) {
    return { kind: 'target-closed', why: 'private' }
  }
  const unlike = 'a list is refused, and its profile is not'
  return rest(context, held, context.throttleMs / 2, unlike)
}

/** 10, 20, 40 minutes and so on, at most 4 hours; the third throttle in a day ends the day. */
async function throttled(
  context: CallContext,
  held: HeldAccount,
  retryAfterSeconds: number | null,
): Promise<CallOutcome<never>> {
  const hits = await countHit(context, held.lease, 'throttle')
  held.slowDown()
  const doubled = context.throttleMs * Math.min(2 ** (hits - 1), 24)
  const waitMs = hits >= 3 ? 144 * context.throttleMs : doubled
  const forMs = Math.max(waitMs, (retryAfterSeconds ?? 0) * 1000)
  const why = 'Instagram asks us to wait'
  const rest = { forMs, why, paceFactor: held.paceFactor }
  const until = await restAccount(context, held.lease, rest)
  context.tell({ kind: 'throttled', account: held.account.username, until, hits })
  return { kind: 'resting', until, why }
}

async function rest(
  context: CallContext,
  held: HeldAccount,
  waitMs: number,
  why: string,
): Promise<CallOutcome<never>> {
  return { kind: 'resting', ...(await restUntil(context, held, waitMs, why)) }
}

async function restUntil(
  context: CallContext,
  held: HeldAccount,
  waitMs: number,
  why: string,
): Promise<{ readonly until: Date; readonly why: string }> {
  const rest = { forMs: waitMs, why, paceFactor: held.paceFactor }
  const until = await restAccount(context, held.lease, rest)
  context.tell({ kind: 'account-resting', account: held.account.username, why, until })
  return { until, why }
}
