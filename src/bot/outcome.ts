import type { Check } from '../checks/check.ts'
import type { CheckResult, ListResult, ResultCount } from '../checks/result/table.ts'
import type { Customer } from '../customers/customer.ts'
import type { Failure, ListCompleteness, Outcome, Tally } from '../words/bot/result.ts'

/** What a check has cost its customer, and what he has left; null where he pays nothing. Pure. */
export function paidFor(check: Check, customer: Customer): Outcome['paid'] {
  if (!customer.pays) return null
  return { credits: check.cost?.chargedCredits ?? 0, balance: customer.balanceCredits }
}

/** What lists came to, as a card says it. Pure. */
export function outcomeOf(result: CheckResult, paid: Outcome['paid']): Outcome {
  const { counts, comparedWith } = result
  return {
    username: result.target.username,
    followers: tallyOf(counts.followers),
    following: tallyOf(counts.following),
    notFollowingBack: tallyOf(counts['not-following-back']),
    fans: tallyOf(counts.fans),
    mutual: tallyOf(counts.mutual),
    since:
      comparedWith === null
        ? null
        : {
            at: comparedWith,
            gained: tallyOf(counts.gained),
            lost: tallyOf(counts.lost),
            notSeen: tallyOf(counts['not-seen']),
            renamed: tallyOf(counts.renamed),
          },
    lists: {
      followers: completenessOf(result.followers),
      following: completenessOf(result.following),
    },
    readAt: olderThanTheEnd(result),
    paid,
  }
}

/** Nobody needs to be told that lists were read just now. */
const JUST_NOW_MS = 30 * 60_000

/** When the lists were read, where that is not what everybody takes for granted. */
function olderThanTheEnd({ check, finishedAt, followers, following }: CheckResult) {
  const isOld = ({ readAt }: ListResult) =>
    readAt !== null && finishedAt !== null && finishedAt.getTime() - readAt.getTime() > JUST_NOW_MS
  // An export says itself of which day it is.
  const isTold = check !== null && (isOld(followers) || isOld(following))
  return {
    followers: isTold ? followers.readAt : null,
    following: isTold ? following.readAt : null,
  }
}

function tallyOf(count: ResultCount | undefined): Tally {
  if (count === undefined) return { kind: 'unknown' }
  if (count.count !== null) return { kind: 'exactly', count: count.count }
  return count.atLeast === null ? { kind: 'unknown' } : { kind: 'at-least', count: count.atLeast }
}

function completenessOf(list: ListResult): ListCompleteness {
  const { confidence, collected, expected } = list
  if (confidence === 'incomplete' || confidence === 'unread') {
    return { kind: 'part', collected, expected }
  }
  const unseen = Math.max(0, (expected ?? collected) - collected)
  return unseen === 0 ? { kind: 'whole' } : { kind: 'whole-but', unseen }
}

/** Why a check has no result; null when it has one. Pure. */
export function failureOf({ state, ending }: Check): Failure | null {
  if (state === 'completed') return null
  switch (ending?.kind) {
    case 'target-closed':
      return ending.why
    case 'incomplete':
      return 'thin'
    case 'out-of-patience':
    case 'merged':
    case 'cancelled':
      return ending.kind
    case 'complete':
    case undefined:
      return null
  }
}
