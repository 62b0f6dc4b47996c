import type { List } from '../../instagram/questions/operation.ts'
import type { Check, CheckEnding } from '../check.ts'
import type { LossReason } from '../history/loss.ts'
import type { Completeness, PassEnd } from '../reading/progress.ts'
import type { Shortage } from '../reading/shortage.ts'

/** One person in a list of the result. */
export type Member = {
  /** Null where only names are known, as in an export. */
  readonly pk: string | null
  readonly username: string
  /** The name when the check that is compared with was finished; null where nothing is. */
  readonly formerUsername: string | null
  /** Why somebody is gone; null where it is not known, and for those who are there. */
  readonly reason: LossReason | null
  readonly fullName: string
  /** Null where nobody looked. */
  readonly isPrivate: boolean | null
  readonly isVerified: boolean | null
}

/** Every file of a list that there can be, without its ending, the most interesting first. */
export const TABLE_FILES = [
  'not-following-back',
  'lost',
  'not-seen',
  'gained',
  'renamed',
  'fans',
  'mutual',
  'pending',
  'recently-unfollowed',
  'close-friends',
  'restricted',
  'followers',
  'following',
] as const

/** The name of a list's file, without its ending. */
export type TableFile = (typeof TABLE_FILES)[number]

/** Why a table names nobody: a list that it rests on was not read, or not to its end. */
export type Omission = { readonly list: List; readonly because: 'unread' | 'incomplete' }

/** One list of the result. */
export type Table = {
  readonly file: TableFile
  /**
   * Those in it, sorted by name, some at a time, read anew at each call. A connection is held until
   * the last of them were taken or the iterator was closed.
   */
  readonly members: () => AsyncIterable<readonly Member[]>
  /** Why this list is not given; null when it is. */
  readonly omitted: Omission | null
}

/** How many a table has. What is not known is null, and never 0. */
export type ResultCount = {
  /** How many there are, where all of them were found. */
  readonly count: number | null
  /** How many were found, where there may be more. */
  readonly atLeast: number | null
  /** Why nobody is named; null when they are. */
  readonly omitted: Omission | null
  /** How many were left out because the customer ignores them; they are not counted above. */
  readonly hidden: number
}

/** How complete a list is. */
export type ListResult = {
  /** What the profile counts; null when it does not say. */
  readonly expected: number | null
  /** How many were read. */
  readonly collected: number
  readonly passes: number
  /** Pages saved, in all passes together. */
  readonly pages: number
  readonly confidence: Completeness['confidence'] | 'unread' | 'exported'
  /** How the last pass ended; null when none did. */
  readonly ended: PassEnd | null
  /** Why it is short; null when it is not. */
  readonly shortage: Shortage | null
  /** When it was read, to its end if it has one; null when nothing of it was. */
  readonly readAt: Date | null
  /** The earlier check that has read it; null when this one has. */
  readonly reusedFrom: string | null
}

/** What a check came to, without the names. */
export type CheckResult = {
  /** Null for what was read from an export of Instagram's. */
  readonly check: string | null
  readonly target: {
    readonly pk: string | null
    /** The name of today. */
    readonly username: string
    /** The name that was ordered: another one if the profile has been renamed since. */
    readonly orderedAs: string
  }
  readonly state: Check['state']
  /** Null for what was read from an export, and while the check is open. */
  readonly ending: CheckEnding | null
  readonly finishedAt: Date | null
  readonly followers: ListResult
  readonly following: ListResult
  readonly counts: Readonly<Partial<Record<TableFile, ResultCount>>>
  /** When the check that gained, lost and renamed are measured from was finished. */
  readonly comparedWith: Date | null
}

/** A finished check on its way into files. */
export type Report = { readonly result: CheckResult; readonly tables: readonly Table[] }
