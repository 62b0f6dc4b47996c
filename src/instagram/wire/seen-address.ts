import { request } from 'node:https'
import { isIP } from 'node:net'
import tls from 'node:tls'
import { openConnection, type WayProxy } from './proxy.ts'

/** What a way out shows of itself. */
export type SeenAddress =
  | { readonly kind: 'one'; readonly address: string }
  /** It changes from connection to connection: an account must not be seen so. */
  | { readonly kind: 'several'; readonly addresses: readonly string[] }

/** The browser's connection and one of our own. */
const CONNECTIONS = 2
const ANSWER_CHARS_MAX = 200
const WAIT_MS = 15_000

/**
 * From which address a way out is seen, by asking `url`, which answers with nothing but that. It is
 * asked over as many connections as an account has: one for its browser, one for its requests.
 * @throws Error of the system, of TLS or of the proxy, or of an answer that is no address
 */
export async function seenAddress(
  proxy: WayProxy | null,
  url: URL,
  signal: AbortSignal,
): Promise<SeenAddress> {
  const limit = AbortSignal.any([signal, AbortSignal.timeout(WAIT_MS)])
  const asked = Array.from({ length: CONNECTIONS }, () => ask(proxy, url, limit))
  const [first = '', ...others] = await Promise.all(asked)
  const addresses = [...new Set([first, ...others])]
  return addresses.length === 1 ? { kind: 'one', address: first } : { kind: 'several', addresses }
}

async function ask(proxy: WayProxy | null, url: URL, signal: AbortSignal): Promise<string> {
  const to = { host: url.hostname, port: Number(url.port) || 443 }
  const socket = await openConnection(proxy, to, signal)
  const { promise, resolve, reject } = Promise.withResolvers<string>()
  const secure = tls.connect({ socket, servername: url.hostname, rejectUnauthorized: true })
  const asked = request(url, { createConnection: () => secure, agent: false, signal }, (answer) => {
    let text = ''
    answer.setEncoding('utf8')
    answer.on('data', (part: string) => {
      text += part
      if (text.length > ANSWER_CHARS_MAX) answer.destroy(new Error('it answers with more'))
    })
    answer.once('error', reject)
    answer.once('end', () => resolve(text.trim()))
  })
  asked.once('error', reject)
  asked.end()
  try {
    const address = await promise
    if (isIP(address) === 0) throw new Error(`${url.host} does not answer with an address`)
    return address
  } finally {
    socket.destroy()
  }
}
