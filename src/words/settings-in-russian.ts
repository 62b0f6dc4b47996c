import type { SettingWords } from './settings.ts'

/** Every setting by its name, as the README says it in Russian. */
export const SETTINGS_IN_RUSSIAN: Readonly<Record<string, SettingWords>> = {
  EVERCHECK_DATA: {
    means: 'папка встроенной базы, ключа и журнала; создаётся, если её нет',
    usual: 'data',
  },
  EVERCHECK_DATABASE_URL_FILE: {
    means: 'файл с адресом вместо DATABASE_URL: тогда пароля нет в окружении',
    usual: 'нет',
  },
  EVERCHECK_DATABASE_TLS: {
    means:
      'как говорить с PostgreSQL на другой машине. verify: с шифрованием, и сервер доказывает сертификатом, что это он (sslrootcert=FILE в DATABASE_URL называет ваш центр сертификации). unverified отказывается от доказательства: кто-то по пути может выдать себя за него и узнать пароль. off отказывается от обоих: по пути читают всё',
    usual: 'verify',
  },
  EVERCHECK_INSTAGRAPI_URL: {
    means: 'сервис aiograpi-rest: входит там, где не справился сам браузер, и только тогда',
    usual: 'нет',
  },
  EVERCHECK_KEY_FILE: {
    means: 'файл ключей',
    usual: 'evercheck-keys среди credentials systemd или в /run/secrets, иначе data/keys',
  },
  EVERCHECK_VAULT_URL: {
    means: 'HashiCorp Vault, чей transit запечатывает ключи',
    usual: 'нет',
  },
  EVERCHECK_VAULT_TOKEN_FILE: {
    means: 'файл с его токеном, читается каждый раз заново',
    usual: 'нет',
  },
  EVERCHECK_VAULT_KEY: {
    means: 'имя ключа в Vault',
    usual: 'evercheck',
  },
  EVERCHECK_VAULT_MOUNT: {
    means: 'путь, по которому там подключён transit',
    usual: 'transit',
  },
  EVERCHECK_VAULT_CA: {
    means: 'центр, подписавший его сертификат (PEM)',
    usual: 'системные',
  },
  EVERCHECK_VAULT_NAMESPACE: {
    means: 'его пространство имён',
    usual: 'нет',
  },
  EVERCHECK_KEY_STORE: {
    means: 'где создаются новые ключи, file или vault, пока вы переезжаете',
    usual: 'vault, если он есть',
  },
  EVERCHECK_ADDRESS_URL: {
    means:
      'адрес https, который отвечает адресом спросившего: аккаунт с собственным прокси входит, только пока тот показывает один адрес',
    usual: 'никого не спрашивают',
  },
  EVERCHECK_BROWSER: {
    means: 'путь к браузеру для входа',
    usual: 'находится сам',
  },
  EVERCHECK_BROWSER_SANDBOX: {
    means: 'no запускает браузер без песочницы, для контейнеров, которые её не дают',
    usual: 'yes',
  },
  EVERCHECK_HIDE_WEBDRIVER: {
    means: 'скрывать navigator.webdriver; больше ничто никогда не маскируется',
    usual: 'no',
  },
  EVERCHECK_PACE_MS: {
    means:
      'пауза между двумя запросами, промежуток. 0, для тестов, снимает и два следующих предела, если они не заданы',
    usual: '4000-8000',
  },
  EVERCHECK_REQUESTS_PER_WINDOW: {
    means: 'запросов на аккаунт за любые 11 минут',
    usual: '200',
  },
  EVERCHECK_REQUESTS_PER_DAY: {
    means: 'запросов на аккаунт за любые 24 часа',
    usual: '3000',
  },
  EVERCHECK_THROTTLE_WAIT_MS: {
    means:
      'ожидание после просьбы подождать. Удваивается с каждой следующей без страницы между ними, до 24 раз; ещё одна после этого заканчивает день аккаунта. Прочие ожидания Instagram кратны этому',
    usual: '600000',
  },
  EVERCHECK_RETRY_WAIT_MS: {
    means:
      'ожидание перед повтором вопроса после сбоя сети или сервера: четыре раза, каждое вдвое дольше прежнего',
    usual: '1000',
  },
  EVERCHECK_PATIENCE_MS: {
    means: 'сколько проверка может стоять, прежде чем её прекратят',
    usual: '21600000',
  },
  EVERCHECK_SLOTS: {
    means: 'сколько проверок исполнитель читает сразу, каждую своим аккаунтом',
    usual: '8',
  },
  EVERCHECK_DELIVERABLE_PERCENT: {
    means:
      'какая доля насчитанного профилем должна быть в каждом списке; если меньше, проверка считается неудачной и ничего не стоит',
    usual: '90',
  },
  EVERCHECK_ORDERS_PER_DAY: {
    means: 'сколько проверок платящий клиент может заказать за день',
    usual: '200',
  },
  EVERCHECK_QUOTES_PER_DAY: {
    means: 'о цене скольких профилей он может спросить за день',
    usual: '60',
  },
  EVERCHECK_CANCELS_PER_DAY: {
    means: 'сколько проверок он может отменить за день',
    usual: '20',
  },
  EVERCHECK_PASSES_MAX: {
    means: 'сколько раз самое большее читается один список',
    usual: '6',
  },
  EVERCHECK_REUSE_HOURS: {
    means:
      'столько часов полный список может послужить другой проверке того же клиента; 0 — никогда',
    usual: '24',
  },
  EVERCHECK_LOSS_HOURS: {
    means: 'кого нет в двух полных проверках с промежутком в столько часов, тот назван ушедшим',
    usual: '6',
  },
  EVERCHECK_LOGINS_PER_DAY: {
    means:
      'автоматических входов на аккаунт в день; те, о которых просите вы, не считаются, а первый — только если не удался',
    usual: '3',
  },
  EVERCHECK_LOGIN_TIMEOUT_MS: {
    means: 'сколько может длиться каждый шаг входа',
    usual: '60000',
  },
  EVERCHECK_REFRESH_HOURS: {
    means:
      'возраст, в котором refresh обновляет сессию. Служба делает это в следующую за ним ночь, между 03:00 и 04:30 UTC; если задано меньше 24 — в этом возрасте',
    usual: '46',
  },
  EVERCHECK_INSTAGRAM_CONNECT: {
    means: 'host:port, где искать Instagram: симулятор',
    usual: 'настоящий',
  },
  EVERCHECK_INSTAGRAM_CA: {
    means: 'файл с центром сертификации того, что там отвечает',
    usual: 'нет',
  },
  EVERCHECK_CSV: {
    means: 'файлы CSV: comma или semicolon, как делит табличная программа, или plain для скриптов',
    usual: 'comma',
  },
  EVERCHECK_RENEW: {
    means:
      'что значит обновить сессию: visit — довольно, если её браузер оказался вошедшим; login каждый раз входит заново',
    usual: 'visit',
  },
  EVERCHECK_KEEP_MEMBERS_DAYS: {
    means: 'сколько хранятся списки проверки после её конца; её итог остаётся',
    usual: '90',
  },
  EVERCHECK_KEEP_EVENTS_DAYS: {
    means: 'сколько хранится то, что происходило',
    usual: '30',
  },
  EVERCHECK_KEEP_EVIDENCE_DAYS: {
    means: 'сколько хранятся неизвестные ответы',
    usual: '14',
  },
  EVERCHECK_KEEP_DELIVERIES_DAYS: {
    means: 'сколько хранятся сделанные доставки',
    usual: '7',
  },
  EVERCHECK_KEEP_AUDIT_DAYS: {
    means: 'сколько хранится, кто что сделал, не меньше 90',
    usual: '365',
  },
  EVERCHECK_LISTEN: {
    means: 'где отвечают API и панель, host:port',
    usual: '127.0.0.1:8080',
  },
  EVERCHECK_HEALTH_LISTEN: {
    means:
      'где отвечают /healthz, /readyz и /metrics. Исполнитель оставляет обычный порт службе и берёт любой свободный, как и тогда, когда заданный порт занят',
    usual: '127.0.0.1:8081',
  },
  EVERCHECK_TRUSTED_HOPS: {
    means:
      'сколько ваших прокси стоит перед API и панелью. Стольким адресам с конца X-Forwarded-For верят; при 0 — ни одному, и все, кто пришёл через прокси, — один адрес',
    usual: '0',
  },
  EVERCHECK_API_PER_MINUTE: {
    means: 'запросов в минуту на токен одного клиента; администраторам можно впятеро больше',
    usual: '1200',
  },
  EVERCHECK_PUBLIC_URL: {
    means: 'адрес, по которому люди открывают панель',
    usual: 'localhost и порт',
  },
  EVERCHECK_TELEGRAM_TOKEN_FILE: {
    means: 'файл с токеном бота в Telegram',
    usual: 'бота нет',
  },
  EVERCHECK_TELEGRAM_API: {
    means: 'сервер Telegram Bot API, если он ваш собственный',
    usual: 'https://api.telegram.org',
  },
  EVERCHECK_TELEGRAM_WEBHOOK_FILE: {
    means:
      'файл с секретом от 32 символов: Telegram сам доставляет обновления на /public/telegram под EVERCHECK_PUBLIC_URL и предъявляет его',
    usual: 'бот запрашивает их сам',
  },
  EVERCHECK_STARS_PACKS: {
    means: 'что продаёт бот, кредиты и звёзды: 5:45,20:160',
    usual: 'ничего',
  },
  EVERCHECK_STARS_PER_CREDIT: {
    means: 'звёзд за один кредит, когда баланса на проверку не хватает',
    usual: 'только наборы',
  },
  EVERCHECK_STARS_SUBSCRIPTION: {
    means:
      '30:250: тридцать кредитов каждые тридцать дней за 250 звёзд; Telegram продлевает подписку, пока клиент её не отменит',
    usual: 'без подписки',
  },
  EVERCHECK_REFERRAL: {
    means: '10:1: за десять друзей, которые что-то проверили, один кредит',
    usual: 'ничего',
  },
  EVERCHECK_SUPPORT: {
    means: 'кто отвечает за бота: его называют /terms и /paysupport',
    usual: 'никто',
  },
  EVERCHECK_LOGIN_PICTURES: {
    means: 'yes показывает операторам в Telegram страницу входа, которая их ждёт',
    usual: 'no',
  },
  EVERCHECK_SMTP_URL_FILE: {
    means: 'файл с адресом почтового сервера, например smtps://USER:PASSWORD@HOST:465',
    usual: 'почты нет',
  },
  EVERCHECK_SMTP_TO: {
    means: 'почтовые адреса, куда пишут о критичном, через запятую',
    usual: 'никто',
  },
  EVERCHECK_SMTP_FROM: {
    means: 'адрес, с которого приходит почта',
    usual: 'первый из EVERCHECK_SMTP_TO',
  },
  EVERCHECK_NTFY_URL_FILE: {
    means:
      'файл с адресом темы ntfy, например https://ntfy.sh/TOPIC; токен пишется так: https://:TOKEN@…',
    usual: 'ntfy нет',
  },
  EVERCHECK_ALERT_WEBHOOK_FILE: {
    means: 'файл с адресом, который получает то же, что Alertmanager даёт своим вебхукам',
    usual: 'вебхука нет',
  },
  EVERCHECK_ALERT_LANGUAGE: {
    means: 'язык оповещений: en или ru; в Telegram у каждого тот, который он там выбрал',
    usual: 'en',
  },
  EVERCHECK_QUIET_HOURS: {
    means: 'часы, когда говорят только о критичном, например 22:00-07:00; остальное ждёт их конца',
    usual: 'нет',
  },
  EVERCHECK_TIME_ZONE: {
    means: 'по чьим часам это и время в оповещениях, например Europe/Moscow',
    usual: 'UTC',
  },
  EVERCHECK_WEBHOOKS_PRIVATE: {
    means:
      'yes пускает вебхуки на эту машину, в её сеть и по простому http; без этого — только на публичные адреса по https',
    usual: 'no',
  },
  EVERCHECK_ORIGINAL_ENDPOINTS: {
    means:
      'no выключает POST /api/v1/admin/session/refresh, POST /api/v1/admin/credentials/set и GET /api/v1/admin/session/status',
    usual: 'yes',
  },
  EVERCHECK_OPERATORS: {
    means: 'номера в Telegram тех, кто ведёт Evercheck, через запятую',
    usual: 'никто',
  },
  EVERCHECK_LOG_LEVEL: {
    means:
      'error, warn, info, debug или silent, для evercheck.log в папке данных; на 20 МБ он откладывается, таких хранится пять',
    usual: 'info',
  },
}
