import type { MachineTrouble } from '../sessions/machine-trouble.ts'
import { russian } from './language.ts'
import type { ReasonWords } from './reason-words.ts'

/** What keeps an answer from coming. */
const UNREACHABLE: Readonly<Record<string, string>> = {
  timeout: 'он не отвечает вовремя',
  reset: 'соединение раз за разом обрывается',
  closed: 'соединение раз за разом обрывается',
  truncated: 'ответы приходят не целиком',
  refused: 'в соединении отказано',
  dns: 'его имя не удаётся найти; проверьте сеть',
  tls: 'его сертификату нельзя доверять; проверьте часы, прокси, который вскрывает трафик, и EVERCHECK_INSTAGRAM_CA',
}

const TROUBLE: ReasonWords['trouble'] = {
  'no-browser': 'нет браузера',
  'no-sandbox': 'браузер не запускается в своей песочнице',
  'browser-start': 'браузер не запускается',
  certificate: 'сертификату, который видит браузер, нельзя доверять',
  proxy: 'прокси не пропускает браузер',
  'name-lookup': 'имя Instagram не удаётся найти',
  network: 'Instagram недоступен',
  'stood-still': 'эта машина остановилась посреди входа',
}

const TROUBLE_REMEDIES: ReasonWords['troubleRemedies'] = {
  'no-browser': 'Выполните: npm run setup — или задайте EVERCHECK_BROWSER.',
  'no-sandbox': 'Диагностика (evercheck doctor) скажет, как её разрешить.',
  'browser-start': 'Диагностика (evercheck doctor) скажет, чего не хватает браузеру.',
  certificate: 'Проверьте часы, прокси, который вскрывает трафик, и EVERCHECK_INSTAGRAM_CA.',
  proxy: 'Проверьте HTTPS_PROXY и NO_PROXY.',
  'name-lookup': 'Проверьте сеть и её сервер имён.',
  network: 'Проверьте сеть; попытки продолжаются сами.',
  'stood-still': 'Посреди входа она стояла (сон или нехватка памяти); попытки продолжаются сами.',
}

const REST: ReasonWords['rest'] = {
  throttled: () => 'Instagram просит подождать',
  'day-over': () => 'Instagram уже несколько часов просит подождать: на сегодня хватит',
  paced: () => 'аккаунт спросил столько, сколько пока можно',
  vague: () => 'Instagram не говорит, что мы вышли, и не даёт читать',
  'surface-refused': () => 'один из запросов отвечает «вы вышли», хотя сессия жива',
  barred: () => 'новая, проверенная сессия получает тот же отказ: закрыт адрес или сам запрос',
  'request-refused': (why) => `Instagram отклонил наш запрос: ${why}`,
  unreachable: (why) => `Instagram не читается: ${UNREACHABLE[why] ?? why}`,
  unrecognised: () => 'Instagram дал ответ, которого ещё никто не видел',
  'known-profile-hidden': () => 'этому аккаунту не показан и профиль, который видят все',
  'list-refused': () => 'в списке отказано, а в его профиле — нет',
  'list-not-served': (list) =>
    `Instagram не отдаёт этому аккаунту список «${LISTS[list] ?? list}», хотя с сессией всё в порядке`,
  'login-throttled': (said) => once('Instagram пока не даёт войти', said),
  'login-failed': (said) => `вход не удался: ${said}`,
  'login-limit': (count) => `за сутки аккаунт входил уже ${times(Number(count))} — это предел`,
  'login-unproved': () => 'новую сессию не удалось проверить: Instagram не говорит ни да, ни нет',
  machine: (said) => {
    const [trouble = '', ...rest] = said.split(': ')
    const remedy = isTrouble(trouble) ? ` ${TROUBLE_REMEDIES[trouble]}` : ''
    return `с этой машины не войти: ${rest.join(': ')}.${remedy}`
  },
  'visit-failed': (said) =>
    `браузеру аккаунта не удалось посмотреть: ${said || 'причины он не назвал'}`,
  'by-hand': () => 'кто-то входит в него вручную',
  crashes: () => 'Evercheck раз за разом падал на одной и той же странице',
  said: (sentence) => sentence,
}

const STOP: ReasonWords['stop'] = {
  challenged: (where) =>
    where === '' ? 'нужно подтвердить вход' : `Instagram просит подтвердить вход на ${where}`,
  feedback: () => 'Instagram пока ограничил действия этого аккаунта',
  sentry: () => 'Instagram пока не доверяет адресу или входу',
  suspended: () => 'Instagram приостановил аккаунт',
  disabled: () => 'Instagram отключил аккаунт',
  'password-reset': () => 'Instagram сбросил пароль аккаунта',
  geoblock: () => 'Instagram не пускает аккаунт из этого региона',
  'password-missing': () => 'пароль не сохранён, и сам аккаунт больше не войдёт',
  'login-refused': (said) => once('Instagram отказал во входе', said),
  'code-needed': () => 'Instagram попросил код двухфакторной защиты, а секрет TOTP не сохранён',
  'code-rejected': (said) =>
    `Instagram не принял код двухфакторной защиты (${said}): неверен секрет TOTP или спешат часы`,
  'clock-off': (off) =>
    `Instagram не принял код двухфакторной защиты, а часы этой машины врут (${off}): включите синхронизацию времени (NTP)`,
  'human-wanted': (said) => once('Instagram просит подтвердить вход', said),
  'login-suspended': (said) => said,
  'login-failed': (said) => `вход не удался: ${said}`,
  operator: () => 'по решению оператора',
  restored: () => 'он восстановлен из копии; прежняя система больше не должна им пользоваться',
  said: (sentence) => sentence,
}

/** Reasons in Russian. */
export const REASONS_IN_RUSSIAN: ReasonWords = {
  rest: REST,
  stop: STOP,
  trouble: TROUBLE,
  troubleRemedies: TROUBLE_REMEDIES,
}

const LISTS: Readonly<Record<string, string>> = { followers: 'подписчики', following: 'подписки' }

function isTrouble(text: string): text is MachineTrouble {
  return Object.hasOwn(TROUBLE, text)
}

/** What Instagram did, and why; a reason that says what Instagram did needs no second one. */
function once(done: string, why: string): string {
  if (why === '') return done
  return why.startsWith('Instagram ') ? why : `${done}: ${why}`
}

function times(count: number): string {
  return `${count} ${russian(count, { one: 'раз', few: 'раза', many: 'раз' })}`
}
