import { reason } from '../accounts/reasons.ts'
import type { ImportRefusal } from '../sessions/import.ts'
import type { InEveryLanguage, Language } from './language.ts'
import { restWords } from './reasons.ts'
import type { ActsBy } from './remedy.ts'

type Words = (why: ImportRefusal, username: string, by: ActsBy) => string

/** Why pasted cookies were not taken over, as a clause that people read. */
export function importRefusalWords(
  language: Language,
  why: ImportRefusal,
  username: string,
  by: ActsBy = 'commands',
): string {
  return WORDS[language](why, username, by)
}

const WORDS: InEveryLanguage<Words> = {
  en: (why, username, by) => {
    switch (why.kind) {
      case 'standing':
        return `the account is ${why.standing}; first ${by === 'buttons' ? 'press “Resume”' : `run: ${resume(username)}`}`
      case 'no-session':
        return 'there is no sessionid among the cookies'
      case 'other-account':
        return 'the cookies belong to another account'
      case 'not-logged-in':
        return 'Instagram does not take them for a session that is logged in'
      case 'untested':
        return why.why === null
          ? `Instagram did not say whether they are logged in (${why.verdict}); try again later`
          : `nothing is wrong with the cookies as far as is known: ${restWords(reason('unreachable', why.why), 'en')}${why.elsewhere ? `; it was asked by a process that reads nothing itself: if that has no way to Instagram, run where workers do: evercheck account import ${username}` : ''}`
    }
  },
  ru: (why, username, by) => {
    switch (why.kind) {
      case 'standing':
        return `аккаунт в состоянии ${why.standing}; сначала ${by === 'buttons' ? 'нажмите «Продолжить»' : `выполните: ${resume(username)}`}`
      case 'no-session':
        return 'среди cookies нет sessionid'
      case 'other-account':
        return 'cookies принадлежат другому аккаунту'
      case 'not-logged-in':
        return 'Instagram не считает эту сессию вошедшей'
      case 'untested':
        return why.why === null
          ? `Instagram не ответил, вошла ли эта сессия (${why.verdict}); повторите позже`
          : `с cookies, насколько известно, всё в порядке: ${restWords(reason('unreachable', why.why), 'ru')}${why.elsewhere ? `; спрашивал процесс, который сам не читает: если ему до Instagram не добраться, выполните там, где читают: evercheck account import ${username}` : ''}`
    }
  },
}

function resume(username: string): string {
  return `evercheck account resume ${username}`
}
