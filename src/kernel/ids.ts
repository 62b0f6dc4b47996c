import { randomBytes, randomInt } from 'node:crypto'

/** The only source of chance, so that a test can choose it. */
export type Random = {
  /** A number in [0, 1). */
  fraction(): number
}

/** Chance from the operating system. */
export const systemRandom: Random = {
  fraction: () => randomInt(2 ** 47) / 2 ** 47,
}

/** Repeatable chance from a seed (splitmix32): the same seed gives the same numbers. */
export function seededRandom(seed: number): Random {
  let state = seed | 0
  return {
    fraction() {
      state = (state + 0x9e3779b9) | 0
      let z = state ^ (state >>> 16)
      z = Math.imul(z, 0x21f0aaad)
      z = Math.imul(z ^ (z >>> 15), 0x735a2d97)
      return ((z ^ (z >>> 15)) >>> 0) / 2 ** 32
    },
  }
}

const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz'

/** A new id: a prefix that says what it names, and 80 random bits, e.g. `chk_5m2k9x0a7c3d8e1f`. */
export function newId(prefix: string): string {
  let text = ''
  for (const byte of randomBytes(16)) text += ALPHABET[byte & 31]
  return `${prefix}_${text}`
}

/** A new number for a process that holds leases: 62 random bits, as a decimal string. */
export function newHolder(): string {
  return (randomBytes(8).readBigUInt64BE() >> 2n).toString()
}
