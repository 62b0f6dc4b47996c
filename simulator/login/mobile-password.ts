import { constants, generateKeyPairSync, privateDecrypt } from 'node:crypto'
import { type OpenedPassword, openGcm, parseSealedText } from './sealed-text.ts'

const TAG = 'PWD_INSTAGRAM'
const IV_BYTES = 12
const GCM_TAG_BYTES = 16

/** The key pair that passwords of the app's login are sealed to (facts 5.4). */
export type MobilePasswordKey = {
  /** Published as `ig-set-password-encryption-key-id`. */
  readonly keyId: number
  /** Published as `ig-set-password-encryption-pub-key`: a PEM text, encoded in base64 again. */
  readonly publicKeyBase64: string
  /** Opens an `enc_password` of version 0 (plain) or 4 (RSA and AES-256-GCM). */
  open(encPassword: string): OpenedPassword
}

/** Makes a fresh 2048-bit RSA pair; its id lies between 1 and 255. */
export function makeMobilePasswordKey(keyId: number): MobilePasswordKey {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  })
  return {
    keyId,
    publicKeyBase64: Buffer.from(publicKey).toString('base64'),
    open(encPassword) {
      const sealed = parseSealedText(encPassword, TAG)
      if (!sealed) return { kind: 'unreadable', why: `not a #${TAG} text` }
      if (sealed.version === 0) return { kind: 'opened', plain: sealed.payload }
      if (sealed.version !== 4) return { kind: 'unreadable', why: 'version is neither 0 nor 4' }
      return openVersion4(
        Buffer.from(sealed.payload, 'base64'),
        sealed.timestamp,
        keyId,
        privateKey,
      )
    },
  }
}

/** Bytes: `0x01 | key id | 12-byte IV | LE16 length | RSA(AES key) | GCM tag | ciphertext`. */
function openVersion4(
  bytes: Buffer,
  timestamp: string,
  keyId: number,
  privateKey: string,
): OpenedPassword {
  const lengthAt = 2 + IV_BYTES
  if (bytes.length < lengthAt + 2) return { kind: 'unreadable', why: 'too short' }
  if (bytes[0] !== 1) return { kind: 'unreadable', why: 'the first byte is not 1' }
  if (bytes[1] !== keyId) return { kind: 'unreadable', why: 'sealed to another key id' }
  const keyAt = lengthAt + 2
  const tagAt = keyAt + bytes.readUInt16LE(lengthAt)
  const cipherAt = tagAt + GCM_TAG_BYTES
  if (bytes.length < cipherAt) return { kind: 'unreadable', why: 'too short' }
  try {
    // A wrong padding gives a random key instead of an error (implicit rejection); GCM notices.
    const key = privateDecrypt(
      { key: privateKey, padding: constants.RSA_PKCS1_PADDING },
      bytes.subarray(keyAt, tagAt),
    )
    return openGcm({
      key,
      iv: bytes.subarray(2, lengthAt),
      tag: bytes.subarray(tagAt, cipherAt),
      ciphertext: bytes.subarray(cipherAt),
      timestamp,
    })
  } catch {
    return { kind: 'unreadable', why: 'the AES key does not open with the published key' }
  }
}
