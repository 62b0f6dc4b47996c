import type { IncomingHttpHeaders } from 'node:http'

/** The two hosts the simulator plays, told apart by `Host` or `:authority`. */
export type Host = 'www.instagram.com' | 'i.instagram.com'

/** One request, read whole. Header names are in lower case, cookie values are as they were sent. */
export type SimRequest = {
  readonly method: string
  readonly host: Host
  /** Path without its query, still percent-encoded. */
  readonly path: string
  readonly query: URLSearchParams
  readonly headers: IncomingHttpHeaders
  readonly cookies: ReadonlyMap<string, string>
  readonly body: string
  /** The client's IP address. */
  readonly address: string
  readonly protocol: 'h2' | 'http/1.1'
}

/**
 * One answer. At most one of `json`, `jsonText`, `html` and `text` is set; none of them means an
 * empty body. A redirect is `status: 302` with `headers: { location }`.
 */
export type SimAnswer = {
  readonly status: number
  readonly headers?: Readonly<Record<string, string>>
  /** Whole `Set-Cookie` values, one per cookie. */
  readonly setCookies?: readonly string[]
  readonly json?: unknown
  /** JSON that is already written out. */
  readonly jsonText?: string
  readonly html?: string
  readonly text?: string
  /** Waits this many milliseconds of real time before the answer starts. */
  readonly delayMs?: number
  /** Sends about half of the body and then destroys the connection, or only the HTTP/2 stream. */
  readonly cut?: boolean | 'stream'
  /** Sends half of the body as if it were the whole: a truncated, but well-framed answer. */
  readonly truncate?: boolean
  /** `drip` sends the body in pieces over five seconds, `stall` half of it and no end. */
  readonly bodyPace?: 'drip' | 'stall'
  /** Never answers: the stream stays open until the client gives up or the simulator closes. */
  readonly silent?: boolean
}

/**
 * One surface of the simulator. Routes are asked in the order of their list; `undefined` from
 * `handle` means "not mine after all", and the next matching route is asked.
 */
export type Route = {
  readonly host: Host | 'any'
  readonly method: 'GET' | 'POST' | 'any'
  /** The exact path, or a pattern for it. */
  readonly path: string | RegExp
  /** The name under which requests are counted and by which faults choose their victims. */
  readonly surface: string
  handle(request: SimRequest): SimAnswer | undefined | Promise<SimAnswer | undefined>
}

/** Whether `route` is one that may answer `request`. */
export function matches(route: Route, request: SimRequest): boolean {
  if (route.host !== 'any' && route.host !== request.host) return false
  if (route.method !== 'any' && route.method !== request.method) {
    if (!(route.method === 'GET' && request.method === 'HEAD')) return false
  }
  return typeof route.path === 'string'
    ? route.path === request.path
    : route.path.test(request.path)
}

/**
 * The cookies of a `Cookie` header, values as sent. Of equal names the first that is not empty
 * wins: instaloader sends its own empty ones before the real ones.
 */
export function parseCookies(header: string | undefined): Map<string, string> {
  const cookies = new Map<string, string>()
  for (const part of header?.split(';') ?? []) {
    const equals = part.indexOf('=')
    if (equals < 0) continue
    const name = part.slice(0, equals).trim()
    if (name !== '' && !cookies.get(name)) cookies.set(name, part.slice(equals + 1).trim())
  }
  return cookies
}

/** A redirect to `location`, as Instagram sends it: 302 with an empty body. */
export function redirect(location: string, setCookies: readonly string[] = []): SimAnswer {
  return { status: 302, headers: { location }, setCookies }
}
