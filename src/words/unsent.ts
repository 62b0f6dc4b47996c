import type { Unsent } from '../alerts/unsent.ts'
import type { InEveryLanguage, Language } from './language.ts'

type Words = (why: Unsent) => string

const IN_ENGLISH: Words = (why) => {
  switch (why.kind) {
    case 'late':
      return 'it does not answer in time'
    case 'cut':
      return 'the connection failed'
    case 'system':
      return why.says
    case 'answers':
      return `it answers ${answerOf(why)}`
    case 'no-bot-api':
      return `it answers ${why.status}, and not as the Bot API`
    case 'login-refused':
      return `it refuses the name or the password${why.said && `: ${why.said}`}`
  }
}

/** What the operating system refused; whatever else it says stands there as its code. */
const SYSTEM: Readonly<Record<string, string>> = {
  EACCES: 'нет прав',
  ECONNREFUSED: 'там никто не отвечает',
  ECONNRESET: 'соединение оборвано',
  EHOSTUNREACH: 'до этой машины нет пути',
  ENOTFOUND: 'машины с таким именем нет',
  ETIMEDOUT: 'ответ не пришёл вовремя',
}

const IN_RUSSIAN: Words = (why) => {
  switch (why.kind) {
    case 'late':
      return 'ответ не пришёл вовремя'
    case 'cut':
      return 'соединение не удалось'
    case 'system':
      return SYSTEM[why.code] ?? `система отвечает ${why.code}`
    case 'answers':
      return `получен ответ ${answerOf(why)}`
    case 'no-bot-api':
      return `получен ответ ${why.status}, и это не Bot API`
    case 'login-refused':
      return `имя или пароль не приняты${why.said && `: ${why.said}`}`
  }
}

function answerOf({ status, said }: Extract<Unsent, { kind: 'answers' }>): string {
  return [status === null ? '' : `${status}`, said].filter((part) => part !== '').join(': ')
}

const WORDS: InEveryLanguage<Words> = { en: IN_ENGLISH, ru: IN_RUSSIAN }

/** Why a notice did not arrive, as a clause that people read. */
export function unsentWords(language: Language, why: Unsent): string {
  return WORDS[language](why)
}
