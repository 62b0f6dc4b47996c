import type { AccountWords } from '../../../src/words/panel/accounts.ts'
import type { State } from '../ui/Glyph.tsx'
import type { Account } from '../wire/queries.ts'

/** The states that an account can be in. */
export type AccountState = Extract<
  State,
  'human' | 'dead' | 'failed' | 'paused' | 'throttled' | 'resting' | 'healthy' | 'queued'
>

/** Rests that are ours: a day is over, this machine was in the way. Instagram asked for none. */
const OWN_RESTS: ReadonlySet<string> = new Set([
  'paced',
  'day-over',
  'by-hand',
  'login-limit',
  'machine',
  'unreachable',
  'visit-failed',
])

/** What an account is to the one who looks at it. */
export function stateOfAccount(
  account: Pick<Account, 'account' | 'standing' | 'status' | 'restingUntil' | 'restingKind'>,
  waiting: ReadonlySet<string>,
): AccountState {
  if (waiting.has(account.account)) return 'human'
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
    return OWN_RESTS.has(account.restingKind ?? '') ? 'resting' : 'throttled'
  }
  if (account.status === 'invalid') return 'dead'
  return account.status === 'none' ? 'queued' : 'healthy'
}

/** How an account stands, in a word or two: a stopped one says what has stopped it. */
export function standingIn(words: AccountWords, account: Account, state: AccountState): string {
  const { standing } = account
  if (standing === 'active' || state === 'human') return words.state[state]
  return (words.standing as Readonly<Record<string, string>>)[standing] ?? words.standing.failing
}

/** How soon it needs something: what needs a human, what gets over it by itself, all others. */
export function needOf(account: Account, waiting: ReadonlySet<string>): number {
  const state = stateOfAccount(account, waiting)
  switch (state) {
    case 'human':
      return 0
    case 'dead':
    case 'failed':
      return 1
    case 'throttled':
      return 2
    case 'resting':
    case 'paused':
      return 4
    default:
      return 3
  }
}

/** The accounts by what is to be done with them. */
export const GROUPS = ['needs', 'recovers', 'healthy', 'rests'] as const
export type Group = (typeof GROUPS)[number]

/** What is to be done with an account. */
export function groupOf(account: Account, waiting: ReadonlySet<string>): Group {
  switch (stateOfAccount(account, waiting)) {
    case 'human':
      return 'needs'
    case 'dead':
    case 'failed':
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
