/** A run of generated people: `count` pks from `firstPk` on, `PK_STRIDE` apart. */
export type Segment = { readonly firstPk: number; readonly count: number }

/** Generated pks lie this far apart, so that neighbours do not look like neighbours. */
export const PK_STRIDE = 7

/**
 * One list of one person: runs of generated people, which cost nothing however long they are,
 * and the changes made since. Every member has a slot that never moves; rankings permute slots.
 */
export class Roster {
  readonly #segments: readonly Segment[]
  readonly #generatedCount: number
  readonly #appended: number[] = []
  readonly #appendedPks = new Set<number>()
  readonly #removed = new Set<number>()

  constructor(segments: readonly Segment[] = []) {
    this.#segments = segments.filter((segment) => segment.count > 0)
    this.#generatedCount = this.#segments.reduce((sum, segment) => sum + segment.count, 0)
  }

  /** How many slots there are, empty ones included. */
  get slotCount(): number {
    return this.#generatedCount + this.#appended.length
  }

  /** How many people are in the list. */
  get size(): number {
    return this.slotCount - this.#removed.size
  }

  /** Who sits in `slot`, or `undefined` when that one has been removed. */
  pkAt(slot: number): number | undefined {
    const pk = this.#rawPkAt(slot)
    return pk === undefined || this.#removed.has(pk) ? undefined : pk
  }

  /** Whether `pk` is in the list. */
  has(pk: number): boolean {
    return this.#holds(pk) && !this.#removed.has(pk)
  }

  /** Adds a person; `false` if they were in the list already. */
  add(pk: number): boolean {
    if (this.#removed.delete(pk)) return true
    if (this.#holds(pk)) return false
    this.#appended.push(pk)
    this.#appendedPks.add(pk)
    return true
  }

  /** Removes a person; `false` if they were not in the list. */
  remove(pk: number): boolean {
    if (!this.has(pk)) return false
    this.#removed.add(pk)
    return true
  }

  /** Everybody, in slot order. */
  *pks(): Generator<number> {
    for (let slot = 0; slot < this.slotCount; slot += 1) {
      const pk = this.pkAt(slot)
      if (pk !== undefined) yield pk
    }
  }

  #holds(pk: number): boolean {
    if (this.#appendedPks.has(pk)) return true
    return this.#segments.some(({ firstPk, count }) => {
      const distance = pk - firstPk
      return distance >= 0 && distance % PK_STRIDE === 0 && distance / PK_STRIDE < count
    })
  }

  #rawPkAt(slot: number): number | undefined {
    let left = slot
    for (const { firstPk, count } of this.#segments) {
      if (left < count) return firstPk + left * PK_STRIDE
      left -= count
    }
    return this.#appended[left]
  }
}
