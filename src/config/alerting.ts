import { type readEnv, SettingInvalidError } from './env.ts'
import { contentOf } from './setting-file.ts'

/** Whom alerts are told to, in which words, and when not. Holds no secret. */
export type AlertSettings = {
  /** Mail addresses that are told what is critical. */
  readonly mailTo: readonly string[]
  /** The address that mail comes from; null without any recipient. */
  readonly mailFrom: string | null
  /** Then only what is critical is told; null where all hours are alike. */
  readonly quiet: {
    readonly fromMinute: number
    readonly toMinute: number
    readonly zone: string
  } | null
  readonly zone: string
  readonly language: 'en' | 'ru'
}

/** @throws SettingInvalidError SETTING_INVALID */
export function alertSettingsOf(env: ReturnType<typeof readEnv>): AlertSettings {
  const mailTo = (env.smtpTo ?? '').split(/[\s,]+/).filter((address) => address !== '')
  for (const address of mailTo) checkAddress('EVERCHECK_SMTP_TO', address)
  if (env.smtpFrom !== null) checkAddress('EVERCHECK_SMTP_FROM', env.smtpFrom)
  const zone = parseZone(env.timeZone ?? 'UTC')
  return {
    mailTo,
    mailFrom: env.smtpFrom ?? mailTo[0] ?? null,
    quiet: env.quietHours === null ? null : { ...parseHours(env.quietHours), zone },
    zone,
    language: parseLanguage(env.alertLanguage ?? 'en'),
  }
}

/** The secrets of the channels; null where none is set. */
export type AlertSecrets = {
  /** Server and topic, and perhaps a token. */
  readonly ntfyUrl: string | null
  readonly webhookUrl: string | null
}

/** @throws SettingInvalidError SETTING_INVALID; without what is in the file. */
export function loadAlertSecrets(env: ReturnType<typeof readEnv>): AlertSecrets {
  const ntfyUrl = contentOf('EVERCHECK_NTFY_URL_FILE', env.ntfyUrlFile)
  const webhookUrl = contentOf('EVERCHECK_ALERT_WEBHOOK_FILE', env.alertWebhookFile)
  if (ntfyUrl !== null && !/\/[^/]+$/.test(pathOf(ntfyUrl))) {
    throw new SettingInvalidError(
      'EVERCHECK_NTFY_URL_FILE: the file must hold one URL with a topic, such as https://ntfy.sh/TOPIC.',
    )
  }
  if (webhookUrl !== null && pathOf(webhookUrl) === '') {
    throw new SettingInvalidError(
      'EVERCHECK_ALERT_WEBHOOK_FILE: the file must hold one URL that begins with http:// or https://.',
    )
  }
  return { ntfyUrl, webhookUrl }
}

/** Empty for what is no URL of HTTP. */
function pathOf(text: string): string {
  const url = URL.parse(text)
  return url && /^https?:$/.test(url.protocol) ? url.pathname : ''
}

function checkAddress(setting: string, address: string): void {
  if (/^[^\s@<>,;"]+@[^\s@<>,;"]+$/.test(address)) return
  throw new SettingInvalidError(
    `${setting} is ${JSON.stringify(address)}, but must be a mail address such as ops@example.com.`,
  )
}

function parseHours(value: string) {
  const match = /^([01]?\d|2[0-3]):([0-5]\d)-([01]?\d|2[0-3]):([0-5]\d)$/.exec(value)
  const [fromHour, from, toHour, to] = (match ?? []).slice(1).map(Number)
  const isWhole =
    fromHour !== undefined && from !== undefined && toHour !== undefined && to !== undefined
  if (!isWhole) {
    throw new SettingInvalidError(
      `EVERCHECK_QUIET_HOURS is ${JSON.stringify(value)}, but must be two times such as 22:00-07:00.`,
    )
  }
  return { fromMinute: fromHour * 60 + from, toMinute: toHour * 60 + to }
}

function parseZone(value: string): string {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: value }).resolvedOptions().timeZone
  } catch {
    throw new SettingInvalidError(
      `EVERCHECK_TIME_ZONE is ${JSON.stringify(value)}, but must be a time zone such as Europe/Moscow.`,
    )
  }
}

function parseLanguage(value: string): 'en' | 'ru' {
  if (value === 'en' || value === 'ru') return value
  throw new SettingInvalidError('EVERCHECK_ALERT_LANGUAGE must be en or ru.')
}
