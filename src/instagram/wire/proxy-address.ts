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
