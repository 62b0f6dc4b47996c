import { lookup as systemLookup } from 'node:dns/promises'
import ipaddr from 'ipaddr.js'
import { WebhookAddressError } from './webhook.ts'

/** An address that a name leads to. */
export type Resolved = { readonly address: string; readonly family: number }

/** Looks up where a name leads. */
export type Lookup = (hostname: string) => Promise<readonly Resolved[]>

/** The lookup of the system. */
export const lookupBySystem: Lookup = (hostname) => systemLookup(hostname, { all: true })

/** What may be reached. */
export type Reach = {
  /** Lets this machine, its network and plain `http` be reached, too. */
  readonly allowsPrivate: boolean
  readonly lookup: Lookup
}

const URL_CHARS_MAX = 2000

/**
 * The address of a webhook as it was given, if it can be one.
 * @throws WebhookAddressError WEBHOOK_ADDRESS
 */
export function parseWebhookUrl(text: string, { allowsPrivate }: Reach): URL {
  const url = text.length > URL_CHARS_MAX ? null : URL.parse(text)
  const schemes = allowsPrivate ? ['https:', 'http:'] : ['https:']
  if (!url || !schemes.includes(url.protocol)) {
    throw new WebhookAddressError('The address of a webhook begins with https://.')
  }
  if (url.username !== '' || url.password !== '' || url.hash !== '') {
    throw new WebhookAddressError('The address of a webhook holds no password and no fragment.')
  }
  return url
}

/**
 * Where a host may be reached: addresses that a connection is then made to, and no others, so that
 * a name cannot lead elsewhere a moment later. One private address among them refuses all.
 * @throws WebhookAddressError WEBHOOK_ADDRESS
 */
export async function reachableAt(hostname: string, reach: Reach): Promise<readonly Resolved[]> {
  const bare = hostname.replace(/^\[|\]$/g, '')
  const found = ipaddr.isValid(bare)
    ? [{ address: bare, family: bare.includes(':') ? 6 : 4 }]
    : await reach.lookup(bare)
  if (found.length === 0) throw new WebhookAddressError('The name leads nowhere.')
  if (!reach.allowsPrivate && !found.every(({ address }) => isPublic(address))) {
    throw new WebhookAddressError('The address belongs to a private network, which is not reached.')
  }
  return found
}

/** Whether everybody on the internet reaches the same machine there. Pure. */
export function isPublic(address: string): boolean {
  if (!ipaddr.isValid(address)) return false
  const read = ipaddr.parse(address)
  if (read instanceof ipaddr.IPv6) {
    if (read.isIPv4MappedAddress()) return read.toIPv4Address().range() === 'unicast'
    // What is translated or tunnelled leads to an address of IPv4 that nobody has looked at.
    return read.range() === 'unicast'
  }
  return read.range() === 'unicast'
}
