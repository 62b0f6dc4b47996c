import type { FastifyError, FastifyReply } from 'fastify'
import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod'
import { DayLimitError } from '../checks/refused.ts'
import { PROBLEM_TYPE, type Problem } from '../contract/problem.ts'
import { failureCodeOf } from '../db/failure-code.ts'
import { newId } from '../kernel/ids.ts'
import type { Tell } from '../telemetry/events.ts'
import { type Language, languageOf } from '../words/language.ts'
import { type RefusalCode, refusalTitle, refusalWords } from '../words/refusals.ts'
import { RateLimitedError } from './auth-refusals.ts'
import {
  AnswerTooSlowError,
  BodyTooLargeError,
  type Issue,
  MediaTypeError,
  RequestInvalidError,
} from './refusals.ts'

const STATUSES: Readonly<Record<RefusalCode, number>> = {
  REQUEST_INVALID: 400,
  CURSOR_INVALID: 400,
  WEBHOOK_ADDRESS: 400,
  TARGET_NAME_INVALID: 400,
  TOKEN_INVALID: 400,
  OPERATOR_NAME: 400,
  PASSWORD_WEAK: 400,
  CODE_WRONG: 400,
  PASSKEY_SITE: 400,
  ACCOUNT_NAME_INVALID: 400,
  TOTP_SECRET_INVALID: 400,
  COOKIES_UNREADABLE: 400,
  USER_AGENT_INVALID: 400,
  IDEMPOTENCY_KEY_MISSING: 400,
  CREDENTIALS_MISSING: 401,
  CREDENTIALS_REFUSED: 401,
  SIGN_IN_REFUSED: 401,
  SCOPE_MISSING: 403,
  SUDO_MISSING: 403,
  ORIGIN_REFUSED: 403,
  ENDPOINT_UNKNOWN: 404,
  CHECK_UNKNOWN: 404,
  PROFILE_UNKNOWN: 404,
  WATCH_UNKNOWN: 404,
  WATCH_INVALID: 400,
  PROXY_INVALID: 400,
  PROXY_UNUSABLE: 409,
  HOUSE_KEPT: 409,
  RULE_NEVER_SILENT: 409,
  ALREADY_DONE: 409,
  CUSTOMER_INVALID: 400,
  EXPORT_UNREADABLE: 400,
  EXPORT_IS_HTML: 400,
  EXPORT_WITHOUT_LISTS: 400,
  EXPORT_TOO_LARGE: 413,
  IMPORTS_TOO_MANY: 503,
  DIALOGUE_UNKNOWN: 404,
  CODE_REFUSED: 409,
  CONTROL_REFUSED: 409,
  TOKEN_UNKNOWN: 404,
  OPERATOR_UNKNOWN: 404,
  SESSION_UNKNOWN: 404,
  LINK_UNKNOWN: 404,
  PASSKEY_UNKNOWN: 404,
  ERROR_UNKNOWN: 404,
  ALERT_UNKNOWN: 404,
  CHANNEL_UNKNOWN: 404,
  WEBHOOK_UNKNOWN: 404,
  RULE_UNKNOWN: 404,
  ACCOUNT_UNKNOWN: 404,
  REQUEST_TOO_SLOW: 408,
  STANDING_MOVE: 409,
  RESULT_NOT_THERE: 409,
  LAST_OWNER: 409,
  LAST_MEANS: 409,
  CHALLENGE_OVER: 409,
  PASSKEY_TAKEN: 409,
  INVITATION_OVER: 410,
  PRACTICE_OVER: 410,
  LISTS_DELETED: 410,
  RATE_LIMITED: 429,
  BODY_TOO_LARGE: 413,
  MEDIA_TYPE_UNKNOWN: 415,
  IDEMPOTENCY_KEY_REUSED: 422,
  WEBHOOKS_TOO_MANY: 409,
  STREAMS_TOO_MANY: 429,
  LINE_FULL: 503,
  BALANCE_TOO_LOW: 402,
  DAY_LIMIT: 429,
  CUSTOMER_UNKNOWN: 404,
  ANSWER_TOO_SLOW: 503,
  DATABASE_UNREACHABLE: 503,
  DATA_DAMAGED: 503,
  DISK_FULL: 507,
  KEY_FILE_MISSING: 503,
  KEY_FILE_UNREADABLE: 503,
  SECRET_UNOPENABLE: 503,
  BROWSER_MISSING: 503,
  PRACTICE_FAILED: 503,
  SANDBOX_MISSING: 503,
}

/** The status of every code that a refusal may bear; all others are 500. */
export const STATUS_OF_CODE: Readonly<Record<string, number>> = STATUSES

/** What a refusal is made of, beside its number. */
type Refused = {
  readonly code: string
  readonly status: number
  /** What tells the caller more; null for what is our own matter. */
  readonly told: Error | null
  readonly issues: readonly Issue[]
}

/**
 * Answers with a refusal, and tells the log under which number. Of what has no code nothing is
 * said: it is a bug, and its words may hold what nobody should read.
 */
