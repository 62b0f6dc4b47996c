import tls from 'node:tls'
import type { Connect } from './connect.ts'

// To read some 150 authorities takes tens of milliseconds, and every account opens its own lines.
const trusts = new Map<string, tls.SecureContext>()
/** More than one process ever meets outside of tests. */
const TRUSTS_MAX = 8

/**
 * Trusts the authorities that come with the program and that of `connect`, and none that the
 * environment names (`NODE_EXTRA_CA_CERTS`): the browser does not know of those, and what one of the
 * two refuses the other may not believe.
 */
export function trustIn(connect: Connect | null): tls.SecureContext {
  const own = connect?.ca ?? ''
  const known = trusts.get(own)
  if (known) return known
  if (trusts.size >= TRUSTS_MAX) trusts.clear()
  const usual = tls.getCACertificates('bundled')
  const trust = tls.createSecureContext({ ca: own === '' ? usual : [...usual, own] })
  trusts.set(own, trust)
  return trust
}
