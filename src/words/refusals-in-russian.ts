import { numberIn, russian, timeIn } from './language.ts'

/** An error as far as its words need it: what it knows in detail stands in its fields. */
export type Told = { readonly message: string }

type Words = string | ((error: Told) => string)

const CREDITS = { one: 'кредит', few: 'кредита', many: 'кредитов' }
const TIMES = { one: 'раз', few: 'раза', many: 'раз' }
const CHECKS = { one: 'проверка', few: 'проверки', many: 'проверок' }

const WEAK: Readonly<Record<string, string>> = {
  'too-short': 'В пароле должно быть не меньше 15 знаков.',
  'too-long': 'В пароле должно быть не больше 200 знаков.',
  'too-simple': 'Такой пароль подбирают первым. Возьмите несколько случайных слов.',
}

const LACKS: Readonly<Record<string, string>> = {
  'looks-only':
    'Вам можно только смотреть. Дать больше прав может владелец: «Настройки», раздел «Люди».',
  'owner-only':
    'Это может только владелец. Он может сделать владельцем и вас: «Настройки», раздел «Люди».',
  'owner-tokens':
    'Ключ, которому можно всё, создаёт только владелец. Он может сделать владельцем и вас: «Настройки», раздел «Люди».',
  'one-check': 'По этой ссылке можно только посмотреть одну проверку.',
  'customer-only': 'Клиентам этого нельзя, только тем, кто управляет этим Evercheck.',
  'shown-only': 'Здесь можно только смотреть.',
  'for-others': 'Заказывать для других и выбирать, как читать, может только оператор.',
  'signed-in-owner': 'Это может только владелец, который вошёл сам.',
  'signed-in': 'Это могут только операторы, которые вошли сами, а не ключи API.',
  'wider-token': 'Прав этого ключа API для этого не хватает.',
}

const NOT_JSON =
  'В Instagram откройте «Центр аккаунтов», экспорт информации, и выберите формат JSON.'

/**
 * What is said in Russian of every code that a request may be refused with. In English the errors
 * say it themselves.
 */
