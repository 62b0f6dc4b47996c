import type { InEveryLanguage, Language } from './language.ts'

type Words = {
  /** What the first answer said, by its row in the table of failures. */
  readonly rows: Readonly<Record<string, string>>
  /** The same where the row says nothing of its own, by what the answer came to. */
  readonly kinds: Readonly<Record<string, string>>
  /** What is stored as it is. */
  readonly told: Readonly<Record<string, string>>
}

const WORDS: InEveryLanguage<Words> = {
  en: {
    rows: {
      '1': 'asked to wait, and not let in any more',
      '2c': 'allowed to read only, then not let in any more',
      '3': 'logged out by somebody, or revoked',
      '4': 'sent to the login page',
      '5b': 'sent round in circles, and not let in any more',
      '24': 'shown the login page',
      '30': 'its cookie was taken away',
      'bare-401': 'refused without a word',
    },
    kinds: {
      'logged-out': 'not accepted any more',
      ambiguous: 'refused without saying why',
      gated: 'answered with nothing, then not let in any more',
    },
    told: {
      'its own browser was shown the login page': 'its own browser was shown the login page',
      'logged out when it was gone back to': 'did not live any more when it was gone back to',
      'logged out when tested': 'did not answer when it was tried',
      'never tested': 'never tried',
      'cannot be opened': 'could not be opened',
      'is no session of this account': 'was a session of another account',
      'no key opened it any more': 'no key opened it any more',
      unknown: 'nobody wrote down why',
      other: 'other causes',
    },
  },
  ru: {
    rows: {
      '1': 'просьба подождать, потом отказ',
      '2c': 'можно было только читать, потом отказ',
      '3': 'из аккаунта вышли или доступ отозван',
      '4': 'отправлена на страницу входа',
      '5b': 'отправлена по кругу, потом отказ',
      '24': 'показана страница входа',
      '30': 'Instagram удалил её cookie',
      'bare-401': 'отказ без объяснений',
    },
    kinds: {
      'logged-out': 'больше не принимается',
      ambiguous: 'отказ без причины',
      gated: 'пустые ответы, потом отказ',
    },
    told: {
      'its own browser was shown the login page': 'её браузеру показана страница входа',
      'logged out when it was gone back to': 'уже не жила, когда к ней вернулись',
      'logged out when tested': 'не ответила на проверке',
      'never tested': 'не проверялась',
      'cannot be opened': 'не открылась',
      'is no session of this account': 'оказалась сессией другого аккаунта',
      'no key opened it any more': 'к ней не осталось ключа',
      unknown: 'причина не записана',
      other: 'другие причины',
    },
  },
}

/**
 * Why a session is no more, as a clause that people read: the database keeps what the first answer
 * came to and its row in the table of failures. What nobody knows stays as it is.
 */
export function deathWords(cause: string, language: Language): string {
  const { rows, kinds, told } = WORDS[language]
  const [, kind = '', row = ''] = /^([a-z-]+) \(row ([\w-]+)\)$/.exec(cause) ?? []
  return told[cause] ?? rows[row] ?? kinds[kind || cause] ?? cause
}
