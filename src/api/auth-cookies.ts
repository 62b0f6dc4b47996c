import type { FastifyReply, FastifyRequest } from 'fastify'
import { DEVICE_MS } from '../access/device.ts'
import type { Site } from '../access/passkey.ts'
import { SESSION_MS } from '../access/session.ts'

/**
 * `__Host-` cookies come from this very host over a connection that nobody reads, and go nowhere
 * else. On `http://localhost` browsers take them, too, because nothing leaves the machine; but for
 * Safari, which takes none that are `Secure` there: it gets plain ones.
 */
export const COOKIE_NAMES = {
  session: { safe: '__Host-evercheck', plain: 'evercheck-local' },
  device: { safe: '__Host-evercheck-device', plain: 'evercheck-device-local' },
  /** Leads what this browser asks to the practice Instagram. */
  practice: { safe: '__Host-evercheck-practice', plain: 'evercheck-practice-local' },
} as const

export type CookieKind = keyof typeof COOKIE_NAMES

/** The value of one of our cookies; null when the browser has none. */
export function cookieIn(request: FastifyRequest, site: Site, kind: CookieKind): string | null {
  return cookieOf(request.headers.cookie ?? '', COOKIE_NAMES[kind][namesFor(request, site)])
}

/** Sets cookies, or takes them away where the value is null. */
export function setCookies(
  request: FastifyRequest,
  reply: FastifyReply,
  site: Site,
  values: { readonly [kind in CookieKind]?: string | null },
): void {
  const spelling = namesFor(request, site)
  for (const kind of ['session', 'device', 'practice'] as const) {
    const value = values[kind]
    if (value === undefined) continue
    const lifeMs = LIVES_MS[kind]
    const parts = [
      `${COOKIE_NAMES[kind][spelling]}=${value ?? ''}`,
      'Path=/',
      `Max-Age=${value === null ? 0 : Math.floor(lifeMs / 1000)}`,
      'HttpOnly',
      'SameSite=Strict',
      ...(spelling === 'safe' ? ['Secure'] : []),
    ]
    reply.header('set-cookie', parts.join('; '))
  }
}

const LIVES_MS = { session: SESSION_MS, device: DEVICE_MS, practice: SESSION_MS }

function namesFor(request: FastifyRequest, site: Site): 'safe' | 'plain' {
  if (site.origin.startsWith('https:')) return 'safe'
  const agent = request.headers['user-agent'] ?? ''
  return /\bSafari\//.test(agent) && !/\bChrom(e|ium)\/|\bHeadlessChrome\//.test(agent)
    ? 'plain'
    : 'safe'
}

/** Longer than all cookies of this host that a browser keeps. */
const HEADER_CHARS_MAX = 16_384

/** One cookie of a `Cookie` header. Of two of one name, which should not be, neither is believed. */
export function cookieOf(header: string, name: string): string | null {
  if (header.length > HEADER_CHARS_MAX) return null
  const found = header
    .split(';')
    .map((pair) => pair.trim())
    .filter((pair) => pair.startsWith(`${name}=`))
  const [only] = found
  return found.length === 1 && only !== undefined ? only.slice(name.length + 1) : null
}
