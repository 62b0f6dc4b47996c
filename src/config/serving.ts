import { isIP } from 'node:net'
import {
  type AlertSecrets,
  type AlertSettings,
  alertSettingsOf,
  loadAlertSecrets,
} from './alerting.ts'
import { type Environment, openUrl, readEnv, SettingInvalidError } from './env.ts'
import { contentOf } from './setting-file.ts'
import { TELEGRAM_API, type TelegramSettings, telegramSettingsOf } from './telegram.ts'

/** Where a server of ours listens. */
export type Listen = {
  /** The setting's name, for what is said when it cannot. */
  readonly setting: string
  readonly host: string
  /** 0 lets the system choose. */
  readonly port: number
}

/** What only `evercheck serve` and `evercheck worker` need to know. Holds no secret. */
export type Service = {
  /** API and panel. */
  readonly listen: Listen
  /** Health and metrics: never the public's. */
  readonly healthListen: Listen
  /** The address under which people reach the panel, without a slash at its end; null for none. */
  readonly publicUrl: string | null
  /** How many proxies of the operator's stand in front; the last ones to say who is asking. */
  readonly trustedHops: number
  /** Requests a minute of one customer's token; administrators make five times as many. */
  readonly apiPerMinute: number
  /** The server of the Telegram Bot API, without a slash at its end. */
  readonly telegramApi: string
  readonly telegramTokenFile: string | null
  readonly smtpUrlFile: string | null
  /** The operators' Telegram ids. */
  readonly operators: readonly string[]
  /** Whether webhooks may lead to this machine, its network, and plain `http`. */
  readonly webhooksPrivate: boolean
  /** Whether the three endpoints of the original plan answer. */
  readonly originalEndpoints: boolean
  readonly alerts: AlertSettings
  readonly telegram: TelegramSettings
}

/** Where a service answers for its health unless it is told otherwise. */
const HEALTH_LISTEN = '127.0.0.1:8081'

/**
 * Where a worker does: on any free port instead of the usual one, which belongs to the service of
 * the same machine even if that is started later. Pure.
 */
export function workerHealthListen(service: Pick<Service, 'healthListen'>): Listen {
  const { setting, host, port } = service.healthListen
  return `${host}:${port}` === HEALTH_LISTEN ? { setting, host, port: 0 } : service.healthListen
}

/** @throws SettingInvalidError SETTING_INVALID */
export function serviceOf(env: ReturnType<typeof readEnv>): Service {
  return {
    listen: parseListen('EVERCHECK_LISTEN', env.listen ?? '127.0.0.1:8080'),
    healthListen: parseListen('EVERCHECK_HEALTH_LISTEN', env.healthListen ?? HEALTH_LISTEN),
    publicUrl: env.publicUrl === null ? null : parseUrl('EVERCHECK_PUBLIC_URL', env.publicUrl),
    trustedHops: env.trustedHops ?? 0,
    apiPerMinute: env.apiPerMinute ?? 1200,
    telegramApi: parseUrl('EVERCHECK_TELEGRAM_API', env.telegramApi ?? TELEGRAM_API),
    telegramTokenFile: env.telegramTokenFile,
    smtpUrlFile: env.smtpUrlFile,
    operators: parseOperators(env.operators ?? ''),
    webhooksPrivate: env.webhooksPrivate,
    originalEndpoints: env.originalEndpoints,
    alerts: alertSettingsOf(env),
    telegram: telegramSettingsOf(env),
  }
}

/** The secrets of a service that has none. */
export const NO_SECRETS: ServiceSecrets = {
  telegramToken: null,
  telegramWebhook: null,
  smtpUrl: null,
  ntfyUrl: null,
  webhookUrl: null,
}

/** The secrets of the service; null where none is set. */
export type ServiceSecrets = AlertSecrets & {
  readonly telegramToken: string | null
  /** What Telegram shows when it brings updates; null where they are asked for. */
  readonly telegramWebhook: string | null
  /** `smtp://` or `smtps://`, with name and password. */
  readonly smtpUrl: string | null
}

