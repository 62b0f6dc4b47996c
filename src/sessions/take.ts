import { accountById } from '../accounts/account-store.ts'
import { recentRequests, recordRequests } from '../accounts/budget.ts'
import { parseRestReason, parseStopReason, type RestReason } from '../accounts/reasons.ts'
import { savePaceFactor } from '../accounts/rest-store.ts'
import { AgreedTime, databaseNow } from '../db/time.ts'
import type { Pace, RequestWindow } from '../instagram/questions/pacing.ts'
import type { WayProxy } from '../instagram/wire/proxy.ts'
import type { ClosableTransport } from '../instagram/wire/transport.ts'
import { openAccountProxy } from './account-proxy.ts'
import type { Effort } from './effort.ts'
import { HeldAccount } from './held-account.ts'
import { type Lease, releaseLease, takeLease } from './lease.ts'
import { Pacer } from './pacer.ts'
import { knownWays, PageWay } from './page-way.ts'
import { patiently } from './patiently.ts'
import type { RefreshContext } from './renewal.ts'
import { saveState } from './session-store.ts'
import type { Stopped } from './stop.ts'
import { SurfaceMemory } from './surface-memory.ts'
import { unservedSurfaces } from './unserved-store.ts'

export type HoldContext = RefreshContext & {
  readonly holder: string
  readonly pace: Pace
  readonly windows: readonly RequestWindow[]
  /** A connection of its own for every account, by the account's own way if it has one. */
  openTransport(own?: WayProxy | null): ClosableTransport
}

/** Why an account could not be taken. */
export type NotTaken =
  /** Somebody else has it, be it another job of this process. */
  | { readonly kind: 'busy' }
  | { readonly kind: 'resting'; readonly until: Date; readonly why: RestReason }
  | Stopped

/** What came of reaching for an account's lease. */
export type TakeOutcome =
  /** It is ours, with no session open yet. Give it back with `giveBack`, whatever happens. */
  { readonly kind: 'taken'; readonly held: HeldAccount } | NotTaken

/**
 * Takes an account's lease. A resting one is taken only for a human who insists. Nothing is asked
 * of Instagram yet.
 */
export async function take(
  context: HoldContext,
  accountId: string,
  options: { readonly evenResting: boolean },
): Promise<TakeOutcome> {
  const lease = await takeLease(context, accountId, options)
  if (lease) return { kind: 'taken', held: await holdLease(context, lease) }
  const account = await accountById(context, accountId)
  const { standing, standingWhy, restingUntil, restingWhy } = account
  if (standing !== 'active') {
    return { kind: 'stopped', standing, why: parseStopReason(standingWhy ?? '') }
  }
  const rests = restingUntil !== null && restingUntil > (await databaseNow(context))
  if (rests && !options.evenResting) {
    return { kind: 'resting', until: restingUntil, why: parseRestReason(restingWhy ?? '') }
  }
  return { kind: 'busy' }
}

/** Puts a lease that was just taken into our hands; if that fails, the lease is given back. */
export async function holdLease(context: HoldContext, lease: Lease): Promise<HeldAccount> {
  try {
    // Read under the lease: what was known before may have changed in another's hands.
    const account = await accountById(context, lease.accountId)
    const { now, buckets } = await recentRequests(context, account.id)
    const time = new AgreedTime(context.clock, now)
    const pace = { ...context.pace, factor: account.paceFactor }
    const pacer = new Pacer({ time, pace, windows: context.windows, history: buckets })
    pacer.keepDistance(context.random)
    const known = await unservedSurfaces(context, account.id)
    const surfaces = new SurfaceMemory(account, time, known)
    const proxy = await openAccountProxy(context, account.id)
    const pages = new PageWay(account, proxy, time, await knownWays(context, account.id))
    const transport = context.openTransport(proxy)
    return new HeldAccount({ account, lease, transport, proxy, time, pacer, surfaces, pages })
  } catch (error) {
    await patiently(context, () => releaseLease(context, lease))
    throw error
  }
}

/**
 * Writes down what is not yet written and gives the account back, even if something could not be
 * written. Returns what was not yet counted on the check.
 */
export async function giveBack(context: HoldContext, held: HeldAccount): Promise<Effort> {
  const effort = held.effort.take()
  try {
    // First what needs no database: without one the connection would be left open.
    await Promise.all([held.transport.close(), held.pages.close()])
    await writeDown(context, held, effort)
  } finally {
    await patiently(context, () => releaseLease(context, held.lease))
  }
  return effort
}

async function writeDown(context: HoldContext, held: HeldAccount, effort: Effort): Promise<void> {
  const { account, lease, pacer, opened } = held
  await recordRequests(context, account.id, effort.requests)
  if (pacer.factorChanged) await savePaceFactor(context, lease, pacer.factor)
  if (opened?.cookies.changed) {
    await saveState(context, lease, opened.session, opened.cookies.state)
    opened.cookies.stored()
  }
}
