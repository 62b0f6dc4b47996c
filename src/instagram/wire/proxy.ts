import http from 'node:http'
import https from 'node:https'
import { connect, type Socket } from 'node:net'

/**
 * The HTTP proxy that Instagram is reached through, by the browser and by our own requests alike:
 * an account must not appear from two addresses. A secret as a whole: `authorization` is one.
 */
export type HttpProxy = {
  /** How the proxy itself is spoken to. */
  readonly protocol: 'http:' | 'https:'
  readonly host: string
  readonly port: number
  /** The value of `proxy-authorization`, or null. */
  readonly authorization: string | null
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
  proxy: HttpProxy | null,
  to: { readonly host: string; readonly port: number },
  signal: AbortSignal,
): Promise<Socket> {
  return proxy === null ? connectTo(to, signal) : tunnelTo(proxy, to, signal)
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
