import type { RollbackOutcome } from '../sessions/rollback.ts'
import type { InEveryLanguage, Language } from './language.ts'
import { restWords, stopWords } from './reasons.ts'
import type { ActsBy } from './remedy.ts'

type Words = (outcome: RollbackOutcome, username: string, by: ActsBy) => string

const IN_ENGLISH: Words = (outcome, username, by) => {
  switch (outcome.kind) {
    case 'rolled-back':
      return outcome.from === null
        ? `version ${outcome.version} answers for itself and is in use`
        : `version ${outcome.version} answers for itself and is in use; version ${outcome.from} is kept as the one before`
    case 'current':
      return `version ${outcome.version} is the one in use`
    case 'no-version':
      return outcome.version === null
        ? 'there is no version before the one in use whose cookies are still there; a later one is gone back to by its number'
        : `there is no version ${outcome.version}`
    case 'erased':
      return `the cookies of version ${outcome.version} were erased when it was retired`
    case 'unopenable':
      return `no key opens version ${outcome.version}, or what is in it cannot be used`
    case 'dead':
      return `Instagram does not accept version ${outcome.version} any more`
    case 'vague':
      return `Instagram did not say whether version ${outcome.version} lives; try again later`
    case 'resting':
      return `Instagram was not to be asked now: ${restWords(outcome.why)}; the account rests until ${outcome.until.toISOString()}`
    case 'stopped':
      return `the account is ${outcome.standing}: ${stopWords(outcome.why)}; first ${by === 'buttons' ? 'press “Resume”' : `run: evercheck account resume ${username}`}`
    case 'busy':
      return `a check or a login has the account now; ${by === 'buttons' ? 'press “Pause”' : `run evercheck account pause ${username}`}, and this again a moment later`
  }
}

const IN_RUSSIAN: Words = (outcome, username, by) => {
  switch (outcome.kind) {
    case 'rolled-back':
      return outcome.from === null
        ? `версия ${outcome.version} отвечает и используется`
        : `версия ${outcome.version} отвечает и используется; версия ${outcome.from} хранится как предыдущая`
    case 'current':
      return `версия ${outcome.version} и так используется`
    case 'no-version':
      return outcome.version === null
        ? 'нет версии старше нынешней, cookies которой ещё хранятся; к более новой можно вернуться по её номеру'
        : `версии ${outcome.version} нет`
    case 'erased':
      return `cookies версии ${outcome.version} стёрты, когда её вывели из употребления`
    case 'unopenable':
      return `версию ${outcome.version} не открывает ни один ключ, или её содержимое негодно`
    case 'dead':
      return `Instagram больше не принимает версию ${outcome.version}`
    case 'vague':
      return `Instagram не сказал, жива ли версия ${outcome.version}; попробуйте позже`
    case 'resting':
      return `Instagram сейчас нельзя спрашивать: ${restWords(outcome.why, 'ru')}; аккаунт отдыхает до ${outcome.until.toISOString()}`
    case 'stopped':
      return `аккаунт в состоянии ${outcome.standing}: ${stopWords(outcome.why, 'ru')}; сначала ${by === 'buttons' ? 'нажмите «Продолжить»' : `выполните: evercheck account resume ${username}`}`
    case 'busy':
      return `аккаунт сейчас занят проверкой или входом; приостановите его${by === 'buttons' ? '' : ` (evercheck account pause ${username})`} и повторите через минуту`
  }
}

const WORDS: InEveryLanguage<Words> = { en: IN_ENGLISH, ru: IN_RUSSIAN }

/** What came of going back to a former version, as a clause that people read. */
export function rollbackWords(
  language: Language,
  outcome: RollbackOutcome,
  username: string,
  by: ActsBy = 'commands',
): string {
  return WORDS[language](outcome, username, by)
}
