import { type Random, seededRandom } from '../../src/kernel/ids.ts'

/** Chance of one purpose, from a seed: the same seed and purpose draw the same. */
export class Draws implements Random {
  readonly #random: Random

  constructor(seed: number, purpose: string) {
    this.#random = seededRandom(seedOf(`${seed}|${purpose}`))
  }

  /** A number in [0, 1). */
  fraction(): number {
    return this.#random.fraction()
  }

  /** True so often, from 0 to 1. */
  chance(probability: number): boolean {
    return this.fraction() < probability
  }

  /** A whole number from `least` to `most`. */
  between(least: number, most: number): number {
    return least + Math.floor(this.fraction() * (most - least + 1))
  }

  /** One of them. */
  oneOf<T>(all: readonly T[]): T {
    const one = all[Math.floor(this.fraction() * all.length)]
    if (one === undefined) throw new Error('nothing to draw from')
    return one
  }
}

/** FNV-1a: texts that differ in one sign give seeds that differ everywhere. */
export function seedOf(text: string): number {
  let hash = 0x811c9dc5
  for (let at = 0; at < text.length; at += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193)
  }
  return hash | 0
}
