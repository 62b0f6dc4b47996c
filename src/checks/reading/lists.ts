import type { List } from '../../instagram/questions/operation.ts'
import type { HeldAccount } from '../../sessions/held-account.ts'
import type { CheckClaim } from '../check.ts'
import { counterOf, profileOf } from './identify.ts'
import { nextStep } from './next-step.ts'
import { hasChurned, isQuiet, judgePass, passEnd, recount } from './passes.ts'
import type { Progress } from './progress.ts'
import { countPresent, finishList, progressOf, setExpected, startPass } from './progress-store.ts'
import {
  positionOf,
  type SliceBudget,
  type WalkContext,
  type WalkOutcome,
  type WalkTarget,
  walk,
} from './walk.ts'

/** How a stretch of reading the lists of a check ended. */
export type ReadingOutcome =
  | { readonly kind: 'finished' }
  | Exclude<WalkOutcome, { readonly kind: 'ended' }>

/** Which lists of whom are to be read, and for which check. */
export type ReadingPlace = {
  readonly claim: CheckClaim
  readonly target: WalkTarget
  readonly wanted: readonly List[]
}

/**
 * Reads lists pass after pass, until all of them are finished or something else must happen first.
 * @throws LeaseLostError LEASE_LOST
 */
export async function readLists(
  context: WalkContext,
  place: ReadingPlace,
  held: HeldAccount,
  budget: SliceBudget,
  signal: AbortSignal,
): Promise<ReadingOutcome> {
  for (;;) {
    const all = await progressOf(context, place.claim.checkId)
    const lists = place.wanted.map((list) => all[list])
    const step = nextStep(lists)
    if (step.kind === 'finished') return step
    if (step.kind === 'read') {
      const walked = await walk(context, { ...place, progress: step.list }, held, budget, signal)
      if (walked.kind !== 'ended') return walked
      continue
    }
    const hindered = await judgeEnded(context, place, lists, held, signal)
    if (hindered !== null) return hindered
  }
}

/** Asks the counters once for all lists whose pass is over, and judges each of them. */
async function judgeEnded(
  context: WalkContext,
  { claim, target }: ReadingPlace,
  lists: readonly Progress[],
  held: HeldAccount,
  signal: AbortSignal,
): Promise<Exclude<WalkOutcome, { readonly kind: 'ended' }> | null> {
  const profile = await profileOf(context, held, target, signal)
  const isUnanswered = profile.kind === 'incomplete' || profile.kind === 'cursor-refused'
  if (profile.kind !== 'ok' && !isUnanswered) return profile
  for (const progress of lists) {
    const counter = profile.kind === 'ok' ? counterOf(progress.list, profile.value) : null
    if (progress.stand.kind === 'finished') continue
    if (passEnd(progress) !== null) await judge(context, claim, progress, counter, held)
    // The later it is counted before its first page, the less can have changed since.
    else if (progress.pages === 0 && counter !== null) {
      await setExpected(context, claim, progress, counter)
    }
  }
  return null
}

/** A pass is over: the list is finished, or it is read once more. */
async function judge(
  context: WalkContext,
  claim: CheckClaim,
  ended: Progress,
  counter: number | null,
  held: HeldAccount,
): Promise<void> {
  const end = passEnd(ended)
  if (end === null) return
  const recounted = recount(ended, counter)
  const { progress } = recounted
  const reading = { ...context.reading, unserved: held.surfaces.unserved() }
  const recent = hasChurned(progress)
    ? await countPresent(context, claim, progress.list, progress.pass - 1)
    : progress.fetched
  const judged = judgePass(recounted, end, recent, reading)
  if (judged.kind === 'again') {
    const wasQuiet = isQuiet(progress, end)
    const next = await startPass(context, claim, progress, { wasQuiet })
    const position = positionOf(claim.checkId, next)
    context.tell({ ...position, kind: 'pass-started', shortage: judged.shortage })
    return
  }
  const finish =
    judged.kind === 'complete'
      ? {
          completeness: judged.completeness,
          presentFrom: judged.presentFrom,
          present: judged.presentFrom === progress.pass ? progress.passPeople : recent,
        }
      : {
          completeness: { confidence: 'incomplete', shortage: judged.shortage } as const,
          presentFrom: 1,
          present: progress.fetched,
        }
  const finished = await finishList(context, claim, progress, finish)
  const position = positionOf(claim.checkId, finished)
  context.tell({ ...position, kind: 'list-finished', completeness: finish.completeness })
}
