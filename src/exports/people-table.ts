import { strict as assert } from 'node:assert'

/** More people than any profile's lists could bring together in an export. */
export const PEOPLE_MAX = 20_000_000

/** A set of lists, one bit each. */
export type Marks = number

const EMPTY = -1

/**
 * Names, each once, with the lists that they are in. It holds a million in some forty megabytes:
 * bytes instead of strings, numbers instead of objects.
 */
export class PeopleTable {
  #bytes = new Uint8Array(1024 * 1024)
  #bytesUsed = 0
  /** Where each name begins; it ends where the next one begins. */
  #starts = new Uint32Array(64 * 1024)
  #marks = new Uint16Array(64 * 1024)
  #count = 0
  /** Open addressing: the number of a person, or EMPTY. Always a power of two. */
  #slots = new Int32Array(128 * 1024).fill(EMPTY)
  /** Hardly anybody has one in an export. */
  readonly #fullNames = new Map<number, string>()
  #sorted: Uint32Array | null = null

  /** How many different people there are. */
  get size(): number {
    return this.#count
  }

  /**
   * Adds a mark to a person, who is put down if need be. False when they had it already.
   * @throws RangeError when there are more than PEOPLE_MAX
   */
  mark(username: string, mark: Marks, fullName = ''): boolean {
    const person = this.#find(username)
    const had = this.#marks[person] ?? 0
    if (fullName !== '') this.#fullNames.set(person, fullName)
    this.#marks[person] = had | mark
    return (had & mark) !== mark
  }

  /** How many people have all of `wanted` and none of `unwanted`. */
  count(wanted: Marks, unwanted: Marks = 0): number {
    let count = 0
    for (let person = 0; person < this.#count; person += 1) {
      if (isIn(this.#marks[person] ?? 0, wanted, unwanted)) count += 1
    }
    return count
  }

  /** Those who have all of `wanted` and none of `unwanted`, sorted by name. */
  *people(
    wanted: Marks,
    unwanted: Marks = 0,
  ): Generator<{ readonly username: string; readonly fullName: string }> {
    const sorted = this.#inOrder()
    for (const person of sorted) {
      if (!isIn(this.#marks[person] ?? 0, wanted, unwanted)) continue
      yield { username: this.#nameOf(person), fullName: this.#fullNames.get(person) ?? '' }
    }
  }

  #find(username: string): number {
    this.#makeRoom(username.length)
    // Written behind the last name, to be compared there; it stays if it is new.
    const length = this.#write(username)
    const mask = this.#slots.length - 1
    let slot = this.#hash(this.#bytesUsed, this.#bytesUsed + length) & mask
    for (;;) {
      const person = this.#slots[slot] ?? EMPTY
      if (person === EMPTY) return this.#append(slot, length)
      if (this.#isSame(person, length)) return person
      slot = (slot + 1) & mask
    }
  }

  #append(slot: number, length: number): number {
    if (this.#count >= PEOPLE_MAX) throw new RangeError('too many people')
    const person = this.#count
    this.#slots[slot] = person
    this.#count += 1
    this.#bytesUsed += length
    this.#starts[this.#count] = this.#bytesUsed
    this.#sorted = null
    return person
  }

  /** Names are of ASCII: a character is a byte. */
  #write(username: string): number {
    for (let i = 0; i < username.length; i += 1) {
      const code = username.charCodeAt(i)
      assert(code < 0x80, 'a name is of ASCII')
      this.#bytes[this.#bytesUsed + i] = code
    }
    return username.length
  }

  #isSame(person: number, length: number): boolean {
    const start = this.#starts[person] ?? 0
    if ((this.#starts[person + 1] ?? 0) - start !== length) return false
    for (let i = 0; i < length; i += 1) {
      if (this.#bytes[start + i] !== this.#bytes[this.#bytesUsed + i]) return false
    }
    return true
  }

  /** FNV-1a. */
  #hash(from: number, to: number): number {
    let hash = 0x811c9dc5
    for (let i = from; i < to; i += 1) hash = Math.imul(hash ^ (this.#bytes[i] ?? 0), 0x01000193)
    return hash >>> 0
  }

  #makeRoom(nameLength: number): void {
    if (this.#bytesUsed + nameLength > this.#bytes.length) this.#bytes = doubled(this.#bytes)
    if (this.#count + 2 > this.#starts.length) {
      this.#starts = doubled(this.#starts)
      this.#marks = doubled(this.#marks)
    }
    if (this.#count * 2 < this.#slots.length) return
    this.#slots = new Int32Array(this.#slots.length * 2).fill(EMPTY)
    const mask = this.#slots.length - 1
    for (let person = 0; person < this.#count; person += 1) {
      let slot = this.#hash(this.#starts[person] ?? 0, this.#starts[person + 1] ?? 0) & mask
      while (this.#slots[slot] !== EMPTY) slot = (slot + 1) & mask
      this.#slots[slot] = person
    }
  }

  #nameOf(person: number): string {
    const bytes = this.#bytes.subarray(this.#starts[person], this.#starts[person + 1])
    return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1')
  }

  #inOrder(): Uint32Array {
    if (this.#sorted) return this.#sorted
    const people = new Uint32Array(this.#count)
    for (let person = 0; person < this.#count; person += 1) people[person] = person
    const [bytes, starts] = [this.#bytes, this.#starts]
    this.#sorted = people.sort((one, other) => {
      let [a, b] = [starts[one] ?? 0, starts[other] ?? 0]
      const [endA, endB] = [starts[one + 1] ?? 0, starts[other + 1] ?? 0]
      while (a < endA && b < endB) {
        const difference = (bytes[a] ?? 0) - (bytes[b] ?? 0)
        if (difference !== 0) return difference
        a += 1
        b += 1
      }
      return endA - a - (endB - b)
    })
    return this.#sorted
  }
}

function isIn(marks: Marks, wanted: Marks, unwanted: Marks): boolean {
  return (marks & wanted) === wanted && (marks & unwanted) === 0
}

function doubled<T extends Uint8Array | Uint16Array | Uint32Array>(numbers: T): T {
  const Kind = numbers.constructor as new (length: number) => T
  const grown = new Kind(numbers.length * 2)
  grown.set(numbers)
  return grown
}
