import { z } from 'zod'
import { isPk } from '../wire/outside-text.ts'
import type { Cookie } from './session-state.ts'
import { isEmptyValue } from './set-cookie.ts'

/** What was pasted holds no login that can be read. The message says what to do, never a value. */
export class CookiesUnreadableError extends Error {
  override readonly name = 'CookiesUnreadableError'
  readonly code = 'COOKIES_UNREADABLE'
}

const TEXT_CHARS_MAX = 1_000_000
const FORMS =
  'Paste the value of the cookie "sessionid", a whole Cookie header, a cookies.txt, or the JSON ' +
  'of a cookie extension or of a Playwright storage state.'

/**
 * The Instagram cookies in what an operator pasted: a bare `sessionid`, a `name=value; …` header, a
 * Netscape cookies.txt, the JSON of a browser extension, or a Playwright storage state. Cookies of
 * other sites and empty ones are left out; `ds_user_id` is added from the `sessionid` (facts 1.2).
 * @throws CookiesUnreadableError COOKIES_UNREADABLE
 */
export function parseCookies(text: string): Cookie[] {
  const pasted = text.replace(/^\uFEFF/, '').trim()
  if (pasted === '') throw new CookiesUnreadableError(`Nothing was pasted. ${FORMS}`)
  if (pasted.length > TEXT_CHARS_MAX) {
    throw new CookiesUnreadableError(`That is too long to be cookies. ${FORMS}`)
  }
  const jar = new Map<string, Cookie>()
  for (const raw of rawCookies(pasted)) {
    const cookie = ours(raw)
    if (cookie) jar.set(`${cookie.name}\n${cookie.domain}\n${cookie.path}`, cookie)
  }
  return withLogin([...jar.values()])
}

type Raw = Partial<Cookie> & Pick<Cookie, 'name' | 'value'>

