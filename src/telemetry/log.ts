import { closeSync, constants, fchmodSync, fstatSync, openSync } from 'node:fs'
import pino, { type Logger } from 'pino'
import type { BusinessEvent, Tell } from './events.ts'

export type { Logger }

/** Fields that would hold a secret if somebody logged the wrong object: they never get through. */
const SECRET_FIELDS = [
  'password',
  'totpSecret',
  'secret',
  'cookie',
  'cookies',
  'set-cookie',
  'sessionid',
  'authorization',
  'origins',
  'databaseUrl',
]

/** A JSON logger that writes lines to `destination`. */
export function createLog(options: {
  readonly level: string
  readonly destination: pino.DestinationStream
}): Logger {
  return pino(
    {
      level: options.level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      redact: {
        paths: SECRET_FIELDS.flatMap((field) => [
          `["${field}"]`,
          `*["${field}"]`,
          `*.*["${field}"]`,
        ]),
        censor: '[redacted]',
      },
    },
    options.destination,
  )
}

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

/**
 * Appends to a file for its owner only, line by line, so that nothing is lost when the process is
 * killed. A line that cannot be written ends nothing: what is to be done about a full disk, the
 * work itself says.
 * @throws LogUnwritableError LOG_UNWRITABLE for a link, a folder, a pipe, or somebody else's file
 */
export function logFile(file: string): ReturnType<typeof pino.destination> {
  const destination = pino.destination({
    dest: openLogFile(file),
    sync: true,
    maxLength: WAITING_CHARS_MAX,
  })
  destination.on('error', () => undefined)
  return destination
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

/**
 * Tells events to the log: `warn` healed itself, `error` needs somebody now, the rest is business.
 */
export function logEvents(log: Logger): Tell {
  return (event) => {
    const { kind, ...fields } = event
    log[levelOf(event)](fields, kind)
  }
}

const GOOD_LOGINS: ReadonlySet<string> = new Set(['logged-in', 'still-logged-in'])

function levelOf(event: BusinessEvent): 'error' | 'warn' | 'info' | 'debug' {
  switch (event.kind) {
    case 'work-failed':
    case 'jobs-failed':
    case 'alerts-failed':
      return 'error'
    case 'bot-failed':
    case 'vault-token-unrenewed':
      return 'warn'
    case 'job-failed':
      return event.isLast ? 'error' : 'warn'
    case 'account-stopped':
      // What the operator has done is no alarm for the operator.
      return event.standing === 'paused' ? 'info' : 'error'
    case 'dialogue-opened':
    case 'dialogue-failed':
    case 'doubt-visited':
    case 'session-unopenable':
    case 'logins-many':
    case 'session-died':
    case 'throttled':
    case 'account-resting':
    case 'death-suspected':
    case 'surface-not-served':
    case 'renewal-postponed':
    case 'check-parked':
      return 'warn'
    case 'login-ended':
      return GOOD_LOGINS.has(event.outcome) ? 'info' : 'warn'
    case 'request-refused':
      return event.status >= 500 ? 'error' : 'info'
    case 'answer-judged':
      // What nobody has seen yet is evidence: it becomes a rule some day.
      return event.verdict === 'unknown' ? 'error' : 'debug'
    case 'alerts-evaluated':
    case 'request-answered':
    case 'job-done':
    case 'page-saved':
      return 'debug'
    default:
      return 'info'
  }
}
