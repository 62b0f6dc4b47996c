import assert from 'node:assert/strict'
import type { Socket } from 'node:net'
import tls from 'node:tls'
import type { Client, Dispatcher } from 'undici'
import type { Clock } from '../../kernel/clock.ts'
import { ACCEPTED_ENCODINGS, decode, TooLargeError } from './body.ts'
import type { Connect } from './connect.ts'
import { type FailureReason, failureOf } from './network-failure.ts'
import { openConnection, type WayProxy } from './proxy.ts'
import { trustIn } from './trust.ts'

/** A request as it goes out. It holds cookies: never log it. */
export type OutgoingRequest = {
  readonly method: 'GET' | 'POST'
  readonly url: string
  /** Names in lower case. The transport adds `accept-encoding`, for it must decode the answer. */
  readonly headers: Readonly<Record<string, string>>
  /** Only of a POST: the one act that is not a question is to log a session out. */
  readonly body?: string
}

/**
 * What came of a request, as a value: to understand it is `classify`'s matter. `set-cookie` is kept
 * apart from `headers` because it is a secret.
 */
export type Answer =
  | {
      readonly kind: 'answer'
      readonly status: number
      /** Names in lower case, repeated ones joined by commas, `set-cookie` left out. */
      readonly headers: Readonly<Record<string, string>>
      readonly setCookies: readonly string[]
      /** The `location` header as sent. No redirect is ever followed. */
      readonly location: string | null
      /** Decompressed and decoded as UTF-8. */
      readonly body: string
      readonly protocol: 'h2' | 'http/1.1'
      /** True for the first answer on a connection; an empty 429 means another thing then. */
      readonly firstOnConnection: boolean
      readonly durationMs: number
    }
  | {
      readonly kind: 'no-answer'
      readonly reason: FailureReason
      /** For logs: an error code and its text, without headers or cookies. */
      readonly detail: string
      readonly durationMs: number
    }

/** Carries requests and understands nothing. */
export type Transport = {
  /**
   * Sends one request and waits for the whole answer. A network failure is a value.
   * @throws the signal's reason on abort; AssertionError for a host that is not Instagram's.
   */
  send(request: OutgoingRequest, signal: AbortSignal): Promise<Answer>
}

/** A transport that holds connections and must be closed. */
export type ClosableTransport = Transport & {
  /** Cuts every connection; requests under way end as `closed`. */
  close(): Promise<void>
}

/** How `http2Transport` reaches Instagram, and its limits. */
export type Http2Options = {
  /** Where the TCP connection goes instead of the host of the URL; null = the real one. */
  readonly connect: Connect | null
  /** The proxy that connections go through, to `connect`, too. */
  readonly proxy?: WayProxy | null
  readonly clock: Clock
  /** The longest that a request may take from start to the last byte, in real time. */
  readonly timeoutMs: number
  /** The longest body, both as received and decompressed. */
  readonly bodyBytesMax: number
}

const HOSTS: ReadonlySet<string> = new Set(['www.instagram.com', 'i.instagram.com'])

// Longer than the pauses between two pages, so that a pass is read over one connection.
const IDLE_CONNECTION_MS = 5 * 60_000

/**
 * Speaks HTTP/2 where the server does (over HTTP/1.1 Instagram may answer 429 to the first request,
 * facts 0.4) and HTTP/1.1 otherwise; one kept connection per host, certificates always checked.
 * Accounts that share a transport share a connection: make one per account.
 */
export function http2Transport(options: Http2Options): ClosableTransport {
  const lines = new Map<string, Line>()
  let closed = false
  return {
    async send(request, signal) {
      const url = allowed(request.url)
      signal.throwIfAborted()
      assert(!closed, 'a closed transport sends nothing')
      let line = lines.get(url.host)
      if (!line) {
        line = new Line(url.origin, options)
        lines.set(url.host, line)
      }
      return await line.send(url, request, signal)
    },
    async close() {
      closed = true
      await Promise.all([...lines.values()].map((line) => line.close()))
    },
  }
}

// The last gate before the network: a bug upstream must not carry cookies to another host.
function allowed(address: string): URL {
  const url = new URL(address)
  assert(url.protocol === 'https:', 'only https leaves the house')
  assert(HOSTS.has(url.host), 'only www.instagram.com and i.instagram.com are ever asked')
  assert(url.username === '' && url.password === '', 'no credentials belong in a URL')
  return url
}

type Undici = typeof import('undici')

/** Loaded by the first request: commands that only look at the database make none. */
function loadUndici(): Promise<Undici> {
  return import('undici')
}

type Connection = { readonly protocol: 'h2' | 'http/1.1'; answersCount: number }

/** The connection to one host, made anew whenever it has broken or fallen silent. */
class Line {
  readonly #origin: string
  readonly #options: Http2Options
  readonly #clients = new Set<Client>()
  #client: Client | undefined
  #connection: Connection | undefined
  #isClosed = false

  constructor(origin: string, options: Http2Options) {
    this.#origin = origin
    this.#options = options
  }

