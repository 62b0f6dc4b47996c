import { z } from 'zod'
import { Cookie, fitCookie, fitJar } from './cookie.ts'

const USER_AGENT = /^[\x21-\x7e](?:[\x20-\x7e]{0,510}[\x21-\x7e])?$/

/** True for a user agent that fits into a header: printable ASCII, 512 characters at the most. */
export function isUserAgent(text: string): boolean {
  return USER_AGENT.test(text)
}

/** What makes Instagram see the same device again. It is made once per account and kept. */
export const Device = z.object({
  userAgent: z.string().regex(USER_AGENT),
  locale: z.string().regex(/^[a-z]{2,3}(?:-[a-z0-9]{2,8}){0,3}$/i),
  timeZone: z.string().regex(/^[A-Za-z0-9_+\-/]{1,64}$/),
  viewport: z.object({
    width: z.number().int().min(100).max(10_000),
    height: z.number().int().min(100).max(10_000),
  }),
})
export type Device = z.infer<typeof Device>

const Entry = z.object({ name: z.string(), value: z.string() })
const Origin = z.object({ origin: z.string(), localStorage: z.array(Entry) })

/**
 * Everything a login leaves behind: cookies, local storage, the device it was made on, and the
 * claim Instagram hands out per session (facts 1.3). It is a secret as a whole: it is stored
 * sealed, and never logged.
 */
export type SessionState = {
  cookies: Cookie[]
  origins: z.infer<typeof Origin>[]
  device: Device
  wwwClaim: string
}

const Outline = z.object({
  cookies: z.array(z.unknown()),
  origins: z.array(z.unknown()).catch([]),
  device: Device,
  wwwClaim: z.string().catch(''),
})

/** The most characters of local storage that are kept; Instagram needs a tenth of it. */
const STORAGE_CHARS_MAX = 512 * 1024
const STORAGE_ENTRIES_MAX = 500
const ORIGINS_MAX = 4

/**
 * A state as it may be sealed and used: whatever comes from outside passes here before it is
 * sealed, and once more when it is opened. A cookie, an entry of local storage or a claim that
 * could not be used is left out and the rest is kept; undefined without a device that is one.
 */
export function readState(raw: unknown): SessionState | undefined {
  const outline = Outline.safeParse(raw)
  if (!outline.success) return undefined
  const { cookies, origins, device, wwwClaim } = outline.data
  return {
    cookies: fitJar(
      cookies.flatMap((cookie) => {
        const { data } = Cookie.safeParse(cookie)
        return (data && fitCookie(data)) ?? []
      }),
    ),
    origins: fitOrigins(origins),
    device,
    wwwClaim: isClaim(wwwClaim) ? wwwClaim : '0',
  }
}

/** True for a claim that can be echoed in a header. Of a header that came twice it is not. */
export function isClaim(text: string): boolean {
  return /^[\x21-\x2b\x2d-\x3a\x3c-\x7e]{1,512}$/.test(text)
}

function fitOrigins(raw: readonly unknown[]): SessionState['origins'] {
  let chars = 0
  let entries = 0
  const fits = ({ name, value }: z.infer<typeof Entry>): boolean => {
    const size = name.length + value.length
    const whole = name.isWellFormed() && value.isWellFormed()
    if (!whole || entries >= STORAGE_ENTRIES_MAX || chars + size > STORAGE_CHARS_MAX) return false
    chars += size
    entries += 1
    return true
  }
  return raw
    .flatMap((origin) => Origin.safeParse(origin).data ?? [])
    .filter(({ origin }) => /^https:\/\/(?:[a-z0-9-]{1,63}\.){0,3}instagram\.com$/.test(origin))
    .slice(0, ORIGINS_MAX)
    .map(({ origin, localStorage }) => ({ origin, localStorage: localStorage.filter(fits) }))
}
