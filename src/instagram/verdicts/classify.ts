import { unreachable } from '../../kernel/unreachable.ts'
import { deletesSession } from '../cookies/cookies.ts'
import type { Circumstances, Operation, Question, Surface } from '../questions/operation.ts'
import { type HtmlPage, type Reading, readBody } from '../questions/reading.ts'
import type { FailureReason } from '../wire/network-failure.ts'
import type { Answer } from '../wire/transport.ts'
import { evidenceOf } from './evidence.ts'
import { readRedirect } from './redirects.ts'
import { type Failure, type Finding, type Refusal, readFailure, readRefusal } from './refusals.ts'
import type { Verdict } from './verdict.ts'

type Answered = Extract<Answer, { kind: 'answer' }>

/**
 * Understands one answer of Instagram. Pure: the same answer gives the same verdict, nothing is
 * asked and nothing is waited for. The order of decisions is that of facts 4.3; a body that
 * succeeded is read by its shape and never searched for words.
 */
export function classify<T>(
  operation: Operation<T>,
  answer: Answer,
  circumstances: Circumstances,
): Verdict<T> {
  if (answer.kind === 'no-answer') {
    const { row, ruling } = withoutAnswer(answer.reason)
    return { ...ruling, evidence: evidenceOf(row, answer, null) }
  }
  const reading = readBody(answer.body)
  const askedCount = Number(operation.query.count ?? Number.NaN)
  const failure = readFailure(
    answer.status,
    reading.kind === 'json' ? reading.json : null,
    Number.isInteger(askedCount) ? askedCount : null,
  )
  const found = decide(operation, answer, circumstances, reading, failure)
  const { row, ruling } = settle(operation, answer, found)
  const isGood = ruling.kind === 'ok' || ruling.kind === 'incomplete'
  return { ...ruling, evidence: evidenceOf(row, answer, isGood ? null : failure) }
}

function decide<T>(
  operation: Operation<T>,
  answer: Answered,
  circumstances: Circumstances,
  reading: Reading,
  failure: Failure,
): Finding<T> {
  const { status } = answer
  const early = byServer(status)
  if (early) return early
  if (status >= 300 && status < 400 && answer.location !== null) {
    return readRedirect(answer.location, operation.path)
  }
  const succeeded = status >= 200 && status < 300
  if (reading.kind === 'json' && succeeded && !saysFail(reading.json)) {
    const understood = understand(operation, reading.json, circumstances)
    if (understood) return understood
    // Guests get this with a 200 as well; it is a key of the answer, not a word in a text.
    if (failure.requireLogin) return readRefusal(failure) ?? UNRECOGNISED
    return { row: '27', ruling: { kind: 'unknown' } }
  }
  if (reading.kind === 'json') {
    const refusal = readRefusal(failure)
    if (refusal) return refusal
    if (succeeded) return { row: '26', ruling: { kind: 'unknown' } }
    return byStatus(operation, answer, circumstances, reading, failure)
  }
  if (succeeded) return withoutJson(status, reading)
  return byStatus(operation, answer, circumstances, reading, failure)
}

// What the answer as a whole adds to the finding on its parts.
function settle<T>(operation: Operation<T>, answer: Answered, found: Finding<T>): Finding<T> {
  const { row, ruling } = found
  const explains =
    ruling.kind === 'ok' ||
    ruling.kind === 'incomplete' ||
    ruling.kind === 'challenged' ||
    ruling.kind === 'blocked'
  if (!explains && ruling.kind !== 'logged-out' && deletesSession(answer)) {
    return { row: '30', ruling: { kind: 'logged-out' } }
  }
  if (ruling.kind === 'throttled') {
    return { row, ruling: { ...ruling, retryAfterSeconds: retryAfter(answer) } }
  }
  // We cannot be private or gone to ourselves: then the probe has told nothing.
  if (ruling.kind === 'target-closed' && operation.name === 'self') {
    return { row, ruling: { kind: 'unknown' } }
  }
  return found
}

const UNRECOGNISED: Refusal = { row: 'unrecognised', ruling: { kind: 'unknown' } }

// Asked again, an answer that is too long will be as long: somebody must look at it.
function withoutAnswer(reason: FailureReason): Refusal {
  if (reason === 'too-large') return UNRECOGNISED
  return { row: '29', ruling: { kind: 'transient', why: reason } }
}

function byServer(status: number): Refusal | undefined {
  // Not in any standard: server trouble at first, a throttle only if asking again does not help.
  if (status === 560 || status === 572) {
    return { row: '20', ruling: { kind: 'transient', why: 'throttle-in-disguise' } }
  }
  if (status >= 500) return { row: '20', ruling: { kind: 'transient', why: `status ${status}` } }
  if (status === 408) return { row: '21', ruling: { kind: 'transient', why: 'status 408' } }
  if (status === 467) return { row: '22', ruling: { kind: 'gated', why: 'user-agent' } }
  return undefined
}

function saysFail(json: unknown): boolean {
  return typeof json === 'object' && json !== null && Reflect.get(json, 'status') === 'fail'
}

