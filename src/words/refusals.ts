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
    400: 'The request is invalid',
    401: 'Authentication is required',
    402: 'The balance is too low',
    403: 'Not allowed',
    404: 'Not found',
    408: 'The request took too long',
    409: 'This cannot be done',
    410: 'No longer available',
    413: 'The request is too large',
    415: 'Unsupported media type',
    422: 'Does not match the earlier request',
    429: 'Too many requests',
    431: 'The request headers are too large',
    500: 'Something went wrong on our side',
    503: 'Temporarily unavailable',
    507: 'Out of disk space',
  },
  ru: {
    400: 'Неверный запрос',
    401: 'Нужно войти',
    402: 'На балансе не хватает кредитов',
    403: 'Доступ запрещён',
    404: 'Не найдено',
    408: 'Время ожидания запроса истекло',
    409: 'Это невозможно',
    410: 'Больше недоступно',
    413: 'Слишком большой запрос',
    415: 'Неподдерживаемый тип данных',
    422: 'Не совпадает с прежним запросом',
    429: 'Слишком много запросов',
    431: 'Слишком большие заголовки запроса',
    500: 'Ошибка на нашей стороне',
    503: 'Временно недоступно',
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
