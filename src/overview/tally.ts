/** How often something was tried in a stretch of time, and how often it succeeded. */
export type Tally = { readonly attempts: number; readonly successes: number }

/** Nothing was tried. */
export const NO_TALLY: Tally = { attempts: 0, successes: 0 }

/** Both together. */
export function plus(one: Tally, other: Tally): Tally {
  return {
    attempts: one.attempts + other.attempts,
    successes: one.successes + other.successes,
  }
}

/** The share that succeeded, from 0 to 1; null when nothing was tried. */
export function rateOf({ attempts, successes }: Tally): number | null {
  return attempts === 0 ? null : successes / attempts
}
