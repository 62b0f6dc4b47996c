import type { List } from '../../instagram/questions/operation.ts'
import type { Shortage } from './shortage.ts'

/** How far the reading of one list of a check has come. */
export type Progress = {
  readonly list: List
  /** Who has read it last; null before the first page. */
  readonly accountId: string | null
  readonly pass: number
  readonly stand: Stand
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
  /** When the last page of it was read, or its last pass judged; null before the first page. */
  readonly readAt: Date | null
  /** The earlier check that has read it, or its beginning; null when this one has. */
  readonly reusedFrom: string | null
}

/** Where a list stands. */
export type Stand =
  /** At the start of a pass. */
  | { readonly kind: 'start' }
  /** In the middle of one: its next page begins at the cursor, which is good for its account. */
  | { readonly kind: 'cursor'; readonly cursor: string; readonly bestBefore: Date }
  /** At the end of one, and not judged yet. */
  | { readonly kind: 'ended'; readonly end: PassEnd }
  /** As complete as it gets. */
  | ({ readonly kind: 'finished'; readonly end: PassEnd | null } & Completeness)

/** How complete a finished list is. */
export type Completeness =
  /** Everybody whom the profile counts. */
  | { readonly confidence: 'exact' }
  /** Within tolerance of the counter; `shortage` says whom it counts besides. */
  | { readonly confidence: 'confirmed'; readonly shortage: Shortage | null }
  | { readonly confidence: 'incomplete'; readonly shortage: Shortage }

/** How complete a list is; null while it is read. */
export function completenessOf({ stand }: Progress): Completeness | null {
  return stand.kind === 'finished' ? stand : null
}

/** How complete a list is, in a word; null while it is read. */
export function confidenceOf(progress: Progress): Completeness['confidence'] | null {
  return completenessOf(progress)?.confidence ?? null
}

/** Why a finished list is short; null when it is not, and while it is read. */
export function shortageOf({ stand }: Progress): Shortage | null {
  return stand.kind === 'finished' && 'shortage' in stand ? stand.shortage : null
}

/** How the last pass ended; null when none has yet. */
export function lastEndOf({ stand }: Progress): PassEnd | null {
  return stand.kind === 'ended' || stand.kind === 'finished' ? stand.end : null
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
