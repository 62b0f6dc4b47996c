import tls from 'node:tls'
import type { Connect } from './connect.ts'

// To read some 150 authorities takes tens of milliseconds, and every account opens its own lines.
const trusts = new Map<string, tls.SecureContext>()
/** More than one process ever meets outside of tests. */
const TRUSTS_MAX = 8

/** Trusts the usual authorities and that of `connect`. */
export function trustIn(connect: Connect): tls.SecureContext {
  const known = trusts.get(connect.ca)
  if (known) return known
  if (trusts.size >= TRUSTS_MAX) trusts.clear()
  const trust = tls.createSecureContext({ ca: [...tls.getCACertificates('default'), connect.ca] })
  trusts.set(connect.ca, trust)
  return trust
}
