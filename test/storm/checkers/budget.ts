import type { Checker } from './evidence.ts'

const DAY_MS = 24 * 3_600_000
/** Retries and second questions go beyond the window: a few, and for every loss again. */
const BEYOND = 12
/**
 * What was asked is counted in the commit of what came of it: lost with a process, a statement, or
 * the connections of all processes at once.
 */
const LOSSES: readonly string[] = ['kill', 'statement', 'restart']

/** Invariant 9: no account asks more in a day than it may. */
export const budgetIsKept: Checker = ({ asked, requestsPerDay, accounts, faults }) => {
  const wrong: string[] = []
  const losses = faults.filter(({ kind }) => LOSSES.includes(kind)).length
  const most = requestsPerDay + BEYOND * (1 + losses)
  for (const { username } of accounts) {
    const at = asked.filter(({ account }) => account === username).map(({ atMs }) => atMs)
    for (let first = 0, last = 0; last < at.length; last += 1) {
      while (Number(at[first]) <= Number(at[last]) - DAY_MS) first += 1
      if (last - first + 1 <= most) continue
      wrong.push(`budget: ${username} asked ${last - first + 1} times in a day`)
      break
    }
  }
  return wrong
}
