/**
 * Choices that are made one after the other while a story runs, so that running it again and again
 * tells it in every way it can be told. A story must depend on nothing but its choices.
 */
export class Choices {
  /** What was taken so far, and of how many. */
  #taken: { readonly value: number; readonly bound: number }[] = []
  #at = 0

  /** One of the numbers from 0 to `bound - 1`. */
  pick(bound: number): number {
    const known = this.#taken[this.#at]
    if (known && known.bound !== bound) {
      throw new Error(`choice ${this.#at} was one of ${known.bound}, and is now one of ${bound}`)
    }
    if (!known) this.#taken.push({ value: 0, bound })
    this.#at += 1
    return known?.value ?? 0
  }

  /** The next way to choose, or null when this was the last. */
  next(): Choices | null {
    const next = new Choices()
    next.#taken = this.#taken.slice(0, this.#at)
    for (let last = next.#taken.pop(); last; last = next.#taken.pop()) {
      if (last.value + 1 < last.bound) {
        next.#taken.push({ value: last.value + 1, bound: last.bound })
        return next
      }
    }
    return null
  }
}

/** Tells a story in every way it can be told, one after the other. Returns how many there were. */
export async function inEveryWay(story: (choices: Choices) => Promise<void>): Promise<number> {
  let count = 0
  for (let choices: Choices | null = new Choices(); choices !== null; choices = choices.next()) {
    await story(choices)
    count += 1
  }
  return count
}
