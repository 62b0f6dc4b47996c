import { type Account, accountById, chooseAccount } from '../accounts/account-store.ts'
import { recentRequests } from '../accounts/budget.ts'
import { databaseNow } from '../db/time.ts'
import { requestsWaitMs } from '../instagram/questions/pacing.ts'
import type { ClosedWhy } from '../instagram/verdicts/verdict.ts'
import { unreachable } from '../kernel/unreachable.ts'
import type { HeldAccount } from '../sessions/held-account.ts'
import { hold, letGo } from '../sessions/hold.ts'
import type { Unable } from '../sessions/renewal.ts'
import type { HoldContext } from '../sessions/take.ts'
import {
  type CheckClaim,
  checkById,
  claimCheck,
  countEffort,
  extendPatience,
  putDown,
  setTarget,
} from './check-store.ts'
import { identify, profileOf } from './reading/identify.ts'
import { ensureProgress, progressOf, setExpected } from './reading/progress-store.ts'
import {
  counterOf,
  type SliceBudget,
  type WalkContext,
  type WalkOutcome,
  walk,
} from './reading/walk.ts'
import { end, finish, needsHuman, park, type SliceOutcome } from './slice-outcome.ts'

export type RunContext = WalkContext &
  HoldContext & {
    readonly slice: { readonly pagesMax: number; readonly forMs: number }
    /** @throws DiskFullError DISK_FULL when what is read could not be stored */
    ensureRoom(): Promise<void>
  }

/** A rest longer than this hands the check to another account, if there is one. */
const REST_WAITED_FOR_MS = 3_600_000

/**
 * Advances a check by one slice: some pages or some minutes, with one account (or, if that is lost,
 * the next). Whatever was read is durable; every outcome leaves the check in a state that another
 * process can take up.
 * @throws LeaseLostError LEASE_LOST when another process has taken over
 */
export async function runSlice(
  context: RunContext,
  checkId: string,
  signal: AbortSignal,
): Promise<SliceOutcome> {
  await context.ensureRoom()
  const claim = await claimCheck(context, checkId)
  if (!claim) {
    const check = await checkById(context, checkId)
    if (check.finishedAt) return { kind: 'ended', check }
    return { kind: 'busy', of: 'check', why: 'another process is reading this check' }
  }
  let outcome: SliceOutcome
  try {
    outcome = await withSomeAccount(context, claim, signal)
  } finally {
    // A parked or ended check is nobody's already; any other is put down for whoever comes next.
    await putDown(context, claim)
  }
  // What the slice has cost is counted after the check has ended.
  return outcome.kind === 'ended'
    ? { kind: 'ended', check: await checkById(context, checkId) }
    : outcome
}

async function withSomeAccount(
  context: RunContext,
  claim: CheckClaim,
  signal: AbortSignal,
): Promise<SliceOutcome> {
  await ensureProgress(context, claim.checkId)
  // To whom the target is closed: another account may follow it, or may not be blocked by it.
  const closedTo = new Set<string>()
  let closedWhy: ClosedWhy | null = null
  // Which this machine cannot log in, and why.
  const unable = new Map<string, Unable>()
  for (;;) {
    const paced = await pacedMidPass(context, claim)
    if (paced) {
      await extendPatience(context, claim, paced.until.getTime() + context.patienceMs)
      return park(context, claim, paced)
    }
    const reader = await readerOf(context, claim)
    const without = new Set([...closedTo, ...unable.keys()])
    const choice = await chooseAccount(context, reader?.id ?? null, without)
    const [failure] = unable.values()
    if (choice.kind === 'none' && failure) throw failure.error
    if (closedWhy !== null && choice.kind !== 'chosen' && choice.kind !== 'busy') {
      // Whoever has read of it before may go on; those who have not are not waited for.
      const mayGoOn = reader?.standing === 'active' && !closedTo.has(reader.id)
      if (!mayGoOn) return end(context, claim, 'failed', CLOSED[closedWhy])
    }
    switch (choice.kind) {
      case 'wait':
        if ((await pacedUntil(context, choice.accountId)) !== null) {
          await extendPatience(context, claim, choice.until.getTime() + context.patienceMs)
        }
        return park(context, claim, {
          until: choice.until,
          why: context.say.restingText(choice.why),
        })
      case 'busy': {
        const why = 'every account is in use by another process'
        if (closedWhy === null) return { kind: 'busy', of: 'accounts', why }
        // Looked at again in a second, each look would ask the accounts that have answered already.
        const until = new Date((await databaseNow(context)).getTime() + context.throttleMs)
        return park(context, claim, { until, why: `${why} that may see the target` })
      }
      case 'none':
        return needsHuman(context, claim, choice.accounts)
      case 'chosen': {
        const outcome = await withAccount(context, claim, choice.account, signal)
        // Each round takes one account out of the choice, so the rounds are bounded by their
        // number.
        if (outcome === 'account-lost') break
        if (outcome.kind === 'unable') {
          unable.set(choice.account.id, outcome)
          break
        }
        if (outcome.kind !== 'target-closed') return outcome
        closedTo.add(choice.account.id)
        closedWhy = outcome.why
        break
      }
      default:
        return unreachable(choice)
    }
  }
}

