/** The largest number that a database keeps whole. */
const PK_MAX = 2n ** 63n - 1n

/**
 * True for a numeric user id as Instagram writes it since 2025: a decimal string (facts 2b), of
 * which there is only one for each number.
 */
export function isPk(text: string): boolean {
  return /^(?:0|[1-9]\d{0,18})$/.test(text) && BigInt(text) <= PK_MAX
}

/** Controls, ends of lines, and every mark of direction. Emoji keep what joins them. */
const UNSHOWN = /[\p{Cc}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/gu

/**
 * Text from the outside world, fit to be stored and shown: normalised to NFC, without control
 * characters of both ranges, without marks that turn the direction of text, at most `charsMax`
 * long.
 */
export function cleanText(text: string, charsMax: number): string {
  const cleaned = text
    .slice(0, charsMax * 4)
    .toWellFormed()
    .replace(UNSHOWN, '')
    .trim()
    .normalize('NFC')
  return cleaned.length <= charsMax ? cleaned : [...cleaned].slice(0, charsMax).join('')
}
