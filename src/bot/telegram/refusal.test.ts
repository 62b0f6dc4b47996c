import { GrammyError, HttpError } from 'grammy'
import { expect, test } from 'vitest'
import { refusalOf } from './refusal.ts'

test.each([
  [403, 'Forbidden: bot was blocked by the user', 'silent'],
  [403, 'Forbidden: user is deactivated', 'silent'],
  [400, 'Bad Request: chat not found', 'silent'],
  [400, 'Bad Request: message is not modified: specified new message content …', 'same'],
  [400, 'Bad Request: message to edit not found', 'lost'],
  [400, "Bad Request: message can't be edited", 'lost'],
  [400, 'Bad Request: there is no text in the message to edit', 'lost'],
  [400, 'Bad Request: message to delete not found', 'lost'],
  [
    400,
    'Bad Request: query is too old and response timeout expired or query ID is invalid',
    'expired',
  ],
  [400, 'Bad Request: CHARGE_ALREADY_REFUNDED', 'refunded-before'],
  [400, 'Bad Request: BUTTON_DATA_INVALID', 'wrong'],
  [413, 'Request Entity Too Large', 'too-large'],
  [429, 'Too Many Requests: retry after 17', 'busy'],
  [500, 'Internal Server Error', 'busy'],
  [502, 'Bad Gateway', 'busy'],
])('%i %s means %s', (error_code, description, kind) => {
  const parameters = error_code === 429 ? { retry_after: 17 } : {}
  const error = new GrammyError(
    'call failed',
    { ok: false, error_code, description, parameters },
    'x',
    {},
  )
  expect(refusalOf(error)).toMatchObject({
    kind,
    ...(error_code === 429 ? { afterMs: 17_000 } : {}),
  })
})

test('a connection that fails is tried again, and a bug of ours is not taken for a refusal', () => {
  expect(refusalOf(new HttpError('no', new Error('reset')))).toMatchObject({ kind: 'busy' })
  expect(refusalOf(new TypeError('undefined is not a function'))).toBeNull()
})
