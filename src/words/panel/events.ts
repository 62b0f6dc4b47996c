import { deathWords } from '../deaths.ts'
import { type InEveryLanguage, type Language, numberIn } from '../language.ts'

type Detail = Readonly<Record<string, unknown>>

type EventWords = {
  /** What happened, as a sentence; kinds that are not known are named. */
  readonly event: (kind: string, detail: Detail, account: string | null) => string
  readonly wait: Readonly<Record<'died' | 'throttled' | 'parked', string>>
  readonly pass: (pass: number) => string
  readonly lane: (account: string) => string
  readonly session: string
  readonly version: (version: number, account: string) => string
}

type Sayings = Readonly<Record<string, (detail: Detail, account: string) => string>>

const text = (value: unknown): string => (typeof value === 'string' ? value : '')
const count = (language: Language, value: unknown): string =>
  typeof value === 'number' ? numberIn(language, value) : '?'

const LIST: InEveryLanguage<Readonly<Record<string, string>>> = {
  en: { followers: 'Followers', following: 'Following' },
  ru: { followers: 'Подписчики', following: 'Подписки' },
}

const CONFIDENCE: InEveryLanguage<Readonly<Record<string, string>>> = {
  en: { exact: 'exact', confirmed: 'confirmed', incomplete: 'incomplete' },
  ru: { exact: 'точно', confirmed: 'подтверждено', incomplete: 'неполно' },
}

const ENDED: InEveryLanguage<Readonly<Record<string, string>>> = {
  en: {
    complete: 'Ended: both lists are whole',
    incomplete: 'Ended: not everybody could be read',
    'target-closed': 'Ended: the profile cannot be read',
    'out-of-patience': 'Ended: no account could go on in time',
    cancelled: 'Cancelled',
    merged: 'Goes on as an older check of the same profile',
    completed: 'Ended',
    failed: 'Failed',
  },
  ru: {
    complete: 'Закончена: оба списка целиком',
    incomplete: 'Закончена: прочитаны не все',
    'target-closed': 'Закончена: профиль прочитать нельзя',
    'out-of-patience': 'Закончена: ни один аккаунт не смог продолжить вовремя',
    cancelled: 'Отменена',
    merged: 'Продолжается как более ранняя проверка того же профиля',
    completed: 'Закончена',
    failed: 'Не удалась',
  },
}

const causeOf = (detail: Detail, language: Language): string =>
  typeof detail.cause === 'string' ? `: ${deathWords(detail.cause, language)}` : ''

const ENGLISH: Sayings = {
  'check-ordered': () => 'Ordered',
  'check-started': () => 'Reading begins',
  'check-parked': () => 'Put down: it waits, and no worker with it',
  'check-handed-over': (detail, account) =>
    `${account} goes on with the ${text(detail.list)} from their start; ${count('en', detail.fetched)} people stay saved`,
  'list-finished': (detail) =>
    `${LIST.en[text(detail.list)] ?? 'A list'} ${count('en', detail.present)} of ${count('en', detail.expected)}: ${CONFIDENCE.en[text(detail.confidence)] ?? ''}`,
  'check-ended': (detail) => ENDED.en[text(detail.kind) || text(detail.state)] ?? 'Ended',
  'check-cancelled': () => 'Cancelled',
  'session-died': (detail, account) =>
    `The session v${detail.version} of ${account} died, proved${causeOf(detail, 'en')}`,
  'session-proved': (_, account) => `The session of ${account} answers for itself`,
  'session-renewed': (detail, account) => `v${detail.version} of ${account} answers and is in use`,
  'login-failed': (_, account) => `A login of ${account} failed`,
  'account-throttled': (_, account) => `Instagram asks ${account} to wait. No login was made`,
  'account-challenged': (_, account) => `Instagram wants a human for ${account}`,
}

const RUSSIAN: Sayings = {
  'check-ordered': () => 'Заказана',
  'check-started': () => 'Чтение началось',
  'check-parked': () => 'Отложена: ждёт и не занимает рабочего процесса',
  'check-handed-over': (detail, account) =>
    `Продолжает ${account}, ${(LIST.ru[text(detail.list)] ?? 'список').toLowerCase()} с начала; сохранённых людей: ${count('ru', detail.fetched)}`,
  'list-finished': (detail) =>
    `${LIST.ru[text(detail.list)] ?? 'Список'}: ${count('ru', detail.present)} из ${count('ru', detail.expected)}, ${CONFIDENCE.ru[text(detail.confidence)] ?? ''}`,
  'check-ended': (detail) => ENDED.ru[text(detail.kind) || text(detail.state)] ?? 'Закончена',
  'check-cancelled': () => 'Отменена',
  'session-died': (detail, account) =>
    `Сессия v${detail.version} (${account}) оборвалась, подтверждено${causeOf(detail, 'ru')}`,
  'session-proved': (_, account) => `Сессия ${account} отвечает`,
  'session-renewed': (detail, account) => `v${detail.version} (${account}) отвечает и используется`,
  'login-failed': (_, account) => `Вход ${account} не удался`,
  'account-throttled': (_, account) => `Instagram просит ${account} подождать. Входа не было`,
  'account-challenged': (_, account) => `Instagram просит подтвердить вход: ${account}`,
}

function saying(sayings: Sayings): EventWords['event'] {
  return (kind, detail, account) => sayings[kind]?.(detail, account ?? '') ?? kind
}

export const EVENT_WORDS: InEveryLanguage<EventWords> = {
  en: {
    event: saying(ENGLISH),
    wait: { died: 'Died', throttled: 'Throttled, no login', parked: 'Parked' },
    pass: (pass) => `pass ${pass}`,
    lane: (account) => `Sessions of ${account}`,
    session: 'Session',
    version: (version, account) => `v${version} of ${account}`,
  },
  ru: {
    event: saying(RUSSIAN),
    wait: { died: 'Оборвалась', throttled: 'Просят подождать, без входа', parked: 'Отложена' },
    pass: (pass) => `проход ${pass}`,
    lane: (account) => `Сессии ${account}`,
    session: 'Сессия',
    version: (version, account) => `v${version}, ${account}`,
  },
}
