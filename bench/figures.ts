import { readFile } from 'node:fs/promises'

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

/** What so large a share of the numbers does not exceed: 0.99 of them, for example. */
export function quantileOf(numbers: readonly number[], share: number): number {
  const sorted = [...numbers].sort((one, other) => one - other)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
}

/** What of a process is in memory, in MB. */
export async function residentMb(process: number | 'self'): Promise<number> {
  const status = await readFile(`/proc/${process}/status`, 'utf8')
  const kilobytes = /^VmRSS:\s+(\d+) kB/m.exec(status)?.[1]
  return Number(kilobytes) / 1024
}
