import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import type { Pace, RequestWindow } from '../instagram/questions/pacing.ts'
import type { Connect } from '../instagram/wire/connect.ts'
import { type Environment, openUrl, readEnv, SettingInvalidError, settingTexts } from './env.ts'
import { type Keep, keepOf } from './keep.ts'
import { type KeySettings, keySettingsOf } from './key-settings.ts'
import { type Service, serviceOf } from './serving.ts'

/** What the settings mean, checked and complete. Holds no secret, so it may be logged. */
export type Config = {
  /** What is set, by its name in the environment, as it was written. */
  readonly set: Readonly<Record<string, string>>
  /** Where the embedded database, the key and the log live. */
  readonly dataFolder: string
  /** Where the keys are that seal secrets. */
  readonly keys: KeySettings
  readonly connect: Connect | null
  readonly browser: string | null
  /**
   * Where somebody who asks is told his own address, to see that a proxy shows one only; null asks
   * nobody.
   */
  readonly addressUrl: URL | null
  /** The instagrapi side-car; null without one. */
  readonly sideCarUrl: URL | null
  readonly hideWebdriver: boolean
  /** False gives up the browser's sandbox, where a container offers none. */
  readonly browserSandbox: boolean
  readonly logLevel: string
  readonly databaseTls: DatabaseTls
  readonly pace: Pace
  readonly windows: readonly RequestWindow[]
  readonly waits: Waits
  readonly logins: { readonly perDayMax: number; readonly timeoutMs: number }
  /** A session older than this is renewed by the proactive path. */
  readonly refreshAfterMs: number
  readonly reading: Reading
  /** How many slices a worker reads at a time. */
  readonly slots: number
  /** How much a customer who pays may do within a day. */
  readonly customerLimits: {
    readonly ordersPerDayMax: number
    readonly quotesPerDayMax: number
    readonly cancelsPerDayMax: number
  }
  /** How CSV files are written: for a program that separates lists so, or for scripts. */
  readonly csv: 'comma' | 'semicolon' | 'plain'
  readonly service: Service
  readonly keep: Keep
  /** Whether a renewal is done with when its browser is found logged in, or logs in anew. */
  readonly renewBy: 'visit' | 'login'
}

/** How a PostgreSQL server on another machine is spoken to; what each gives up, the README says. */
const TLS = ['verify', 'unverified', 'off'] as const
export type DatabaseTls = (typeof TLS)[number]

/** How long is waited for what. */
export type Waits = {
  /** The first wait after a throttle; it doubles with each further one. */
  readonly throttleMs: number
  /** The first wait after a failure of network or server; it doubles four times. */
  readonly retryMs: number
  /** How long a check may stand still altogether before it fails. */
  readonly patienceMs: number
}

/** How lists are read. */
export type Reading = {
  /** People asked for per page; Instagram answers with fewer (facts 2b: 50 is safe, 200 is not). */
  readonly pageCount: number
  readonly passesMax: number
  /**
   * Who is missing from two complete checks, so many milliseconds apart, is gone for sure.
   */
  readonly lossApartMs: number
  /** How old a list may be that serves another check of its customer; 0 for never. */
  readonly reuseMs: number
  /**
   * How much of the profile's counter may be missing in a complete list: 0.01 is one in a hundred.
   */
  readonly tolerance: number
  /** The part of the profile's counter that a list must hold, or the check costs nothing. */
  readonly deliverable: number
  /**
   * How long a cursor is tried. Nobody knows its life (facts 8.2); a refused one starts the pass
   * anew.
   */
  readonly cursorTrustMs: number
  readonly slicePagesMax: number
  readonly sliceMs: number
}

/**
 * Reads the settings from the environment and gives them meaning.
 * @throws SettingInvalidError naming the setting and what it should be.
 */
export function loadConfig(environment: Environment): Config {
  const env = readEnv(environment)
  const dataFolder = resolve(env.dataFolder ?? 'data')
  const pace = parsePace(env.paceMs ?? '4000-8000')
  return {
    set: settingTexts(environment),
    dataFolder,
    keys: keySettingsOf(env, dataFolder),
    connect: parseConnect(env.connect, env.ca),
    browser: env.browser,
    addressUrl: parseAddressUrl(env.addressUrl),
    sideCarUrl: parseSideCarUrl(env.sideCarUrl),
    hideWebdriver: env.hideWebdriver,
    browserSandbox: env.browserSandbox,
    logLevel: parseLevel(env.logLevel ?? 'info'),
    databaseTls: parseTls(env.databaseTls ?? 'verify'),
    pace,
    windows: requestWindows(pace, env.requestsPerWindow, env.requestsPerDay),
    waits: {
      throttleMs: env.throttleWaitMs ?? 10 * 60_000,
      retryMs: env.retryWaitMs ?? 1000,
      patienceMs: env.patienceMs ?? 6 * 3_600_000,
    },
    logins: { perDayMax: env.loginsPerDay ?? 3, timeoutMs: env.loginTimeoutMs ?? 60_000 },
    // Two days, less the two hours that renewals are spread over (operations 4.5, point 6).
    refreshAfterMs: (env.refreshHours ?? 46) * 3_600_000,
    reading: {
      pageCount: 50,
      passesMax: env.passesMax ?? 6,
      lossApartMs: (env.lossHours ?? 6) * 3_600_000,
      reuseMs: (env.reuseHours ?? 24) * 3_600_000,
      tolerance: 0.01,
      deliverable: (env.deliverablePercent ?? 90) / 100,
      // Longer than the wait for the requests of the next day, or a large list would never end.
      cursorTrustMs: 72 * 3_600_000,
      // At a person's pace the minutes end a slice long before; this is for tests and benches.
      slicePagesMax: 200,
      sliceMs: 5 * 60_000,
    },
    slots: env.slots ?? 8,
    customerLimits: {
      ordersPerDayMax: env.ordersPerDay ?? 200,
      quotesPerDayMax: env.quotesPerDay ?? 60,
      cancelsPerDayMax: env.cancelsPerDay ?? 20,
    },
    csv: parseCsv(env.csv ?? 'comma'),
    service: serviceOf(env),
    keep: keepOf(env),
    renewBy: parseRenew(env.renew ?? 'visit'),
  }
}