/** The account that has read of the check last, or null. */
async function readerOf(context: RunContext, claim: CheckClaim): Promise<Account | null> {
  const { followers, following } = await progressOf(context, claim.checkId)
  const id = following.accountId ?? followers.accountId
  return id === null ? null : accountById(context, id)
}

/**
 * Until when the account that is in the middle of a pass has asked as much as it may; null when it
 * may ask. Handed over there, a list longer than a day would begin anew with every account, for the
 * cursor is good for nobody else, and end with none.
 */
async function pacedMidPass(
  context: RunContext,
  claim: CheckClaim,
): Promise<{ readonly until: Date; readonly why: string } | null> {
  const { followers, following } = await progressOf(context, claim.checkId)
  const begun = [followers, following].find((each) => each.cursor && each.confidence === null)
  if (!begun?.accountId) return null
  const { id, standing, username } = await accountById(context, begun.accountId)
  const until = standing === 'active' ? await pacedUntil(context, id) : null
  return until && { until, why: `${username} has asked as much as it may for now` }
}

/** Until when an account has asked as much as it may; null when it may ask. */
async function pacedUntil(context: RunContext, accountId: string): Promise<Date | null> {
  const { now, buckets } = await recentRequests(context, accountId)
  const waitMs = requestsWaitMs(context.windows, buckets, now)
  return waitMs === 0 ? null : new Date(now.getTime() + waitMs)
}

/** What one account came to; the first three leave the check to another one. */
type AccountOutcome =
  | 'account-lost'
  | Unable
  | { readonly kind: 'target-closed'; readonly why: ClosedWhy }
  | SliceOutcome

async function withAccount(
  context: RunContext,
  claim: CheckClaim,
  account: Account,
  signal: AbortSignal,
): Promise<AccountOutcome> {
  const reached = await hold(context, account, signal)
  switch (reached.kind) {
    case 'busy':
      return {
        kind: 'busy',
        of: 'accounts',
        why: `account ${account.username} is in use by another process`,
      }
    case 'resting':
      return handOver(context, claim, { ...reached, why: context.say.resting(reached.why) })
    case 'stopped':
      return 'account-lost'
    case 'unable':
      return reached
    case 'held':
      break
    default:
      return unreachable(reached)
  }
  const { held } = reached
  try {
    return await advance(context, claim, held, signal)
  } finally {
    await countEffort(context, claim, await letGo(context, held))
  }
}

/** Reads on with a held account: who the target is, then both lists, then the end. */
async function advance(
  context: RunContext,
  claim: CheckClaim,
  held: HeldAccount,
  signal: AbortSignal,
): Promise<AccountOutcome> {
  const known = await targetOf(context, claim, held, signal)
  if (known.kind !== 'known') return settle(context, claim, held, known)
  const budget = sliceBudget(context)
  for (const list of ['followers', 'following'] as const) {
    const progress = (await progressOf(context, claim.checkId))[list]
    if (progress.confidence !== null) continue
    const outcome = await walk(
      context,
      { claim, target: known.target, progress },
      held,
      budget,
      signal,
    )
    if (outcome.kind !== 'finished') return settle(context, claim, held, outcome)
  }
  return finish(context, claim)
}

