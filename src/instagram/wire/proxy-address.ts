import type { WayProxy } from './proxy.ts'

/**
 * Reads the address of a proxy as curl does: `http://`, `https://`, `socks5://` or `socks5h://`,
 * an HTTP proxy without any of them; null when it is none. Names are always looked up by the proxy.
 */
export function parseProxyAddress(text: string): WayProxy | null {
  const url = URL.parse(/^[a-z][a-z\d+.-]*:\/\//i.test(text) ? text : `http://${text}`)
  if (!url || url.hostname === '') return null
  const pair = pairIn(url)
  if (pair === null) return null
  const { user, password } = pair
  const host = url.hostname.replace(/^\[|\]$/g, '')
  const port = Number(url.port)
  switch (url.protocol) {
    case 'http:':
    case 'https:': {
      const told = user === null ? null : Buffer.from(`${user}:${password ?? ''}`)
      return {
        protocol: url.protocol,
        host,
        port: port || (url.protocol === 'https:' ? 443 : 80),
        authorization: told === null ? null : `Basic ${told.toString('base64')}`,
      }
    }
    case 'socks5:':
    case 'socks5h:':
      return { protocol: 'socks5:', host, port: port || 1080, user, password }
    default:
      return null
  }
}

/** How a proxy is named to people and in logs: without what lets one through it. */
export function proxyName({ protocol, host, port }: WayProxy): string {
  const name = host.includes(':') ? `[${host}]` : host
  return `${protocol}//${name}:${port}`
}

/** Name and password for the proxy; null if they cannot be read. */
function pairIn({ username, password }: URL): {
  readonly user: string | null
  readonly password: string | null
} | null {
  if (username === '') return { user: null, password: null }
  try {
    return { user: decodeURIComponent(username), password: decodeURIComponent(password) }
  } catch {
    return null
  }
}

/** The address of a proxy as programs are given it: a secret, for its password is in it. */
export function proxyUrl(proxy: WayProxy): string {
  const { protocol, host, port } = proxy
  const told =
    proxy.protocol === 'socks5:' ? [proxy.user, proxy.password] : pairOf(proxy.authorization ?? '')
  const [user, password] = told
  const pair =
    user === null || user === undefined
      ? ''
      : `${encodeURIComponent(user)}:${encodeURIComponent(password ?? '')}@`
  return `${protocol}//${pair}${host.includes(':') ? `[${host}]` : host}:${port}`
}

function pairOf(authorization: string): readonly [string | null, string | null] {
  if (authorization === '') return [null, null]
  const pair = Buffer.from(authorization.slice('Basic '.length), 'base64').toString()
  const at = pair.indexOf(':')
  return [pair.slice(0, at), pair.slice(at + 1)]
}
