import { z } from 'zod'

/**
 * One cookie, in the shape a browser context exports and imports. `expires` is in seconds, -1 =
 * session.
 */
export const Cookie = z.object({
  name: z.string(),
  value: z.string(),
  domain: z.string(),
  path: z.string(),
  expires: z.number(),
  httpOnly: z.boolean(),
  secure: z.boolean(),
  sameSite: z.enum(['Strict', 'Lax', 'None']),
})
export type Cookie = z.infer<typeof Cookie>

/** A jar never holds more cookies than this. Chromium's own limit for a domain is 180. */
export const COOKIES_MAX = 100
/** The longest name and value together, as in browsers (RFC 6265bis, 5.7). */
export const COOKIE_CHARS_MAX = 4096
/** The longest names and values of a jar together: servers refuse much longer headers. */
export const JAR_CHARS_MAX = 16 * 1024

/** The end of the year 9999, in seconds: browsers refuse anything later. */
const EXPIRES_MAX = 253_402_300_799
const NAME = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]{1,256}$/
const VALUE = /^[\x20-\x3a\x3c-\x7e]*$/
const DOMAIN = /^\.?(?:[a-z0-9-]{1,63}\.)+[a-z][a-z0-9-]{0,62}$/
const PATH = /^\/[\x21-\x3a\x3c-\x7e]{0,1023}$/

/** True for what the standards call a token: anything else could end a header or the name in it. */
export function isCookieName(text: string): boolean {
  return NAME.test(text)
}

/**
 * The cookie as a browser will take it, or undefined if no browser would: one cookie that is
 * refused must not cost the others. An expiry that no browser accepts becomes the end of the
 * browser session.
 */
export function fitCookie(cookie: Cookie): Cookie | undefined {
  const domain = cookie.domain.toLowerCase()
  const { name, value, path } = cookie
  if (!isCookieName(name) || !VALUE.test(value)) return undefined
  if (name.length + value.length > COOKIE_CHARS_MAX) return undefined
  if (!DOMAIN.test(domain) || domain.length > 254 || !PATH.test(path)) return undefined
  if (!keepsItsPrefix({ ...cookie, domain })) return undefined
  const { expires } = cookie
  const isDate = expires > 0 && expires <= EXPIRES_MAX
  return { ...cookie, domain, expires: isDate ? expires : -1 }
}

// RFC 6265bis, 4.1.3: the prefix promises what the attributes must then say.
function keepsItsPrefix({ name, secure, domain, path }: Cookie): boolean {
  if (/^__host-/i.test(name)) return secure && path === '/' && !domain.startsWith('.')
  return !/^__secure-/i.test(name) || secure
}

/** The cookies of the login itself. Nothing else ever takes their place in a full jar. */
export const LOGIN_COOKIES: ReadonlySet<string> = new Set(['sessionid', 'ds_user_id'])

/**
 * Of cookies in the order of their setting, those that one jar holds: of two for the same place
 * the later one, and no more than the limits allow. Those of the login come first, then Instagram's
 * own, then the newest.
 */
export function fitJar(cookies: readonly Cookie[]): Cookie[] {
  const places = new Map<string, Cookie>()
  for (const cookie of cookies) {
    const place = placeOf(cookie)
    places.delete(place)
    places.set(place, cookie)
  }
  const jar = [...places.values()]
  if (jar.length <= COOKIES_MAX && charsOf(jar) <= JAR_CHARS_MAX) return jar
  const kept = new Set<Cookie>()
  let chars = 0
  for (const cookie of jar.toReversed().sort((one, other) => rankOf(one) - rankOf(other))) {
    const size = cookie.name.length + cookie.value.length
    if (kept.size >= COOKIES_MAX || chars + size > JAR_CHARS_MAX) continue
    kept.add(cookie)
    chars += size
  }
  return jar.filter((cookie) => kept.has(cookie))
}

/** What makes two cookies the same one. */
export function placeOf({ name, domain, path }: Pick<Cookie, 'name' | 'domain' | 'path'>): string {
  return `${name}\n${domain.toLowerCase()}\n${path}`
}

function charsOf(jar: readonly Cookie[]): number {
  return jar.reduce((sum, { name, value }) => sum + name.length + value.length, 0)
}

// What Instagram knows a device by (facts 1.1) comes before what anybody else has set.
const DEVICE_COOKIES: ReadonlySet<string> = new Set(['csrftoken', 'mid', 'ig_did', 'datr', 'rur'])

function rankOf({ name, domain }: Cookie): number {
  if (!domain.endsWith('instagram.com')) return 3
  if (LOGIN_COOKIES.has(name)) return 0
  return DEVICE_COOKIES.has(name) ? 1 : 2
}
