import {
  closeSync,
  constants,
  fchmodSync,
  fstatSync,
  openSync,
  renameSync,
  rmSync,
  type Stats,
  statSync,
} from 'node:fs'
import pino from 'pino'

/** A log that is longer is put aside, and another one begun. */
const LOG_BYTES_MAX = 20 * 1024 * 1024
/** Logs that were put aside and are kept: `evercheck.log.1` is the newest. */
const OLD_LOGS_MAX = 5
/** Lines between two looks at how long it is. */
const LOOK_LINES = 100
/** What cannot be written waits in memory for the disk to have room; more than this is let go. */
const WAITING_CHARS_MAX = 1024 * 1024

/** The log cannot be written where it should be. */
export class LogUnwritableError extends Error {
  override readonly name = 'LogUnwritableError'
  readonly code = 'LOG_UNWRITABLE'

  constructor(file: string, why: string, cause?: unknown) {
    super(
      `The log ${file} cannot be written: ${why}. Move it away, or correct its owner; EVERCHECK_LOG_LEVEL=silent goes without.`,
      { cause },
    )
  }
}

/** How long a log gets, and how often that is looked at. */
export type LogLimits = { readonly bytesMax: number; readonly lookLines: number }

/**
 * Appends to a file for its owner only, line by line, so that nothing is lost when the process is
 * killed. A line that cannot be written ends nothing: what is to be done about a full disk, the
 * work itself says. A log that has become long is put aside, by whichever of the processes that
 * write to it sees that first; the others go on in the new one.
 * @throws LogUnwritableError LOG_UNWRITABLE for a link, a folder, a pipe, or somebody else's file
 */
export function logFile(
  file: string,
  limits: LogLimits = { bytesMax: LOG_BYTES_MAX, lookLines: LOOK_LINES },
): LogFile {
  return new LogFile(file, limits)
}

/** A log in a file, as pino writes to it. */
export class LogFile {
  readonly #file: string
  readonly #limits: LogLimits
  #destination: ReturnType<typeof pino.destination>
  #descriptor: number
  #lines = 0

  constructor(file: string, limits: LogLimits) {
    this.#file = file
    this.#limits = limits
    this.#descriptor = openLogFile(file)
    this.#destination = destinationAt(this.#descriptor)
    this.#look()
  }

  write(line: string): void {
    this.#lines += 1
    if (this.#lines % this.#limits.lookLines === 0) this.#look()
    this.#destination.write(line)
  }

  end(): void {
    this.#destination.end()
  }

  #look(): void {
    try {
      const ours = fstatSync(this.#descriptor)
      if (!ours.isFile()) return
      const there = statOf(this.#file)
      const isOurs = there !== null && there.ino === ours.ino
      if (isOurs && ours.size < this.#limits.bytesMax) return
      if (isOurs) putAside(this.#file)
      const descriptor = openLogFile(this.#file)
      this.#destination.end()
      this.#descriptor = descriptor
      this.#destination = destinationAt(descriptor)
    } catch {
      // It goes on where it is: a log that is too long is better than none.
    }
  }
}

function destinationAt(descriptor: number): ReturnType<typeof pino.destination> {
  const destination = pino.destination({
    dest: descriptor,
    sync: true,
    maxLength: WAITING_CHARS_MAX,
  })
  destination.on('error', () => undefined)
  return destination
}

function statOf(file: string): Stats | null {
  return statSync(file, { throwIfNoEntry: false }) ?? null
}

/** The oldest goes, and each of the others is one older. */
function putAside(file: string): void {
  rmSync(`${file}.${OLD_LOGS_MAX}`, { force: true })
  for (let age = OLD_LOGS_MAX - 1; age >= 1; age -= 1) {
    if (statOf(`${file}.${age}`) !== null) renameSync(`${file}.${age}`, `${file}.${age + 1}`)
  }
  renameSync(file, `${file}.1`)
}

/** The descriptor of the log. A pipe without a reader is not waited for. */
function openLogFile(file: string): number {
  const { O_APPEND, O_CREAT, O_NOFOLLOW = 0, O_NONBLOCK = 0, O_WRONLY } = constants
  let descriptor: number
  try {
    descriptor = openSync(file, O_WRONLY | O_APPEND | O_CREAT | O_NOFOLLOW | O_NONBLOCK, 0o600)
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : ''
    throw new LogUnwritableError(file, REASONS[code] ?? `the system says ${code}`, cause)
  }
  const refuse = (why: string): never => {
    closeSync(descriptor)
    throw new LogUnwritableError(file, why)
  }
  const found = fstatSync(descriptor)
  if (!found.isFile()) return found.isCharacterDevice() ? descriptor : refuse('it is no file')
  if (process.platform === 'win32') return descriptor
  if (found.uid !== process.geteuid?.()) return refuse('it belongs to another user')
  if ((found.mode & 0o077) !== 0) fchmodSync(descriptor, 0o600)
  return descriptor
}

const REASONS: Readonly<Record<string, string>> = {
  EACCES: 'it may not be written to',
  EISDIR: 'it is a folder',
  ELOOP: 'it is a symbolic link',
  ENXIO: 'it is a pipe or a socket',
  EPERM: 'it may not be written to',
}
