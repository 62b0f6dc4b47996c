import { failureCodeOf } from '../db/failure-code.ts'

/** Whether the database was away, overloaded, or bade to do it again. */
export function isDatabaseAway(error: unknown): boolean {
  // A connection that is cut without a word has no code: the driver has words of its own for it.
  if (failureCodeOf(error) !== null) return true
  if (!(error instanceof Error) || !('code' in error)) return false
  return /^(08|40|53|55|57|58)[0-9A-Z]{3}$|^E[A-Z]+$/.test(String(error.code))
}
