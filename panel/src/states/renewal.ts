import type { Language } from '../../../src/words/language.ts'
import type { OverviewWords } from '../../../src/words/panel/overview.ts'
import { momentIn, spanIn } from '../../../src/words/panel/time.ts'
import type { Account } from '../wire/queries.ts'
import type { AccountState } from './account-state.ts'

/** The states in which a session is not renewed before somebody or something has moved. */
const STANDS: ReadonlySet<AccountState> = new Set(['human', 'dead', 'paused'])

/** When a session is renewed by itself; null where none lives that could be. */
export function renewalOf({ nextRefreshAt, state }: Account): Date | null {
  return nextRefreshAt === null || STANDS.has(state) ? null : new Date(nextRefreshAt)
}

/** What comes next for an account: its renewal, the end of its rest, or what it waits for. */
export function comesNextIn(
  language: Language,
  words: OverviewWords['lives'],
  account: Account,
  now: Date,
): string {
  switch (account.state) {
    case 'human':
      return words.needsYou
    case 'paused':
      return words.paused
    case 'dead':
      return account.standing === 'active' ? words.whenNeeded : words.stopped
  }
  if (account.restingUntil !== null) {
    return words.till(momentIn(language, new Date(account.restingUntil), now))
  }
  const at = renewalOf(account)
  return at === null ? '—' : momentIn(language, at, now)
}

/** How old a session is, while it lives: it grows older while one looks. */
export function ageIn(language: Language, account: Account, now: Date): string {
  const { loggedInAt, diedAt, state } = account
  if (loggedInAt === null || diedAt !== null || state === 'dead') return '—'
  return spanIn(language, now.getTime() - new Date(loggedInAt).getTime())
}
