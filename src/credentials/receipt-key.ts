import { createPrivateKey, hkdfSync, type KeyObject } from 'node:crypto'
import type { Keyring } from './keyring.ts'

const SEED_BYTES = 32
/** An ed25519 private key in DER is this and the 32 bytes of its seed (RFC 8410). */
const PKCS8_HEAD = Buffer.from('302e020100300506032b657004220420', 'hex')

/**
 * The private key that signs receipts. It is derived from the newest key of the ring (HKDF, RFC
 * 5869), under a name of its own: nothing that is sealed says anything about it, nor it about that.
 */
export function receiptKeyOf(keyring: Keyring): KeyObject {
  const { secret } = keyring.newest
  const seed = Buffer.from(hkdfSync('sha256', secret, '', 'evercheck receipt ed25519', SEED_BYTES))
  const der = Buffer.concat([PKCS8_HEAD, seed])
  seed.fill(0)
  try {
    return createPrivateKey({ key: der, format: 'der', type: 'pkcs8' })
  } finally {
    der.fill(0)
  }
}
