/** The largest number that a database keeps whole. */
const PK_MAX = 2n ** 63n - 1n

/**
 * True for a numeric user id as Instagram writes it since 2025: a decimal string (facts 2b), of
 * which there is only one for each number.
 */
export function isPk(text: string): boolean {
  return /^(?:0|[1-9]\d{0,18})$/.test(text) && BigInt(text) <= PK_MAX
}

/**
 * Text from the outside world, fit to be stored and shown: normalised to NFC, without control
 * characters, without marks that turn the direction of what follows, at most `charsMax` long.
 */
export function cleanText(text: string, charsMax: number): string {
  const cleaned = text
    .slice(0, charsMax * 4)
    .toWellFormed()
    .replace(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu, '')
    .trim()
    .normalize('NFC')
  return cleaned.length <= charsMax ? cleaned : [...cleaned].slice(0, charsMax).join('')
}