function understand<T>(
  operation: Operation<T>,
  json: unknown,
  circumstances: Circumstances,
): Finding<T> | undefined {
  const why = operation.refusal?.(json)
  if (why !== undefined) return { row: '27', ruling: { kind: 'target-closed', why } }
  const value = operation.read(json)
  if (value === undefined) return undefined
  const doubt = operation.doubt?.(value, json, circumstances)
  if (doubt !== undefined) return { row: '25', ruling: { kind: 'incomplete', why: doubt } }
  return { row: 'ok', ruling: { kind: 'ok', value } }
}

// A success that is not JSON.
function withoutJson(status: number, reading: Exclude<Reading, { kind: 'json' }>): Refusal {
  switch (reading.kind) {
    case 'html':
      return byPage(reading.page)
    case 'empty':
      // 200 with nothing was cut short; any other success with nothing is a retired surface.
      return status === 200
        ? { row: '29', ruling: { kind: 'transient', why: 'empty body' } }
        : { row: '23', ruling: { kind: 'gated', why: 'retired' } }
    case 'broken':
      return { row: '29', ruling: { kind: 'transient', why: 'cut short' } }
    case 'text':
      return UNRECOGNISED
    default:
      return unreachable(reading)
  }
}

function byPage(page: HtmlPage): Refusal {
  if (page === 'login-wall') return { row: '24', ruling: { kind: 'logged-out' } }
  // One project saw it, with cookies that had expired: enough to ask, not enough to believe.
  if (page === 'saved-account') return { row: '24', ruling: { kind: 'ambiguous' } }
  if (page === 'error') return { row: '24c', ruling: { kind: 'transient', why: 'error page' } }
  return { row: '24b', ruling: { kind: 'gated', why: 'html-shell' } }
}

// A failure whose words are not known, or that has none.
function byStatus(
  question: Question,
  answer: Answered,
  circumstances: Circumstances,
  reading: Reading,
  failure: Failure,
): Refusal {
  switch (answer.status) {
    case 401:
      return { row: 'bare-401', ruling: { kind: 'ambiguous' } }
    case 429:
      return byTraffic(question, answer, circumstances, reading)
    case 404:
      return notFound(question.name, reading)
    case 400:
      if (isRefusedParameter(question.name, reading, failure)) {
        return 'max_id' in question.query
          ? { row: '39c', ruling: { kind: 'cursor-refused' } }
          : { row: '39c', ruling: { kind: 'gated', why: 'bad-request' } }
      }
  }
  if (reading.kind === 'html') return byPage(reading.page)
  if (reading.kind === 'broken')
    return { row: '29', ruling: { kind: 'transient', why: 'cut short' } }
  return UNRECOGNISED
}

function byTraffic(
  question: Question,
  answer: Answered,
  circumstances: Circumstances,
  reading: Reading,
): Refusal {
  const isList = question.name === 'followers' || question.name === 'following'
  const isWordless = reading.kind === 'empty' || reading.kind === 'html'
  if (!isList && isWordless && answer.headers['retry-after'] === undefined) {
    // Profiles are refused like this for good, to sessions that are well (facts 13).
    const row = reading.kind === 'empty' ? '17' : '18'
    return { row, ruling: { kind: 'gated', why: 'not-served' } }
  }
  // After pages have been read over this way it is no gate: the way was open.
  const isFirst = circumstances.firstOnConnection && circumstances.rowsSoFar === 0
  return reading.kind === 'empty' && isFirst
    ? { row: '17', ruling: { kind: 'gated', why: 'protocol' } }
    : { row: '18', ruling: { kind: 'throttled', retryAfterSeconds: null } }
}

function notFound(surface: Surface, reading: Reading): Refusal {
  // Exactly these words and no JSON hide a challenge (row 11b).
  if (reading.kind === 'text' && reading.text === 'Not Found') {
    return { row: '11b', ruling: { kind: 'challenged', where: null } }
  }
  if (reading.kind === 'html' && reading.page === 'login-wall') return byPage(reading.page)
  if (surface === 'search') return { row: '39', ruling: { kind: 'unknown' } }
  return { row: '39', ruling: { kind: 'target-closed', why: 'gone' } }
}

// A new code such as `some_new_required` is no bad parameter: somebody must look at it.
const CODE = /^[a-z]+(?:_[a-z]+)+$/

function isRefusedParameter(surface: Surface, reading: Reading, failure: Failure): boolean {
  if (surface !== 'followers' && surface !== 'following') return false
  if (reading.kind !== 'json' && reading.kind !== 'empty') return false
  return !CODE.test(failure.message) && !CODE.test(failure.errorType)
}

const RETRY_AFTER_SECONDS_MAX = 86_400

// A number of seconds or a date, which is read against the server's own clock.
function retryAfter(answer: Answered): number | null {
  const header = answer.headers['retry-after']?.trim() ?? ''
  const seconds = /^\d{1,9}$/.test(header)
    ? Number(header)
    : (Date.parse(header) - Date.parse(answer.headers.date ?? '')) / 1000
  if (!Number.isFinite(seconds) || seconds < 0) return null
  return Math.min(Math.ceil(seconds), RETRY_AFTER_SECONDS_MAX)
}
