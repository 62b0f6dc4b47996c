import { createHash, randomBytes } from 'node:crypto'

const SECRET_BYTES = 32

/** A new secret of 256 random bits, behind a prefix by which scanners of leaked secrets know it. */
export function newSecretText(prefix: string): string {
  return `${prefix}${randomBytes(SECRET_BYTES).toString('base64url')}`
}

/**
 * What is stored of such a secret. It is random enough to need no slow hash, and it is looked up by
 * the hash, so that how long that takes says nothing of the secret.
 */
export function hashOfSecret(secret: string): string {
  return createHash('sha256').update(secret).digest('base64url')
}
