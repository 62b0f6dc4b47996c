import type { AccountWords } from '../../../src/words/panel/accounts.ts'
import type { Account } from '../wire/queries.ts'

/** The states that an account can be in. */
export type AccountState = Account['state']

/** The accounts by what is to be done with them, the most urgent first. */
export const GROUPS = ['needs', 'recovers', 'healthy', 'rests'] as const
export type Group = Account['group']

/** How many accounts are in all groups together. Pure. */
export function inAll(counts: Readonly<Record<Group, number>>): number {
  return GROUPS.reduce((sum, group) => sum + counts[group], 0)
}

/** How an account stands, in a word or two: a stopped one says what has stopped it. */
export function standingIn(words: AccountWords, { standing, state }: Account): string {
  if (standing === 'active' || state === 'human') return words.state[state]
  return (words.standing as Readonly<Record<string, string>>)[standing] ?? words.standing.failing
}
