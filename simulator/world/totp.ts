import { createHmac } from 'node:crypto'

const STEP_MS = 30_000
const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'

/** The bytes of a base32 text (RFC 4648); blanks, dashes and padding are ignored. */
export function decodeBase32(text: string): Buffer {
  const bytes: number[] = []
  let bits = 0
  let value = 0
  for (const letter of text.toUpperCase().replace(/[\s=-]/g, '')) {
    const digit = BASE32.indexOf(letter)
    if (digit < 0) throw new RangeError('a TOTP secret is written in base32 (A-Z, 2-7)')
    value = ((value << 5) | digit) & 0xfff
    bits += 5
    if (bits >= 8) {
      bits -= 8
      bytes.push((value >> bits) & 0xff)
    }
  }
  return Buffer.from(bytes)
}

/** The number of the 30-second step that holds the instant `atMs`. */
export function totpStep(atMs: number): number {
  return Math.floor(atMs / STEP_MS)
}

/** The 6-digit code of one step (RFC 6238 with HMAC-SHA-1, RFC 4226 truncation). */
export function totpCode(secret: string, step: number): string {
  const counter = Buffer.alloc(8)
  counter.writeBigUInt64BE(BigInt(step))
  const digest = createHmac('sha1', decodeBase32(secret)).update(counter).digest()
  const offset = (digest[digest.length - 1] ?? 0) & 0x0f
  const number = digest.readUInt32BE(offset) & 0x7fffffff
  return String(number % 1_000_000).padStart(6, '0')
}

/**
 * The step whose code this is, of the present one and its two neighbours, but only if it lies
 * after `lastUsedStep`: a code is good once. `undefined` when the code is refused.
 */
export function acceptedStep(
  secret: string,
  code: string,
  nowMs: number,
  lastUsedStep: number,
): number | undefined {
  const present = totpStep(nowMs)
  const digits = code.replace(/\s/g, '')
  for (const step of [present, present - 1, present + 1]) {
    if (step > lastUsedStep && totpCode(secret, step) === digits) return step
  }
  return undefined
}