/**
 * Reads the files that hold the service's secrets.
 * @throws SettingInvalidError SETTING_INVALID when one cannot be read; without what is in it.
 */
export function loadServiceSecrets(environment: Environment): ServiceSecrets {
  const env = readEnv(environment)
  const telegramToken = contentOf('EVERCHECK_TELEGRAM_TOKEN_FILE', env.telegramTokenFile)
  const telegramWebhook = contentOf('EVERCHECK_TELEGRAM_WEBHOOK_FILE', env.telegramWebhookFile)
  const smtpUrl = contentOf('EVERCHECK_SMTP_URL_FILE', env.smtpUrlFile)
  if (telegramToken !== null && !/^\d+:[\w-]{20,}$/.test(telegramToken)) {
    throw new SettingInvalidError(
      'EVERCHECK_TELEGRAM_TOKEN_FILE: the file must hold a bot token as BotFather gives it, and nothing else.',
    )
  }
  if (telegramWebhook !== null) ensureWebhook(env, telegramWebhook)
  if (smtpUrl !== null && !/^smtps?:\/\/\S+$/.test(smtpUrl)) {
    throw new SettingInvalidError(
      'EVERCHECK_SMTP_URL_FILE: the file must hold one URL such as smtps://USER:PASSWORD@HOST:465.',
    )
  }
  return { telegramToken, telegramWebhook, smtpUrl, ...loadAlertSecrets(env) }
}

/** Telegram brings updates over https only; a server of one's own brings them over http, too. */
function ensureWebhook(env: ReturnType<typeof readEnv>, secret: string): void {
  if (!/^[\w-]{32,256}$/.test(secret)) {
    throw new SettingInvalidError(
      'EVERCHECK_TELEGRAM_WEBHOOK_FILE: the file must hold 32 to 256 letters, digits, _ and -, such as openssl rand -hex 32 makes.',
    )
  }
  const scheme = env.telegramApi === null ? 'https://' : 'http'
  if (env.publicUrl?.startsWith(scheme)) return
  throw new SettingInvalidError(
    'EVERCHECK_TELEGRAM_WEBHOOK_FILE is set, so Telegram brings updates: EVERCHECK_PUBLIC_URL must be an https address at which it reaches this service.',
  )
}

function parseListen(setting: string, address: string): Listen {
  const match = /^(?<host>[\w.-]+|\[[0-9a-f:]+\]):(?<port>\d{1,5})$/i.exec(address)
  const host = match?.groups?.host?.replace(/^\[|\]$/g, '')
  const port = Number(match?.groups?.port)
  if (host === undefined || port > 65_535) {
    throw new SettingInvalidError(
      `${setting} is ${JSON.stringify(address)}, but must be host:port, such as 127.0.0.1:8080.`,
    )
  }
  return { setting, host, port }
}

function parseUrl(setting: string, value: string): string {
  const url = openUrl(value)
  if (!url || !/^https?:$/.test(url.protocol)) {
    throw new SettingInvalidError(
      `${setting} must be a URL such as https://evercheck.example, without a name, password or query.`,
    )
  }
  return url.href.replace(/\/+$/, '')
}

function parseOperators(value: string): readonly string[] {
  const ids = value.split(/[\s,]+/).filter((id) => id !== '')
  const wrong = ids.find((id) => !/^\d{1,19}$/.test(id))
  if (wrong === undefined) return ids
  throw new SettingInvalidError(
    `EVERCHECK_OPERATORS names ${JSON.stringify(wrong)}, but must be Telegram ids, numbers with commas between them.`,
  )
}

/** Whether only this machine can reach a server that listens there. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'))
}

/**
 * The address of a server of ours as people should open it: on this machine `localhost`, because an
 * address is no name for a passkey.
 */
export function urlOf(host: string, port: number): string {
  if (isLoopback(host) || host === '0.0.0.0' || host === '::') return `http://localhost:${port}`
  return `http://${isIP(host) === 6 ? `[${host}]` : host}:${port}`
}
