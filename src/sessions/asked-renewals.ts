import { type Account, accountById } from '../accounts/account-store.ts'
import { Bell } from '../kernel/bell.ts'
import { type Clock, systemClock } from '../kernel/clock.ts'
import { aWorkerLives } from '../presence/worker-store.ts'
import {
  type AskedRenewal,
  askedRenewalOutcome,
  askForRenewal,
  endAskedRenewal,
  forgetAskedRenewal,
  putBackAskedRenewal,
  RENEWALS_CHANNEL,
  type RenewalCause,
  renewalsUnderWay,
  takeAskedRenewal,
  withdrawAskedRenewal,
} from './asked-renewal-store.ts'
import { type RenewalOutcome, renewAccount } from './keeper.ts'
import type { HoldContext } from './take.ts'

/** How often it is looked for what was not heard of. */
const LOOK_MS = 5000
/** A worker of this version begins a renewal at once, or as soon as one of its others is over. */
const UNTAKEN_MS = 20_000
/** Renewals that one worker does for others at a time: each may start a browser. */
const AT_ONCE_MAX = 4

/** How often it is looked for what was not heard of, and by which clock. */
export type Look = { readonly clock: Clock; readonly everyMs: number }

export type AskingContext = HoldContext & { listen(channel: string, heard: () => void): () => void }

/**
 * Renews one account's session where accounts are read: a worker does it if one runs, wherever that
 * is, else this process. So the login comes from the address that the session is used from, and a
 * page that wants a human is kept open. Where workers run and none begins it, that is the outcome.
 * When the signal is given, a worker that is at it goes on.
 * @throws LeaseLostError LEASE_LOST; the signal's reason on abort
 */
export async function haveRenewed(
  context: AskingContext,
  account: Account,
  cause: RenewalCause,
  signal: AbortSignal,
): Promise<RenewalOutcome> {
  if (!(await aWorkerLives(context))) return renewAccount(context, account, cause, signal)
  const id = await askForRenewal(context, account, cause)
  const bell = new Bell()
  const unlisten = context.listen(RENEWALS_CHANNEL, () => bell.ring())
  const askedMs = context.clock.elapsedMs()
  try {
    while (true) {
      const outcome = await askedRenewalOutcome(context, id)
      // Nobody repeats a login that broke off but whoever asked for it.
      if (outcome === 'gone') return { kind: 'busy' }
      if (outcome !== null) return outcome
      if (!(await aWorkerLives(context)) && (await withdrawAskedRenewal(context, id))) {
        return await renewAccount(context, account, cause, signal)
      }
      const isLate = context.clock.elapsedMs() - askedMs >= UNTAKEN_MS
      if (isLate && !(await renewalsUnderWay(context)) && (await withdrawAskedRenewal(context, id)))
        return { kind: 'untaken' }
      await bell.wait(systemClock, LOOK_MS, signal)
    }
  } finally {
    unlisten()
    await forgetAskedRenewal(context, id).catch(() => undefined)
  }
}

/**
 * Does the renewals that other processes ask for, until the signal is given; returns when those
 * under way are done, or left to another worker because their form was not sent.
 */
export async function renewForOthers(
  context: AskingContext,
  signal: AbortSignal,
  failed: (error: unknown) => void,
  look: Look = { clock: systemClock, everyMs: LOOK_MS },
): Promise<void> {
  const bell = new Bell()
  const unlisten = context.listen(RENEWALS_CHANNEL, () => bell.ring())
  const underWay = new Set<Promise<void>>()
  try {
    while (!signal.aborted) {
      // A database that is away is asked again.
      const asked =
        underWay.size < AT_ONCE_MAX ? await takeAskedRenewal(context).catch(() => null) : null
      if (asked === null) {
        await bell.wait(look.clock, look.everyMs, signal).catch(() => undefined)
        continue
      }
      const run = renewFor(context, asked, signal)
        .catch(failed)
        .finally(() => {
          underWay.delete(run)
          bell.ring()
        })
      underWay.add(run)
    }
  } finally {
    unlisten()
    await Promise.all(underWay)
  }
}

async function renewFor(
  context: AskingContext,
  { id, accountId, cause }: AskedRenewal,
  signal: AbortSignal,
): Promise<void> {
  try {
    const account = await accountById(context, accountId)
    await endAskedRenewal(context, id, await renewAccount(context, account, cause, signal))
  } catch (error) {
    // No form was sent: another worker may begin.
    if (signal.aborted) return putBackAskedRenewal(context, id)
    await endBrokenOff(context, id, signal)
    throw error
  }
}

/** Whoever asked is told that it may be tried again, as soon as the database takes that. */
async function endBrokenOff(
  context: AskingContext,
  id: string,
  signal: AbortSignal,
): Promise<void> {
  while (true) {
    try {
      return await endAskedRenewal(context, id, { kind: 'busy' })
    } catch {
      await systemClock.sleep(LOOK_MS, signal)
    }
  }
}