export const REFUSALS_IN_RUSSIAN = {
  REQUEST_INVALID: 'Что-то из введённого сервер не понимает. Проверьте поля и отправьте ещё раз.',
  CURSOR_INVALID: 'Это место списка устарело. Откройте список с начала.',
  WEBHOOK_ADDRESS:
    'Адрес вебхука начинается с https://, доступен всем и не содержит ни пароля, ни решётки.',
  TARGET_NAME_INVALID:
    'Это не имя профиля и не ссылка на него. Годится nasa, @nasa или https://www.instagram.com/nasa/.',
  TOKEN_INVALID: 'У ключа API есть имя, срок в днях и одно из прав: всё, только смотреть, клиент.',
  OPERATOR_NAME: 'Имя оператора занято или не подходит: от 1 до 64 букв, цифр и знаков . _ @ + -',
  PASSWORD_WEAK: (error) => WEAK[field(error, 'fault')] ?? 'Этот пароль слишком слабый.',
  CODE_WRONG: 'Код сейчас не подходит. Введите тот, что показывает приложение.',
  PASSKEY_SITE:
    'Ключ доступа привязан к имени сервера: откройте эту страницу по адресу http://localhost или по её собственному имени.',
  ACCOUNT_NAME_INVALID:
    'Это не имя аккаунта Instagram: до 30 латинских букв, цифр, точек и подчёркиваний.',
  TOTP_SECRET_INVALID:
    'Секрет двухфакторной защиты не подходит. Нужен сам секрет (буквы A–Z и цифры 2–7) или адрес otpauth://, а не код из приложения.',
  COOKIES_UNREADABLE:
    'В этом тексте не удалось прочесть cookies. Вставьте значение cookie sessionid, весь заголовок Cookie, файл cookies.txt или JSON из расширения.',
  USER_AGENT_INVALID:
    'Такого user agent ни один браузер не присылает. Скопируйте его в том же браузере: navigator.userAgent.',
  IDEMPOTENCY_KEY_MISSING:
    'Добавьте заголовок Idempotency-Key: новый для каждого заказа и тот же при повторе.',
  CREDENTIALS_MISSING: 'Для этого нужно войти или передать ключ API.',
  CREDENTIALS_REFUSED: 'Вход завершён или больше не действует. Войдите ещё раз.',
  SIGN_IN_REFUSED:
    'Имя, пароль или код неверны. Если войти больше нечем, выполните на машине: evercheck operator reset NAME',
  SCOPE_MISSING: (error) => LACKS[field(error, 'lack')] ?? 'Вам этого нельзя: на это нет прав.',
  SUDO_MISSING: 'Подтвердите ещё раз, кто вы, и повторите.',
  ORIGIN_REFUSED:
    'Это можно отправить только со страниц этой установки: откройте их по адресу из EVERCHECK_PUBLIC_URL или по http://localhost.',
  ENDPOINT_UNKNOWN: 'По этому адресу ничего нет.',
  CHECK_UNKNOWN: 'Такой проверки нет.',
  PROFILE_UNKNOWN: 'Профиля с таким именем не видела ни одна проверка, или он не скрыт.',
  WATCH_UNKNOWN: 'Такого наблюдения нет.',
  WATCH_INVALID: 'Наблюдать можно раз в 1–90 дней, тихие часы пишутся так: 22:00-08:00.',
  PROXY_INVALID:
    'Это не адрес прокси. Годится http://USER:PASSWORD@HOST:PORT, https:// или socks5://.',
  PROXY_UNUSABLE:
    'Через этот прокси не добраться до Instagram, или он каждый раз показывает новый адрес. Попросите сеанс с постоянным адресом. Если до Instagram добираются только машины, где читают, задайте прокси там: evercheck account proxy.',
  HOUSE_KEPT: 'Это сам владелец установки, его забыть нельзя.',
  CUSTOMER_INVALID:
    'Такого клиента завести нельзя: имя — от 1 до 200 знаков в одну строку, часовой пояс — например Europe/Moscow, чат — ещё ничей.',
  EXPORT_UNREADABLE: 'Архив не читается: он неполон или это не экспорт Instagram.',
  EXPORT_IS_HTML: `Этот экспорт сделан в виде веб-страниц. ${NOT_JSON}`,
  EXPORT_WITHOUT_LISTS: `В архиве нет ни подписчиков, ни подписок. ${NOT_JSON}`,
  EXPORT_TOO_LARGE: 'Архив больше любого экспорта Instagram.',
  IMPORTS_TOO_MANY: 'Сейчас читаются другие архивы. Отправьте ещё раз через минуту.',
  DIALOGUE_UNKNOWN: 'Такого входа нет.',
  // The words are chosen where the code is refused, in the language of whoever sent it.
  CODE_REFUSED: ({ message }) => message,
  CONTROL_REFUSED: (error) => {
    const who = field(error, 'controller')
    return who === '' ? 'Страница уже закрыта.' : `На странице сейчас работает ${who}.`
  },
  TOKEN_UNKNOWN: 'Такого ключа API нет.',
  OPERATOR_UNKNOWN: 'Такого оператора нет.',
  SESSION_UNKNOWN: 'Такого входа нет; возможно, он уже завершён.',
  LINK_UNKNOWN: 'Такой ссылки нет.',
  PASSKEY_UNKNOWN: 'Такого ключа доступа нет.',
  ERROR_UNKNOWN: 'Такой ошибки нет.',
  ALERT_UNKNOWN: 'Такого оповещения сейчас нет: возможно, всё уже прошло.',
  CHANNEL_UNKNOWN: 'Этот канал не настроен.',
  WEBHOOK_UNKNOWN: 'Такого вебхука или такой доставки нет.',
  RULE_UNKNOWN: 'Такого правила нет.',
  RULE_NEVER_SILENT:
    'Об этом умолчать нельзя: пока кредиты не сойдутся, мы о них напоминаем. Примите оповещение, и повторов не будет; записи клиента: evercheck ledger КЛИЕНТ',
  ACCOUNT_UNKNOWN: 'Такого аккаунта нет.',
  REQUEST_TOO_SLOW: 'Запрос шёл слишком долго. Отправьте ещё раз.',
  STANDING_MOVE: 'В нынешнем состоянии аккаунта это невозможно.',
  RESULT_NOT_THERE:
    'Этого списка нет: проверка ещё идёт, сравнить не с чем, или прочитано не всё, и поэтому мы никого не называем.',
  LAST_OWNER: 'Это последний владелец: сначала сделайте владельцем кого-нибудь ещё.',
  LAST_MEANS: 'Вам стало бы нечем войти: сначала добавьте другой ключ доступа или задайте пароль.',
  CHALLENGE_OVER: 'Ответ пришёл слишком поздно или не на тот вопрос. Начните сначала.',
  PASSKEY_TAKEN: 'Этот ключ доступа уже добавлен.',
  INVITATION_OVER:
    'Эта ссылка уже использована или её срок истёк. Новую создаст команда: evercheck operator invite или evercheck operator reset NAME',
  PRACTICE_OVER: 'Тренировка закончилась, от неё ничего не осталось.',
  LISTS_DELETED:
    'Списки этой проверки удалены: их хранили столько, сколько обещано. Закажите новую проверку.',
  RATE_LIMITED: (error) => `Слишком много запросов. Попробуйте через ${field(error, 'seconds')} с.`,
  BODY_TOO_LARGE: 'Это больше, чем сервер принимает.',
  MEDIA_TYPE_UNKNOWN: 'Такой вид данных здесь не принимают.',
  IDEMPOTENCY_KEY_REUSED: 'Этот ключ повтора уже послужил другому запросу. Возьмите новый.',
  ALREADY_DONE: (error) => {
    const made = field(error, 'made')
    return `Это уже сделано с тем же ключом повтора${made === '' ? '' : ` (${made})`}. Секрет из ответа показали тогда, и он не хранится. Если он потерян, отзовите сделанное и отправьте запрос с новым ключом.`
  },
  WEBHOOKS_TOO_MANY: 'Вебхуков уже столько, сколько можно. Сначала уберите один.',
  STREAMS_TOO_MANY: 'Открыто слишком много потоков событий. Закройте лишние вкладки.',
  LINE_FULL: (error) => {
    const count = countOf(error, 'waitingMax')
    return `В очереди уже ${numberIn('ru', count)} ${russian(count, CHECKS)}, поэтому ничего не заказано. Попробуйте, когда станет меньше, или добавьте аккаунты.`
  },
  BALANCE_TOO_LOW: (error) => {
    const needed = countOf(error, 'needed')
    return `Проверка может стоить ${numberIn('ru', needed)} ${russian(needed, CREDITS)}, а на балансе ${numberIn('ru', countOf(error, 'balance'))}. Ничего не заказано.`
  },
  DAY_LIMIT: (error) => {
    const count = countOf(error, 'countMax')
    const again = Date.parse(field(error, 'again'))
    const when = Number.isNaN(again) ? 'позже' : timeIn('ru', new Date(again), 'UTC')
    return `Это можно делать ${numberIn('ru', count)} ${russian(count, TIMES)} в сутки. Снова можно будет ${when}.`
  },
  CUSTOMER_UNKNOWN: 'Такого клиента нет.',
  ANSWER_TOO_SLOW: 'Ответ занял больше времени, чем можно. Попробуйте ещё раз.',
  DATABASE_UNREACHABLE:
    'База данных не отвечает. Рабочие процессы остановились после последней сохранённой страницы и продолжат сами.',
  DATA_DAMAGED:
    'Файл базы данных повреждён. Её файлы остались как есть: верните их из резервной копии.',
  DISK_FULL: 'На диске нет места. Освободите его: всё сохранённое цело.',
  KEY_FILE_MISSING:
    'Нет файла с ключом. Верните его из копии или укажите его место в EVERCHECK_KEY_FILE.',
  KEY_FILE_UNREADABLE: 'Файл с ключом не читается. Откройте диагностику: там сказано почему.',
  SECRET_UNOPENABLE:
    'Сохранённый секрет не открыть: его ключа здесь нет, или запись изменилась. Верните ключ из копии или сохраните секрет заново.',
  BROWSER_MISSING:
    'Нет браузера, которым входят. Выполните npm run setup, установите Chromium или укажите его в EVERCHECK_BROWSER.',
  SANDBOX_MISSING:
    'Браузер не запускается в песочнице. Откройте диагностику: там сказано, чего не хватает.',
  PRACTICE_FAILED: 'Тренировку начать не удалось. Попробуйте ещё раз через минуту.',
} as const satisfies Readonly<Record<string, Words>>

function field(error: Told, name: string): string {
  const value: unknown = new Map(Object.entries(error)).get(name)
  return value instanceof Date ? value.toISOString() : String(value ?? '')
}

function countOf(error: Told, name: string): number {
  return Number(field(error, name))
}
