import type { RestReason } from '../accounts/reasons.ts'
import { reason } from '../accounts/reasons.ts'
import { forgetVagueHits } from '../accounts/rest-store.ts'
import { recordEvent } from '../events/event-store.ts'
import {
  type Doubt,
  type Operation,
  type Question,
  readUser,
  type Surface,
  searchByName,
} from '../instagram/questions/operation.ts'
import type { ClosedWhy, Verdict } from '../instagram/verdicts/verdict.ts'
import { unreachable } from '../kernel/unreachable.ts'
import { type Suspicion, suspicionOf } from './arbitrate.ts'
import {
  type AskContext,
  ask,
  askPatiently,
  type ListCircumstances,
  NO_LIST,
  type TooMany,
} from './ask.ts'
import type { HeldAccount } from './held-account.ts'
import { hear } from './probe.ts'
import { refresh } from './refresh.ts'
import type { RefreshContext, Unable } from './renewal.ts'
import { type Resting, rest, restPlainly, throttled } from './rest.ts'
import { markDied } from './session-store.ts'
import { type Stopped, stopAccount, stopOf } from './stop.ts'
import { settleVagueness } from './vague.ts'

/** What a question came to, after everything that this account could do about it was done. */
export type CallOutcome<T> =
  | { readonly kind: 'ok'; readonly value: T }
  /** The list is not known; end this pass and say why. */
  | { readonly kind: 'incomplete'; readonly why: Doubt }
  /** Start the pass again without a cursor. */
  | { readonly kind: 'cursor-refused' }
  /** The target cannot be read: end the check with that answer. */
  | { readonly kind: 'target-closed'; readonly why: ClosedWhy }
  /**
   * This surface does not say, and the session is well: ask another one, or do without. Until then
   * it is not asked at all; null when it was this question only. Never for a list.
   */
  | { readonly kind: 'not-served'; readonly surface: Surface; readonly until: Date | null }
  /** The account rests until then: let another one go on, or park. */
  | Resting
  /** As `resting`, and nothing is wrong: it has asked as much as it may ask for now. */
  | { readonly kind: 'paced'; readonly until: Date; readonly why: RestReason }
  /** The account waits for a human: let another one go on, or park. */
  | Stopped
  /** This machine cannot log the account in: let another one go on; throw `error` if none can. */
  | Unable

export type CallContext = AskContext & RefreshContext

/** A question, without how its answer is read. */
type Asked = Question & Pick<Operation<unknown>, 'hint' | 'owner'>

/**
 * Asks a question in the name of a held account. Suspicious answers are arbitrated by other
 * surfaces; a proved death is answered with exactly one refresh and the same question once more. A
 * throttle never leads to a login.
 * @throws LeaseLostError LEASE_LOST, and the signal's reason on abort
 */
export async function call<T>(
  context: CallContext,
  held: HeldAccount,
  operation: Operation<T>,
  circumstances: ListCircumstances,
  signal: AbortSignal,
): Promise<CallOutcome<T>> {
  const surface = operation.name
  const until = isList(surface) ? null : held.surfaces.unservedUntil(surface)
  if (until !== null) return { kind: 'not-served', surface, until }
  const putOnce = () =>
    operation.hint === true
      ? ask(context, held, operation, circumstances, signal)
      : askPatiently(context, held, operation, circumstances, signal)
  const first = await putOnce()
  if (first.kind === 'too-many') return paced(context, held, first)
  // Asked for by name, profiles are refused in the words of a throttle to many that are well.
  const isPretext = operation.hint === true && first.kind === 'throttled'
  const suspicion = isPretext ? 'withheld' : suspicionOf(first)
  if (suspicion === null || first.kind === 'ok') {
    return settle(context, held, operation, first, signal)
  }
  const resolved = await resolveDoubt(context, held, { operation, suspicion, first }, signal)
  if (resolved !== 'renewed') return resolved
  // The new session has found out that it was the surface.
  const since = isList(surface) ? null : held.surfaces.unservedUntil(surface)
  if (since !== null) return { kind: 'not-served', surface, until: since }
  const second = await putOnce()
  if (second.kind === 'too-many') return paced(context, held, second)
  if (second.kind === 'logged-out' || second.kind === 'ambiguous') {
    // A fresh session that has just answered for itself gets the same: it is the address or the
    // surface, and another login would only make it worse.
    return restPlainly(context, held, 'barred')
  }
  if (suspicionOf(second) === 'withheld') return unsaid(context, held, operation, null)
  return settle(context, held, operation, second, signal)
}

