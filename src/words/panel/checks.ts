import { english, type InEveryLanguage, numberIn, russian } from '../language.ts'
import { THE_HOUSE } from './shell.ts'

const en = (count: number) => numberIn('en', count)
const ru = (count: number) => numberIn('ru', count)

type List = 'followers' | 'following'
type Ended = 'completed' | 'failed' | 'cancelled' | 'incomplete'

const ENGLISH = {
  list: { followers: 'Followers', following: 'Following' },
  state: {
    queued: 'Queued',
    running: 'Running',
    parked: 'Parked',
    completed: 'Complete',
    incomplete: 'Incomplete',
    failed: 'Failed',
    cancelled: 'Cancelled',
  },
  happens: {
    queued: 'Waits for a free account',
    looking: 'Looking up the profile',
    reading: (list: List, pass: number) =>
      pass > 1 ? `Reading ${list}, pass ${pass}` : `Reading ${list}`,
    parked: (why: string | null, until: string | null) =>
      `${why ?? 'Stands still'}${until === null ? '' : `, goes on ${until}`}`,
    waits: (why: string | null, until: string | null) =>
      `${why ?? 'Waits for you'}${until === null ? '' : `, waits until ${until}`}`,
  },
  ended: {
    completed: 'Both lists are whole',
    failed: 'It could not be read',
    cancelled: 'Cancelled',
    incomplete: 'A list stayed incomplete',
    queued: '',
    running: '',
    parked: '',
  } satisfies Record<Ended | 'queued' | 'running' | 'parked', string>,
  gaveUp: (why: string) => `Given up after too long a wait: ${why}`,
  taken: (count: number) =>
    `${en(count)} ${english(count, { one: 'credit', other: 'credits' })} taken`,
  tabs: { open: 'Open', finished: 'Finished', failed: 'Failed', all: 'All' },
  columns: {
    profile: 'Profile',
    customer: 'Customer',
    followers: 'Followers',
    following: 'Following',
    happens: 'What happens',
    until: 'Until',
    ordered: 'Ordered',
  },
  counts: {
    queued: 'wait for an account',
    running: 'are being read',
    parked: 'no worker waits for them',
    completed: 'in seven days',
    incomplete: 'some names not said',
    failed: 'credits given back',
  },
  house: THE_HOUSE.en,
  onlyOf: (customer: string) => `Customer: ${customer}`,
  order: 'Order a check',
  orderMeans:
    'Reading begins as soon as an account is free. It costs a customer credits when it is delivered, and nothing when it is not.',
  target: 'Profile',
  targetHint: 'a name, @name, or a link to the profile',
  forWhom: 'For',
  forWhomHint: 'a part of a name, or an id; empty: for yourself, at no price',
  inFront: 'Before all others',
  onlyAccount: 'Only with the account',
  onlyAccountHint: 'empty: any account may read it',
  ordered: (target: string) => `The check of @${target} is ordered.`,
  quote: (credits: number) =>
    `costs ${en(credits)} ${english(credits, { one: 'credit', other: 'credits' })} at the most`,
  held: (count: number) =>
    `${en(count)} ${english(count, { one: 'credit', other: 'credits' })} held`,
  noneAtAll: { title: 'No check yet', means: 'Order one, or let a customer do it.' },
  noneOpen: {
    title: 'No check is open',
    means: 'Order one, or let a customer do it. Those that have ended are under “All”.',
  },
  found: (target: string) => `No check of ${target}.`,
  foundMeans: 'Names are compared as they were ordered.',
  noneOfKind: 'No check is of this kind at present.',
  search: 'Name of a profile',
  reading: (list: List, count: string, of: string) => `Reading ${list}: ${count} of ${of}`,
  place: (place: number) => `Number ${en(place)} in line`,
  givenUp: (when: string) => `given up ${when} if nothing moves`,
  what: 'What happened',
  now: 'now',
  whatNote: 'people saved; the line never falls',
  requests: (count: number, logins: number) =>
    `${en(count)} ${english(count, { one: 'request', other: 'requests' })}, ${en(logins)} ${english(logins, { one: 'login', other: 'logins' })}`,
  cost: (deaths: number, throttles: number, span: string) =>
    `${[
      deaths === 0 ? null : `${en(deaths)} ${english(deaths, { one: 'death', other: 'deaths' })}`,
      throttles === 0
        ? null
        : `${en(throttles)} ${english(throttles, { one: 'throttle', other: 'throttles' })}`,
    ]
      .filter((part) => part !== null)
      .join(' and ')} cost ${span} and nothing else`,
  chartRead: 'People saved over time, both lists, with what kept them waiting',
  lists: 'The two lists',
  readAt: (when: string) => `read ${when}`,
  reusedFrom: 'from an earlier check',
  listMeans:
    'A list is called exact when as many people were read as the profile counts. Names follow when both lists are whole.',
  of: (count: string) => `of ${count}`,
  confidence: {
    exact: 'Exact',
    confirmed: 'Confirmed',
    incomplete: 'Incomplete',
    unread: 'Not read',
    unfinished: 'Not read to its end',
    standing: 'Stands still',
    reading: 'Being read',
  },
  passes: (passes: number, pages: number) =>
    `${passes === 1 ? 'one pass' : `${en(passes)} passes`}, ${en(pages)} ${english(pages, { one: 'page', other: 'pages' })}`,
  log: 'Log',
  withEvidence: 'With evidence',
  logEmpty: 'Nothing has happened yet.',
  logGone: 'What happened is kept no longer.',
  orderTitle: 'Order',
  customer: 'Customer',
  number: 'Profile number',
  price: 'Price',
  free: 'nothing',
  id: 'Check',
  orderedAt: 'Ordered',
  startedAt: 'Begun',
  finishedAt: 'Ended',
  took: 'Took',
  result: 'Result',
  openLists: 'Look at the lists',
  customersPage: 'Customer’s page',
  openPage: 'Open it',
  links: {
    title: 'Links to its page',
    until: (when: string) => `open until ${when}`,
    end: 'End link',
    ended: 'The link opens nothing any more.',
  },
  linkMeans: 'Whoever has this link sees this one result, for seven days. It is shown only now.',
  export: 'Export',
  cancelCheck: 'Cancel check',
  cancelTitle: (target: string) => `Cancel the check of @${target}?`,
  cancelMeans: (people: string) =>
    `Reading stops after the page under way. Who has ordered it gets what was held back. The ${people} people read so far are kept for a day.`,
  keepReading: 'Keep reading',
  cancelled: 'The check is cancelled.',
  putDown: 'Put down',
  takeUp: 'Take up',
}

