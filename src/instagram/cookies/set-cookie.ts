import { Cookie as ParsedCookie } from 'tough-cookie'
import type { Cookie } from './session-state.ts'

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
  const parsed = ParsedCookie.parse(line, { loose: true })
  if (!parsed || parsed.key === '') return undefined
  const domain = domainOf(parsed.domain)
  if (domain === undefined) return undefined
  const expires = expiryOf(parsed, now)
  if (isEmptyValue(parsed.value) || (expires !== -1 && expires * 1000 <= now.getTime())) {
    return { kind: 'deleted', name: parsed.key, domain }
  }
  return {
    kind: 'set',
    cookie: {
      name: parsed.key,
      value: parsed.value,
      domain,
      path: parsed.path?.startsWith('/') ? parsed.path : '/',
      expires,
      httpOnly: parsed.httpOnly,
      secure: parsed.secure,
      sameSite: sameSiteOf(parsed.sameSite),
    },
  }
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

// In seconds, -1 for a cookie that ends with the browser, as browsers export it.
function expiryOf(parsed: ParsedCookie, now: Date): number {
  if (parsed.maxAge === 'Infinity') return -1
  if (parsed.maxAge === '-Infinity') return 0
  if (typeof parsed.maxAge === 'number') {
    return parsed.maxAge <= 0 ? 0 : Math.floor(now.getTime() / 1000) + parsed.maxAge
  }
  if (!(parsed.expires instanceof Date) || Number.isNaN(parsed.expires.getTime())) return -1
  return Math.max(0, Math.floor(parsed.expires.getTime() / 1000))
}

function sameSiteOf(value: string | undefined): Cookie['sameSite'] {
  if (value === 'strict') return 'Strict'
  return value === 'none' ? 'None' : 'Lax'
}
