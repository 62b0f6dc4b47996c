/** Scrambles two 32-bit numbers into one, evenly: a small keyed hash, not for secrets. */
export function mix(key: number, value: number): number {
  let z = (key ^ Math.imul(value, 0x9e3779b1)) | 0
  z = Math.imul(z ^ (z >>> 16), 0x21f0aaad)
  z = Math.imul(z ^ (z >>> 15), 0x735a2d97)
  return (z ^ (z >>> 15)) >>> 0
}

/** The same for numbers up to 2^53, such as pks. */
export function mixWide(key: number, value: number): number {
  return mix(mix(key, value % 2 ** 32), Math.floor(value / 2 ** 32))
}

/** `mix` as a number in [0, 1): a decision that is the same whenever the same thing is asked. */
export function chanceOf(key: number, value: number): number {
  return mix(key, value) / 2 ** 32
}

/** A key made from a text (FNV-1a). */
export function keyOf(text: string): number {
  let hash = 0x811c9dc5
  for (let i = 0; i < text.length; i += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193)
  }
  return hash >>> 0
}

/**
 * A permutation of 0 … `size`-1 chosen by `key`, position by position and without a table: a
 * Feistel network over the next power of four, walked until it lands inside (so a million rows
 * can be re-ranked for every pass at no cost in memory). `size` is at most 2^30.
 */
export function permute(key: number, size: number, position: number): number {
  if (size < 2) return 0
  const halfBits = Math.max(1, Math.ceil(Math.ceil(Math.log2(size)) / 2))
  const mask = (1 << halfBits) - 1
  let value = position
  do {
    let left = value >>> halfBits
    let right = value & mask
    for (let round = 0; round < 4; round += 1) {
      const next = left ^ (mix(key + round * 0x3c6ef372, right) & mask)
      left = right
      right = next
    }
    value = ((left << halfBits) | right) >>> 0
  } while (value >= size)
  return value
}
