import type { List } from '../../instagram/questions/operation.ts'

/** How far the reading of one list of a check has come. */
export type Progress = {
  readonly list: List
  /** Where the cursor belongs; null before the first page. */
  readonly accountId: string | null
  readonly pass: number
  readonly cursor: string | null
  readonly cursorBestBefore: Date | null
  readonly expected: number | null
  /** Distinct people of all passes; once the list is finished, those who are there. */
  readonly fetched: number
  readonly pages: number
  readonly passPages: number
  readonly passRows: number
  readonly passPeople: number
  /** People whom this pass was the first to find. */
  readonly passNews: number
  readonly barrenPages: number
  readonly passesWithoutNews: number
  /** Passes that were begun anew only because their account was lost, or their cursor too old. */
  readonly passesLost: number
  /** Whether the counter has changed since the list was begun: people come and go. */
  readonly counterMoved: boolean
  readonly passEnd: PassEnd | null
  /** Set when the list is finished. */
  readonly confidence: 'exact' | 'confirmed' | 'incomplete' | null
  readonly why: string | null
}

/** Why a walk over a list ended. Only `end` is what Instagram calls the end. */
export type PassEnd =
  | 'end'
  | 'repeated-cursor'
  | 'no-news'
  | 'limited'
  | 'empty'
  | 'cursor-refused'
  /** The cursor belongs to an account that is gone, or is too old to be tried. */
  | 'cursor-lost'