/** Finds out what a suspicious answer means and acts on it; 'renewed' when it was a death. */
async function resolveDoubt(
  context: CallContext,
  held: HeldAccount,
  doubt: {
    readonly operation: Asked
    readonly suspicion: Exclude<Suspicion, null>
    readonly first: Verdict<unknown>
  },
  signal: AbortSignal,
): Promise<CallOutcome<never> | 'renewed'> {
  const { operation, suspicion, first } = doubt
  const surface = operation.name
  const account = held.account.username
  const signalRow = first.evidence.row
  if (suspicion !== 'withheld') {
    context.tell({ kind: 'death-suspected', account, verdict: first.kind, signal: signalRow })
    context.loginWays[0]?.prepare(held.proxy)
  }
  const heard = await hear(context, held, { suspicion, about: surface }, signal)
  if (heard.kind === 'too-many') return paced(context, held, heard)
  const { judgement, last } = heard
  if (last?.verdict.kind === 'ok') await settleProved(context, held, last.surface)
  context.tell({
    kind: 'probe-answered',
    account,
    surface: last?.surface ?? null,
    verdict: last?.verdict.kind ?? 'nobody to ask',
    means: judgement,
  })
  switch (judgement) {
    case 'dead':
      return renew(context, held, `${first.kind} (row ${signalRow})`, signal)
    case 'not-served':
      if (isList(surface)) return unsaid(context, held, operation, null)
      return unsaid(
        context,
        held,
        operation,
        await held.surfaces.learn(context, surface, signalRow),
      )
    case 'throttled':
      if (operation.hint && last?.verdict.kind === 'ok')
        return unsaid(context, held, operation, null)
      return throttled(context, held, retryAfterOf(last?.verdict))
    case 'surface-refused':
      if (operation.hint) return unsaid(context, held, operation, null)
      return restPlainly(context, held, 'surface-refused', surface)
    case 'see-last':
      if (last?.verdict.kind === 'challenged' || last?.verdict.kind === 'blocked') {
        return stopAccount(context, held.account, stopOf(last.verdict))
      }
      return settleVagueness(context, held, signal)
    case 'alive':
    case 'vague':
      return settleVagueness(context, held, signal)
    default:
      return unreachable(judgement)
  }
}

/** The session has answered for itself: no doubt that was counted counts any more. */
function settleProved(context: CallContext, held: HeldAccount, surface: Surface): Promise<void> {
  return context.db.transaction().execute(async (db) => {
    await forgetVagueHits({ db }, held.lease)
    const { id: account } = held.account
    await recordEvent({ db }, { kind: 'session-proved', account, detail: { surface } })
  })
}

/** The session is dead: one login, whatever happens. */
async function renew(
  context: CallContext,
  held: HeldAccount,
  cause: string,
  signal: AbortSignal,
): Promise<CallOutcome<never> | 'renewed'> {
  await markDied(context, held.session, cause)
  const { version } = held.session
  context.tell({ kind: 'session-died', account: held.account.username, version, cause })
  const outcome = await refresh(context, held, 'reactive', signal)
  switch (outcome.kind) {
    case 'renewed':
      held.adopt(outcome)
      return 'renewed'
    case 'stopped':
    case 'unable':
    case 'resting':
      return outcome
    case 'postponed':
      throw new Error('only a session that lives is renewed later')
    default:
      return unreachable(outcome)
  }
}

async function settle<T>(
  context: CallContext,
  held: HeldAccount,
  operation: Operation<T>,
  verdict: Verdict<T>,
  signal: AbortSignal,
): Promise<CallOutcome<T>> {
  switch (verdict.kind) {
    case 'ok':
      held.pacer.heal()
      return { kind: 'ok', value: verdict.value }
    case 'incomplete':
      return { kind: 'incomplete', why: verdict.why }
    case 'cursor-refused':
      return { kind: 'cursor-refused' }
    case 'challenged':
    case 'blocked':
      return stopAccount(context, held.account, stopOf(verdict))
    case 'target-closed':
      if (operation.hint) return unsaid(context, held, operation, null)
      return closed(context, held, { operation, why: verdict.why }, signal)
    case 'throttled':
      return throttled(context, held, verdict.retryAfterSeconds)
    case 'gated':
      // The server's own schema fails for this profile (row 39b): another surface may know it.
      if (operation.hint || verdict.why === 'server-schema') {
        return unsaid(context, held, operation, null)
      }
      return restPlainly(context, held, 'request-refused', verdict.why)
    case 'transient':
      // Asked again several times it was no server trouble (row 20).
      if (verdict.why === 'throttle-in-disguise' && !operation.hint) {
        return throttled(context, held, null)
      }
      if (operation.hint) return unsaid(context, held, operation, null)
      return restPlainly(context, held, 'unreachable', verdict.why)
    case 'logged-out':
    case 'ambiguous':
      throw new Error('a doubt is resolved before anything is settled')
    case 'unknown':
      if (operation.hint) return unsaid(context, held, operation, null)
      return restPlainly(context, held, 'unrecognised', verdict.evidence.row)
    default:
      return unreachable(verdict)
  }
}

