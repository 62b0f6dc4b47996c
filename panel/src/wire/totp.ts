const STEP_MS = 30_000
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'

/** A code of a two-factor secret, as an authenticator app would show it at that moment. */
export async function totpAt(secret: string, at: Date): Promise<string | null> {
  const key = bytesOf(secretIn(secret))
  if (key === null || !window.isSecureContext) return null
  const step = new DataView(new ArrayBuffer(8))
  step.setBigUint64(0, BigInt(Math.floor(at.getTime() / STEP_MS)))
  const hmac = { name: 'HMAC', hash: 'SHA-1' }
  const imported = await crypto.subtle.importKey('raw', key, hmac, false, ['sign'])
  const mac = new DataView(await crypto.subtle.sign('HMAC', imported, step))
  const offset = mac.getUint8(19) & 0xf
  const code = (mac.getUint32(offset) & 0x7fffffff) % 1_000_000
  return String(code).padStart(6, '0')
}

/** A secret may be given as its letters, or as the address that is behind a QR code. */
function secretIn(text: string): string {
  const [address = '', query = ''] = text.trim().split('?')
  if (!address.toLowerCase().startsWith('otpauth:')) return text
  return new URLSearchParams(query).get('secret') ?? ''
}

function bytesOf(secret: string): Uint8Array<ArrayBuffer> | null {
  const letters = secret.toUpperCase().replace(/[\s=-]/g, '')
  if (letters.length < 16) return null
  const bytes: number[] = []
  let bits = 0
  let value = 0
  for (const letter of letters) {
    const place = ALPHABET.indexOf(letter)
    if (place < 0) return null
    value = ((value << 5) | place) & 0xfff
    bits += 5
    if (bits < 8) continue
    bits -= 8
    bytes.push((value >> bits) & 0xff)
  }
  return new Uint8Array(bytes)
}
