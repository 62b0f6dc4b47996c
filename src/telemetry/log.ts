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

/**
 * Appends to a file, line by line, so that nothing is lost when the process is killed. A line that
 * cannot be written ends nothing: what is to be done about a full disk, the work itself says.
 */
export function logFile(file: string): ReturnType<typeof pino.destination> {
  const destination = pino.destination({
    dest: file,
    mkdir: true,
    mode: 0o600,
    sync: true,
    maxLength: WAITING_CHARS_MAX,
  })
  destination.on('error', () => undefined)
  return destination
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

function levelOf(event: BusinessEvent): 'error' | 'warn' | 'info' | 'debug' {
  switch (event.kind) {
    case 'account-stopped':
      return 'error'
    case 'session-died':
    case 'throttled':
    case 'account-resting':
    case 'death-suspected':
    case 'check-parked':
      return 'warn'
    case 'login-ended':
      return event.outcome === 'logged-in' ? 'info' : 'warn'
    case 'answer-judged':
      // What nobody has seen yet is evidence: it becomes a rule some day.
      return event.verdict === 'unknown' ? 'error' : 'debug'
    case 'page-saved':
      return 'debug'
    default:
      return 'info'
  }
}
