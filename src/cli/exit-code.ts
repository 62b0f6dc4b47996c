import { failureCodeOf } from '../db/failure-code.ts'
import { DiskFullError } from '../kernel/disk-full.ts'
import { sentenceOf } from '../words/language.ts'

/** What a command's exit code says. docs/errors.md explains each. */
export const EXIT = {
  ok: 0,
  /** We were wrong: a bug. Or a receipt is not as it was issued. */
  failure: 1,
  /** What was typed or set cannot be used. */
  badInput: 2,
  /** The check is done, and a list is not complete. */
  incomplete: 3,
  /** The target cannot be read: private, gone, or it blocks us. */
  targetClosed: 4,
  /** An account needs a human. The check is parked; nothing is lost. */
  needsHuman: 5,
  /** The machine or its set-up: database, key, browser, disk, port. */
  environment: 6,
  /** Put down in the middle; the same command goes on where it was. */
  unfinished: 7,
  /** The check was given up: it stood still for longer than its patience. */
  gaveUp: 8,
  /** The terminal was closed (SIGHUP), as the system ends a process then. */
  hungUp: 129,
  /** Ctrl-C, as shells expect it. */
  interrupted: 130,
} as const

/** Every code of an error that the command line explains, with its exit code. */
export const EXIT_OF_CODE: Readonly<Record<string, number>> = {
  USAGE_INVALID: EXIT.badInput,
  SETTING_INVALID: EXIT.badInput,
  TARGET_NAME_INVALID: EXIT.badInput,
  ACCOUNT_NAME_INVALID: EXIT.badInput,
  ACCOUNT_UNKNOWN: EXIT.badInput,
  STANDING_MOVE: EXIT.badInput,
  SECRET_MISSING: EXIT.badInput,
  TOTP_SECRET_INVALID: EXIT.badInput,
  COOKIES_UNREADABLE: EXIT.badInput,
  USER_AGENT_INVALID: EXIT.badInput,
  CHECK_UNKNOWN: EXIT.badInput,
  CHECK_ENDED: EXIT.badInput,
  VERSION_UNKNOWN: EXIT.badInput,
  PROFILE_UNKNOWN: EXIT.badInput,
  LISTS_DELETED: EXIT.badInput,
  NAMES_UNREADABLE: EXIT.badInput,
  WATCH_UNKNOWN: EXIT.badInput,
  WATCH_INVALID: EXIT.badInput,
  CUSTOMER_AMBIGUOUS: EXIT.badInput,
  CUSTOMER_INVALID: EXIT.badInput,
  CREDITS_INVALID: EXIT.badInput,
  TAKEOVER_INVALID: EXIT.badInput,
  HOUSE_KEPT: EXIT.badInput,
  PROXY_INVALID: EXIT.badInput,
  PROXY_UNUSABLE: EXIT.environment,
  DIALOGUE_UNKNOWN: EXIT.badInput,
  CODE_REFUSED: EXIT.badInput,
  CONTROL_REFUSED: EXIT.badInput,
  CUSTOMER_UNKNOWN: EXIT.badInput,
  TOKEN_INVALID: EXIT.badInput,
  TOKEN_UNKNOWN: EXIT.badInput,
  OPERATOR_UNKNOWN: EXIT.badInput,
  OPERATOR_NAME: EXIT.badInput,
  LAST_OWNER: EXIT.badInput,
  PASSWORD_WEAK: EXIT.badInput,
  CODE_WRONG: EXIT.badInput,
  PASSKEY_SITE: EXIT.badInput,
  SIGN_IN_REFUSED: EXIT.badInput,
  SUDO_MISSING: EXIT.badInput,
  ORIGIN_REFUSED: EXIT.badInput,
  RATE_LIMITED: EXIT.badInput,
  INVITATION_OVER: EXIT.badInput,
  PRACTICE_OVER: EXIT.badInput,
  PRACTICE_FAILED: EXIT.environment,
  CHALLENGE_OVER: EXIT.badInput,
  PASSKEY_TAKEN: EXIT.badInput,
  PASSKEY_UNKNOWN: EXIT.badInput,
  LAST_MEANS: EXIT.badInput,
  SESSION_UNKNOWN: EXIT.badInput,
  LINK_UNKNOWN: EXIT.badInput,
  REPORT_FOLDER_TAKEN: EXIT.badInput,
  EXPORT_UNREADABLE: EXIT.badInput,
  EXPORT_IS_HTML: EXIT.badInput,
  EXPORT_WITHOUT_LISTS: EXIT.badInput,
  EXPORT_TOO_LARGE: EXIT.badInput,
  WORLD_REFUSED: EXIT.badInput,
  SIMULATOR_NOT_STARTED: EXIT.badInput,
  REQUEST_INVALID: EXIT.badInput,
  CURSOR_INVALID: EXIT.badInput,
  CREDENTIALS_MISSING: EXIT.badInput,
  CREDENTIALS_REFUSED: EXIT.badInput,
  SCOPE_MISSING: EXIT.badInput,
  ENDPOINT_UNKNOWN: EXIT.badInput,
  ERROR_UNKNOWN: EXIT.badInput,
  ALERT_UNKNOWN: EXIT.badInput,
  CHANNEL_UNKNOWN: EXIT.badInput,
  WEBHOOK_UNKNOWN: EXIT.badInput,
  WEBHOOK_ADDRESS: EXIT.badInput,
  WEBHOOKS_TOO_MANY: EXIT.badInput,
  RULE_UNKNOWN: EXIT.badInput,
  RULE_NEVER_SILENT: EXIT.badInput,
  BODY_TOO_LARGE: EXIT.badInput,
  IDEMPOTENCY_KEY_MISSING: EXIT.badInput,
  IDEMPOTENCY_KEY_REUSED: EXIT.badInput,
  ALREADY_DONE: EXIT.badInput,
  RESULT_NOT_THERE: EXIT.unfinished,
  MEDIA_TYPE_UNKNOWN: EXIT.badInput,
  STREAMS_TOO_MANY: EXIT.unfinished,
  IMPORTS_TOO_MANY: EXIT.unfinished,
  REQUEST_TOO_SLOW: EXIT.unfinished,
  ANSWER_TOO_SLOW: EXIT.unfinished,
  DATABASE_UNREACHABLE: EXIT.environment,
  DATA_IN_USE: EXIT.environment,
  DATA_DAMAGED: EXIT.environment,
  DATA_VOLUME: EXIT.environment,
  DATABASE_VERSION: EXIT.environment,
  POSTGRES_MISSING: EXIT.environment,
  SERVER_USER_MISSING: EXIT.environment,
  DISK_FULL: EXIT.environment,
  FOLDER_UNSAFE: EXIT.environment,
  FOLDER_UNWRITABLE: EXIT.environment,
  LOG_UNWRITABLE: EXIT.environment,
  REPORT_UNWRITTEN: EXIT.environment,
  SCHEMA_MISMATCH: EXIT.environment,
  SCHEMA_IN_USE: EXIT.environment,
  KEY_FILE_MISSING: EXIT.environment,
  KEY_FILE_UNREADABLE: EXIT.environment,
  KEY_FILE_UNWRITABLE: EXIT.environment,
  SECRET_UNOPENABLE: EXIT.environment,
  VAULT_UNREACHABLE: EXIT.environment,
  VAULT_REFUSED: EXIT.environment,
  KEY_IN_USE: EXIT.badInput,
  KEY_UNKNOWN: EXIT.badInput,
  BROWSER_MISSING: EXIT.environment,
  SANDBOX_MISSING: EXIT.environment,
  SIMULATOR_FAILED: EXIT.environment,
  DELIVERY_FAILED: EXIT.environment,
  CHANNELS_MISSING: EXIT.environment,
  LISTEN_FAILED: EXIT.environment,
  SERVICE_RUNS: EXIT.environment,
  BACKUP_UNWRITABLE: EXIT.environment,
  DATABASE_MOVED: EXIT.environment,
  BACKUP_FILE_TAKEN: EXIT.badInput,
  BACKUP_UNREADABLE: EXIT.badInput,
  BACKUP_VERSION: EXIT.badInput,
  RESTORE_NOT_EMPTY: EXIT.badInput,
  RECEIPT_INVALID: EXIT.failure,
  AUDIT_BROKEN: EXIT.failure,
  STORY_FAILED: EXIT.failure,
  LEASE_LOST: EXIT.unfinished,
  LINE_FULL: EXIT.unfinished,
  BALANCE_TOO_LOW: EXIT.unfinished,
  DAY_LIMIT: EXIT.unfinished,
}

