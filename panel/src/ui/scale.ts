/** Round steps for an axis from 0 to at least `max`: at most `steps` of them. */
export function ticksUpTo(max: number, steps: number): readonly number[] {
  if (max <= 0) return [0, 1]
  const rough = max / steps
  const power = 10 ** Math.floor(Math.log10(rough))
  const step = [1, 2, 5, 10].map((each) => each * power).find((each) => each >= rough) ?? rough
  const whole = Math.max(1, step)
  const count = Math.ceil(max / whole)
  return Array.from({ length: count + 1 }, (_, at) => at * whole)
}

/** What one line of words takes, with the air above it. */
const WORDS_PX = 14

/**
 * Where words stand that would lie on each other: each under those above it, moved as little as
 * that takes, and the last within `heightPx`. Pure.
 */
export function apart(topsPx: readonly number[], heightPx: number): readonly number[] {
  const placed = topsPx.map((top, at) => ({ top, at })).sort((one, other) => one.top - other.top)
  let free = Number.NEGATIVE_INFINITY
  for (const one of placed) {
    one.top = Math.max(one.top, free)
    free = one.top + WORDS_PX
  }
  let ground = heightPx
  for (const one of placed.toReversed()) {
    one.top = Math.min(one.top, ground - WORDS_PX)
    ground = one.top
  }
  return placed.sort((one, other) => one.at - other.at).map(({ top }) => top)
}
