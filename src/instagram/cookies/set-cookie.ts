import { Cookie as ParsedCookie } from 'tough-cookie'
import { type Cookie, fitCookie } from './cookie.ts'

/** What one `Set-Cookie` line does to a jar. */
export type CookieChange =
  | { readonly kind: 'set'; readonly cookie: Cookie }
  | { readonly kind: 'deleted'; readonly name: string; readonly domain: string }

/** The host whose answers we read; a cookie without a domain belongs to it alone. */
export const COOKIE_HOST = 'www.instagram.com'

/**
 * Reads one `Set-Cookie` line of an answer from www.instagram.com. Undefined when it is unreadable
 * or for a domain that this host may not set cookies for.
 */
export function readSetCookie(line: string, now: Date): CookieChange | undefined {
  // Strictly: loosely read, `=sessionid=x` would be a cookie of that name.
  const parsed = ParsedCookie.parse(line)
  if (!parsed || parsed.key === '') return undefined
  const domain = domainOf(parsed.domain)
  if (domain === undefined) return undefined
  const expires = expiryOf(parsed, now)
  if (isEmptyValue(parsed.value) || (expires !== -1 && expires * 1000 <= now.getTime())) {
    return { kind: 'deleted', name: parsed.key, domain }
  }
  const cookie = fitCookie({
    name: parsed.key,
    value: parsed.value,
    domain,
    path: parsed.path?.startsWith('/') ? parsed.path : '/',
    expires,
    httpOnly: parsed.httpOnly,
    secure: parsed.secure,
    sameSite: sameSiteOf(parsed.sameSite),
  })
  return cookie && { kind: 'set', cookie }
}

/** Instagram empties a cookie by nothing, by a pair of quotes, or by a word (facts 1.1). */
export function isEmptyValue(value: string): boolean {
  return value === '' || value === '""' || value === 'deleted'
}

// Undefined for foreign domains. With a Domain attribute subdomains are meant: a leading dot.
function domainOf(attribute: string | null): string | undefined {
  if (attribute === null || attribute === '') return COOKIE_HOST
  const domain = attribute.toLowerCase().replace(/^\./, '')
  return domain === 'instagram.com' || domain === COOKIE_HOST ? `.${domain}` : undefined
}

/** Browsers keep no cookie for longer, whatever it says (RFC 6265bis, 5.5). */
const LIFE_SECONDS_MAX = 400 * 24 * 3600

// In seconds, -1 for a cookie that ends with the browser, as browsers export it.
function expiryOf(parsed: ParsedCookie, now: Date): number {
  const nowSeconds = Math.floor(now.getTime() / 1000)
  const latest = nowSeconds + LIFE_SECONDS_MAX
  if (parsed.maxAge === 'Infinity') return latest
  if (parsed.maxAge === '-Infinity') return 0
  if (typeof parsed.maxAge === 'number') {
    return parsed.maxAge <= 0 ? 0 : Math.min(nowSeconds + parsed.maxAge, latest)
  }
  if (!(parsed.expires instanceof Date) || Number.isNaN(parsed.expires.getTime())) return -1
  const seconds = Math.floor(parsed.expires.getTime() / 1000)
  return Math.max(0, Math.min(seconds, latest))
}

function sameSiteOf(value: string | undefined): Cookie['sameSite'] {
  if (value === 'strict') return 'Strict'
  return value === 'none' ? 'None' : 'Lax'
}
