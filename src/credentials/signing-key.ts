import { createHmac, hkdfSync, type KeyObject, timingSafeEqual } from 'node:crypto'
import type { Keyring } from './keyring.ts'

const KEY_BYTES = 32

/**
 * A signature over a text for one purpose (HMAC-SHA256), with a key that follows from the newest
 * one of the ring (HKDF, RFC 5869) and serves nothing else.
 */
export function signText(keyring: Keyring, purpose: string, text: string): string {
  return macOf(keyring.newest.secret, purpose, text).toString('base64url')
}

/** Whether one of the keys of the ring has signed a text for that purpose. */
export function isSignedText(
  keyring: Keyring,
  purpose: string,
  { text, signature }: { readonly text: string; readonly signature: string },
): boolean {
  const given = Buffer.from(signature, 'base64url')
  // Base64 has spare bits at its end: one signature has one spelling.
  if (given.toString('base64url') !== signature) return false
  return keyring.names.some((name) => {
    const secret = keyring.find(name)
    if (secret === null) return false
    const own = macOf(secret, purpose, text)
    return own.length === given.length && timingSafeEqual(own, given)
  })
}

function macOf(secret: KeyObject, purpose: string, text: string): Buffer {
  const key = Buffer.from(hkdfSync('sha256', secret, '', `evercheck ${purpose}`, KEY_BYTES))
  try {
    return createHmac('sha256', key).update(text).digest()
  } finally {
    key.fill(0)
  }
}
