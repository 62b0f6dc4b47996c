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

/** The same as it was stored, in English, on the way to whoever reads it. */
export function unsentTextWords(language: Language, stored: string): string {
  if (language === 'en') return stored
  const [, status, said] = /^it answers (\d{3})(?:: (.*))?$/s.exec(stored) ?? []
  if (status !== undefined) {
    return unsentWords(language, { kind: 'answers', status: Number(status), said: said ?? '' })
  }
  return STORED.find(([english]) => english === stored)?.[1] ?? stored
}

const STORED: readonly (readonly [string, string])[] = [
  [IN_ENGLISH({ kind: 'late' }), IN_RUSSIAN({ kind: 'late' })],
  [IN_ENGLISH({ kind: 'cut' }), IN_RUSSIAN({ kind: 'cut' })],
  ['nothing answers there', 'там никто не отвечает'],
  ['the connection was cut', 'соединение оборвано'],
  ['no machine has that name', 'машины с таким именем нет'],
  ['there is no way to that machine', 'до этой машины нет пути'],
  ['it refuses the name or the password', 'имя или пароль не приняты'],
  ['the channel is no longer set up', 'канал больше не настроен'],
]
