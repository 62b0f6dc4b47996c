import tls from 'node:tls'
import type { Connect } from './connect.ts'
import { openConnection, type WayProxy } from './proxy.ts'
import { trustIn } from './trust.ts'

/**
 * Opens an encrypted connection that has proved to lead to `host`: through the proxy if there is
 * one, to `connect` if that is elsewhere, and by the trust that every request has. Whoever asks for it ends it.
 * @throws Error of the system, of TLS or of the proxy; the signal's reason on abort.
 */
export async function openEncrypted(
  way: { readonly connect: Connect | null; readonly proxy: WayProxy | null },
  host: string,
  signal: AbortSignal,
): Promise<tls.TLSSocket> {
  const { connect } = way
  const to = connect === null ? { host, port: 443 } : { host: connect.host, port: connect.port }
  const socket = await openConnection(way.proxy, to, signal)
  const { promise, resolve, reject } = Promise.withResolvers<tls.TLSSocket>()
  const away = tls.connect({
    socket,
    servername: host,
    secureContext: trustIn(connect),
    ALPNProtocols: ['h2', 'http/1.1'],
    rejectUnauthorized: true,
  })
  const abort = (): void => void away.destroy(new Error('it took too long'))
  signal.addEventListener('abort', abort, { once: true })
  away.once('error', reject)
  away.once('close', () => reject(new Error('the connection was closed')))
  away.once('secureConnect', () => resolve(away))
  return await promise.finally(() => signal.removeEventListener('abort', abort))
}