function rawCookies(pasted: string): readonly Raw[] {
  if (/^[[{"]/.test(pasted)) return fromJson(pasted)
  const lines = pasted.split(/\r?\n/).filter((line) => line.trim() !== '')
  const rows = lines.map(fromNetscape).filter((row) => row !== undefined)
  if (rows.length > 0) return rows
  if (/^[^=;\s]+$/.test(pasted)) return [{ name: 'sessionid', value: pasted }]
  return fromHeader(lines.join(' '))
}

function fromHeader(line: string): readonly Raw[] {
  return line
    .replace(/^cookie:\s*/i, '')
    .split(';')
    .map((pair) => {
      const at = pair.indexOf('=')
      return { name: pair.slice(0, Math.max(at, 0)).trim(), value: pair.slice(at + 1).trim() }
    })
    .filter((cookie) => cookie.name !== '')
}

// domain, with subdomains, path, secure, expiry, name, value; tabs may have become spaces.
function fromNetscape(line: string): Raw | undefined {
  const httpOnly = line.startsWith('#HttpOnly_')
  if (line.startsWith('#') && !httpOnly) return undefined
  const bare = httpOnly ? line.slice('#HttpOnly_'.length) : line
  const fields = bare.trim().split(bare.includes('\t') ? '\t' : /\s+/)
  const [domain, subdomains, path, secure, expiry, name, ...rest] = fields
  if (domain === undefined || name === undefined || rest.length === 0) return undefined
  if (!isFlag(subdomains) || !isFlag(secure) || !/^-?\d+(?:\.\d+)?$/.test(expiry ?? '')) {
    return undefined
  }
  const seconds = Math.floor(Number(expiry))
  return {
    name,
    value: rest.join(' ').trim(),
    domain: subdomains?.toUpperCase() === 'TRUE' ? withDot(domain) : domain,
    path: path ?? '/',
    expires: seconds > 0 ? seconds : -1,
    httpOnly,
    secure: secure?.toUpperCase() === 'TRUE',
  }
}

function isFlag(text: string | undefined): boolean {
  return /^(?:true|false)$/i.test(text ?? '')
}

// Chromium's extensions write `expirationDate`, Playwright and Firefox's write `expires`.
const JsonCookie = z
  .object({
    name: z.string().min(1),
    value: z.string(),
    domain: z.string().nullish(),
    hostOnly: z.boolean().nullish(),
    path: z.string().nullish(),
    expirationDate: z.number().nullish(),
    expires: z.union([z.number(), z.string()]).nullish(),
    httpOnly: z.boolean().nullish(),
    secure: z.boolean().nullish(),
    sameSite: z.string().nullish(),
  })
  .transform((cookie): Raw => {
    const { name, value, domain, path, httpOnly, secure } = cookie
    const sameSite = SAME_SITES.get(cookie.sameSite?.toLowerCase() ?? '')
    return {
      name,
      value,
      expires: secondsOf(cookie.expirationDate ?? cookie.expires),
      ...(domain ? { domain: cookie.hostOnly === false ? withDot(domain) : domain } : {}),
      ...(path ? { path } : {}),
      ...(typeof httpOnly === 'boolean' ? { httpOnly } : {}),
      ...(typeof secure === 'boolean' ? { secure } : {}),
      ...(sameSite ? { sameSite } : {}),
    }
  })

const SAME_SITES: ReadonlyMap<string, Cookie['sameSite']> = new Map([
  ['no_restriction', 'None'],
  ['none', 'None'],
  ['lax', 'Lax'],
  ['strict', 'Strict'],
])

const Names = z.record(z.string(), z.string())

function fromJson(pasted: string): readonly Raw[] {
  const json = parseJson(pasted)
  if (typeof json === 'string') return rawCookies(json.replace(/^[[{"]+/, ''))
  const listed = z.object({ cookies: z.array(z.unknown()) }).safeParse(json)
  const list = Array.isArray(json) ? json : listed.data?.cookies
  if (list) {
    // One cookie in an odd shape, of another site perhaps, does not spoil the rest.
    return list.flatMap((item) => JsonCookie.safeParse(item).data ?? [])
  }
  const names = Names.safeParse(json)
  if (names.success) return Object.entries(names.data).map(([name, value]) => ({ name, value }))
  throw new CookiesUnreadableError(`That JSON holds no list of cookies. ${FORMS}`)
}

function parseJson(pasted: string): unknown {
  try {
    return JSON.parse(pasted)
  } catch {
    // No `cause`: the parser quotes what it could not read.
    throw new CookiesUnreadableError(`That JSON is not complete. Copy all of it again. ${FORMS}`)
  }
}

function secondsOf(expires: number | string | null | undefined): number {
  const seconds = typeof expires === 'string' ? Date.parse(expires) / 1000 : (expires ?? -1)
  return Number.isFinite(seconds) && seconds > 0 ? Math.floor(seconds) : -1
}

function withDot(domain: string): string {
  return domain.startsWith('.') ? domain : `.${domain}`
}

// What Instagram itself sets (facts 1.1), for the forms that do not say.
const NOT_SCRIPTABLE: ReadonlySet<string> = new Set(['sessionid', 'ig_did', 'datr', 'rur'])
const ANY_SITE: ReadonlySet<string> = new Set(['ig_did', 'datr'])

function ours(raw: Raw): Cookie | undefined {
  const domain = (raw.domain ?? '.instagram.com').toLowerCase()
  if (!/^\.?(?:[a-z0-9-]+\.)*instagram\.com$/.test(domain) || isEmptyValue(raw.value)) {
    return undefined
  }
  if (!/^[\x21-\x7e]+$/.test(raw.name) || !/^[\x20-\x3a\x3c-\x7e]+$/.test(raw.value)) {
    return undefined
  }
  return {
    name: raw.name,
    value: raw.name === 'sessionid' ? encoded(raw.value) : raw.value,
    domain: domain === 'instagram.com' ? '.instagram.com' : domain,
    path: raw.path?.startsWith('/') ? raw.path : '/',
    expires: raw.expires ?? -1,
    httpOnly: raw.httpOnly ?? NOT_SCRIPTABLE.has(raw.name),
    secure: raw.secure ?? true,
    sameSite: raw.sameSite ?? (ANY_SITE.has(raw.name) ? 'None' : 'Lax'),
  }
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