function sliceBudget(context: RunContext): SliceBudget {
  const endsAtMs = context.clock.elapsedMs() + context.slice.forMs
  let pages = 0
  return {
    spendPage() {
      if (pages >= context.slice.pagesMax || context.clock.elapsedMs() >= endsAtMs) return false
      pages += 1
      return true
    },
  }
}

type Target =
  | { readonly kind: 'known'; readonly target: { readonly pk: string; readonly username: string } }
  | Exclude<WalkOutcome, { kind: 'finished' }>

async function targetOf(
  context: RunContext,
  claim: CheckClaim,
  held: HeldAccount,
  signal: AbortSignal,
): Promise<Target> {
  const check = await checkById(context, claim.checkId)
  const { targetPk: pk, targetNameNow: username } = check
  if (pk !== null && username !== null) return { kind: 'known', target: { pk, username } }
  const found =
    pk === null
      ? await identify(context, held, check.targetUsername, signal)
      : await profileOf(context, held, { pk, username: check.targetUsername }, signal)
  if (found.kind === 'incomplete' || found.kind === 'cursor-refused') {
    return { kind: 'target-closed', why: 'gone' }
  }
  if (found.kind !== 'ok') return found
  const profile = found.value
  if (profile.isPrivate && profile.viewerFollows === false && profile.pk !== held.account.pk) {
    return { kind: 'target-closed', why: 'private' }
  }
  await setTarget(context, claim, profile)
  const progress = await progressOf(context, claim.checkId)
  for (const list of ['followers', 'following'] as const) {
    await setExpected(context, claim, progress[list], counterOf(list, profile))
  }
  context.tell({
    kind: 'target-found',
    check: claim.checkId,
    target: profile.username,
    pk: profile.pk,
  })
  return { kind: 'known', target: { pk: profile.pk, username: profile.username } }
}

async function settle(
  context: RunContext,
  claim: CheckClaim,
  held: HeldAccount,
  outcome: Exclude<WalkOutcome, { kind: 'finished' }>,
): Promise<AccountOutcome> {
  switch (outcome.kind) {
    case 'slice-over':
      return { kind: 'more' }
    case 'ok':
      return { kind: 'more' }
    case 'target-closed':
      return outcome
    case 'paced':
      // A large list takes days at a person's pace: that is not standing still.
      await extendPatience(context, claim, outcome.until.getTime() + context.patienceMs)
      return handOver(context, claim, { ...outcome, why: context.say.resting(outcome.why) })
    case 'resting':
      return handOver(context, claim, { ...outcome, why: context.say.resting(outcome.why) })
    case 'not-served': {
      const until = new Date((await databaseNow(context)).getTime() + context.throttleMs)
      const why = `Instagram serves ${held.account.username} nothing that tells who the target is`
      return handOver(context, claim, { until, why })
    }
    case 'unable':
      return outcome
    case 'stopped':
      return 'account-lost'
    default:
      return unreachable(outcome)
  }
}

/** Why a target cannot be read, as said to people. The first word is what scripts look at. */
const CLOSED: Readonly<Record<ClosedWhy, string>> = {
  private: 'target-private: the profile is private and the account does not follow it',
  gone: 'target-gone: there is no such profile, it was deleted or renamed, or it blocks the account',
  unseen: 'target-gone: there is no such profile, or it cannot be seen by the account',
  'blocked-us': 'target-blocks-us: the profile has blocked the account',
}

/** A short rest is waited for, because the cursor is good for this account only. */
async function handOver(
  context: RunContext,
  claim: CheckClaim,
  rest: { readonly until: Date; readonly why: string },
): Promise<AccountOutcome> {
  const restMs = rest.until.getTime() - (await databaseNow(context)).getTime()
  if (restMs <= REST_WAITED_FOR_MS) return park(context, claim, rest)
  const other = await chooseAccount(context, null, new Set())
  return other.kind === 'chosen' ? 'account-lost' : park(context, claim, rest)
}
