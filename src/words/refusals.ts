import { type InEveryLanguage, type Language, sentenceOf } from './language.ts'
import { REFUSALS_IN_RUSSIAN, type Told } from './refusals-in-russian.ts'

/** A code that a request may be refused with. */
export type RefusalCode = keyof typeof REFUSALS_IN_RUSSIAN

/** The statuses of refusals. */
type Status =
  | 400
  | 401
  | 402
  | 403
  | 404
  | 408
  | 409
  | 410
  | 413
  | 415
  | 422
  | 429
  | 431
  | 500
  | 503
  | 507

/** What kinds of refusals are called, in a word or two. */
const TITLES: InEveryLanguage<Readonly<Record<Status, string>>> = {
  en: {
    400: 'The request is not as it has to be',
    401: 'Credentials are needed',
    402: 'The balance does not suffice',
    403: 'This is not allowed',
    404: 'There is no such thing',
    408: 'The request took too long',
    409: 'This is not possible now',
    410: 'This is over',
    413: 'The request is too large',
    415: 'The kind of body is not understood',
    422: 'The request contradicts an earlier one',
    429: 'Too many requests',
    431: 'The headers are too large',
    500: 'Something went wrong on our side',
    503: 'This is not possible for now',
    507: 'There is no room left',
  },
  ru: {
    400: 'Запрос составлен неверно',
    401: 'Нужно войти',
    402: 'На балансе не хватает кредитов',
    403: 'Этого вам нельзя',
    404: 'Такого здесь нет',
    408: 'Запрос шёл слишком долго',
    409: 'Сейчас это невозможно',
    410: 'Это уже закончилось',
    413: 'Слишком большой запрос',
    415: 'Такие данные здесь не принимают',
    422: 'Запрос противоречит прежнему',
    429: 'Слишком много запросов',
    431: 'Слишком большие заголовки запроса',
    500: 'Ошибка на нашей стороне',
    503: 'Пока это невозможно',
    507: 'Нет места на диске',
  },
}

/** What a refusal of a status is called; of one that we do not give, as of a fault of ours. */
export function refusalTitle(language: Language, status: number): string {
  const titles: Readonly<Record<number, string>> = TITLES[language]
  return titles[status] ?? TITLES[language][500]
}

/** What an error says to whoever was refused, as a sentence. In English it says so itself. */
export function refusalWords(language: Language, code: string, error: Told): string {
  if (language === 'en') return sentenceOf(error.message)
  const known = code in REFUSALS_IN_RUSSIAN ? REFUSALS_IN_RUSSIAN[code as RefusalCode] : null
  if (known === null) return sentenceOf(error.message)
  return typeof known === 'string' ? known : known(error)
}
