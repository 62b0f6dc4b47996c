import { isDiskFull } from '../kernel/disk-full.ts'

/** What a failure of the database is, where it bears no code of ours. */
export type FailureCode = 'DISK_FULL' | 'DATABASE_UNREACHABLE' | 'DATA_DAMAGED'

/** Whether an error of the driver's means one of the failures that we know; null for all others. */
export function failureCodeOf(error: unknown): FailureCode | null {
  if (isDiskFull(error)) return 'DISK_FULL'
  if (isConnectionLoss(error)) return 'DATABASE_UNREACHABLE'
  return isDamage(error) ? 'DATA_DAMAGED' : null
}

/**
 * Class 08 and 57P are PostgreSQL's words for a lost or ending connection, 57014 and 25P for limits
 * of time; the sentences are the driver's.
 */
function isConnectionLoss(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  const code = 'code' in error ? String(error.code) : ''
  return (
    /^(08|57P|57014|25P0[34])/.test(code) ||
    ['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT'].includes(code) ||
    /Connection terminated|timeout expired|timeout exceeded|Query read timeout/.test(error.message)
  )
}

/** PostgreSQL's words for files that are not what they were: XX001, XX002, and what it cannot open. */
function isDamage(error: unknown): boolean {
  for (let at: unknown = error; at instanceof Error; at = at.cause) {
    const code = 'code' in at ? String(at.code) : ''
    if (/^(XX00[12]|58030|58P01)$/.test(code)) return true
    if (/invalid page in block|could not open file "base\//.test(at.message)) return true
  }
  return false
}
