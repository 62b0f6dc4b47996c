/** The middle of some measurements, and how far they lie apart. */
export type Spread = {
  readonly min: number
  readonly median: number
  readonly max: number
}

/** The spread of at least one number. The median of an even count lies between the middle two. */
export function spreadOf(numbers: readonly number[]): Spread {
  const sorted = [...numbers].sort((one, other) => one - other)
  const at = (index: number): number => sorted[index] ?? Number.NaN
  const half = (sorted.length - 1) / 2
  return {
    min: at(0),
    median: (at(Math.floor(half)) + at(Math.ceil(half))) / 2,
    max: at(sorted.length - 1),
  }
}

/** `name`, `nameMin` and `nameMax` of a spread, rounded, as they stand in a line of JSON. */
export function figuresOf(name: string, spread: Spread, digits: number): Record<string, number> {
  return {
    [name]: rounded(spread.median, digits),
    [`${name}Min`]: rounded(spread.min, digits),
    [`${name}Max`]: rounded(spread.max, digits),
  }
}

/** A number with so many digits behind the point. */
export function rounded(number: number, digits: number): number {
  return Number(number.toFixed(digits))
}