/** Facts 7: 200 requests in 11 minutes is what the most careful client allows itself. */
function requestWindows(
  pace: Pace,
  perWindow: number | null,
  perDay: number | null,
): readonly RequestWindow[] {
  // No pace means a test against a simulator: then only limits set by name hold.
  const unlimited = pace.maxMs === 0
  const windowMax = perWindow ?? (unlimited ? null : 200)
  const dayMax = perDay ?? (unlimited ? null : 3000)
  return [
    ...(windowMax === null ? [] : [{ countMax: windowMax, windowMs: 11 * 60_000 }]),
    ...(dayMax === null ? [] : [{ countMax: dayMax, windowMs: 24 * 3_600_000 }]),
  ]
}

function parsePace(value: string): Pace {
  const match = /^(\d{1,7})(?:-(\d{1,7}))?$/.exec(value)
  const minMs = Number(match?.[1])
  const maxMs = Number(match?.[2] ?? match?.[1])
  if (!match || maxMs < minMs) {
    throw new SettingInvalidError(
      `EVERCHECK_PACE_MS is ${JSON.stringify(value)}, but must be a range of milliseconds such as 4000-8000, or 0.`,
    )
  }
  return { minMs, maxMs, factor: 1 }
}

function parseConnect(address: string | null, caFile: string | null): Connect | null {
  if (address === null) {
    if (caFile === null) return null
    throw new SettingInvalidError(
      'EVERCHECK_INSTAGRAM_CA is set without EVERCHECK_INSTAGRAM_CONNECT: set both, or neither.',
    )
  }
  const match = /^(?<host>[\w.-]+|\[[0-9a-f:]+\]):(?<port>\d{1,5})$/i.exec(address)
  const port = Number(match?.groups?.port)
  if (!match?.groups?.host || port < 1 || port > 65_535) {
    throw new SettingInvalidError(
      `EVERCHECK_INSTAGRAM_CONNECT is ${JSON.stringify(address)}, but must be host:port.`,
    )
  }
  if (caFile === null) {
    throw new SettingInvalidError(
      'EVERCHECK_INSTAGRAM_CONNECT needs EVERCHECK_INSTAGRAM_CA: the file with the certificate authority of what answers there.',
    )
  }
  return { host: match.groups.host.replace(/^\[|\]$/g, ''), port, ca: readCa(caFile) }
}

function readCa(file: string): string {
  let pem: string
  try {
    pem = readFileSync(file, 'utf8')
  } catch (cause) {
    throw new SettingInvalidError(`EVERCHECK_INSTAGRAM_CA: the file ${file} cannot be read.`, {
      cause,
    })
  }
  if (pem.includes('-----BEGIN CERTIFICATE-----')) return pem
  throw new SettingInvalidError(`EVERCHECK_INSTAGRAM_CA: ${file} holds no PEM certificate.`)
}

function parseRenew(value: string): Config['renewBy'] {
  if (value === 'visit' || value === 'login') return value
  throw new SettingInvalidError('EVERCHECK_RENEW must be visit or login.')
}

function parseAddressUrl(text: string | null): URL | null {
  if (text === null) return null
  const url = openUrl(text)
  if (url?.protocol === 'https:') return url
  throw new SettingInvalidError(
    'EVERCHECK_ADDRESS_URL must be an https address that answers with the address of who asks, without a name, password or query.',
  )
}

/** Passwords go there: in clear only where nobody can listen. */
function parseSideCarUrl(text: string | null): URL | null {
  if (text === null) return null
  const url = openUrl(text.endsWith('/') ? text : `${text}/`)
  // This machine, or a name without a dot: a neighbour in the same private network of containers.
  const isNear = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\]|[a-z\d-]+)$/.test(url?.hostname ?? '')
  const isSafe = url?.protocol === 'https:' || (url?.protocol === 'http:' && isNear)
  if (url !== null && isSafe) return url
  throw new SettingInvalidError(
    'EVERCHECK_INSTAGRAPI_URL must be an https address, or http of this machine or of a neighbouring container, such as http://instagrapi:8000.',
  )
}

function parseCsv(value: string): Config['csv'] {
  if (value === 'comma' || value === 'semicolon' || value === 'plain') return value
  throw new SettingInvalidError('EVERCHECK_CSV must be one of comma, semicolon, plain.')
}

function parseTls(value: string): DatabaseTls {
  const known = TLS.find((name) => name === value)
  if (known !== undefined) return known
  throw new SettingInvalidError(`EVERCHECK_DATABASE_TLS must be one of ${TLS.join(', ')}.`)
}

function parseLevel(value: string): string {
  const levels = ['error', 'warn', 'info', 'debug', 'silent']
  if (levels.includes(value)) return value
  throw new SettingInvalidError(`EVERCHECK_LOG_LEVEL must be one of ${levels.join(', ')}.`)
}