export type CheckWords = typeof ENGLISH

const READ: Readonly<Record<List, string>> = {
  followers: 'Читаем подписчиков',
  following: 'Читаем подписки',
}

const RUSSIAN: CheckWords = {
  list: { followers: 'Подписчики', following: 'Подписки' },
  state: {
    queued: 'В очереди',
    running: 'Идут',
    parked: 'Отложены',
    completed: 'Полные',
    incomplete: 'Неполные',
    failed: 'Не удались',
    cancelled: 'Отменены',
  },
  happens: {
    queued: 'Ждёт свободного аккаунта',
    looking: 'Ищем профиль',
    reading: (list, pass) => (pass > 1 ? `${READ[list]}, проход ${pass}` : READ[list]),
    parked: (why, until) => `${why ?? 'Стоит'}${until === null ? '' : `, продолжим ${until}`}`,
    waits: (why, until) => `${why ?? 'Ждёт вас'}${until === null ? '' : `, ждём до ${until}`}`,
  },
  ended: {
    completed: 'Оба списка полны',
    failed: 'Прочитать не удалось',
    cancelled: 'Отменена',
    incomplete: 'Список остался неполным',
    queued: '',
    running: '',
    parked: '',
  },
  gaveUp: (why) => `Прекращена после долгого ожидания: ${why}`,
  taken: (count) =>
    `${russian(count, { one: 'списан', few: 'списаны', many: 'списано' })} ${ru(count)} ${russian(count, { one: 'кредит', few: 'кредита', many: 'кредитов' })}`,
  tabs: { open: 'Открытые', finished: 'Завершённые', failed: 'Неудачные', all: 'Все' },
  columns: {
    profile: 'Профиль',
    customer: 'Клиент',
    followers: 'Подписчики',
    following: 'Подписки',
    happens: 'Что происходит',
    until: 'До',
    ordered: 'Заказана',
  },
  counts: {
    queued: 'ждут аккаунта',
    running: 'читаются',
    parked: 'процессов не занимают',
    completed: 'за семь дней',
    incomplete: 'часть имён не названа',
    failed: 'кредиты возвращены',
  },
  house: THE_HOUSE.ru,
  onlyOf: (customer) => `Только ${customer}`,
  order: 'Заказать проверку',
  orderMeans:
    'Чтение начнётся, как только освободится аккаунт. Клиент платит за доставленное, за недоставленное — нет.',
  target: 'Профиль',
  targetHint: 'имя, @имя или ссылка на профиль',
  forWhom: 'Для кого',
  forWhomHint: 'часть имени или id; пусто: для себя, бесплатно',
  inFront: 'Раньше всех остальных',
  onlyAccount: 'Только с аккаунтом',
  onlyAccountHint: 'пусто: читать может любой',
  ordered: (target) => `Проверка @${target} заказана.`,
  quote: (credits) =>
    `стоит не больше ${ru(credits)} ${russian(credits, { one: 'кредита', few: 'кредитов', many: 'кредитов' })}`,
  held: (count) =>
    `${russian(count, { one: 'отложен', few: 'отложены', many: 'отложено' })} ${ru(count)} ${russian(count, { one: 'кредит', few: 'кредита', many: 'кредитов' })}`,
  noneAtAll: { title: 'Проверок ещё нет', means: 'Закажите первую или дайте это сделать клиенту.' },
  noneOpen: {
    title: 'Открытых проверок нет',
    means: 'Закажите новую или дайте это сделать клиенту. Законченные — на вкладке «Все».',
  },
  found: (target) => `Проверок ${target} нет.`,
  foundMeans: 'Имена сравниваются так, как были заказаны.',
  noneOfKind: 'Таких проверок сейчас нет.',
  search: 'Имя профиля',
  reading: (list, count, of) => `${READ[list]}: ${count} из ${of}`,
  place: (place) => `${ru(place)}-я в очереди`,
  givenUp: (when) => `прекратится ${when}, если ничего не сдвинется`,
  what: 'Что было',
  now: 'сейчас',
  whatNote: 'сохранённые люди; линия не падает',
  requests: (count, logins) =>
    `${ru(count)} ${russian(count, { one: 'запрос', few: 'запроса', many: 'запросов' })}, ${ru(logins)} ${russian(logins, { one: 'вход', few: 'входа', many: 'входов' })}`,
  cost: (deaths, throttles, span) =>
    `${[
      deaths === 0
        ? null
        : `${ru(deaths)} ${russian(deaths, { one: 'обрыв', few: 'обрыва', many: 'обрывов' })}`,
      throttles === 0
        ? null
        : `${ru(throttles)} ${russian(throttles, { one: 'ожидание', few: 'ожидания', many: 'ожиданий' })}`,
    ]
      .filter((part) => part !== null)
      .join(' и ')}: ушло ${span}, ничего не потеряно`,
  chartRead: 'Сохранённые люди по времени, оба списка, и что заставило ждать',
  lists: 'Два списка',
  readAt: (when) => `прочитан ${when}`,
  reusedFrom: 'из прежней проверки',
  listMeans:
    'Список точен, когда прочитано столько людей, сколько считает профиль. Имена назовём, когда оба списка полны.',
  of: (count) => `из ${count}`,
  confidence: {
    exact: 'Точно',
    confirmed: 'Подтверждено',
    incomplete: 'Неполно',
    unread: 'Не прочитан',
    unfinished: 'Не дочитан',
    standing: 'Стоит',
    reading: 'Читается',
  },
  passes: (passes, pages) =>
    `${ru(passes)} ${russian(passes, { one: 'проход', few: 'прохода', many: 'проходов' })}, ${ru(pages)} ${russian(pages, { one: 'страница', few: 'страницы', many: 'страниц' })}`,
  log: 'Ход проверки',
  withEvidence: 'С подробностями',
  logEmpty: 'Пока ничего не произошло.',
  logGone: 'Ход проверки больше не хранится.',
  orderTitle: 'Заказ',
  customer: 'Клиент',
  number: 'Номер профиля',
  price: 'Цена',
  free: 'бесплатно',
  id: 'Проверка',
  orderedAt: 'Заказана',
  startedAt: 'Начата',
  finishedAt: 'Закончена',
  took: 'Заняла',
  result: 'Итог',
  openLists: 'Открыть списки',
  customersPage: 'Страница клиента',
  openPage: 'Открыть её',
  links: {
    title: 'Ссылки на её страницу',
    until: (when) => `открыта до ${when}`,
    end: 'Закрыть ссылку',
    ended: 'Ссылка больше ничего не открывает.',
  },
  linkMeans: 'По этой ссылке виден только этот итог, семь дней. Она показана только сейчас.',
  export: 'Скачать',
  cancelCheck: 'Отменить проверку',
  cancelTitle: (target) => `Отменить проверку @${target}?`,
  cancelMeans: (people) =>
    `Чтение остановится после текущей страницы. Заказчику вернётся отложенное. Прочитанное (людей: ${people}) хранится ещё день.`,
  keepReading: 'Читать дальше',
  cancelled: 'Проверка отменена.',
  putDown: 'Отложить',
  takeUp: 'Продолжить',
}

export const CHECK_WORDS: InEveryLanguage<CheckWords> = { en: ENGLISH, ru: RUSSIAN }
