/** The names of all settings and how their text is read. What they mean stands in config.ts. */

/** A setting holds something that cannot be used. */
export class SettingInvalidError extends Error {
  override readonly name = 'SettingInvalidError'
  readonly code = 'SETTING_INVALID'
}

/** The environment as Node gives it. */
export type Environment = Readonly<Record<string, string | undefined>>

/** The text of every setting, null where it is not set. Secrets are not among them. */
export function readEnv(env: Environment) {
  return {
    dataFolder: text(env, 'EVERCHECK_DATA'),
    keyFile: text(env, 'EVERCHECK_KEY_FILE'),
    keyStore: text(env, 'EVERCHECK_KEY_STORE'),
    vaultUrl: text(env, 'EVERCHECK_VAULT_URL'),
    vaultTokenFile: text(env, 'EVERCHECK_VAULT_TOKEN_FILE'),
    vaultMount: text(env, 'EVERCHECK_VAULT_MOUNT'),
    vaultKey: text(env, 'EVERCHECK_VAULT_KEY'),
    vaultNamespace: text(env, 'EVERCHECK_VAULT_NAMESPACE'),
    vaultCa: text(env, 'EVERCHECK_VAULT_CA'),
    /** Where systemd has put what the unit's LoadCredential names. */
    credentialsFolder: text(env, 'CREDENTIALS_DIRECTORY'),
    databaseUrlFile: text(env, 'EVERCHECK_DATABASE_URL_FILE'),
    paceMs: text(env, 'EVERCHECK_PACE_MS'),
    throttleWaitMs: wholeNumber(env, 'EVERCHECK_THROTTLE_WAIT_MS', 1, 24 * 3_600_000),
    retryWaitMs: wholeNumber(env, 'EVERCHECK_RETRY_WAIT_MS', 0, 3_600_000),
    requestsPerWindow: wholeNumber(env, 'EVERCHECK_REQUESTS_PER_WINDOW', 1),
    requestsPerDay: wholeNumber(env, 'EVERCHECK_REQUESTS_PER_DAY', 1),
    loginsPerDay: wholeNumber(env, 'EVERCHECK_LOGINS_PER_DAY', 1),
    loginTimeoutMs: wholeNumber(env, 'EVERCHECK_LOGIN_TIMEOUT_MS', 1000, 3_600_000),
    refreshHours: wholeNumber(env, 'EVERCHECK_REFRESH_HOURS', 1, 10_000),
    patienceMs: wholeNumber(env, 'EVERCHECK_PATIENCE_MS', 0),
    passesMax: wholeNumber(env, 'EVERCHECK_PASSES_MAX', 1, 1000),
    lossHours: wholeNumber(env, 'EVERCHECK_LOSS_HOURS', 1, 24 * 30),
    reuseHours: wholeNumber(env, 'EVERCHECK_REUSE_HOURS', 0, 72),
    slots: wholeNumber(env, 'EVERCHECK_SLOTS', 1, 500),
    deliverablePercent: wholeNumber(env, 'EVERCHECK_DELIVERABLE_PERCENT', 0, 100),
    ordersPerDay: wholeNumber(env, 'EVERCHECK_ORDERS_PER_DAY', 1),
    quotesPerDay: wholeNumber(env, 'EVERCHECK_QUOTES_PER_DAY', 1),
    cancelsPerDay: wholeNumber(env, 'EVERCHECK_CANCELS_PER_DAY', 1),
    connect: text(env, 'EVERCHECK_INSTAGRAM_CONNECT'),
    ca: text(env, 'EVERCHECK_INSTAGRAM_CA'),
    browser: text(env, 'EVERCHECK_BROWSER'),
    addressUrl: text(env, 'EVERCHECK_ADDRESS_URL'),
    sideCarUrl: text(env, 'EVERCHECK_INSTAGRAPI_URL'),
    hideWebdriver: flag(env, 'EVERCHECK_HIDE_WEBDRIVER', 'no'),
    browserSandbox: flag(env, 'EVERCHECK_BROWSER_SANDBOX', 'yes'),
    csv: text(env, 'EVERCHECK_CSV'),
    logLevel: text(env, 'EVERCHECK_LOG_LEVEL'),
    databaseTls: text(env, 'EVERCHECK_DATABASE_TLS'),
    renew: text(env, 'EVERCHECK_RENEW'),
    keepMembersDays: wholeNumber(env, 'EVERCHECK_KEEP_MEMBERS_DAYS', 1, DAYS_MAX),
    keepEventsDays: wholeNumber(env, 'EVERCHECK_KEEP_EVENTS_DAYS', 1, DAYS_MAX),
    keepEvidenceDays: wholeNumber(env, 'EVERCHECK_KEEP_EVIDENCE_DAYS', 1, DAYS_MAX),
    keepDeliveriesDays: wholeNumber(env, 'EVERCHECK_KEEP_DELIVERIES_DAYS', 1, DAYS_MAX),
    keepAuditDays: wholeNumber(env, 'EVERCHECK_KEEP_AUDIT_DAYS', 90, DAYS_MAX),
    listen: text(env, 'EVERCHECK_LISTEN'),
    healthListen: text(env, 'EVERCHECK_HEALTH_LISTEN'),
    publicUrl: text(env, 'EVERCHECK_PUBLIC_URL'),
    trustedHops: wholeNumber(env, 'EVERCHECK_TRUSTED_HOPS', 0, 10),
    apiPerMinute: wholeNumber(env, 'EVERCHECK_API_PER_MINUTE', 1, 10_000_000),
    telegramTokenFile: text(env, 'EVERCHECK_TELEGRAM_TOKEN_FILE'),
    telegramApi: text(env, 'EVERCHECK_TELEGRAM_API'),
    telegramWebhookFile: text(env, 'EVERCHECK_TELEGRAM_WEBHOOK_FILE'),
    smtpUrlFile: text(env, 'EVERCHECK_SMTP_URL_FILE'),
    operators: text(env, 'EVERCHECK_OPERATORS'),
    webhooksPrivate: flag(env, 'EVERCHECK_WEBHOOKS_PRIVATE', 'no'),
    originalEndpoints: flag(env, 'EVERCHECK_ORIGINAL_ENDPOINTS', 'yes'),
    smtpTo: text(env, 'EVERCHECK_SMTP_TO'),
    smtpFrom: text(env, 'EVERCHECK_SMTP_FROM'),
    ntfyUrlFile: text(env, 'EVERCHECK_NTFY_URL_FILE'),
    alertWebhookFile: text(env, 'EVERCHECK_ALERT_WEBHOOK_FILE'),
    alertLanguage: text(env, 'EVERCHECK_ALERT_LANGUAGE'),
    quietHours: text(env, 'EVERCHECK_QUIET_HOURS'),
    timeZone: text(env, 'EVERCHECK_TIME_ZONE'),
    starsPacks: text(env, 'EVERCHECK_STARS_PACKS'),
    starsPerCredit: wholeNumber(env, 'EVERCHECK_STARS_PER_CREDIT', 1, 10_000),
    starsSubscription: text(env, 'EVERCHECK_STARS_SUBSCRIPTION'),
    referral: text(env, 'EVERCHECK_REFERRAL'),
    support: text(env, 'EVERCHECK_SUPPORT'),
    loginPictures: flag(env, 'EVERCHECK_LOGIN_PICTURES', 'no'),
  }
}

