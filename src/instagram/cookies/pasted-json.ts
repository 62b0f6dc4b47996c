import { z } from 'zod'
import type { Cookie } from './cookie.ts'
import {
  CookiesUnreadableError,
  FORMS,
  fromHeader,
  type Raw,
  RECORDING_CHARS_MAX,
  TEXT_CHARS_MAX,
  withDot,
} from './pasted-form.ts'

/** The cookies in JSON: a list of them, an object of names and values, or a browser's recording. */
export function fromJson(pasted: string): readonly Raw[] {
  const json = parseJson(pasted)
  const recording = Recording.safeParse(json)
  if (recording.success) return fromRecording(recording.data)
  if (Instagrapi.safeParse(json).success) {
    throw new CookiesUnreadableError(
      'That is a settings file of instagrapi. Its session belongs to the app and would be ended ' +
        `by a browser's requests. Log in to instagram.com with a browser. ${FORMS}`,
    )
  }
  const list = Array.isArray(json) ? json : Listed.safeParse(json).data?.cookies
  if (Array.isArray(list)) {
    // One cookie in an odd shape, of another site perhaps, does not spoil the rest.
    return list.flatMap((item) => {
      return JsonCookie.safeParse(item).data ?? RawFieldsCookie.safeParse(item).data ?? []
    })
  }
  const names = Names.safeParse(list ?? json)
  if (!names.success || (list === undefined && 'cookies' in names.data)) {
    throw new CookiesUnreadableError(`That JSON holds no list of cookies. ${FORMS}`)
  }
  return Object.entries(names.data).flatMap(([name, value]) => {
    return typeof value === 'string' || Number.isSafeInteger(value)
      ? { name, value: String(value) }
      : []
  })
}

function parseJson(pasted: string): unknown {
  const isRecording = /"log"\s*:/.test(pasted.slice(0, 1000))
  if (pasted.length > (isRecording ? RECORDING_CHARS_MAX : TEXT_CHARS_MAX)) {
    throw new CookiesUnreadableError(`That is too long to be cookies. ${FORMS}`)
  }
  try {
    return JSON.parse(pasted)
  } catch {
    // No `cause`: the parser quotes what it could not read.
    if (/^[[{]\s*'/.test(pasted)) {
      throw new CookiesUnreadableError(
        `Those are cookies as Python prints them: write them with json.dumps. ${FORMS}`,
      )
    }
    throw new CookiesUnreadableError(`That JSON is not complete. Copy all of it again. ${FORMS}`)
  }
}

const Listed = z.object({ cookies: z.union([z.array(z.unknown()), z.object({}).loose()]) })

/** What only a client of the mobile app writes down. */
const Instagrapi = z.union([
  z.object({ authorization_data: z.unknown().refine((value) => value !== undefined) }),
  z.object({ device_settings: z.unknown().refine((value) => value !== undefined) }),
])

const Scalar = z.union([z.string(), z.number(), z.boolean(), z.null()])
const Names = z.record(z.string(), Scalar)

// Chromium's extensions write `expirationDate`, Playwright and Firefox's write `expires`.
const JsonCookie = z
  .object({
    name: z.string().min(1),
    value: z.union([z.string(), z.number()]),
    domain: z.string().nullish(),
    hostOnly: z.boolean().nullish(),
    path: z.string().nullish(),
    expirationDate: z.union([z.number(), z.string()]).nullish(),
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
      value: String(value),
      expires: dateOf(cookie.expirationDate ?? cookie.expires),
      ...(domain ? { domain: cookie.hostOnly === false ? withDot(domain) : domain } : {}),
      ...(path ? { path } : {}),
      ...(typeof httpOnly === 'boolean' ? { httpOnly } : {}),
      ...(typeof secure === 'boolean' ? { secure } : {}),
      ...(sameSite ? { sameSite } : {}),
    }
  })

/** As the extension Cookie Quick Manager writes it. */
const RawFieldsCookie = z
  .object({
    'Name raw': z.string().min(1),
    'Content raw': z.string(),
    'Host raw': z.string(),
    'Path raw': z.string().nullish(),
    'Expires raw': z.union([z.number(), z.string()]).nullish(),
  })
  .transform((cookie): Raw => {
    const path = cookie['Path raw']
    return {
      name: cookie['Name raw'],
      value: cookie['Content raw'],
      domain: cookie['Host raw'].replace(/^https?:\/\//, '').replace(/\/.*$/, ''),
      ...(path ? { path } : {}),
      expires: dateOf(cookie['Expires raw']),
    }
  })

const SAME_SITES: ReadonlyMap<string, Cookie['sameSite']> = new Map([
  ['no_restriction', 'None'],
  ['none', 'None'],
  ['lax', 'Lax'],
  ['strict', 'Strict'],
])

// A number in whatever unit, the same in quotes, or a date in words.
function dateOf(expires: number | string | null | undefined): number {
  if (typeof expires !== 'string') return expires ?? -1
  const number = Number(expires || Number.NaN)
  const seconds = Number.isNaN(number) ? Date.parse(expires) / 1000 : number
  return Number.isNaN(seconds) ? -1 : seconds
}

/** A HAR file: what a browser's network panel has recorded. */
const Recording = z.object({
  log: z.object({
    entries: z.array(
      z
        .object({
          request: z.object({
            url: z.string(),
            headers: z.array(z.object({ name: z.string(), value: z.string() })).catch([]),
            cookies: z.array(z.object({ name: z.string(), value: z.string() })).catch([]),
          }),
        })
        .nullable()
        .catch(null),
    ),
  }),
})

function fromRecording({ log }: z.infer<typeof Recording>): readonly Raw[] {
  for (const entry of log.entries.toReversed()) {
    const host = URL.parse(entry?.request.url ?? '')?.hostname ?? ''
    if (!entry || !/(?:^|\.)instagram\.com$/.test(host)) continue
    const { headers, cookies } = entry.request
    const header = headers.find(({ name }) => name.toLowerCase() === 'cookie')?.value ?? ''
    for (const found of [fromHeader(header), cookies]) {
      if (found.some(({ name }) => name === 'sessionid')) return found
    }
  }
  throw new CookiesUnreadableError(
    'That HAR file holds no login of instagram.com: browsers leave cookies out of it unless it is ' +
      `exported with sensitive data. ${FORMS}`,
  )
}
