import type { Account } from '../accounts/account-store.ts'
import type { Standing } from '../accounts/standing.ts'
import { databaseNow } from '../db/time.ts'
import { type Check, type CheckClaim, checkById, endCheck, parkCheck } from './check-store.ts'
import type { Progress } from './reading/progress.ts'
import { progressOf } from './reading/progress-store.ts'
import type { WalkContext } from './reading/walk.ts'

/** What a slice came to. */
export type SliceOutcome =
  /** There is more to read: run the next slice. */
  | { readonly kind: 'more' }
  /** The check stands still until then, and nobody needs to wait with it. */
  | { readonly kind: 'parked'; readonly until: Date; readonly why: string }
  /** Nothing can go on before a human has dealt with an account. The check is parked. */
  | { readonly kind: 'needs-human'; readonly standing: Standing | null; readonly why: string }
  /** Another process has this check, or has every account. */
  | { readonly kind: 'busy'; readonly of: 'check' | 'accounts'; readonly why: string }
  | { readonly kind: 'ended'; readonly check: Check }

/**
 * Puts the check down until then, with nobody bound to it; ends it when it has stood still for
 * longer than its patience.
 */
export async function park(
  context: WalkContext,
  claim: CheckClaim,
  rest: { readonly until: Date; readonly why: string },
): Promise<SliceOutcome> {
  const check = await checkById(context, claim.checkId)
  if (check.patienceUntil <= (await databaseNow(context))) {
    return end(context, claim, 'failed', `out-of-patience: ${rest.why}`)
  }
  const until = new Date(Math.min(rest.until.getTime(), check.patienceUntil.getTime()))
  await parkCheck(context, claim, { why: rest.why, until })
  context.tell({ kind: 'check-parked', check: claim.checkId, why: rest.why, until })
  return { kind: 'parked', until, why: rest.why }
}

/** Parks the check for as long as its patience lasts, and says what is wrong with each account. */
export async function needsHuman(
  context: WalkContext,
  claim: CheckClaim,
  accounts: readonly Account[],
): Promise<SliceOutcome> {
  const why =
    accounts.length === 0
      ? 'There is no account to read with. Add one: evercheck account add USERNAME --password-file FILE'
      : accounts
          .map(({ username, standing, standingWhy }) => {
            const said = standingWhy ? `: ${context.say.stopped(standingWhy)}` : ''
            return `Account ${username} is ${standing}${said}. ${context.say.remedy(standing, username)}`
          })
          .join('\n')
  const check = await checkById(context, claim.checkId)
  await parkCheck(context, claim, { why, until: check.patienceUntil })
  return { kind: 'needs-human', standing: accounts[0]?.standing ?? null, why }
}

/** Lists under this part of what the profile counts make the check a failed one. */
const DELIVERABLE = 0.9

/** Both lists are finished: the check has failed if one of them is too thin to be delivered. */
export async function finish(context: WalkContext, claim: CheckClaim): Promise<SliceOutcome> {
  const progress = await progressOf(context, claim.checkId)
  const lists: readonly Progress[] = [progress.followers, progress.following]
  const short = lists.filter((each) => each.confidence === 'incomplete')
  const why = short.map((each) => `${each.list}: ${each.why}`).join('; ') || null
  const thin = short.some((each) => each.fetched < (each.expected ?? 0) * DELIVERABLE)
  return end(context, claim, thin ? 'failed' : 'completed', why && `list-incomplete: ${why}`)
}

/** Ends the check, once, and says so; not one that somebody else has taken over meanwhile. */
export async function end(
  context: WalkContext,
  claim: CheckClaim,
  state: 'completed' | 'failed',
  why: string | null,
): Promise<SliceOutcome> {
  if (await endCheck(context, claim, { state, why })) {
    context.tell({ kind: 'check-ended', check: claim.checkId, state, why })
  }
  const check = await checkById(context, claim.checkId)
  return check.finishedAt === null
    ? { kind: 'busy', of: 'check', why: 'another process has taken this check over' }
    : { kind: 'ended', check }
}
