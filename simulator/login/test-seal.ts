import { constants, createCipheriv, publicEncrypt, randomBytes } from 'node:crypto'
import sodium from 'libsodium-wrappers'
import type { MobilePasswordKey } from './mobile-password.ts'
import type { WebPublicKey } from './web-password.ts'

const TIMESTAMP = '1790000000'

/** Seals a password as a browser does (facts 5.1, version 10), for tests. */
export function sealForWeb(key: Pick<WebPublicKey, 'keyId' | 'publicKey'>, plain: string): string {
  const aesKey = randomBytes(32)
  const box = sodium.crypto_box_seal(aesKey, sodium.from_hex(key.publicKey))
  const { tag, ciphertext } = gcm(aesKey, Buffer.alloc(12), plain)
  const head = Buffer.from([1, key.keyId, box.length & 0xff, box.length >> 8])
  const bytes = Buffer.concat([head, box, tag, ciphertext])
  return `#PWD_INSTAGRAM_BROWSER:10:${TIMESTAMP}:${bytes.toString('base64')}`
}

/** Seals a password as the app does (facts 5.4, version 4), for tests. */
export function sealForApp(
  key: Pick<MobilePasswordKey, 'keyId' | 'publicKeyBase64'>,
  plain: string,
): string {
  const aesKey = randomBytes(32)
  const iv = randomBytes(12)
  const pem = Buffer.from(key.publicKeyBase64, 'base64').toString()
  const sealed = publicEncrypt({ key: pem, padding: constants.RSA_PKCS1_PADDING }, aesKey)
  const { tag, ciphertext } = gcm(aesKey, iv, plain)
  const length = Buffer.from([sealed.length & 0xff, sealed.length >> 8])
  const bytes = Buffer.concat([Buffer.from([1, key.keyId]), iv, length, sealed, tag, ciphertext])
  return `#PWD_INSTAGRAM:4:${TIMESTAMP}:${bytes.toString('base64')}`
}

function gcm(key: Buffer, iv: Buffer, plain: string): { tag: Buffer; ciphertext: Buffer } {
  const cipher = createCipheriv('aes-256-gcm', key, iv)
  cipher.setAAD(Buffer.from(TIMESTAMP))
  const ciphertext = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()])
  return { tag: cipher.getAuthTag(), ciphertext }
}