  async send(url: URL, request: OutgoingRequest, signal: AbortSignal): Promise<Answer> {
    const { clock, timeoutMs, bodyBytesMax } = this.#options
    const startedAt = clock.now()
    const elapsedMs = (): number => Math.max(0, clock.now().getTime() - startedAt.getTime())
    // A socket waits in real time, whatever the clock of the caller says.
    const timeout = AbortSignal.timeout(timeoutMs)
    const undici = await loadUndici()
    if (this.#isClosed) {
      const detail = 'closed before it was sent'
      return { kind: 'no-answer', reason: 'closed', detail, durationMs: elapsedMs() }
    }
    const client = this.#current(undici)
    let begun = false
    try {
      const response = await client.request({
        path: `${url.pathname}${url.search}`,
        method: request.method,
        headers: { ...request.headers, 'accept-encoding': ACCEPTED_ENCODINGS },
        ...(request.body === undefined ? {} : { body: request.body }),
        signal: AbortSignal.any([signal, timeout]),
      })
      begun = true
      const connection = this.#connection
      assert(connection, 'an answer comes over a connection')
      connection.answersCount += 1
      const firstOnConnection = connection.answersCount === 1
      const received = await collect(response.body, bodyBytesMax)
      const encoding = first(response.headers['content-encoding'])
      const body = await decode(received, encoding, bodyBytesMax)
      return {
        kind: 'answer',
        status: response.statusCode,
        headers: plainHeaders(response.headers),
        setCookies: [response.headers['set-cookie'] ?? []].flat(),
        location: first(response.headers.location) ?? null,
        body,
        protocol: connection.protocol,
        firstOnConnection,
        durationMs: elapsedMs(),
      }
    } catch (error) {
      if (signal.aborted) throw signal.reason
      // A request that cannot be written is our mistake, not the network's.
      if (error instanceof assert.AssertionError) throw error
      if (error instanceof undici.errors.InvalidArgumentError) throw error
      if (timeout.aborted) {
        // A connection that lets a request starve may be dead without having said so.
        this.#retire(client)
        const detail = `no whole answer within ${timeoutMs} ms`
        return { kind: 'no-answer', reason: 'timeout', detail, durationMs: elapsedMs() }
      }
      return { kind: 'no-answer', ...failureOf(error, begun), durationMs: elapsedMs() }
    }
  }

  async close(): Promise<void> {
    this.#isClosed = true
    await Promise.all([...this.#clients].map((client) => client.destroy()))
    this.#clients.clear()
    this.#client = undefined
  }

  #current(undici: Undici): Client {
    if (!this.#client) {
      this.#client = this.#open(undici)
      this.#clients.add(this.#client)
    }
    return this.#client
  }

  #retire(client: Client): void {
    if (this.#client === client) this.#client = undefined
    // Others may still be answered over it; it goes when the last of them is done.
    void client
      .close()
      .catch(() => client.destroy())
      .finally(() => this.#clients.delete(client))
  }

  #open({ buildConnector, Client }: Undici): Client {
    const { connect, proxy = null, timeoutMs } = this.#options
    const dial = buildConnector({
      allowH2: true,
      preferH2: true,
      timeout: timeoutMs,
      rejectUnauthorized: true,
      secureContext: trustIn(connect),
    })
    const { hostname: servername } = new URL(this.#origin)
    const to = connect ?? { host: servername, port: 443 }
    const tunnel = (): Promise<Socket> => openConnection(proxy, to, AbortSignal.timeout(timeoutMs))
    return new Client(this.#origin, {
      keepAliveTimeout: IDLE_CONNECTION_MS,
      keepAliveMaxTimeout: IDLE_CONNECTION_MS,
      headersTimeout: 0, // the one timeout of `send` covers the whole request
      bodyTimeout: 0,
      connect: (target, callback) => {
        const place = connect ? { hostname: connect.host, port: String(connect.port) } : {}
        const dialTo = (through: { httpSocket?: Socket }): void =>
          dial({ ...target, ...place, ...through, servername }, (...dialled) => {
            const [error, socket] = dialled
            if (error === null) {
              const h2 = socket instanceof tls.TLSSocket && socket.alpnProtocol === 'h2'
              this.#connection = { protocol: h2 ? 'h2' : 'http/1.1', answersCount: 0 }
            }
            callback(...dialled)
          })
        if (proxy === null) dialTo({})
        else
          tunnel().then(
            (httpSocket) => dialTo({ httpSocket }),
            (error) => callback(error, null),
          )
      },
    })
  }
}

async function collect(body: AsyncIterable<Uint8Array>, bytesMax: number): Promise<Buffer> {
  const chunks: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of body) {
    bytes += chunk.byteLength
    if (bytes > bytesMax) throw new TooLargeError(bytesMax) // leaving the loop ends the stream
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

function plainHeaders(headers: Dispatcher.ResponseData['headers']): Record<string, string> {
  const plain: Record<string, string> = {}
  for (const [name, value] of Object.entries(headers)) {
    if (value === undefined || name === 'set-cookie') continue
    plain[name.toLowerCase()] = Array.isArray(value) ? value.join(', ') : String(value)
  }
  return plain
}

function first(value: string | readonly string[] | undefined): string | undefined {
  return typeof value === 'string' ? value : value?.[0]
}
