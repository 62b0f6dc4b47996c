import type { CheckEnding } from '../checks/check.ts'
import type { InEveryLanguage, Language } from './language.ts'
import { reasonWords } from './reasons.ts'
import { shortListsWords } from './shortage.ts'

type ClosedWhy = Extract<CheckEnding, { kind: 'target-closed' }>['why']

/**
 * An ending as one text that scripts can rely on: its first word is a code, and what follows a
 * colon is for people. Null for a complete one, and while the check is open.
 */
export function endingText(ending: CheckEnding | null): string | null {
  const code = codeOf(ending)
  const words = endingWords(ending)
  if (code === null) return null
  return words === null ? code : `${code}: ${words}`
}

/** What a check came to, as a clause that people read; null when there is nothing to explain. */
export function endingWords(ending: CheckEnding | null, language: Language = 'en'): string | null {
  switch (ending?.kind) {
    case undefined:
    case 'complete':
    case 'cancelled':
      return null
    case 'merged':
      return MERGED[language](ending.into)
    case 'incomplete':
      return shortListsWords(ending.short, language)
    case 'target-closed':
      return CLOSED[language][ending.why]
    case 'out-of-patience':
      return ending.why === null ? null : reasonWords(ending.why, language)
  }
}

function codeOf(ending: CheckEnding | null): string | null {
  switch (ending?.kind) {
    case undefined:
    case 'complete':
      return null
    case 'incomplete':
      return 'list-incomplete'
    case 'target-closed':
      return CLOSED_CODES[ending.why]
    case 'out-of-patience':
    case 'cancelled':
    case 'merged':
      return ending.kind
  }
}

const CLOSED_CODES: Readonly<Record<ClosedWhy, string>> = {
  private: 'target-private',
  gone: 'target-gone',
  unseen: 'target-gone',
  'blocked-us': 'target-blocks-us',
}

const CLOSED: InEveryLanguage<Readonly<Record<ClosedWhy, string>>> = {
  en: {
    private: 'the profile is private and the account does not follow it',
    gone: 'there is no such profile, it was deleted or renamed, or it blocks the account',
    unseen: 'there is no such profile, or it cannot be seen by the account',
    'blocked-us': 'the profile has blocked the account',
  },
  ru: {
    private: 'профиль закрыт, и аккаунт на него не подписан',
    gone: 'такого профиля нет: он удалён, переименован или заблокировал аккаунт',
    unseen: 'такого профиля нет, или аккаунту он не виден',
    'blocked-us': 'профиль заблокировал аккаунт',
  },
}

const MERGED: InEveryLanguage<(into: string) => string> = {
  en: (into) => `it is about the same profile as ${into}, which goes on`,
  ru: (into) => `это тот же профиль, что в ${into}; та проверка продолжается`,
}
