import assert from 'node:assert/strict'
import { reason, reasonText } from '../accounts/reasons.ts'
import { databaseNow } from '../db/time.ts'
import { viewerPk } from '../instagram/cookies/cookies.ts'
import { unreachable } from '../kernel/unreachable.ts'
import type { HeldAccount } from '../sessions/held-account.ts'
import { holdLeased, letGo } from '../sessions/hold.ts'
import { LeaseLostError, releaseLease } from '../sessions/lease.ts'
import { patiently } from '../sessions/patiently.ts'
import { refresh } from '../sessions/refresh.ts'
import type { Unable } from '../sessions/renewal.ts'
import type { Resting } from '../sessions/rest.ts'
import type { Stopped } from '../sessions/stop.ts'
import type { HoldContext } from '../sessions/take.ts'
import { LEASE_MS } from '../sessions/waits.ts'
import type { Check, CheckClaim, CheckEnding } from './check.ts'
import { checkById, countEffort } from './check-store.ts'
import { freeWhatIsOver, type Narrowed, nextPair, PASS_WAIT_MS, type Pair } from './choice-store.ts'
import { endingOfLists } from './ending.ts'
import { askWhyTheyAreGone } from './history/ask-losses.ts'
import { reuseLists } from './history/reuse.ts'
import { settleLists } from './history/settle.ts'
import { closeTo, endCheck, parkFor, putDown, standDown } from './leave-store.ts'
import { identifyTarget } from './merge.ts'
import { beginAnew, outdatedSince } from './outdated.ts'
import { counterOf, identify, profileOf } from './reading/identify.ts'
import { type ReadingOutcome, readLists } from './reading/lists.ts'
import { completenessOf } from './reading/progress.ts'
import { ensureProgress, progressOf, setExpected } from './reading/progress-store.ts'
import type { SliceBudget, WalkContext } from './reading/walk.ts'
import type { SliceOutcome } from './slice-outcome.ts'
import { settleWaiting } from './waiting-store.ts'

export type RunContext = WalkContext &
  HoldContext & {
    readonly slice: { readonly pagesMax: number; readonly forMs: number }
    /** @throws DiskFullError DISK_FULL when what is read could not be stored */
    ensureRoom(): Promise<void>
  }

/** What nobody waits for is put down soon, for an order that may have come. */
const BEHIND_PAGES_MAX = 5

/**
 * Reads one slice of whatever should be read next; null when there is nothing that could be.
 * @throws what the database, the disk or the signal say
 */
export async function readNext(
  context: RunContext,
  narrowed: Narrowed,
  signal: AbortSignal,
): Promise<SliceOutcome | null> {
  await freeWhatIsOver(context)
  const pair = await nextPair(context, LEASE_MS, narrowed)
  return pair && runSlice(context, pair, signal)
}

/**
 * Reads a check with an account for one slice: some pages or some minutes. Whatever was read is
 * durable; every outcome leaves the check and the account where another process can take them up.
 * After `stopping` no further page is begun; `signal` ends the one that is under way, too.
 * @throws what the database, the disk or the signal say; both are given back before
 */
export async function runSlice(
  context: RunContext,
  pair: Pair,
  signal: AbortSignal,
  stopping: AbortSignal = signal,
): Promise<SliceOutcome> {
  const budget = new PagesOfSlice(context, stopping)
  try {
    return await withAccount(context, pair, budget, { signal, stopping })
  } catch (error) {
    if (error instanceof LeaseLostError) return { kind: 'lost' }
    throw error
  } finally {
    // One that was parked or ended is nobody's already; any other goes back in line.
    await patiently(context, () => putDown(context, pair.claim, budget))
  }
}

