import type { Standing } from '../accounts/standing.ts'
import type { FindingWords, Lack } from './finding-meaning.ts'
import { numberIn, type RussianForms, russian } from './language.ts'
import { keyPlaceWords, noteSentence } from './notes.ts'
import { stopTextWords } from './reasons.ts'
import { type ActsBy, remedy } from './remedy.ts'
import { unsentWords } from './unsent.ts'

const LACKS: Readonly<Record<Lack, string>> = {
  password: 'нет пароля',
  totp: 'нет секрета TOTP',
  proof: 'сессию давно не проверяли',
}

const STANDINGS: Readonly<Record<Standing, string>> = {
  active: 'в работе',
  paused: 'приостановлен',
  'wrong-password': 'остановлен: пароль не подошёл',
  'code-needed': 'остановлен: нужен код',
  challenged: 'ждёт вас',
  blocked: 'ограничен Instagram',
  suspended: 'остановлен Instagram',
  failing: 'остановлен: вход не удаётся',
}

const count = (n: number, forms: RussianForms) => `${numberIn('ru', n)} ${russian(n, forms)}`
const PROCESSES = { one: 'процесс', few: 'процесса', many: 'процессов' }
const ACCOUNTS = { one: 'аккаунт', few: 'аккаунта', many: 'аккаунтов' }
const CHECKS = { one: 'проверка', few: 'проверки', many: 'проверок' }
const MIGRATIONS = { one: 'миграция', few: 'миграции', many: 'миграций' }
const SECRETS = { one: 'секрет', few: 'секрета', many: 'секретов' }

const anew = (username: string, by: ActsBy) =>
  by === 'buttons'
    ? `сохраните его пароль заново на странице ${username}`
    : `добавьте ${username} заново: evercheck account add ${username}`

function off(seconds: number): string {
  return `на ${Math.abs(seconds)} с ${seconds >= 0 ? 'отстают от часов' : 'спешат против часов'} Instagram`
}

/** Errors of looks; what they say in detail is told on the machine itself. */
const FAILED: Readonly<Record<string, string>> = {
  DATABASE_UNREACHABLE: 'База данных не отвечает.',
  DATA_DAMAGED: 'Файлы базы данных повреждены. Они остались как есть: верните резервную копию.',
  DISK_FULL: 'На диске нет места. Освободите его: всё сохранённое цело.',
  FOLDER_UNSAFE: 'Папка данных принадлежит другому пользователю, или в неё могут писать другие.',
  FOLDER_UNWRITABLE: 'В папку данных не записать: проверьте её владельца и права.',
  KEY_FILE_MISSING:
    'Файла с ключом нет. Верните его из копии или укажите его место в EVERCHECK_KEY_FILE.',
  KEY_FILE_UNREADABLE:
    'Файл с ключом не читается: проверьте, чей он, закрыт ли от других (chmod 600) и цел ли.',
  SECRET_UNOPENABLE:
    'Сохранённый секрет не открыть: его ключа здесь нет, или запись изменилась. Верните ключ из копии или сохраните секрет заново.',
  SETTING_INVALID: 'Значение одной из настроек не подходит.',
  VAULT_REFUSED: 'Vault отказывает: проверьте токен и права его политики.',
  VAULT_UNREACHABLE: 'Vault не отвечает или запечатан.',
}

const STARTS: Readonly<Record<string, string>> = {
  NO_BROWSER:
    'не запускается: файл не исполняется, не хватает системной библиотеки, или он недоступен пользователю, от которого работает браузер. Выполните: npm run setup',
  NO_SANDBOX:
    'не запускается: система не даёт Chromium песочницы. Установите пакет chromium-sandbox, разрешите пространства имён пользователей или работайте не от root; в контейнере без них задайте EVERCHECK_BROWSER_SANDBOX=no',
  LOGIN_TIMEOUT: 'запускается слишком долго',
}

