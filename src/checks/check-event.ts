import type { CheckEnding } from './check.ts'
import type { Completeness } from './reading/progress.ts'
import type { Shortage } from './reading/shortage.ts'

/**
 * What happens to checks, one member per event. Ids and names, never a secret.
 */
export type CheckEvent =
  | { readonly kind: 'check-started'; readonly check: string; readonly target: string }
  | {
      readonly kind: 'check-resumed'
      readonly check: string
      readonly target: string
      readonly list: string
      readonly fetched: number
    }
  | {
      readonly kind: 'check-outdated'
      readonly check: string
      readonly target: string
      readonly since: Date
    }
  | {
      readonly kind: 'target-found'
      readonly check: string
      readonly target: string
      readonly pk: string
    }
  /** What an earlier check has read of a list serves this one. */
  | {
      readonly kind: 'list-reused'
      readonly check: string
      readonly list: 'followers' | 'following'
      readonly fetched: number
    }
  | ({ readonly kind: 'page-saved' } & ListPosition & {
        readonly people: number
        readonly news: number
      })
  | ({ readonly kind: 'pass-started' } & ListPosition & { readonly shortage: Shortage })
  | ({ readonly kind: 'list-finished' } & ListPosition & {
        readonly completeness: Completeness
      })
  | {
      readonly kind: 'check-parked'
      readonly check: string
      /** What its account was told, as `reasonText` writes it. */
      readonly why: string
      readonly until: Date
    }
  /** Another account goes on with a list, from its start: a cursor is good for its account only. */
  | ({ readonly kind: 'check-handed-over' } & ListPosition & { readonly to: string })
  /** It waits in line for an account; the place counts from 1. */
  | { readonly kind: 'check-waits'; readonly check: string; readonly place: number | null }
  /** A worker could not do its work: the database, the disk, or a bug of ours. It goes on. */
  | { readonly kind: 'work-failed'; readonly why: string }
  /** A service reads it: this process only follows. */
  | { readonly kind: 'check-followed'; readonly check: string }
  | {
      readonly kind: 'check-ended'
      readonly check: string
      readonly state: string
      readonly ending: CheckEnding
    }

/** Where the reading of a list stands. */
export type ListPosition = {
  readonly check: string
  readonly list: 'followers' | 'following'
  readonly pass: number
  readonly fetched: number
  readonly expected: number | null
}

/** Hears what happens to checks. Never throws, and never decides anything. */
export type TellCheck = (event: CheckEvent) => void