async function withAccount(
  context: RunContext,
  { claim, lease }: Pair,
  budget: PagesOfSlice,
  { signal, stopping }: { readonly signal: AbortSignal; readonly stopping: AbortSignal },
): Promise<SliceOutcome> {
  try {
    await context.ensureRoom()
    signal.throwIfAborted()
    const { purpose } = await begin(context, claim)
    if (purpose !== 'order') budget.shorten(BEHIND_PAGES_MAX)
  } catch (error) {
    await patiently(context, () => releaseLease(context, lease))
    throw error
  }
  const reached = await holdLeased(context, lease, signal)
  assert(reached.kind !== 'busy', 'a lease that was taken is held by nobody else')
  if (reached.kind !== 'held') return leaveBy(context, claim, lease.accountId, budget, reached)
  const { held } = reached
  try {
    const read = await advance(context, claim, held, budget, signal)
    const outcome = await leaveBy(context, claim, lease.accountId, budget, read)
    const isGoodTime = outcome.kind === 'more' || outcome.kind === 'ended'
    if (isGoodTime && !stopping.aborted) await renewIfDue(context, held, signal)
    return outcome
  } finally {
    await countEffort(context, claim, await letGo(context, held))
  }
}

/** Makes the check ready to be read; one that stood still for too long begins anew. */
async function begin(context: RunContext, claim: CheckClaim): Promise<Check> {
  const check = await checkById(context, claim.checkId)
  const since = await outdatedSince(context, check)
  if (since !== null) {
    await beginAnew(context, claim, check)
    context.tell({ kind: 'check-outdated', check: check.id, target: check.targetUsername, since })
  }
  await ensureProgress(context, claim.checkId)
  return check
}

/** The check has ended already: it was the same as another one. */
type Over = { readonly kind: 'over'; readonly state: 'cancelled'; readonly ending: CheckEnding }

/** What reading came to, before the check is put where it belongs. */
type Read =
  | Over
  | Exclude<ReadingOutcome, { readonly kind: 'finished' }>
  | { readonly kind: 'read'; readonly end: ReturnType<typeof endingOfLists> }

async function leaveBy(
  context: RunContext,
  claim: CheckClaim,
  accountId: string,
  budget: PagesOfSlice,
  read: Read | Resting | Stopped | Unable,
): Promise<SliceOutcome> {
  switch (read.kind) {
    case 'slice-over':
      await putDown(context, claim, budget)
      return { kind: 'more' }
    case 'read':
      return end(context, claim, budget, read.end)
    case 'over': {
      const { state, ending } = read
      context.tell({ kind: 'check-ended', check: claim.checkId, state, ending })
      return { kind: 'ended', ending }
    }
    case 'target-closed': {
      const { why } = read
      await closeTo(context, claim, budget, { accountId, why })
      // Mostly nobody else is to be asked, and whoever ordered it waits for the answer.
      await settleWaiting(context, claim.checkId)
      return { kind: 'closed', why }
    }
    case 'paced':
    case 'resting': {
      const { until, why } = read
      const restMs = until.getTime() - (await databaseNow(context)).getTime()
      const keepsPass = why.kind === 'paced' || restMs <= PASS_WAIT_MS
      await standDown(context, claim, budget, { why: reasonText(why), until, keepsPass })
      return { kind: 'rests', until, why }
    }
    case 'stopped': {
      const { standing, why } = read
      await standDown(context, claim, budget, {
        why: reasonText(why),
        until: null,
        keepsPass: false,
      })
      return { kind: 'stopped', standing, why }
    }
    case 'not-served': {
      // Nothing that is served tells who the target is.
      const why = reason('list-not-served', 'profile')
      const forMs = context.throttleMs
      await parkFor(context, claim, budget, { why: reasonText(why), forMs })
      return { kind: 'parked', why, forMs }
    }
    case 'unable':
      await putDown(context, claim, budget)
      return { ...read, accountId }
    default:
      return unreachable(read)
  }
}

async function end(
  context: RunContext,
  claim: CheckClaim,
  budget: PagesOfSlice,
  ended: { readonly state: 'completed' | 'failed'; readonly ending: CheckEnding },
): Promise<SliceOutcome> {
  if (!(await endCheck(context, claim, budget, ended))) return { kind: 'lost' }
  context.tell({ kind: 'check-ended', check: claim.checkId, ...ended })
  return { kind: 'ended', ending: ended.ending }
}

const BOTH_LISTS = ['followers', 'following'] as const
const FOLLOWERS = ['followers'] as const

