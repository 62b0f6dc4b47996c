import { reason } from '../../accounts/reasons.ts'
import type { Standing } from '../../accounts/standing.ts'
import { databaseNow } from '../../db/time.ts'
import { recordEvent } from '../../events/event-store.ts'
import { readList } from '../../instagram/questions/operation.ts'
import type { Page } from '../../instagram/questions/people.ts'
import { type CallContext, type CallOutcome, call } from '../../sessions/call.ts'
import type { HeldAccount } from '../../sessions/held-account.ts'
import type { Stopped } from '../../sessions/stop.ts'
import type { CheckClaim } from '../check.ts'
import type { TellCheck } from '../check-event.ts'
import { answerBetweenPages } from './answer-lookups.ts'
import { savePage } from './page-store.ts'
import { PASSES_LOST_MAX, passEnd } from './passes.ts'
import type { PassEnd, Progress } from './progress.ts'
import { endPass, startPass } from './progress-store.ts'

/** How lists are read. */
export type WalkContext = CallContext & {
  readonly holder: string
  readonly tell: TellCheck
  readonly reading: {
    readonly pageCount: number
    readonly passesMax: number
    readonly tolerance: number
    readonly cursorTrustMs: number
    readonly lossApartMs: number
    readonly reuseMs: number
    readonly deliverable: number
  }
}

/** The target as far as reading needs it. */
export type WalkTarget = { readonly pk: string; readonly username: string }

/** Whether the slice may go on reading. */
export type SliceBudget = { spendPage(): boolean }

/** How a stretch of reading one list ended. */
export type WalkOutcome =
  /** The pass is over, and is to be judged. */
  | { readonly kind: 'ended' }
  /** The slice is over; the list is not. */
  | { readonly kind: 'slice-over' }
  | Exclude<
      CallOutcome<never>,
      { kind: 'ok' } | { kind: 'incomplete' } | { kind: 'cursor-refused' }
    >

/**
 * Reads one list page by page from where it stands, until its pass is over or something else must
 * happen first. Every page is durable before the next is asked for.
 * @throws LeaseLostError LEASE_LOST
 */
export async function walk(
  context: WalkContext,
  place: {
    readonly claim: CheckClaim
    readonly target: WalkTarget
    readonly progress: Progress
  },
  held: HeldAccount,
  budget: SliceBudget,
  signal: AbortSignal,
): Promise<WalkOutcome> {
  let progress = await takeUp(context, place.claim, place.progress, held)
  // Whoever has saved a page knows; before the first one it has to be asked.
  let mayLookupWait = true
  for (;;) {
    if (passEnd(progress) !== null) return { kind: 'ended' }
    if (!budget.spendPage()) return { kind: 'slice-over' }
    const hindered = mayLookupWait ? await answerBetweenPages(context, held, signal) : null
    if (hindered !== null) return hindered
    const step = await readPage(context, place, progress, held, signal)
    if (step.kind !== 'saved') return step
    progress = step.progress
    mayLookupWait = step.mayLookupWait
  }
}

/** A cursor belongs to one account and is trusted for a time; else the pass starts again. */
async function takeUp(
  context: WalkContext,
  claim: CheckClaim,
  progress: Progress,
  held: HeldAccount,
): Promise<Progress> {
  const { stand } = progress
  if (stand.kind !== 'cursor' || passEnd(progress) !== null) return progress
  const now = await databaseNow(context)
  const mine = progress.accountId === held.account.id
  if (mine && stand.bestBefore > now) return progress
  // Also those are bounded: accounts could come and go for ever.
  if (progress.passesLost >= PASSES_LOST_MAX) {
    return endPass(context, claim, progress, 'cursor-lost')
  }
  const before = progress.accountId
  const next = await startPass(context, claim, progress, { wasLost: true })
  if (!mine) {
    const account = held.account.id
    await recordEvent(context, {
      kind: 'check-handed-over',
      check: claim.checkId,
      account,
      detail: { list: progress.list, from: before, fetched: progress.fetched },
    })
    const { username: to } = held.account
    context.tell({ ...positionOf(claim.checkId, next), kind: 'check-handed-over', to })
  }
  return next
}

