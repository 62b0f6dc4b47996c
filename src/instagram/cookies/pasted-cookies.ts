import { isPk } from '../wire/outside-text.ts'
import { COOKIES_MAX, type Cookie, fitCookie, JAR_CHARS_MAX, placeOf } from './cookie.ts'
import { CookiesUnreadableError, FORMS, type Raw, TEXT_CHARS_MAX } from './pasted-form.ts'
import { fromJson } from './pasted-json.ts'
import { fromText } from './pasted-text.ts'
import { isEmptyValue } from './set-cookie.ts'

/**
 * The Instagram cookies in what an operator pasted: a bare `sessionid`, a `name=value; …` header
 * alone or in a request or a curl command, a Netscape cookies.txt, rows of the developer tools, the
 * JSON of a browser extension, a Playwright storage state, an object of names and values, or a HAR
 * file. Cookies of other sites, empty ones and those that no browser would take are left out;
 * `ds_user_id` is added from the `sessionid` (facts 1.2).
 * @throws CookiesUnreadableError COOKIES_UNREADABLE
 */
export function parseCookies(text: string): Cookie[] {
  const pasted = text.replace(/^\uFEFF/, '').trim()
  if (pasted === '') throw new CookiesUnreadableError(`Nothing was pasted. ${FORMS}`)
  const jar = new Map<string, Cookie>()
  for (const raw of rawCookies(pasted)) {
    const cookie = ours(raw)
    if (cookie) jar.set(placeOf(cookie), cookie)
  }
  return withLogin(bounded([...jar.values()]))
}

function rawCookies(pasted: string): readonly Raw[] {
  if (/^[[{]/.test(pasted)) return fromJson(pasted)
  if (pasted.length > TEXT_CHARS_MAX) {
    throw new CookiesUnreadableError(`That is too long to be cookies. ${FORMS}`)
  }
  return fromText(unquoted(pasted))
}

/** Text in quotes, as JSON or as tools show it. */
function unquoted(pasted: string): string {
  if (!/^".*"$/s.test(pasted)) return pasted
  try {
    return String(JSON.parse(pasted))
  } catch {
    return pasted.slice(1, -1)
  }
}

/** Nobody's browser has so many: something else was pasted. */
function bounded(cookies: Cookie[]): Cookie[] {
  const chars = cookies.reduce((sum, { name, value }) => sum + name.length + value.length, 0)
  if (cookies.length <= COOKIES_MAX && chars <= JAR_CHARS_MAX) return cookies
  throw new CookiesUnreadableError(
    `Those are more cookies of instagram.com than a browser has: at most ${COOKIES_MAX}, and ` +
      `${JAR_CHARS_MAX} characters, are taken. ${FORMS}`,
  )
}

// What Instagram itself sets (facts 1.1), for the forms that do not say.
const NOT_SCRIPTABLE: ReadonlySet<string> = new Set(['sessionid', 'ig_did', 'datr', 'rur'])
const ANY_SITE: ReadonlySet<string> = new Set(['ig_did', 'datr'])

function ours(raw: Raw): Cookie | undefined {
  const domain = (raw.domain ?? '.instagram.com').toLowerCase()
  if (!/^\.?(?:[a-z0-9-]+\.)*instagram\.com$/.test(domain) || isEmptyValue(raw.value)) {
    return undefined
  }
  return fitCookie({
    name: raw.name,
    value: raw.name === 'sessionid' ? encoded(raw.value) : raw.value,
    domain: domain === 'instagram.com' ? '.instagram.com' : domain,
    path: raw.path?.startsWith('/') ? raw.path : '/',
    expires: secondsOf(raw.expires ?? -1),
    httpOnly: raw.httpOnly ?? NOT_SCRIPTABLE.has(raw.name),
    secure: raw.secure ?? true,
    sameSite: raw.sameSite ?? (ANY_SITE.has(raw.name) ? 'None' : 'Lax'),
  })
}

/** No date in seconds is as large before the year 5138, and no date in milliseconds so small. */
const MILLISECONDS_MIN = 100_000_000_000
/** Beyond any date in milliseconds: microseconds, of one epoch or another. */
const MILLISECONDS_MAX = 100_000_000_000_000

// Firefox 142 and some extensions write milliseconds. What is no date ends with the browser.
function secondsOf(expires: number): number {
  if (!(expires > 0) || expires >= MILLISECONDS_MAX) return -1
  return Math.floor(expires >= MILLISECONDS_MIN ? expires / 1000 : expires)
}

// Some tools show it decoded; Instagram wants its colons encoded, as it sent them (facts 1.2).
function encoded(sessionid: string): string {
  return sessionid.replace(/^"|"$/g, '').replaceAll(':', '%3A')
}

function withLogin(cookies: Cookie[]): Cookie[] {
  const login = cookies.find((cookie) => cookie.name === 'sessionid')
  if (!login) {
    throw new CookiesUnreadableError(
      'There is no cookie "sessionid" of instagram.com among them. Log in to instagram.com in ' +
        `that browser, then copy its cookies again. ${FORMS}`,
    )
  }
  const pk = login.value.split(/%3a/i)[0] ?? ''
  if (!isPk(pk) || !/^\d+%3a[^%\s]+%3a/i.test(login.value)) {
    throw new CookiesUnreadableError(
      'The cookie "sessionid" is not a whole one: it begins with the number of the account, then ' +
        `%3A. Copy its whole value. ${FORMS}`,
    )
  }
  const named = cookies.find((cookie) => cookie.name === 'ds_user_id')
  if (named && named.value !== pk) {
    throw new CookiesUnreadableError(
      'These cookies belong to two different accounts. Copy them from one browser profile, where ' +
        'only one account is logged in.',
    )
  }
  if (named) return cookies
  const { domain, path, expires, secure, sameSite } = login
  const added = { name: 'ds_user_id', value: pk, httpOnly: false }
  return [...cookies, { ...added, domain, path, expires, secure, sameSite }]
}