/** Reads on with a held account: who the target is, then both lists. */
async function advance(
  context: RunContext,
  claim: CheckClaim,
  held: HeldAccount,
  budget: PagesOfSlice,
  signal: AbortSignal,
): Promise<Read> {
  const known = await targetOf(context, claim, held, budget, signal)
  if (known.kind !== 'known') return known
  const check = await checkById(context, claim.checkId)
  await takeWhatThereIs(context, claim, check, held)
  // Losses are followers: the other list says nothing of them.
  const wanted = check.purpose === 'confirm' ? FOLLOWERS : BOTH_LISTS
  const place = { claim, target: known.target, wanted }
  const outcome = await readLists(context, place, held, budget, signal)
  if (outcome.kind !== 'finished') return outcome
  const lists = await progressOf(context, claim.checkId)
  const settled = await settleLists(context, check, lists)
  if (settled) await askWhyTheyAreGone(context, held, settled, budget, signal)
  const read = wanted.map((list) => lists[list])
  // Whoever has taken the check over meanwhile may have begun it anew.
  if (read.some((each) => completenessOf(each) === null)) {
    throw new LeaseLostError(held.account.id)
  }
  return { kind: 'read', end: endingOfLists(read, context.reading.deliverable) }
}

/** Before its first page a check takes over what earlier ones have read. */
async function takeWhatThereIs(
  context: RunContext,
  claim: CheckClaim,
  check: Check,
  held: HeldAccount,
): Promise<void> {
  const { targetPk } = check
  const lists = await progressOf(context, claim.checkId)
  if (targetPk === null || lists.followers.pages + lists.following.pages > 0) return
  if (!(await reuseLists(context, claim, { ...check, targetPk }, held.account.id))) return
  const after = await progressOf(context, claim.checkId)
  for (const { list, pages, fetched } of [after.followers, after.following]) {
    if (pages > 0) context.tell({ kind: 'list-reused', check: claim.checkId, list, fetched })
  }
}

type Target =
  | { readonly kind: 'known'; readonly target: { readonly pk: string; readonly username: string } }
  | Over
  | Exclude<ReadingOutcome, { readonly kind: 'finished' }>

async function targetOf(
  context: RunContext,
  claim: CheckClaim,
  held: HeldAccount,
  budget: PagesOfSlice,
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
  // Its own private profile every account sees, be it known by its cookies only.
  const isOwn = held.state !== null && viewerPk(held.state) === profile.pk
  if (profile.isPrivate && profile.viewerFollows === false && !isOwn) {
    return { kind: 'target-closed', why: 'private' }
  }
  const merged = await identifyTarget(context, claim, budget, profile)
  if (merged !== null) return { kind: 'over', state: 'cancelled', ending: merged }
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

/** An account at work renews its session where it would put the check down anyway. */
async function renewIfDue(
  context: RunContext,
  held: HeldAccount,
  signal: AbortSignal,
): Promise<void> {
  const { opened, account, time } = held
  if (!opened || account.credentialId === null || signal.aborted) return
  const { nextRefreshAt } = opened.session
  if (nextRefreshAt === null || nextRefreshAt > time.now()) return
  const outcome = await refresh(context, held, 'proactive', signal)
  if (outcome.kind === 'renewed') held.adopt(outcome)
}

/** How far a slice may go, and how many pages it has read. */
class PagesOfSlice implements SliceBudget {
  readonly #context: Pick<RunContext, 'clock' | 'slice'>
  readonly #stopping: AbortSignal
  readonly #endsAtMs: number
  #pages = 0
  #pagesMax: number

  constructor(context: Pick<RunContext, 'clock' | 'slice'>, stopping: AbortSignal) {
    this.#context = context
    this.#stopping = stopping
    this.#pagesMax = context.slice.pagesMax
    this.#endsAtMs = context.clock.elapsedMs() + context.slice.forMs
  }

  get pages(): number {
    return this.#pages
  }

  /** Lets it be shorter than others. */
  shorten(pagesMax: number): void {
    this.#pagesMax = Math.min(this.#pagesMax, pagesMax)
  }

  spendPage(): boolean {
    const { clock } = this.#context
    const isOver = this.#pages >= this.#pagesMax || clock.elapsedMs() >= this.#endsAtMs
    if (isOver || this.#stopping.aborted) return false
    this.#pages += 1
    return true
  }
}