/** Every name that is asked for when the settings are read. */
export function settingNames(): readonly string[] {
  const asked: string[] = []
  const record = (_: object, name: string | symbol) => void asked.push(String(name))
  readEnv(new Proxy({}, { get: record }))
  return asked
}

/** What is set, by its name, as it was written. No secret is among it. */
export function settingTexts(env: Environment): Readonly<Record<string, string>> {
  const ours = settingNames().filter((name) => name.startsWith('EVERCHECK_'))
  return Object.fromEntries(
    ours.flatMap((name) => {
      const value = text(env, name)
      return value === null ? [] : [[name, value]]
    }),
  )
}

/** A URL with nothing in it that is a secret, or may be one: settings are shown to operators. */
export function openUrl(value: string): URL | null {
  const url = URL.parse(value)
  if (url === null || url.username || url.password || url.search || url.hash) return null
  return url
}

function text(env: Environment, name: string): string | null {
  const value = env[name]?.trim()
  return value ? value : null
}

/** The longest wait of a timer: some 24 days in milliseconds. As a count it is as good as none. */
const NUMBER_MAX = 2 ** 31 - 1

/** A hundred years. */
const DAYS_MAX = 36_500

function wholeNumber(env: Environment, name: string, min: number, max = NUMBER_MAX): number | null {
  const value = text(env, name)
  if (value === null) return null
  const number = Number(value)
  if (!/^\d+$/.test(value) || number < min || number > max) {
    throw new SettingInvalidError(
      `${name} is ${JSON.stringify(value)}, but must be a whole number from ${min} to ${max}.`,
    )
  }
  return number
}

function flag(env: Environment, name: string, otherwise: 'yes' | 'no'): boolean {
  const value = text(env, name)?.toLowerCase() ?? otherwise
  if (['1', 'yes', 'true', 'on'].includes(value)) return true
  if (['0', 'no', 'false', 'off'].includes(value)) return false
  throw new SettingInvalidError(`${name} must be yes or no.`)
}
