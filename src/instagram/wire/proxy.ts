import http from 'node:http'
import https from 'node:https'
import { connect, type Socket } from 'node:net'

/**
 * The proxy that Instagram is reached through, by the browser and by our own requests alike: an
 * account must not appear from two addresses. A secret as a whole.
 */
export type WayProxy = HttpProxy | SocksProxy

/** A proxy that is asked to connect by HTTP. */
export type HttpProxy = {
  /** How the proxy itself is spoken to. */
  readonly protocol: 'http:' | 'https:'
  readonly host: string
  readonly port: number
  /** The value of `proxy-authorization`, or null. */
  readonly authorization: string | null
}

/** A proxy that speaks SOCKS5. It looks names up itself. */
export type SocksProxy = {
  readonly protocol: 'socks5:'
  readonly host: string
  readonly port: number
  readonly user: string | null
  readonly password: string | null
}

/** The proxy does not let us through. */
export class ProxyRefusedError extends Error {
  override readonly name = 'ProxyRefusedError'
}

/**
 * A TCP connection to `host`, through `proxy` if there is one, ready for TLS.
 * @throws Error of the system; ProxyRefusedError when the proxy says no; the signal's reason.
 */
export function openConnection(
  proxy: WayProxy | null,
  to: { readonly host: string; readonly port: number },
  signal: AbortSignal,
): Promise<Socket> {
  if (proxy === null) return connectTo(to, signal)
  return proxy.protocol === 'socks5:' ? socksTo(proxy, to, signal) : tunnelTo(proxy, to, signal)
}

/** As long as a browser itself would try. */
const SOCKS_MS = 30_000

/**
 * Undici's own client: its types tell only of requests, and what is wanted here is the connection
 * that it makes for them. `proxy.test.ts` holds it to that.
 */
type Connecting = { createSocks5Connection(host: string, port: number): Promise<Socket> }

async function socksTo(
  proxy: SocksProxy,
  to: { readonly host: string; readonly port: number },
  signal: AbortSignal,
): Promise<Socket> {
  const { Socks5ProxyAgent } = await import('undici')
  signal.throwIfAborted()
  const host = proxy.host.includes(':') ? `[${proxy.host}]` : proxy.host
  const { user, password } = proxy
  const agent = new Socks5ProxyAgent(`socks5://${host}:${proxy.port}`, {
    ...(user === null ? {} : { username: user, password: password ?? '' }),
    connectTimeout: SOCKS_MS,
  }) as unknown as Connecting
  const connecting = agent.createSocks5Connection(to.host, to.port).catch((error: unknown) => {
    // What the system says of the way to the proxy has a code of the system's.
    const code = error instanceof Error && 'code' in error ? String(error.code) : ''
    if (/^E[A-Z]+$/.test(code)) throw error
    const said = error instanceof Error ? error.message : 'nothing of use'
    throw new ProxyRefusedError(`the proxy answered: ${said}`)
  })
  const aborted = Promise.withResolvers<never>()
  const abort = (): void => aborted.reject(asError(signal.reason))
  signal.addEventListener('abort', abort, { once: true })
  try {
    const socket = await Promise.race([connecting, aborted.promise])
    socket.setNoDelay(true)
    return socket
  } catch (error) {
    // It may come about all the same, and then nobody wants it.
    void connecting.then((socket) => socket.destroy()).catch(() => {})
    throw error
  } finally {
    signal.removeEventListener('abort', abort)
  }
}

function connectTo(
  to: { readonly host: string; readonly port: number },
  signal: AbortSignal,
): Promise<Socket> {
  const { promise, resolve, reject } = Promise.withResolvers<Socket>()
  const socket = connect({ ...to, noDelay: true })
  const abort = (): void => void socket.destroy(asError(signal.reason))
  signal.addEventListener('abort', abort, { once: true })
  if (signal.aborted) abort()
  socket.once('error', reject)
  socket.once('connect', () => {
    socket.off('error', reject)
    resolve(socket)
  })
  return promise.finally(() => signal.removeEventListener('abort', abort))
}

function tunnelTo(
  proxy: HttpProxy,
  to: { readonly host: string; readonly port: number },
  signal: AbortSignal,
): Promise<Socket> {
  const { promise, resolve, reject } = Promise.withResolvers<Socket>()
  const authority = `${to.host}:${to.port}`
  const { authorization } = proxy
  const request = (proxy.protocol === 'https:' ? https : http).request({
    host: proxy.host,
    port: proxy.port,
    method: 'CONNECT',
    path: authority,
    headers: {
      host: authority,
      ...(authorization === null ? {} : { 'proxy-authorization': authorization }),
    },
    agent: false,
    signal,
  })
  request.once('error', reject)
  request.once('connect', (response, socket: Socket, head) => {
    if (response.statusCode !== 200) {
      socket.destroy()
      reject(new ProxyRefusedError(`the proxy answered ${response.statusCode}`))
      return
    }
    socket.setNoDelay(true)
    if (head.length > 0) socket.unshift(head)
    resolve(socket)
  })
  // A proxy that answers a CONNECT like any other request does not know what one is.
  request.once('response', (response) => {
    response.destroy()
    reject(new ProxyRefusedError(`the proxy answered ${response.statusCode}`))
  })
  request.end()
  return promise
}

function asError(reason: unknown): Error {
  return reason instanceof Error ? reason : new Error('it was given up')
}
