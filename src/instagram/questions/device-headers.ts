import type { Device } from '../cookies/session-state.ts'

/**
 * The headers a browser of this device sends about itself: user agent, languages, and the client
 * hints when it is of Chrome's family. Hints that contradict the user agent are worse than none.
 */
export function deviceHeaders(device: Device): Record<string, string> {
  return {
    'user-agent': device.userAgent,
    'accept-language': acceptLanguage(device.locale),
    ...clientHints(device.userAgent),
  }
}

/** `ru-RU` becomes `ru-RU,ru;q=0.9`, as Chrome writes it for a profile in one language. */
export function acceptLanguage(locale: string): string {
  const language = locale.split('-')[0] ?? locale
  return language === locale ? locale : `${locale},${language};q=0.9`
}

/** The low-entropy `sec-ch-ua` headers that belong to `userAgent`; none for other engines. */
export function clientHints(userAgent: string): Record<string, string> {
  const [, kind, version] = /\b(HeadlessChrome|Chrome)\/(\d{1,4})\b/.exec(userAgent) ?? []
  if (kind === undefined) return {}
  const major = Number(version)
  return {
    'sec-ch-ua': brandList(major, brandOf(userAgent, kind)),
    'sec-ch-ua-mobile': /\bMobile\b/.test(userAgent) ? '?1' : '?0',
    'sec-ch-ua-platform': `"${platformOf(userAgent)}"`,
  }
}

function brandOf(userAgent: string, kind: string): string {
  if (/\bEdg\//.test(userAgent)) return 'Microsoft Edge'
  return kind === 'HeadlessChrome' ? 'HeadlessChrome' : 'Google Chrome'
}

function platformOf(userAgent: string): string {
  if (/\bAndroid\b/.test(userAgent)) return 'Android'
  if (/\bWindows\b/.test(userAgent)) return 'Windows'
  if (/\bMacintosh\b/.test(userAgent)) return 'macOS'
  if (/\bCrOS\b/.test(userAgent)) return 'Chrome OS'
  return 'Linux'
}

const GREASE_MARKS = [' ', '(', ':', '-', '.', '/', ')', ';', '=', '?', '_'] as const
const GREASE_VERSIONS = ['8', '99', '24'] as const
const BRAND_ORDERS = [
  [0, 1, 2],
  [0, 2, 1],
  [1, 0, 2],
  [1, 2, 0],
  [2, 0, 1],
  [2, 1, 0],
] as const

/**
 * Chromium's own rule (components/embedder_support/user_agent_utils.cc): the made-up brand, its
 * version and the order of the three follow from the major version alone.
 */
function brandList(major: number, brand: string): string {
  const mark = (at: number): string => GREASE_MARKS[at % GREASE_MARKS.length] ?? ' '
  const grease = `Not${mark(major)}A${mark(major + 1)}Brand`
  const order = BRAND_ORDERS[major % BRAND_ORDERS.length] ?? BRAND_ORDERS[0]
  const list: [string, string, string] = ['', '', '']
  list[order[0]] = entry(grease, GREASE_VERSIONS[major % GREASE_VERSIONS.length] ?? '99')
  list[order[1]] = entry('Chromium', `${major}`)
  list[order[2]] = entry(brand, `${major}`)
  return list.join(', ')
}

function entry(brand: string, version: string): string {
  return `"${brand}";v="${version}"`
}