async function readPage(
  context: WalkContext,
  place: { readonly claim: CheckClaim; readonly target: WalkTarget },
  progress: Progress,
  held: HeldAccount,
  signal: AbortSignal,
): Promise<
  | { readonly kind: 'saved'; readonly progress: Progress; readonly mayLookupWait: boolean }
  | Exclude<WalkOutcome, { kind: 'ended' }>
> {
  const { target, claim } = place
  const { list } = progress
  const cursor = cursorOf(progress)
  const beganMs = context.clock.elapsedMs()
  const askedAt = held.time.now()
  const question = readList(list, target.pk, target.username, cursor, context.reading.pageCount)
  const circumstances = { expectedCount: progress.expected, rowsSoFar: progress.passRows }
  const answer = await call(context, held, question, circumstances, signal)
  // The machine has slept meanwhile: what is saved may be too old for this page to join it.
  if (context.clock.elapsedMs() - beganMs > context.reading.cursorTrustMs)
    return { kind: 'slice-over' }
  switch (answer.kind) {
    case 'ok': {
      const saved = await save(context, { claim, progress }, { ...answer.value, askedAt }, held)
      const people = answer.value.people.length
      tellPage(context, claim.checkId, saved.progress, people, progress.fetched)
      return saved.standing === 'active'
        ? { kind: 'saved', progress: saved.progress, mayLookupWait: saved.isLookupWaiting }
        : stoppedByOperator(context, held, saved.standing)
    }
    case 'incomplete': {
      const end = answer.why === 'limited' ? 'limited' : 'empty'
      const ended = await endPass(context, claim, progress, end)
      return { kind: 'saved', progress: ended, mayLookupWait: true }
    }
    case 'cursor-refused': {
      const ended = await endPass(context, claim, progress, 'cursor-refused')
      return { kind: 'saved', progress: ended, mayLookupWait: true }
    }
    default:
      return answer
  }
}

async function save(
  context: WalkContext,
  place: { readonly claim: CheckClaim; readonly progress: Progress },
  page: Page & { readonly askedAt: Date },
  held: HeldAccount,
): ReturnType<typeof savePage> {
  const saved = await savePage(
    context,
    { ...place, lease: held.lease },
    {
      people: page.people,
      askedAt: page.askedAt,
      nextCursor: page.nextCursor,
      cursorTrustMs: context.reading.cursorTrustMs,
      passEnd: endOf(page, cursorOf(place.progress)),
      effort: held.effort.take(),
    },
  )
  held.time.correct(saved.savedAt)
  return saved
}

/** Whoever pauses an account wants no further request of it, not one at the end of a slice. */
function stoppedByOperator(
  context: WalkContext,
  { account }: HeldAccount,
  standing: Standing,
): Stopped {
  const why = reason('operator')
  context.tell({ kind: 'account-stopped', account: account.username, standing, why })
  return { kind: 'stopped', standing, why }
}

function endOf(page: Page, askedCursor: string | null): PassEnd | null {
  if (page.nextCursor === null) return page.limited ? 'limited' : 'end'
  return page.nextCursor === askedCursor ? 'repeated-cursor' : null
}

function cursorOf({ stand }: Progress): string | null {
  return stand.kind === 'cursor' ? stand.cursor : null
}

function tellPage(
  context: WalkContext,
  check: string,
  saved: Progress,
  people: number,
  fetchedBefore: number,
): void {
  const news = saved.fetched - fetchedBefore
  context.tell({ ...positionOf(check, saved), kind: 'page-saved', people, news })
}

/** Where a list stands, as it is told. */
export function positionOf(check: string, progress: Progress) {
  const { list, pass, fetched, expected } = progress
  return { check, list, pass, fetched, expected }
}
