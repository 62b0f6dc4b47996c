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

/** What makes Instagram see the same device again. It is made once per account and kept. */
export const Device = z.object({
  userAgent: z.string(),
  locale: z.string(),
  timeZone: z.string(),
  viewport: z.object({ width: z.number().int(), height: z.number().int() }),
})
export type Device = z.infer<typeof Device>

/**
 * Everything a login leaves behind: cookies, local storage, the device it was made on, and the
 * claim Instagram hands out per session (facts 1.3). It is a secret as a whole: it is stored
 * sealed, and never logged.
 */
export const SessionState = z.object({
  cookies: z.array(Cookie),
  origins: z.array(
    z.object({
      origin: z.string(),
      localStorage: z.array(z.object({ name: z.string(), value: z.string() })),
    }),
  ),
  device: Device,
  wwwClaim: z.string(),
})
export type SessionState = z.infer<typeof SessionState>
