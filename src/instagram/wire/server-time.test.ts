import { expect, test } from 'vitest'
import { clockBehindMs, offInWords } from './server-time.ts'
import type { Answer } from './transport.ts'

const NOW = new Date('2026-11-25T12:00:00.500Z')

function answer(headers: Record<string, string>): Answer {
  return {
    kind: 'answer',
    status: 404,
    headers,
    setCookies: [],
    location: null,
    body: '',
    protocol: 'h2',
    firstOnConnection: true,
    durationMs: 1,
  }
}

test.each([
  ['Wed, 25 Nov 2026 12:00:00 GMT', 0],
  ['Wed, 25 Nov 2026 12:02:30 GMT', 150_000],
  ['Wed, 25 Nov 2026 11:59:00 GMT', -60_000],
])('the date %s of any answer tells how far the clock is behind', (date, behindMs) => {
  expect(clockBehindMs(answer({ date }), NOW)).toBe(behindMs)
})

test('without a date, or an answer, nothing is told', () => {
  expect(clockBehindMs(answer({}), NOW)).toBeNull()
  expect(clockBehindMs(answer({ date: 'soon' }), NOW)).toBeNull()
  const silence: Answer = { kind: 'no-answer', reason: 'dns', detail: '', durationMs: 1 }
  expect(clockBehindMs(silence, NOW)).toBeNull()
})

test('it is told in seconds, and in which direction', () => {
  expect(offInWords(150_400)).toBe('150 s behind Instagram’s')
  expect(offInWords(-60_000)).toBe('60 s ahead of Instagram’s')
})
