import type { RenewalOutcome } from '../sessions/keeper.ts'
import type { InEveryLanguage, Language } from './language.ts'
import { loginDetailWords } from './login-details.ts'
import { restWords, stopWords, troubleWords } from './reasons.ts'
import { refusalWords } from './refusals.ts'
import { type ActsBy, remedy } from './remedy.ts'

/** What scripts read of a renewal. */
export const RENEWAL_CODES = {
  renewed: 'renewed',
  stopped: 'stopped',
  'no-password': 'stopped',
  resting: 'wait',
  postponed: 'wait',
  unable: 'unable',
  busy: 'busy',
  untaken: 'wait',
} as const satisfies Record<RenewalOutcome['kind'], string>

type WhyNot = {
  readonly unknown: (remedy: string) => string
  readonly postponed: (detail: string) => string
  readonly untaken: string
}

const WHY_NOT: InEveryLanguage<WhyNot> = {
  en: {
    unknown: (todo) => `Its session is used until it dies. To renew it: ${todo}`,
    postponed: (detail) => `the login failed, and the session is well: ${detail}`,
    untaken:
      'no worker has begun the login: those that run are of another version, or stand still. Start them anew with this one',
  },
  ru: {
    unknown: (todo) => `Сессия служит, пока не оборвётся. Чтобы её продлевать: ${todo}`,
    postponed: (detail) => `вход не удался, а сессия жива: ${detail}`,
    untaken:
      'ни один рабочий процесс не начал вход: они другой версии или стоят. Запустите их заново с этой версией',
  },
}

/** Why an account was not renewed, and what to do; null when there is nothing to say. */
export function whyNotRenewed(
  username: string,
  outcome: RenewalOutcome,
  language: Language,
  by: ActsBy = 'commands',
): string | null {
  switch (outcome.kind) {
    case 'renewed':
    case 'busy':
      return null
    case 'stopped':
      return `${stopWords(outcome.why, language)}. ${remedy(outcome.standing, username, language, by)}`
    case 'no-password':
      return WHY_NOT[language].unknown(remedy('wrong-password', username, language, by))
    case 'resting':
      return restWords(outcome.why, language)
    case 'postponed':
      return WHY_NOT[language].postponed(loginDetailWords(language, outcome.detail))
    case 'untaken':
      return WHY_NOT[language].untaken
    case 'unable':
      return refusalWords(language, outcome.error.code, outcome.error)
  }
}

const SEALED: InEveryLanguage<string> = {
  en: 'its password is sealed with a key that is not here',
  ru: 'его пароль запечатан ключом, которого здесь нет',
}

const LIVES_ON: InEveryLanguage<string> = {
  en: 'the session lives on',
  ru: 'сессия при этом жива',
}

/** The same as a clause of a message, in the language of whoever reads it. */
export function renewalClause(outcome: RenewalOutcome, language: Language): string | null {
  switch (outcome.kind) {
    case 'renewed':
    case 'busy':
      return null
    case 'stopped':
      return stopWords(outcome.why, language)
    case 'no-password':
      return stopWords({ kind: 'password-missing', detail: null }, language)
    case 'resting':
      return restWords(outcome.why, language)
    case 'postponed': {
      const failed = restWords({ kind: 'login-failed', detail: outcome.detail }, language)
      return `${failed}; ${LIVES_ON[language]}`
    }
    case 'untaken':
      return WHY_NOT[language].untaken
    case 'unable':
      return unableClause(outcome.error.code, language)
  }
}

function unableClause(
  code: Extract<RenewalOutcome, { kind: 'unable' }>['error']['code'],
  language: Language,
): string {
  switch (code) {
    case 'BROWSER_MISSING':
      return troubleWords('no-browser', language)
    case 'SANDBOX_MISSING':
      return troubleWords('no-sandbox', language)
    case 'SECRET_UNOPENABLE':
      return SEALED[language]
  }
}
