/** No room is left on the disk of a folder. What was saved or written before is kept as it was. */
export class DiskFullError extends Error {
  override readonly name = 'DiskFullError'
  readonly code = 'DISK_FULL'

  constructor(folder: string, cause: unknown) {
    const little = cause instanceof DiskFullError ? cause.cause : cause
    const detail = little instanceof TooLittleRoomError ? little.message : 'is full'
    super(
      `The disk of ${folder} ${detail}. Make room and run the same command again: everything saved so far is kept.`,
      { cause },
    )
  }
}

/** There is some room left, and less than will be needed. */
export class TooLittleRoomError extends Error {
  constructor(freeBytes: number, neededBytes: number) {
    const megabytes = (bytes: number): number => Math.floor(bytes / 1024 / 1024)
    super(`has ${megabytes(freeBytes)} MB left, and ${megabytes(neededBytes)} MB are needed`)
  }
}

/** PostgreSQL's disk_full, and ENOSPC as Node and as WASM name it. */
const CODES: ReadonlySet<unknown> = new Set(['ENOSPC', 'EDQUOT', '53100'])
const WASM_ENOSPC = 51

/** Whether an error of any layer means that the disk is full. */
export function isDiskFull(error: unknown): boolean {
  for (let at: unknown = error; at instanceof Error; at = at.cause) {
    if (at instanceof DiskFullError) return true
    if (at instanceof AggregateError && at.errors.some(isDiskFull)) return true
    if ('code' in at && CODES.has(at.code)) return true
    if ('errno' in at && at.errno === WASM_ENOSPC) return true
    if (/no space left on device/i.test(at.message)) return true
  }
  return false
}