export function refuse(
  { tell }: { readonly tell: Tell },
  reply: FastifyReply,
  raw: unknown,
): FastifyReply {
  const { method } = reply.request
  const path = reply.request.routeOptions.url ?? 'unknown'
  const error = ofOurs(raw)
  const refused = refusedAs(error)
  const { code, status } = refused
  const errorId = newId('err')
  const why = error instanceof Error ? `${error.name}: ${error.message}` : String(error)
  tell({ kind: 'request-refused', errorId, code, status, method, path, why })
  if (error instanceof RateLimitedError) reply.headers(error.fields)
  const retryAfter = retryAfterOf(error, code)
  if (retryAfter !== null) reply.header('retry-after', retryAfter)
  // What is not there now may be there soon: the next build, where two versions answer.
  reply.header('cache-control', 'no-store')
  // Nobody waits for the rest of it.
  if (status === 408) reply.header('connection', 'close')
  if (status === 401) reply.header('www-authenticate', 'Bearer realm="evercheck"')
  const language = languageOf(reply.request.headers['accept-language'])
  const problem = problemOf(refused, errorId, language)
  // A string is sent as it is: no schema of an answer stands in the way of a refusal.
  return reply.code(status).type(PROBLEM_TYPE).send(JSON.stringify(problem))
}

/** When to ask again, as `Retry-After` has it: seconds or a date; null where that is not known. */
function retryAfterOf(error: unknown, code: string): number | string | null {
  return error instanceof DayLimitError
    ? error.again.toUTCString()
    : (RETRY_AFTER_SECONDS[code] ?? null)
}

const RETRY_AFTER_SECONDS: Readonly<Record<string, number>> = {
  ANSWER_TOO_SLOW: 5,
  DATABASE_UNREACHABLE: 5,
  IMPORTS_TOO_MANY: 30,
  LINE_FULL: 600,
  STREAMS_TOO_MANY: 60,
}

/** A refusal as it goes over the wire. */
export function problemOf(refused: Refused, errorId: string, language: Language): Problem {
  const { code, status, told, issues } = refused
  return {
    type: `/api/v1/errors/${code}`,
    title: refusalTitle(language, status),
    status,
    ...(told === null ? {} : { detail: refusalWords(language, code, told) }),
    code,
    errorId,
    ...(issues.length === 0 ? {} : { issues: [...issues] }),
  }
}

function refusedAs(error: unknown): Refused {
  for (let at: unknown = error; at instanceof Error; at = at.cause) {
    const code = 'code' in at ? String(at.code) : ''
    const status = STATUS_OF_CODE[code]
    if (status === undefined) continue
    const issues = at instanceof RequestInvalidError ? at.issues : []
    return { code, status, told: at, issues }
  }
  const code = failureCodeOf(error)
  if (code === null) return { code: 'UNEXPECTED', status: 500, told: null, issues: [] }
  return { code, status: STATUS_OF_CODE[code] ?? 500, told: null, issues: [] }
}

const TOO_MANY_ISSUES = 20

/** Fastify's own errors as ours. */
function ofOurs(error: unknown): unknown {
  if (hasZodFastifySchemaValidationErrors(error)) {
    const where = (error as FastifyError).validationContext ?? 'request'
    const issues = error.validation.slice(0, TOO_MANY_ISSUES).map((each) => ({
      // What is about the whole of a part ends in a slash.
      path: `${PLACES[where] ?? where}${each.instancePath}`.replace(/\/$/, ''),
      message: each.message ?? 'is invalid',
    }))
    const [first] = issues
    const says = first ? `${first.path}: ${first.message}` : 'The request is not understood.'
    return new RequestInvalidError(says, issues)
  }
  if (!(error instanceof Error) || !('code' in error)) return error
  switch (error.code) {
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
      return new BodyTooLargeError('The body is larger than this endpoint takes.')
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
      return new MediaTypeError('A body has to be JSON, with Content-Type: application/json.')
    case 'FST_REQ_FILE_TOO_LARGE':
    case 'FST_FILES_LIMIT':
    case 'FST_PARTS_LIMIT':
      return new BodyTooLargeError('These are more or larger files than this endpoint takes.')
    case 'FST_FIELDS_LIMIT':
    case 'FST_NO_FORM_DATA':
    case 'FST_INVALID_MULTIPART_CONTENT_TYPE':
    case 'FST_PROTO_VIOLATION':
      return new RequestInvalidError('The files do not come as this endpoint takes them.')
    case 'FST_ERR_HANDLER_TIMEOUT':
      return new AnswerTooSlowError('The answer took longer than it may. Try again.')
    case 'FST_ERR_CTP_INVALID_JSON_BODY':
    case 'FST_ERR_CTP_EMPTY_JSON_BODY':
    case 'FST_ERR_CTP_INVALID_CONTENT_LENGTH':
    case 'FST_ERR_BAD_URL':
    case 'FST_ERR_ASYNC_CONSTRAINT':
      return new RequestInvalidError('The body is no JSON, or the address is none.')
    default:
      if (isAskersFault(error)) return new RequestInvalidError('This is no request of ours.')
      // What the parser of JSON says quotes the body.
      return error instanceof SyntaxError ? new RequestInvalidError('The body is no JSON.') : error
  }
}

/** Whether the server of HTTP itself refuses it, as what should not have been asked. */
function isAskersFault(error: Error & { readonly code: unknown }): boolean {
  const status = 'statusCode' in error ? Number(error.statusCode) : 500
  return /^FST_/.test(String(error.code)) && status >= 400 && status < 500
}

const PLACES: Readonly<Record<string, string>> = { querystring: 'query' }
