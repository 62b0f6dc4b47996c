import type { PassEnd } from './progress.ts'

/** Why a list is short of what it should have, or may be, as a value: `words` says it. */
export type Shortage =
  /** Fewer were read than the profile counts. */
  | ({ readonly kind: 'short'; readonly present: number; readonly expected: number } & Reading)
  /** Nobody says how many there are; `unserved` are the surfaces that might have. */
  | ({ readonly kind: 'uncounted'; readonly unserved: readonly string[] } & Reading)
  /** The profile counts so many more, whom nobody can see: deactivated accounts (facts 2b). */
  | { readonly kind: 'unseen'; readonly count: number }
  /** An export came without these of its parts. */
  | { readonly kind: 'parts-missing'; readonly parts: readonly number[] }

/** How the reading of a short list came to its end. */
type Reading = {
  /** How the last pass ended. */
  readonly end: PassEnd
  /** The passes that settled it: all there were, or the last ones, which brought nobody new. */
  readonly passes: { readonly which: 'all' | 'quiet'; readonly count: number } | null
}

/** The lists of a check that came short, and why. */
export type ShortLists = readonly {
  readonly list: 'followers' | 'following'
  readonly shortage: Shortage
}[]
