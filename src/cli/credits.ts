import { InvalidArgumentError } from 'commander'

/** A whole number above 0, as it was typed. */
export function wholeNumber(typed: string): number {
  if (/^\d{1,9}$/.test(typed) && Number(typed) > 0) return Number(typed)
  throw new InvalidArgumentError('It is a whole number above 0.')
}