/** The session is well and this surface says nothing: others can, but for a list nothing can. */
async function unsaid(
  context: CallContext,
  held: HeldAccount,
  { name: surface }: Asked,
  until: Date | null,
): Promise<CallOutcome<never>> {
  return isList(surface)
    ? restPlainly(context, held, 'list-not-served', surface)
    : { kind: 'not-served', surface, until }
}

/** Instagram's own profile, which everybody can see who can see anything. */
const PUBLIC = { pk: '25025320', username: 'instagram' } as const

/**
 * A target that seems gone may be a session that is barred: a profile everybody sees decides, or
 * the search for it where profiles are not served. And the refusal of a list says nothing of the
 * profile it belongs to, the `owner`: that is asked, too.
 */
async function closed(
  context: CallContext,
  held: HeldAccount,
  refused: { readonly operation: Asked; readonly why: ClosedWhy },
  signal: AbortSignal,
): Promise<CallOutcome<never>> {
  const { operation, why } = refused
  if (why !== 'private') {
    const known = await knownProfile(context, held, signal)
    if (known.kind !== 'ok') return known
  }
  const { owner } = operation
  if (owner === undefined) return { kind: 'target-closed', why }
  const profile = await askIfServed(context, held, readUser(owner), signal)
  if (profile.kind === 'too-many') return paced(context, held, profile)
  // Nobody else can tell about it: the list's own word must do.
  if (profile.kind === 'unserved') return { kind: 'target-closed', why }
  if (profile.kind === 'challenged' || profile.kind === 'blocked') {
    return stopAccount(context, held.account, stopOf(profile))
  }
  if (profile.kind === 'target-closed') return { kind: 'target-closed', why: profile.why }
  if (profile.kind === 'ok' && profile.value.isPrivate && profile.value.viewerFollows !== true) {
    return { kind: 'target-closed', why: 'private' }
  }
  return restPlainly(context, held, 'list-refused')
}

/** Whether this account sees a profile that everybody sees; else what is to be done about it. */
async function knownProfile(
  context: CallContext,
  held: HeldAccount,
  signal: AbortSignal,
): Promise<CallOutcome<null>> {
  for (const question of [readUser(PUBLIC.pk), searchByName(PUBLIC.username)]) {
    const known = await askIfServed<unknown>(context, held, question, signal)
    switch (known.kind) {
      case 'too-many':
        return paced(context, held, known)
      case 'unserved':
        continue
      case 'challenged':
      case 'blocked':
        return stopAccount(context, held.account, stopOf(known))
      case 'ok':
        return { kind: 'ok', value: null }
      default:
        return restPlainly(context, held, 'known-profile-hidden')
    }
  }
  return restPlainly(context, held, 'known-profile-hidden')
}

/** Asks unless the surface is known not to be served, or turns out to withhold its answer. */
async function askIfServed<T>(
  context: CallContext,
  held: HeldAccount,
  operation: Operation<T>,
  signal: AbortSignal,
): Promise<Verdict<T> | TooMany | { readonly kind: 'unserved' }> {
  if (held.surfaces.unservedUntil(operation.name) !== null) return { kind: 'unserved' }
  const verdict = await askPatiently(context, held, operation, NO_LIST, signal)
  if (verdict.kind === 'too-many') return verdict
  return suspicionOf(verdict) === 'withheld' ? { kind: 'unserved' } : verdict
}

async function paced(
  context: CallContext,
  held: HeldAccount,
  { waitMs }: TooMany,
): Promise<CallOutcome<never>> {
  return { ...(await rest(context, held, waitMs, reason('paced'))), kind: 'paced' }
}

function retryAfterOf(verdict: Verdict<unknown> | undefined): number | null {
  return verdict?.kind === 'throttled' ? verdict.retryAfterSeconds : null
}

function isList(surface: Surface): boolean {
  return surface === 'followers' || surface === 'following'
}
