import { english, type InEveryLanguage, numberIn, russian } from '../language.ts'

type Standing =
  | 'active'
  | 'paused'
  | 'wrong-password'
  | 'code-needed'
  | 'challenged'
  | 'blocked'
  | 'suspended'
  | 'failing'

const en = (count: number) => numberIn('en', count)
const ru = (count: number) => numberIn('ru', count)

const ENGLISH = {
  groups: {
    needs: 'Needs you',
    recovers: 'Getting over something',
    healthy: 'Healthy',
    rests: 'Resting',
  },
  tabs: { all: 'All' },
  columns: {
    account: 'Account',
    standing: 'Standing',
    session: 'Session',
    age: 'Age',
    verified: 'Verified',
    next: 'Next renewal',
    requests: 'Requests, 24 h',
    pace: 'Pace',
    success: 'Success',
  },
  full: 'full',
  slower: (times: string) => `${times} × slower`,
  standing: {
    active: 'Healthy',
    paused: 'Paused by you',
    'wrong-password': 'Stopped: password',
    'code-needed': 'Stopped: code',
    challenged: 'Needs you',
    blocked: 'Blocked for now',
    suspended: 'Suspended',
    failing: 'Logins fail',
  } satisfies Record<Standing, string>,
  state: {
    throttled: 'Throttled',
    resting: 'Resting',
    dead: 'Session died',
    queued: 'Not logged in yet',
    healthy: 'Healthy',
    human: 'Needs you',
    paused: 'Paused by you',
    failed: 'Stopped',
  },
  add: 'Add account',
  addMeans:
    'A browser on this server types the password once and asks for the account’s own profile. Evercheck reads with accounts that you own: automating one is against Instagram’s terms and can cost it.',
  username: 'User name',
  usernameRule:
    'Letters a to z, digits, dots and underscores, 30 at most, as in the address of the profile.',
  password: 'Password',
  totp: 'Two-factor secret',
  totpHint: 'if the account has one; letters and digits, spaces do not matter',
  own: 'I own this account and can do without it.',
  ownRule: 'Evercheck reads with accounts of your own only.',
  added: (name: string) => `${name} is stored, sealed. Its first login comes with the first check.`,
  noneFound: 'No account of this kind.',
  session: (version: number, method: string) => `v${version} ${method}`,
  renewNow: 'Renew now',
  renewMeans: 'Makes a new session version at once; a page under way is finished before.',
  renewed: {
    renewed: 'The session is renewed.',
    stopped: 'The account has stopped.',
    wait: 'It has to wait.',
    busy: 'A check has it, or a login that broke off. Try again in half a minute.',
    unable: 'It could not be renewed.',
    'under-way': 'The renewal goes on; its outcome appears here.',
  },
  openLogin: 'Open live login',
  byHand: 'Log in by hand',
  pause: 'Pause',
  resume: 'Resume',
  paused: (name: string) => `${name} is paused.`,
  resumed: (name: string) => `${name} works again.`,
  import: 'Import cookies',
  importMeans:
    'Cookies of your own browser that is logged in to this account. They are used only if they answer for themselves.',
  cookies: 'Cookies',
  cookiesRule: 'The cookies of one browser, a million characters at most.',
  cookiesHint: 'as JSON, cookies.txt, or a header line',
  userAgent: 'User agent of that browser',
  imported: {
    imported: 'The cookies answer and are in use.',
    refused: 'They do not answer for this account.',
    busy: 'The account is in use: try again.',
  },
  setPassword: 'Set password or secret',
  setPasswordMeans:
    'What was stored is never shown. An account that had stopped for its password goes on.',
  passwordSet: (name: string) => `The password of ${name} is stored, sealed.`,
  retire: 'Retire account',
  retireTitle: (name: string) => `Retire ${name}?`,
  retireMeans:
    'Its password and its sessions are erased, and its own logins are logged out at Instagram. Lists that were read with it stay. Checks go on with other accounts.',
  retired: (name: string) => `${name} is retired.`,
  inUse:
    'It is in use now: a check reads with it, or its live login is open. Close that login, or try again in a minute.',
  month: 'Thirty days',
  monthNote: (renewals: number, deaths: number) =>
    `${en(renewals)} ${english(renewals, { one: 'renewal', other: 'renewals' })}, ${en(deaths)} ${english(deaths, { one: 'death', other: 'deaths' })}`,
  lanes: { session: 'Session', requests: 'Requests' },
  requestsRead: (count: number) =>
    `${en(count)} ${english(count, { one: 'request', other: 'requests' })} in thirty days, by day`,
  answers: {
    title: 'Answers of the last 24 hours',
    note: 'a bar for each quarter of an hour; low is good, tall is a throttle or a death',
    none: 'Nothing was asked.',
    read: (requests: number, throttles: number, deaths: number) =>
      `${en(requests)} ${english(requests, { one: 'request', other: 'requests' })}, ${en(throttles)} ${english(throttles, { one: 'throttle', other: 'throttles' })}, ${en(deaths)} ${english(deaths, { one: 'death', other: 'deaths' })}`,
  },
  mayAsk: 'How much it may still ask',
  inWindow: (window: string) => `In ${window}`,
  of: (max: number) => `of ${en(max)}`,
  left: (count: number) => `${en(count)} left`,
  atLimit: 'it rests until the window moves on',
  pace: 'Pace',
  paceNote: (factor: string) => `${factor} times slower than set, since it was throttled`,
  paceFull: 'as set, not slowed',
  credentials: 'Credentials',
  hasPassword: 'a password is stored',
  noPassword: 'No password: it cannot log in by itself',
  hasTotp: 'with a two-factor secret',
  rollBack: (version: number) => `Probe v${numberIn('en', version)} and go back to it`,
  versions: 'Versions of its session',
  labels: { pending: 'pending', current: 'current', previous: 'previous', retired: 'retired' },
  versionsNote:
    'A new version becomes current only when it has answered. The one before is kept beside it.',
  diedAt: (when: string) => `died ${when}`,
  verifiedAt: (when: string) => `verified ${when}`,
  refreshes: 'Renewals and logins',
  refreshColumns: {
    when: 'When',
    why: 'Why',
    how: 'How',
    took: 'Took',
    outcome: 'Outcome',
    detail: 'What happened',
  },
  causes: {
    first: 'first',
    proactive: 'proactive',
    reactive: 'reactive',
    manual: 'by hand',
    doubt: 'doubt',
  } as Readonly<Record<string, string>>,
  outcomes: {
    'logged-in': 'logged in',
    'still-logged-in': 'still logged in',
    'under-way': 'under way',
    interrupted: 'interrupted',
  } as Readonly<Record<string, string>>,
  typed: 'password typed',
  nothingTyped: 'nothing typed',
  noRefreshes: 'It has not logged in yet.',
  says: (session: string, verified: string, next: string) =>
    `${[session, verified, next].filter((part) => part !== '').join(', ')}.`,
  sessionOld: (version: number, age: string) => `Session v${version} is ${age} old`,
  noSession: 'It has no session yet',
  verifiedAgo: (span: string) => `answered ${span} ago`,
  nextAt: (when: string) => `next renewal ${when}`,
  noNext: 'no renewal is planned',
  restsUntil: (when: string) => `rests until ${when}`,
  poolToday: (used: string, max: string) => `${used} of ${max} requests used in 24 h.`,
  remedy: 'What helps',
}

