import { parseRestReason, type RestKind } from '../accounts/reasons.ts'
import type { AccountHealth } from './account-health.ts'

/**
 * What an account is to the one who looks at it: `human` waits for somebody, `dead` has no session
 * and is logged in again unless it is stopped, `throttled` was told to wait, `resting` waits by our
 * own rules, `queued` has not been logged in yet.
 */
export type AccountState =
  | 'human'
  | 'dead'
  | 'paused'
  | 'throttled'
  | 'resting'
  | 'queued'
  | 'healthy'

/** What is to be done with an account, the most urgent first; `needs` waits for an operator. */
export const ACCOUNT_GROUPS = ['needs', 'recovers', 'healthy', 'rests'] as const
export type AccountGroup = (typeof ACCOUNT_GROUPS)[number]

/** How many accounts are in each group. */
export type GroupCounts = Readonly<Record<AccountGroup, number>>

type Known = Pick<
  AccountHealth,
  'standing' | 'status' | 'restingUntil' | 'restingWhy' | 'dialogueId'
>

/** Rests that are ours: a day is over, this machine was in the way. Instagram asked for none. */
const OWN_RESTS: ReadonlySet<RestKind> = new Set([
  'paced',
  'day-over',
  'by-hand',
  'login-limit',
  'machine',
  'unreachable',
  'visit-failed',
])

/** What an account is to the one who looks at it. Pure. */
export function stateOfAccount(account: Known): AccountState {
  if (account.dialogueId !== null) return 'human'
  switch (account.standing) {
    case 'active':
      break
    case 'paused':
      return 'paused'
    case 'challenged':
    case 'code-needed':
      return 'human'
    case 'blocked':
      return 'throttled'
    default:
      return 'dead'
  }
  if (account.restingUntil !== null) {
    const isOwn = OWN_RESTS.has(parseRestReason(account.restingWhy ?? '').kind)
    return isOwn ? 'resting' : 'throttled'
  }
  if (account.status === 'invalid') return 'dead'
  return account.status === 'none' ? 'queued' : 'healthy'
}

/** What is to be done with an account. Pure. */
export function groupOfAccount(account: Known): AccountGroup {
  switch (stateOfAccount(account)) {
    case 'human':
      return 'needs'
    case 'dead':
      return account.standing === 'active' ? 'recovers' : 'needs'
    case 'throttled':
      return 'recovers'
    case 'resting':
    case 'paused':
      return 'rests'
    default:
      return 'healthy'
  }
}

/** How many accounts are in each group. Pure. */
export function countGroups(accounts: readonly Known[]): GroupCounts {
  const counts = { needs: 0, recovers: 0, healthy: 0, rests: 0 }
  for (const account of accounts) counts[groupOfAccount(account)] += 1
  return counts
}