/** What `doctor` has found, in Russian. */
export const FINDINGS_RU: FindingWords = {
  failed: ({ error, said }) =>
    error !== null && FAILED[error] !== undefined
      ? `${FAILED[error]} Подробнее на самой машине: evercheck doctor`
      : `Осмотреть не удалось: ${said}`,
  note: ({ note }) => noteSentence('ru', note),
  'settings-fine': () => 'Сказать о них нечего.',
  'data-folder': ({ folder }) => `Данные в ${folder}.`,
  'disk-low': ({ megabytes, folder }) =>
    `В ${folder} свободно только ${numberIn('ru', megabytes)} МБ: освободите место до большой проверки.`,
  'disk-fine': ({ megabytes }) => `Свободно ${numberIn('ru', megabytes)} МБ.`,
  'disk-open': ({ megabytes, folder }) =>
    `Свободно ${numberIn('ru', megabytes)} МБ. Другие видят, что лежит в ${folder}, хотя и не могут прочитать: chmod go-rwx ${folder}`,
  'database-answers': () => 'Отвечает.',
  'database-yours': () => 'PostgreSQL из DATABASE_URL отвечает.',
  'database-embedded': ({ folder, socketFolder, address }) =>
    `PostgreSQL в ${folder} отвечает. Он работает, пока работает команда Evercheck, и тогда доступен любой программе владельца или root: psql -h ${socketFolder} -U postgres, или ${address}`,
  durability: ({ settings }) =>
    `При отключении питания может пропасть сохранённое последним: у сервера ${settings.join(', ')}.`,
  pooler: () =>
    'На пути стоит пулер в режиме транзакций: о том, что процесс жив, узнают с опозданием в полминуты, и уведомления никого не будят. Подключайтесь в режиме сеансов.',
  'clock-agrees': () => 'Сходятся с часами базы данных.',
  'clock-differs': ({ seconds }) =>
    `Расходятся с часами базы данных на ${seconds} с: включите синхронизацию времени (NTP) на обеих машинах. Без неё не работают коды входа и аренда аккаунтов.`,
  'clock-close': ({ seconds }) => `Часы ${off(seconds)}: это близко.`,
  'clock-off': ({ seconds, isRefused }) =>
    `Часы этой машины ${off(seconds)}: включите синхронизацию времени (NTP). Она нужна кодам входа${isRefused ? ', и такие коды уже не принимают' : ''}.`,
  'key-none': () => 'Ключа ещё нет; его создаст первая команда.',
  'key-opens': ({ count: secrets, place, receipts }) => {
    const opened =
      secrets === 0
        ? 'Пока ничего не запечатано'
        : secrets === 1
          ? 'Единственный секрет открывается'
          : `Открываются все ${count(secrets, SECRETS)}`
    return `${opened}: ${keyPlaceWords('ru', place)}. Квитанции подписаны как ${receipts}. Храните копию ключа в другом месте.`
  },
  'key-missing': ({ key, username, place }, by) =>
    `Ключа ${key}, которым запечатаны данные ${username}, здесь нет (${keyPlaceWords('ru', place)}): верните его строку из копии или ${anew(username, by)}`,
  'key-changed': ({ key, username }, by) =>
    `Данные ${username} изменились или перемещены после того, как их запечатали, или под именем ${key} теперь другой ключ: ${anew(username, by)}`,
  'accounts-none': (_, by) =>
    by === 'buttons'
      ? 'Нет ни одного: «Добавить аккаунт» на странице «Аккаунты».'
      : 'Нет ни одного: evercheck account add USERNAME',
  'accounts-active': ({ count: accounts }) => `В работе ${count(accounts, ACCOUNTS)}.`,
  'account-active': ({ username }) => `${username} в работе.`,
  'account-stopped': ({ username, standing, why }, by) => {
    const said = why === null ? '' : ` (${stopTextWords(why, 'ru')})`
    return `${username} ${STANDINGS[standing]}${said}. ${remedy(standing, username, 'ru', by)}`
  },
  proxy: ({ username, proxy }) =>
    `Браузер и запросы ${username} выходят через ${proxy}. Проверить: evercheck account proxy ${username}`,
  'browser-none': () =>
    'Нет Chromium, которым входят. Выполните npm run setup или задайте EVERCHECK_BROWSER.',
  'browser-missing': ({ path }) => `В EVERCHECK_BROWSER указан ${path}, его не запустить.`,
  'browser-found': ({ executable }) => `Это ${executable}.`,
  'browser-starts': ({ executable, version }) =>
    `${executable} запускается в песочнице (версия ${version}).`,
  'browser-open': ({ executable, version }) =>
    `${executable} запускается (версия ${version}), но без песочницы: так задано в EVERCHECK_BROWSER_SANDBOX.`,
  'browser-fails': ({ executable, failure }) =>
    `${executable} ${STARTS[failure] ?? 'не запускается'}.`,
  'instagram-reached': ({ at, isElsewhere, note }) => {
    const away = isElsewhere ? ' (задано в EVERCHECK_INSTAGRAM_CONNECT)' : ''
    return `${at} отвечает${away}.${note === null ? '' : ` ${noteSentence('ru', note)}`}`
  },
  'instagram-away': ({ at, isTls, detail }) =>
    `До ${at} не добраться (${detail}): ${isTls ? 'проверьте часы, EVERCHECK_INSTAGRAM_CA и то, что читает соединение по пути' : 'проверьте сеть, брандмауэр или прокси и сервер имён'}.`,
  'telegram-no-token': () =>
    'EVERCHECK_OPERATORS задан без EVERCHECK_TELEGRAM_TOKEN_FILE: в Telegram никому не сообщают.',
  'telegram-answers': ({ bot }) => `Бот @${bot} отвечает.`,
  'telegram-nobody': () => 'В EVERCHECK_OPERATORS никого нет: оповещения не приходят в Telegram.',
  'telegram-deaf': ({ operator, bot, why }) =>
    `Бот не может написать ${operator} (${unsentWords('ru', why)}): этот человек должен открыть чат с @${bot} и нажать Start.`,
  'telegram-refused': ({ api, why }) =>
    `${api} не принимает токен (${unsentWords('ru', why)}): возьмите тот, что показывает BotFather, и запишите в файл из EVERCHECK_TELEGRAM_TOKEN_FILE.`,
  'telegram-away': ({ api, why }) => `${api} не работает: ${unsentWords('ru', why)}.`,
  'mail-no-server': () =>
    'EVERCHECK_SMTP_TO задан без EVERCHECK_SMTP_URL_FILE: по почте никому не сообщают.',
  'mail-answers': () => 'Почтовый сервер принимает наше имя и пароль.',
  'mail-nobody': () => 'В EVERCHECK_SMTP_TO никого нет: о критичном не сообщают по почте.',
  'mail-away': ({ why }) =>
    `Почтовый сервер не работает: ${unsentWords('ru', why)}. Проверьте адрес в файле из EVERCHECK_SMTP_URL_FILE.`,
  'backup-broken': ({ file }) =>
    `${file} — не целая резервная копия: сделайте другую и проверьте диск.`,
  'backup-none': ({ folder, make }) =>
    `В ${folder} нет резервной копии. Если вы не храните их в другом месте: ${make}`,
  'backup-old': ({ file, at, make }) => `${file} цел, он от ${at}; новее: ${make}`,
  'backup-whole': ({ file, at }) => `${file} цел, он от ${at}. Храните ключ отдельно от него.`,
  'accounts-ready': ({ count: accounts }) =>
    `Все работающие аккаунты могут войти и вошли: ${accounts}.`,
  'accounts-lacking': ({ lacking }) => {
    const list = lacking.map(({ username, lacks }) => {
      return `${username}: ${lacks.map((lack) => LACKS[lack]).join(', ')}`
    })
    return `${list.join('; ')}. Смотрите: evercheck account list, evercheck status`
  },
  'alert-arrived': ({ at }) => `Последнее оповещение дошло ${at}.`,
  'alert-none': () =>
    'Давно не доходило ни одного оповещения. Проверьте каналы: evercheck alerts test',
  'schema-same': () => 'Схема базы — от этой версии.',
  'schema-newer': ({ migrations }) => `Здесь уже была версия новее: ${migrations.join(', ')}.`,
  'schema-behind': ({ count: migrations, taking }) =>
    `Впереди ${count(migrations, MIGRATIONS)}; ${taking.length === 0 ? 'они только добавляют, прежние работники могут продолжать' : `${taking.join(', ')} могут менять то, чем пользуются прежние работники`}.`,
  'versions-same': () => 'Процессов другой версии нет.',
  'versions-other': ({ processes, stop }) =>
    `Работают процессы другой версии: ${processes.join(', ')}. ${stop ? 'Сначала остановите их.' : 'Пока они могут работать рядом с этой.'}`,
  'service-says': ({ url, said }) => `${url} отвечает ${said}`,
  'service-away': ({ url }) =>
    `По адресу ${url} никто не отвечает: на этой машине служба не работает.`,
  'roles-served': ({ count: processes }) =>
    `Всё, что нужно, делают процессы этой версии: ${count(processes, PROCESSES)}.`,
  'roles-missing': ({ roles }) =>
    `Ни один процесс этой версии не делает этого: ${roles.join(', ')}.`,
  'sessions-proved': ({ count: sessions, all }) => {
    const says = `С запуска службы проверено сессий: ${sessions} из ${all}.`
    return sessions === all
      ? says
      : `${says} Остальные — с ближайшей проверкой, или сразу: evercheck refresh ACCOUNT`
  },
  'checks-through': ({ count: checks }) => `С запуска службы закончено: ${count(checks, CHECKS)}.`,
  'checks-none': () => 'Ни одна проверка ещё не закончена. Попробуйте: evercheck check instagram',
  'alerts-none': () => 'Оповещений нет.',
  'alerts-raised': ({ rules }) => `Сработало: ${rules.join(', ')}. Смотрите: evercheck alerts`,
}
