import { InvalidArgumentError } from 'commander'

/** A whole number from 1 to 999999999, as it was typed. */
export function wholeNumber(typed: string): number {
  if (/^\d{1,9}$/.test(typed) && Number(typed) > 0) return Number(typed)
  throw new InvalidArgumentError('Give a whole number from 1 to 999999999.')
}
