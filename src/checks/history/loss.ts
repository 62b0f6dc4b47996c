import type { ClosedWhy } from '../../instagram/verdicts/verdict.ts'

/** Why a follower is gone, as far as it could be found out. */
export type LossReason =
  /** The profile is there, and follows no longer. */
  | 'unfollowed'
  /** It is shown to another account of ours: it has blocked the one that reads. */
  | 'blocked'
  /** It is shown to none of the accounts that were asked: deactivated or deleted. */
  | 'gone'
  /** The same, and many others with it: taken down in a purge. */
  | 'purged'
  /** It is not shown to the only account that was asked: gone, or it has blocked that account. */
  | 'hidden'

/** So many of one check must be gone at once, and this share of the list, to be called a purge. */
export const PURGE_MIN = 50
export const PURGE_SHARE = 0.02

/** What is known about a loss before one more account is asked. */
export type Asked = {
  /** The accounts to which the profile was not shown. */
  readonly hiddenFrom: readonly string[]
}

/** What an account was told that was asked for the profile of somebody who is gone. */
export type Told =
  | { readonly kind: 'shown' }
  | { readonly kind: 'not-shown'; readonly why: ClosedWhy; readonly accountId: string }

/**
 * Why somebody is gone, after one more account was asked. Deleted, deactivated and blocked look the
 * same to one account (facts 2d), so that takes two. Pure.
 */
export function reasonOf({ hiddenFrom }: Asked, told: Told): LossReason {
  if (told.kind === 'shown') return hiddenFrom.length > 0 ? 'blocked' : 'unfollowed'
  if (told.why === 'blocked-us') return 'blocked'
  return hiddenFrom.some((account) => account !== told.accountId) ? 'gone' : 'hidden'
}
