import {
  feedByName,
  findByName,
  type Operation,
  readUser,
  searchByName,
} from '../../instagram/questions/operation.ts'
import type { Profile } from '../../instagram/questions/people.ts'
import { ask, NO_LIST } from '../../sessions/ask.ts'
import { type CallContext, type CallOutcome, call } from '../../sessions/call.ts'
import type { HeldAccount } from '../../sessions/held-account.ts'

/**
 * Finds out who a name is today, with the counters of the profile. The direct question fails for
 * many profiles whatever the session (facts 2c), so a failure of it means nothing; the two detours
 * and the profile itself are asked with all care.
 */
export async function identify(
  context: CallContext,
  held: HeldAccount,
  username: string,
  signal: AbortSignal,
): Promise<CallOutcome<Profile>> {
  const direct = await ask(context, held, findByName(username), NO_LIST, signal)
  if (direct.kind === 'ok' && knowsCounters(direct.value))
    return { kind: 'ok', value: direct.value }
  const pk = await pkByDetours(context, held, username, signal)
  return pk.kind === 'ok' ? profileOf(context, held, pk.value, signal) : pk
}

function knowsCounters(profile: Profile): boolean {
  return profile.followersCount !== null && profile.followingCount !== null
}

async function pkByDetours(
  context: CallContext,
  held: HeldAccount,
  username: string,
  signal: AbortSignal,
): Promise<CallOutcome<string>> {
  const found = await callPlainly(context, held, searchByName(username), signal)
  if (found.kind !== 'ok') return found
  if (found.value) return { kind: 'ok', value: found.value.pk }
  const owner = await callPlainly(context, held, feedByName(username), signal)
  return owner.kind === 'ok' ? { kind: 'ok', value: owner.value.pk } : owner
}

/** The profile of a known pk with its counters as they are now. One request. */
export function profileOf(
  context: CallContext,
  held: HeldAccount,
  pk: string,
  signal: AbortSignal,
): Promise<CallOutcome<Profile>> {
  return callPlainly(context, held, readUser(pk), signal)
}

function callPlainly<T>(
  context: CallContext,
  held: HeldAccount,
  operation: Operation<T>,
  signal: AbortSignal,
): Promise<CallOutcome<T>> {
  return call(context, held, operation, NO_LIST, signal)
}