export type AccountWords = typeof ENGLISH

/** What stands after a number of times: a broken one is always `2,3 раза`. */
const раз = (times: string) =>
  times.includes(',') ? 'раза' : russian(Number(times), { one: 'раз', few: 'раза', many: 'раз' })

const RUSSIAN: AccountWords = {
  groups: {
    needs: 'Нужны вы',
    recovers: 'Приходят в себя',
    healthy: 'В порядке',
    rests: 'Отдыхают',
  },
  tabs: { all: 'Все' },
  columns: {
    account: 'Аккаунт',
    standing: 'Состояние',
    session: 'Сессия',
    age: 'Возраст',
    verified: 'Отвечала',
    next: 'Продление',
    requests: 'Запросы, 24 ч',
    pace: 'Темп',
    success: 'Успех',
  },
  full: 'полный',
  slower: (times) => `в ${times} ${раз(times)} медленнее`,
  standing: {
    active: 'В порядке',
    paused: 'Приостановлен вами',
    'wrong-password': 'Остановлен: пароль',
    'code-needed': 'Остановлен: код',
    challenged: 'Нужны вы',
    blocked: 'Временно ограничен',
    suspended: 'Заблокирован',
    failing: 'Входы не удаются',
  },
  state: {
    throttled: 'Ждёт',
    resting: 'Отдыхает',
    dead: 'Сессия оборвалась',
    queued: 'Ещё не входил',
    healthy: 'В порядке',
    human: 'Нужны вы',
    paused: 'Приостановлен вами',
    failed: 'Остановлен',
  },
  add: 'Добавить аккаунт',
  addMeans:
    'Браузер на этом сервере один раз вводит пароль и спрашивает профиль самого аккаунта. Evercheck читает вашими аккаунтами: автоматизация нарушает условия Instagram и может стоить аккаунта.',
  username: 'Имя аккаунта',
  usernameRule:
    'Латинские буквы, цифры, точки и подчёркивания, не больше 30, как в адресе профиля.',
  password: 'Пароль',
  totp: 'Секрет двухфакторной защиты',
  totpHint: 'если он есть; буквы и цифры, пробелы не важны',
  own: 'Аккаунт мой, и я обойдусь без него.',
  ownRule: 'Evercheck читает только вашими собственными аккаунтами.',
  added: (name) => `${name} сохранён в зашифрованном виде. Войдёт с первой проверкой.`,
  noneFound: 'Таких аккаунтов нет.',
  session: (version, method) => `v${version} ${method}`,
  renewNow: 'Продлить сейчас',
  renewMeans: 'Сразу делает новую версию сессии; начатая страница дочитывается.',
  renewed: {
    renewed: 'Сессия продлена.',
    stopped: 'Аккаунт остановлен.',
    wait: 'Ему нужно подождать.',
    busy: 'Он занят проверкой или прерванным входом. Повторите через полминуты.',
    unable: 'Продлить не удалось.',
    'under-way': 'Продление идёт; итог появится здесь.',
  },
  openLogin: 'Открыть вход',
  byHand: 'Войти вручную',
  pause: 'Приостановить',
  resume: 'Продолжить',
  paused: (name) => `${name} приостановлен.`,
  resumed: (name) => `${name} снова работает.`,
  import: 'Вставить cookies',
  importMeans:
    'Cookies вашего браузера, вошедшего в этот аккаунт. Они начнут использоваться, только если ответят сами за себя.',
  cookies: 'Cookies',
  cookiesRule: 'Cookies одного браузера, не больше миллиона символов.',
  cookiesHint: 'JSON, cookies.txt или строка заголовка',
  userAgent: 'User agent того браузера',
  imported: {
    imported: 'Cookies отвечают и уже используются.',
    refused: 'За этот аккаунт они не отвечают.',
    busy: 'Аккаунт занят: попробуйте ещё раз.',
  },
  setPassword: 'Пароль или секрет',
  setPasswordMeans:
    'Сохранённое никогда не показывается. Аккаунт, остановленный из-за пароля, продолжит работу.',
  passwordSet: (name) => `Пароль ${name} сохранён в зашифрованном виде.`,
  retire: 'Убрать аккаунт',
  retireTitle: (name) => `Убрать ${name}?`,
  retireMeans:
    'Пароль и сессии стираются, собственные входы завершаются в Instagram. Прочитанные им списки остаются. Проверки пойдут с другими аккаунтами.',
  retired: (name) => `${name} убран.`,
  inUse:
    'Сейчас он занят: его использует проверка или открыт вход вместе с вами. Закройте этот вход или попробуйте через минуту.',
  month: 'Тридцать дней',
  monthNote: (renewals, deaths) =>
    `${ru(renewals)} ${russian(renewals, { one: 'продление', few: 'продления', many: 'продлений' })}, ${ru(deaths)} ${russian(deaths, { one: 'обрыв', few: 'обрыва', many: 'обрывов' })}`,
  lanes: { session: 'Сессия', requests: 'Запросы' },
  requestsRead: (count) =>
    `${ru(count)} ${russian(count, { one: 'запрос', few: 'запроса', many: 'запросов' })} за тридцать дней, по дням`,
  answers: {
    title: 'Ответы за сутки',
    note: 'столбик — четверть часа; низкий — всё хорошо, высокий — просьба подождать или обрыв',
    none: 'Ничего не спрашивали.',
    read: (requests, throttles, deaths) =>
      `${ru(requests)} ${russian(requests, { one: 'запрос', few: 'запроса', many: 'запросов' })}, ${ru(throttles)} ${russian(throttles, { one: 'просьба', few: 'просьбы', many: 'просьб' })} подождать, ${ru(deaths)} ${russian(deaths, { one: 'обрыв', few: 'обрыва', many: 'обрывов' })}`,
  },
  mayAsk: 'Сколько ещё можно спросить',
  inWindow: (window) => `За ${window}`,
  of: (max) => `из ${ru(max)}`,
  left: (count) => `осталось ${ru(count)}`,
  atLimit: 'отдыхает, пока окно не сдвинется',
  pace: 'Темп',
  paceNote: (factor) => `в ${factor} ${раз(factor)} медленнее заданного после просьбы подождать`,
  paceFull: 'как задан, без замедления',
  credentials: 'Данные для входа',
  hasPassword: 'пароль сохранён',
  noPassword: 'Пароля нет: сам войти не сможет',
  hasTotp: 'с секретом двухфакторной защиты',
  rollBack: (version) => `Проверить v${numberIn('ru', version)} и вернуться к ней`,
  versions: 'Версии его сессии',
  labels: { pending: 'новая', current: 'текущая', previous: 'прежняя', retired: 'снята' },
  versionsNote: 'Новая версия становится текущей, только когда ответила. Прежняя хранится рядом.',
  diedAt: (when) => `оборвалась ${when}`,
  verifiedAt: (when) => `отвечала ${when}`,
  refreshes: 'Продления и входы',
  refreshColumns: {
    when: 'Когда',
    why: 'Почему',
    how: 'Как',
    took: 'Заняло',
    outcome: 'Итог',
    detail: 'Что было',
  },
  causes: {
    first: 'первый',
    proactive: 'плановое',
    reactive: 'после обрыва',
    manual: 'вручную',
    doubt: 'сомнение',
  },
  outcomes: {
    'logged-in': 'вошёл',
    'still-logged-in': 'ещё внутри',
    'under-way': 'идёт',
    interrupted: 'прервано',
  },
  typed: 'пароль введён',
  nothingTyped: 'ничего не введено',
  noRefreshes: 'Он ещё не входил.',
  says: (session, verified, next) =>
    `${[session, verified, next].filter((part) => part !== '').join(', ')}.`,
  sessionOld: (version, age) => `Сессии v${version} ${age}`,
  noSession: 'Сессии ещё нет',
  verifiedAgo: (span) => `отвечала ${span} назад`,
  nextAt: (when) => `продление ${when}`,
  noNext: 'продление не запланировано',
  restsUntil: (when) => `отдыхает до ${when}`,
  poolToday: (used, max) => `За 24 ч потрачено ${used} из ${max} запросов.`,
  remedy: 'Что поможет',
}

export const ACCOUNT_WORDS: InEveryLanguage<AccountWords> = { en: ENGLISH, ru: RUSSIAN }
