import { isLoopback } from '../access/network.ts'
import type { Site } from '../access/passkey.ts'

/** What a request says of where it went and where it comes from. */
export type Asked = {
  readonly method: string
  /** `http` or `https`, as a trusted proxy says it. */
  readonly protocol: string
  /** Host and port, as the browser wrote them. */
  readonly host: string | undefined
  /** The address of whoever holds the connection. */
  readonly peer: string | null
  readonly origin: string | undefined
  readonly secFetchSite: string | undefined
  /** The header that no form and no foreign page can send without being let. */
  readonly marker: string | undefined
}

/**
 * Where the browser believes to be; null where cookies cannot be trusted. That is the public
 * address, or this very machine: a name that somebody else points here is neither, and a plain
 * connection to another machine keeps no secret.
 */
export function siteOf(asked: Asked, publicUrl: string | null): Site | null {
  const { host, protocol, peer } = asked
  if (host === undefined) return null
  const open = publicUrl === null ? null : new URL(publicUrl)
  if (open !== null && host.toLowerCase() === open.host) {
    const isSecure = open.protocol === 'https:' || isThisMachine(open.hostname)
    return isSecure ? { origin: open.origin, host: open.hostname } : null
  }
  const own = URL.parse(`${protocol}://${host}`)
  if (!own || own.host !== host.toLowerCase() || !isThisMachine(own.hostname)) return null
  return isLoopback(peer) ? { origin: own.origin, host: own.hostname } : null
}

function isThisMachine(hostname: string): boolean {
  return hostname === 'localhost' || isLoopback(hostname.replace(/^\[|\]$/g, ''))
}

/** Whether passkeys can be made for a host: an address is no name. */
export function takesPasskeys({ host }: Site): boolean {
  return !/^\[|^\d+\.\d+\.\d+\.\d+$/.test(host)
}

/**
 * Whether a request that a cookie speaks for was made by a page of ours. Three things have to
 * agree, as far as the browser says them: where the request comes from, by `Sec-Fetch-Site` and by
 * `Origin`, and a header that no form can send. What changes nothing needs no header.
 */
export function isOfOurs(asked: Asked, site: Site): boolean {
  const { method, origin, secFetchSite, marker } = asked
  if (secFetchSite === 'cross-site' || secFetchSite === 'same-site') return false
  if (origin !== undefined && origin !== site.origin) return false
  if (method === 'GET' || method === 'HEAD') return true
  if (marker === undefined || marker === '') return false
  return secFetchSite === 'same-origin' || (secFetchSite === undefined && origin !== undefined)
}
