import type { PassEnd, Progress } from './progress.ts'

/** So many pages in a row without anybody new to the pass end it (facts 2b: cursors that loop). */
const BARREN_PAGES_MAX = 5

/** Outside the tolerance, so many passes in a row must bring nobody new before we give up. */
const QUIET_PASSES_MAX = 2

/** Whether the pass has come to its end, and why; null while there are pages to read. Pure. */
export function passEnd(progress: Progress): PassEnd | null {
  if (progress.passEnd) return progress.passEnd
  return progress.barrenPages >= BARREN_PAGES_MAX ? 'no-news' : null
}

/** What is to be done about a list whose pass has ended. */
export type PassJudgement =
  /**
   * `exact`: everybody whom the counter counts. `confirmed`: within tolerance, and a whole further
   * pass found nobody new.
   */
  | {
      readonly kind: 'complete'
      readonly confidence: 'exact' | 'confirmed'
      readonly why: string | null
    }
  /** Read the list once more from its start; the union keeps what there is. */
  | { readonly kind: 'again'; readonly why: string }
  | { readonly kind: 'incomplete'; readonly why: string }

/**
 * Judges a list after a pass. A list that is short of its counter is never believed on one pass:
 * Instagram re-ranks while we read and ends lists early, and a second pass brings other people
 * (facts 2b). Only when a whole pass brings nobody new is the rest taken for what the counter
 * counts and nobody can see: deactivated accounts. Pure.
 */
export function judgePass(
  progress: Progress,
  end: PassEnd,
  reading: {
    readonly tolerance: number
    readonly passesMax: number
    /** Surfaces that Instagram does not serve to the account: why there may be no counter. */
    readonly unserved?: readonly string[]
  },
): PassJudgement {
  const { expected, fetched } = progress
  if (expected !== null && fetched >= expected && end === 'end') {
    return { kind: 'complete', confidence: 'exact', why: null }
  }
  const quiet = isQuiet(progress, end)
  const quietPasses = quiet ? progress.passesWithoutNews + 1 : 0
  const short = expected === null ? uncounted(reading.unserved ?? []) : shortBy(progress)
  // Without a counter nothing tells a list that ends early, twice at the same place, from a whole
  // one.
  const near = expected !== null && fetched >= expected * (1 - reading.tolerance)
  // Re-ranked while it is read, a pass misses many: only one that met the known ones was whole.
  const whole = end === 'end' && progress.passPeople >= fetched * (1 - reading.tolerance)
  if (quiet && near && whole) {
    return { kind: 'complete', confidence: 'confirmed', why: unseen(progress) }
  }
  if (quietPasses >= QUIET_PASSES_MAX) {
    return {
      kind: 'incomplete',
      why: `${short}; ${quietPasses} passes brought nobody new${ended(end)}`,
    }
  }
  if (progress.pass >= reading.passesMax) {
    const passes = progress.pass === 1 ? 'one pass' : `${progress.pass} passes`
    return { kind: 'incomplete', why: `${short} after ${passes}${ended(end)}` }
  }
  return { kind: 'again', why: `${short}${ended(end)}` }
}

/**
 * Whether a whole further pass has found nobody new; one that was broken off says nothing. Pure.
 */
export function isQuiet(progress: Progress, end: PassEnd | null): boolean {
  const isWhole = end !== null && end !== 'cursor-refused' && end !== 'cursor-lost'
  return isWhole && progress.pass > 1 && progress.passNews === 0
}

/** Facts 2b: accounts that were deactivated or removed stay in the counter. */
function unseen({ expected, fetched }: Progress): string {
  return `the profile counts ${(expected ?? 0) - fetched} more, whom nobody can see (deactivated accounts)`
}

function uncounted(unserved: readonly string[]): string {
  return unserved.length === 0
    ? 'the profile does not say how many there are'
    : `Instagram does not serve ${unserved.join(', ')}, so nobody says how many there are`
}

function shortBy(progress: Progress): string {
  return `${progress.fetched} of the ${progress.expected} that the profile counts`
}

function ended(end: PassEnd): string {
  switch (end) {
    case 'end':
      return ''
    case 'repeated-cursor':
      return ' (Instagram led in a circle)'
    case 'no-news':
      return ' (Instagram repeated the same people)'
    case 'limited':
      return ' (Instagram shows only a part of this list)'
    case 'empty':
      return ' (Instagram answered with an empty list)'
    case 'cursor-refused':
    case 'cursor-lost':
      return ' (Instagram refused to go on)'
  }
}
