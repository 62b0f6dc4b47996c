import tls from 'node:tls'
import type { Connect } from './connect.ts'

// Reading some 150 authorities takes tens of milliseconds, and every account opens lines of its
// own.
const trusts = new WeakMap<Connect, tls.SecureContext>()

/** Trusts the usual authorities and that of `connect`. */
export function trustIn(connect: Connect): tls.SecureContext {
  let trust = trusts.get(connect)
  if (!trust) {
    trust = tls.createSecureContext({ ca: [...tls.getCACertificates('default'), connect.ca] })
    trusts.set(connect, trust)
  }
  return trust
}
