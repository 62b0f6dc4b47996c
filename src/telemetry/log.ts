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
    case 'page-undrawn':
      return 'error'
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