/** How an error is told to a person: its sentence, its code, and the exit code. */
export type Failure = {
  readonly code: string
  readonly sentence: string
  readonly exitCode: number
}

/** Puts an error into words. What has no code is a bug, and is said to be one. */
export function failureOf(error: unknown): Failure {
  for (let at: unknown = error; at instanceof Error; at = at.cause) {
    const code = 'code' in at && typeof at.code === 'string' ? at.code : ''
    const exitCode = EXIT_OF_CODE[code]
    if (exitCode !== undefined) return { code, sentence: sentenceOf(at.message), exitCode }
  }
  const code = failureCodeOf(error)
  switch (code) {
    case 'DISK_FULL': {
      const { message } = new DiskFullError('the data', error)
      return { code, sentence: message, exitCode: EXIT.environment }
    }
    case 'DATABASE_UNREACHABLE':
      return {
        code,
        sentence:
          'The connection to the database was lost, or it did not answer in time. Run the same command again when it is back: everything saved so far is kept.',
        exitCode: EXIT.environment,
      }
    case 'DATA_DAMAGED':
      return {
        code,
        sentence:
          'A file of the database is damaged, so that it cannot read what is stored. Its files are left as they are: put a backup in its place, or move the data folder away to start anew.',
        exitCode: EXIT.environment,
      }
    case null:
  }
  const sentence = error instanceof Error ? `${error.name}: ${error.message}` : String(error)
  return { code: 'UNEXPECTED', sentence, exitCode: EXIT.failure }
}
