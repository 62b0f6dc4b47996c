import { expect, test } from 'vitest'
import { EXIT, failureOf } from './exit-code.ts'

test.each([
  ['XX001', 'invalid page in block 0 of relation base/16384/16419'],
  ['XX002', 'index "checks_pkey" contains corrupted page at block 1'],
  ['58P01', 'could not open file "base/16384/16419": No such file or directory'],
])('a table file that is damaged (%s) is no bug of ours, and has its sentence', (code, message) => {
  const error = Object.assign(new Error(message), { code })
  for (const thrown of [error, new Error('the query failed', { cause: error })]) {
    const failure = failureOf(thrown)
    expect(failure).toMatchObject({ code: 'DATA_DAMAGED', exitCode: EXIT.environment })
    expect(failure.sentence).toMatch(/put a backup in its place/)
  }
})

test('what has no code is a bug, and is said to be one', () => {
  expect(failureOf(new TypeError('x is not a function'))).toMatchObject({
    code: 'UNEXPECTED',
    exitCode: EXIT.failure,
  })
})

test.each([
  ['there is no account keeper', 'There is no account keeper.'],
  ['socks5://127.0.0.1:1080 leads nowhere', 'socks5://127.0.0.1:1080 leads nowhere.'],
])('a message is a sentence, and an address in it stays as it is: %s', (message, sentence) => {
  const error = Object.assign(new Error(message), { code: 'PROXY_UNUSABLE' })
  expect(failureOf(error)).toMatchObject({ code: 'PROXY_UNUSABLE', sentence })
})
