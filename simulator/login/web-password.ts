import sodium from 'libsodium-wrappers'
import { type OpenedPassword, openGcm, parseSealedText } from './sealed-text.ts'

await sodium.ready

const TAG = 'PWD_INSTAGRAM_BROWSER'
const SEALED_KEY_BYTES = 80
const HEADER_BYTES = 4
const GCM_TAG_BYTES = 16

/** The public half, as `shared_data` and the login page's headers publish it (facts 5.1). */
export type WebPublicKey = {
  readonly keyId: number
  /** 64 hexadecimal digits: an X25519 public key. */
  readonly publicKey: string
  /** The newest `enc_password` version that the key is good for. */
  readonly version: number
}

/** The key pair that passwords of the web login are sealed to. */
export type WebPasswordKey = {
  readonly published: WebPublicKey
  /** Opens an `enc_password` of version 0 (plain) or 10 (sealed box and AES-256-GCM). */
  open(encPassword: string): OpenedPassword
}

/** Makes a fresh key pair; its id lies between 1 and 255, because it travels in one byte. */
export function makeWebPasswordKey(keyId: number): WebPasswordKey {
  const pair = sodium.crypto_box_keypair()
  const publicKey = sodium.to_hex(pair.publicKey)
  return {
    published: { keyId, publicKey, version: 10 },
    open(encPassword) {
      const sealed = parseSealedText(encPassword, TAG)
      if (!sealed) return { kind: 'unreadable', why: `not a #${TAG} text` }
      if (sealed.version === 0) return { kind: 'opened', plain: sealed.payload }
      if (sealed.version !== 10) return { kind: 'unreadable', why: 'version is neither 0 nor 10' }
      return openVersion10(Buffer.from(sealed.payload, 'base64'), sealed.timestamp, keyId, pair)
    },
  }
}

/** Bytes: `0x01 | key id | LE16 80 | sealed AES key | GCM tag | ciphertext`, IV all zero. */
function openVersion10(
  bytes: Buffer,
  timestamp: string,
  keyId: number,
  pair: { readonly publicKey: Uint8Array; readonly privateKey: Uint8Array },
): OpenedPassword {
  const tagAt = HEADER_BYTES + SEALED_KEY_BYTES
  const cipherAt = tagAt + GCM_TAG_BYTES
  if (bytes.length < cipherAt) return { kind: 'unreadable', why: 'too short' }
  if (bytes[0] !== 1) return { kind: 'unreadable', why: 'the first byte is not 1' }
  if (bytes[1] !== keyId) return { kind: 'unreadable', why: 'sealed to another key id' }
  if (bytes.readUInt16LE(2) !== SEALED_KEY_BYTES) {
    return { kind: 'unreadable', why: 'the sealed key is not 80 bytes' }
  }
  try {
    const box = bytes.subarray(HEADER_BYTES, tagAt)
    const key = sodium.crypto_box_seal_open(box, pair.publicKey, pair.privateKey)
    return openGcm({
      key,
      iv: Buffer.alloc(12),
      tag: bytes.subarray(tagAt, cipherAt),
      ciphertext: bytes.subarray(cipherAt),
      timestamp,
    })
  } catch {
    return { kind: 'unreadable', why: 'the sealed box does not open with the published key' }
  }
}
