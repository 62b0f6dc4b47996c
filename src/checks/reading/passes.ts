import { type Completeness, lastEndOf, type PassEnd, type Progress } from './progress.ts'
import type { Shortage } from './shortage.ts'

/** So many pages in a row without anybody new to the pass end it (facts 2b: cursors that loop). */
const BARREN_PAGES_MAX = 5

/** Outside the tolerance, so many passes in a row must bring nobody new before we give up. */
const QUIET_PASSES_MAX = 2

/**
 * A pass is a whole one if it has met so many of those who are known: with up to one in twenty
 * skipped at random, somebody whom a further pass did not find is hardly there. All but one will
 * do, unless people come and go: the one may have left then, and stands for one who was skipped.
 */
const WHOLE_SHARE = 0.95

/** So many passes may be lost with their accounts before a list is given up. */
export const PASSES_LOST_MAX = 20

/** Whether the pass has come to its end, and why; null while there are pages to read. Pure. */
export function passEnd(progress: Progress): PassEnd | null {
  const end = lastEndOf(progress)
  if (end !== null) return end
  return progress.barrenPages >= BARREN_PAGES_MAX ? 'no-news' : null
}

/** A list whose pass has ended, with what its profile counts by now. */
export type Recounted = {
  readonly progress: Progress
  /** The most that was counted right before the pass and after it; null where one is not known. */
  readonly countedMost: number | null
}

/**
 * A list with the counter that was asked for after its pass; null where that was not served, and an
 * old counter says more than none. Pure.
 */
export function recount(progress: Progress, counter: number | null): Recounted {
  if (counter === null) return { progress, countedMost: null }
  const { expected: before } = progress
  const hasMoved = before !== null && before !== counter
  return {
    progress: {
      ...progress,
      expected: counter,
      counterMoved: progress.counterMoved || hasMoved,
    },
    countedMost: before === null ? null : Math.max(before, counter),
  }
}

/** What is to be done about a list whose pass has ended. */
export type PassJudgement =
  /**
   * `exact`: everybody whom the counter counts, before the pass and after it. `confirmed`: within
   * tolerance, and a whole further pass found nobody new. Who was last seen before the pass
   * `presentFrom` has left meanwhile.
   */
  | {
      readonly kind: 'complete'
      readonly completeness: Exclude<Completeness, { confidence: 'incomplete' }>
      readonly presentFrom: number
    }
  /** Read the list once more from its start; the union keeps what there is. */
  | { readonly kind: 'again'; readonly shortage: Shortage }
  | { readonly kind: 'incomplete'; readonly shortage: Shortage }

/**
 * Judges a list after a pass. One that fits a counter of before may miss somebody where another one
 * has come meanwhile, and one that fits a counter of afterwards where another one has left: exact
 * is only what reaches both. A list that is short of its counter is never believed on one pass:
 * Instagram re-ranks while we read and ends lists early, and a second pass brings other people
 * (facts 2b). Only when a whole pass brings nobody new is the rest taken for what the counter
 * counts and nobody can see: deactivated accounts.
 *
 * People come and go between passes, and the counter is of today. Where that shows, only who was
 * seen lately counts towards it: one pass alone for `exact`; this pass and the one before, which are
 * the `recent`, for the rest. Who was met by neither has left; whom one pass has skipped, the other
 * has met. Pure.
 */
export function judgePass(
  { progress, countedMost }: Recounted,
  end: PassEnd,
  recent: number,
  reading: {
    readonly tolerance: number
    readonly passesMax: number
    /** Surfaces that Instagram does not serve to the account: why there may be no counter. */
    readonly unserved?: readonly string[]
  },
): PassJudgement {
  const { expected, pass, fetched } = progress
  const present = hasChurned(progress) ? recent : fetched
  const presentFrom = hasChurned(progress) ? pass - 1 : 1
  if (countedMost !== null && end === 'end') {
    const completeness = { confidence: 'exact' } as const
    if (progress.passPeople >= countedMost) {
      return { kind: 'complete', completeness, presentFrom: pass }
    }
    if (fetched === countedMost && !progress.counterMoved) {
      return { kind: 'complete', completeness, presentFrom: 1 }
    }
  }
  const quiet = isQuiet(progress, end)
  const quietPasses = quiet ? progress.passesWithoutNews + 1 : 0
  const shortAfter = (passes: Passes): Shortage =>
    expected === null
      ? { kind: 'uncounted', unserved: reading.unserved ?? [], end, passes }
      : { kind: 'short', present, expected, end, passes }
  // Without a counter nothing tells a list that ends early, twice at the same place, from a whole
  // one.
  const near = expected !== null && present >= expected * (1 - reading.tolerance)
  // Re-ranked while it is read, a pass misses many: only one that met the known ones was whole.
  const allButOne = hasChurned(progress) ? present : present - 1
  const whole = end === 'end' && progress.passPeople >= Math.min(present * WHOLE_SHARE, allButOne)
  if (quiet && near && whole) {
    const shortage = unseen(present, expected)
    return { kind: 'complete', completeness: { confidence: 'confirmed', shortage }, presentFrom }
  }
  if (quietPasses >= QUIET_PASSES_MAX) {
    return { kind: 'incomplete', shortage: shortAfter({ which: 'quiet', count: quietPasses }) }
  }
  // Those that were lost with an account have their own bound.
  const passes = pass - progress.passesLost
  if (passes >= reading.passesMax || progress.passesLost >= PASSES_LOST_MAX) {
    return { kind: 'incomplete', shortage: shortAfter({ which: 'all', count: pass }) }
  }
  return { kind: 'again', shortage: shortAfter(null) }
}

/**
 * Whether people have come or gone since the list was begun: its counter has changed, or more were
 * met than there are. Pure.
 */
export function hasChurned({ expected, fetched, counterMoved }: Progress): boolean {
  return counterMoved || (expected !== null && fetched > expected)
}

/**
 * Whether a whole further pass has found nobody new; one that was broken off says nothing. Pure.
 */
export function isQuiet(progress: Progress, end: PassEnd | null): boolean {
  const isWhole = end !== null && end !== 'cursor-refused' && end !== 'cursor-lost'
  return isWhole && progress.pass > 1 && progress.passNews === 0
}

type Passes = { readonly which: 'all' | 'quiet'; readonly count: number } | null

/** Facts 2b: accounts that were deactivated or removed stay in the counter. */
function unseen(present: number, expected: number): Shortage | null {
  return present < expected ? { kind: 'unseen', count: expected - present } : null
}
