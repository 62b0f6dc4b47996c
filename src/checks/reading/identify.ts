import {
  feedByName,
  findByName,
  type List,
  type Operation,
  readUser,
  searchByName,
} from '../../instagram/questions/operation.ts'
import type { NamedPk, Profile } from '../../instagram/questions/people.ts'
import { NO_LIST } from '../../sessions/ask.ts'
import { type CallContext, type CallOutcome, call } from '../../sessions/call.ts'
import type { HeldAccount } from '../../sessions/held-account.ts'

/**
 * Finds out who a name is today, with the counters of the profile where they are served. No single
 * surface is needed for it (facts 13): what one does not say, the next is asked.
 */
export async function identify(
  context: CallContext,
  held: HeldAccount,
  username: string,
  signal: AbortSignal,
): Promise<CallOutcome<Profile>> {
  const direct = await callPlainly(context, held, findByName(username), signal)
  if (direct.kind === 'ok' && knowsCounters(direct.value)) return direct
  if (direct.kind !== 'ok' && direct.kind !== 'not-served') return direct
  const found = direct.kind === 'ok' ? direct : await byDetours(context, held, username, signal)
  if (found.kind !== 'ok') return found
  return countersOf(context, held, found.value, signal)
}

function knowsCounters(profile: Profile): boolean {
  return profile.followersCount !== null && profile.followingCount !== null
}

async function byDetours(
  context: CallContext,
  held: HeldAccount,
  username: string,
  signal: AbortSignal,
): Promise<CallOutcome<NamedPk>> {
  const found = await callPlainly(context, held, searchByName(username), signal)
  if (found.kind === 'ok' && found.value) return { kind: 'ok', value: found.value }
  if (found.kind !== 'ok' && found.kind !== 'not-served') return found
  const owner = await callPlainly(context, held, feedByName(username), signal)
  // The search answered and knows nobody of that name; nobody else can be asked.
  if (owner.kind === 'not-served' && found.kind === 'ok') {
    return { kind: 'target-closed', why: 'unseen' }
  }
  return owner
}

/**
 * The profile of a known target with its counters as they are now; they are null where no surface
 * that would tell them is served.
 */
export async function profileOf(
  context: CallContext,
  held: HeldAccount,
  target: NamedPk,
  signal: AbortSignal,
): Promise<CallOutcome<Profile>> {
  const byPk = await callPlainly(context, held, readUser(target.pk), signal)
  if (byPk.kind !== 'not-served') return byPk
  const byName = await callPlainly(context, held, findByName(target.username), signal)
  if (byName.kind === 'ok' && byName.value.pk === target.pk) return byName
  return byName.kind === 'ok' || byName.kind === 'not-served'
    ? { kind: 'ok', value: uncounted(target) }
    : byName
}

/** The profile's counter of a list. */
export function counterOf(
  list: List,
  profile: { readonly followersCount: number | null; readonly followingCount: number | null },
): number | null {
  return list === 'followers' ? profile.followersCount : profile.followingCount
}

/** The same for somebody who was just asked for by name. */
async function countersOf(
  context: CallContext,
  held: HeldAccount,
  found: NamedPk,
  signal: AbortSignal,
): Promise<CallOutcome<Profile>> {
  const profile = await callPlainly(context, held, readUser(found.pk), signal)
  return profile.kind === 'not-served' ? { kind: 'ok', value: uncounted(found) } : profile
}

/** What is left to say of a profile that is not served. Its lists tell whether it is private. */
function uncounted({ pk, username }: NamedPk): Profile {
  return {
    pk,
    username,
    fullName: '',
    isPrivate: false,
    isVerified: false,
    followersCount: null,
    followingCount: null,
    viewerFollows: null,
  }
}

function callPlainly<T>(
  context: CallContext,
  held: HeldAccount,
  operation: Operation<T>,
  signal: AbortSignal,
): Promise<CallOutcome<T>> {
  return call(context, held, operation, NO_LIST, signal)
}
