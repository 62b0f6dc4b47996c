import type { SettingWords } from './settings.ts'

/** Every setting by its name, as the README says it. */
export const SETTINGS_IN_ENGLISH: Readonly<Record<string, SettingWords>> = {
  EVERCHECK_DATA: {
    means: 'folder of the embedded database, the key and the log; made if need be',
    usual: 'data',
  },
  EVERCHECK_DATABASE_URL_FILE: {
    means:
      'a file with the address for DATABASE_URL instead: it keeps the password out of the environment',
    usual: 'none',
  },
  EVERCHECK_DATABASE_TLS: {
    means:
      'how a PostgreSQL server on another machine is spoken to. verify: encrypted, and it proves by its certificate who it is (sslrootcert=FILE in DATABASE_URL names an authority of your own). unverified gives up the proof: somebody on the way can pretend to be it and learn the password. off gives up both: everybody on the way reads everything',
    usual: 'verify',
  },
  EVERCHECK_INSTAGRAPI_URL: {
    means: 'the side-car aiograpi-rest: logs in where the browser itself has failed, and only then',
    usual: 'none',
  },
  EVERCHECK_KEY_FILE: {
    means: 'the key file',
    usual: 'evercheck-keys among systemd’s credentials or in /run/secrets, else data/keys',
  },
  EVERCHECK_VAULT_URL: {
    means: 'a HashiCorp Vault whose transit engine seals the keys',
    usual: 'none',
  },
  EVERCHECK_VAULT_TOKEN_FILE: {
    means: 'the file with its token, read anew each time',
    usual: 'none',
  },
  EVERCHECK_VAULT_KEY: {
    means: 'the name of the key in the Vault',
    usual: 'evercheck',
  },
  EVERCHECK_VAULT_MOUNT: {
    means: 'where the transit engine is mounted there',
    usual: 'transit',
  },
  EVERCHECK_VAULT_CA: {
    means: 'the authority that signed its certificate (PEM)',
    usual: 'the system’s',
  },
  EVERCHECK_VAULT_NAMESPACE: {
    means: 'its namespace',
    usual: 'none',
  },
  EVERCHECK_KEY_STORE: {
    means: 'where new keys are made, file or vault, while one moves',
    usual: 'vault where there is one',
  },
  EVERCHECK_ADDRESS_URL: {
    means:
      'an https address that answers with the address of who asks: an account with a proxy of its own is only logged in while that shows one address',
    usual: 'nobody is asked',
  },
  EVERCHECK_BROWSER: {
    means: 'path of the browser to log in with',
    usual: 'found by itself',
  },
  EVERCHECK_BROWSER_SANDBOX: {
    means: 'no starts the browser without its sandbox, for containers that offer none',
    usual: 'yes',
  },
  EVERCHECK_HIDE_WEBDRIVER: {
    means: 'hide navigator.webdriver; nothing else is ever disguised',
    usual: 'no',
  },
  EVERCHECK_PACE_MS: {
    means:
      'pause between two requests, a range. 0, for tests, also lifts the next two limits unless they are set',
    usual: '4000-8000',
  },
  EVERCHECK_REQUESTS_PER_WINDOW: {
    means: 'requests per account in any 11 minutes',
    usual: '200',
  },
  EVERCHECK_REQUESTS_PER_DAY: {
    means: 'requests per account in any 24 hours',
    usual: '3000',
  },
  EVERCHECK_THROTTLE_WAIT_MS: {
    means:
      'the wait after a throttle. It doubles with each that follows without a page between them, up to 24 times; one after that ends the account’s day. Other waits for Instagram are multiples of it',
    usual: '600000',
  },
  EVERCHECK_RETRY_WAIT_MS: {
    means:
      'the wait before a question is repeated after a failure of the network or a server: four times, each wait twice the one before',
    usual: '1000',
  },
  EVERCHECK_PATIENCE_MS: {
    means: 'how long a check may stand still before it is given up',
    usual: '21600000',
  },
  EVERCHECK_SLOTS: {
    means: 'how many checks a worker reads at a time, each with an account of its own',
    usual: '8',
  },
  EVERCHECK_DELIVERABLE_PERCENT: {
    means:
      'how much of what a profile counts each of its lists must hold; with less, the check counts as failed and costs nothing',
    usual: '90',
  },
  EVERCHECK_ORDERS_PER_DAY: {
    means: 'how many checks a customer who pays may order within a day',
    usual: '200',
  },
  EVERCHECK_QUOTES_PER_DAY: {
    means: 'how many profiles he may ask the price of, within a day',
    usual: '60',
  },
  EVERCHECK_CANCELS_PER_DAY: {
    means: 'how many checks he may cancel within a day',
    usual: '20',
  },
  EVERCHECK_PASSES_MAX: {
    means: 'how often one list is read at the most',
    usual: '6',
  },
  EVERCHECK_REUSE_HOURS: {
    means: 'a complete list may serve another check of its customer for so many hours; 0 for never',
    usual: '24',
  },
  EVERCHECK_LOSS_HOURS: {
    means: 'who is missing from two complete checks so many hours apart is called lost',
    usual: '6',
  },
  EVERCHECK_LOGINS_PER_DAY: {
    means:
      'automatic logins per account and day; those you ask for are not counted, and a first one only if it failed',
    usual: '3',
  },
  EVERCHECK_LOGIN_TIMEOUT_MS: {
    means: 'how long each step of a login may take',
    usual: '60000',
  },
  EVERCHECK_REFRESH_HOURS: {
    means:
      'age at which refresh renews a session. The service does so in the night after that, between 03:00 and 04:30 UTC; with less than 24, at that age',
    usual: '46',
  },
  EVERCHECK_INSTAGRAM_CONNECT: {
    means: 'host:port where Instagram is reached: the simulator',
    usual: 'the real one',
  },
  EVERCHECK_INSTAGRAM_CA: {
    means: 'file with the certificate authority of what answers there',
    usual: 'none',
  },
  EVERCHECK_CSV: {
    means:
      'CSV files: comma or semicolon as the spreadsheet program separates lists, or plain for scripts',
    usual: 'comma',
  },
  EVERCHECK_RENEW: {
    means:
      'what renewing a session means: visit is done when its browser is found logged in; login logs in anew each time',
    usual: 'visit',
  },
  EVERCHECK_KEEP_MEMBERS_DAYS: {
    means: 'how long the lists of a check are kept after its end; what it came to stays',
    usual: '90',
  },
  EVERCHECK_KEEP_EVENTS_DAYS: {
    means: 'how long what happened is kept',
    usual: '30',
  },
  EVERCHECK_KEEP_EVIDENCE_DAYS: {
    means: 'how long unknown answers are kept',
    usual: '14',
  },
  EVERCHECK_KEEP_DELIVERIES_DAYS: {
    means: 'how long deliveries that were made are kept',
    usual: '7',
  },
  EVERCHECK_KEEP_AUDIT_DAYS: {
    means: 'how long is kept who did what, 90 at the least',
    usual: '365',
  },
  EVERCHECK_LISTEN: {
    means: 'where API and panel listen, host:port',
    usual: '127.0.0.1:8080',
  },
  EVERCHECK_HEALTH_LISTEN: {
    means:
      'where /healthz, /readyz and /metrics are answered. A worker leaves the usual port to the service and takes any free one, as it does when the port that was set is in use',
    usual: '127.0.0.1:8081',
  },
  EVERCHECK_TRUSTED_HOPS: {
    means:
      'how many proxies of yours stand in front of API and panel. That many addresses at the end of X-Forwarded-For are believed; with 0 none, and all who come through a proxy are one address',
    usual: '0',
  },
  EVERCHECK_API_PER_MINUTE: {
    means: 'requests a minute of one customer’s token; administrators make five times as many',
    usual: '1200',
  },
  EVERCHECK_PUBLIC_URL: {
    means: 'the address under which people reach the panel',
    usual: 'localhost and the port',
  },
  EVERCHECK_TELEGRAM_TOKEN_FILE: {
    means: 'file with the token of the Telegram bot',
    usual: 'no bot',
  },
  EVERCHECK_TELEGRAM_API: {
    means: 'the server of the Telegram Bot API, if it is one of your own',
    usual: 'https://api.telegram.org',
  },
  EVERCHECK_TELEGRAM_WEBHOOK_FILE: {
    means:
      'file with a secret of 32 characters or more: Telegram brings updates to /public/telegram below EVERCHECK_PUBLIC_URL, and shows it',
    usual: 'it is asked for them',
  },
  EVERCHECK_STARS_PACKS: {
    means: 'what the bot sells, credits and Stars: 5:45,20:160',
    usual: 'nothing',
  },
  EVERCHECK_STARS_PER_CREDIT: {
    means: 'Stars for one credit, when a balance does not hold a check',
    usual: 'packs only',
  },
  EVERCHECK_STARS_SUBSCRIPTION: {
    means:
      '30:250: thirty credits every thirty days for 250 Stars, which Telegram renews until the customer ends it',
    usual: 'no subscription',
  },
  EVERCHECK_REFERRAL: {
    means: '10:1: for ten friends who had something checked, one credit',
    usual: 'nothing',
  },
  EVERCHECK_SUPPORT: {
    means: 'who answers for the bot, as /terms and /paysupport say it',
    usual: 'nobody',
  },
  EVERCHECK_LOGIN_PICTURES: {
    means: 'yes lets operators see a login page that waits for them in Telegram',
    usual: 'no',
  },
  EVERCHECK_SMTP_URL_FILE: {
    means: 'file with the URL of the mail server, such as smtps://USER:PASSWORD@HOST:465',
    usual: 'no mail',
  },
  EVERCHECK_SMTP_TO: {
    means: 'mail addresses that are told what is critical, with commas',
    usual: 'nobody',
  },
  EVERCHECK_SMTP_FROM: {
    means: 'the address that mail comes from',
    usual: 'the first of EVERCHECK_SMTP_TO',
  },
  EVERCHECK_NTFY_URL_FILE: {
    means:
      'file with the URL of an ntfy topic, such as https://ntfy.sh/TOPIC; a token stands in it as https://:TOKEN@…',
    usual: 'no ntfy',
  },
  EVERCHECK_ALERT_WEBHOOK_FILE: {
    means: 'file with a URL that is given what Alertmanager gives its webhooks',
    usual: 'no webhook',
  },
  EVERCHECK_ALERT_LANGUAGE: {
    means:
      'the language of alerts: en or ru; in Telegram everybody has the one that he has chosen there',
    usual: 'en',
  },
  EVERCHECK_QUIET_HOURS: {
    means: 'then only what is critical is told, such as 22:00-07:00; the rest waits for their end',
    usual: 'none',
  },
  EVERCHECK_TIME_ZONE: {
    means: 'whose clock that is, and that of alerts, such as Europe/Moscow',
    usual: 'UTC',
  },
  EVERCHECK_WEBHOOKS_PRIVATE: {
    means:
      'yes lets webhooks lead to this machine, to its network and to plain http; without it they lead to public addresses by https only',
    usual: 'no',
  },
  EVERCHECK_ORIGINAL_ENDPOINTS: {
    means:
      'no switches off POST /api/v1/admin/session/refresh, POST /api/v1/admin/credentials/set and GET /api/v1/admin/session/status',
    usual: 'yes',
  },
  EVERCHECK_OPERATORS: {
    means: 'Telegram ids of those who run Evercheck, with commas',
    usual: 'nobody',
  },
  EVERCHECK_LOG_LEVEL: {
    means:
      'error, warn, info, debug or silent, for evercheck.log in the data folder; at 20 MB it is put aside, and five of those are kept',
    usual: 'info',
  },
}
