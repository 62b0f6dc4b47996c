import { expect, test } from 'vitest'
import { durationWords } from './durations.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE

test.each([
  [59_999, 'less than a minute', 'меньше минуты'],
  [MINUTE, '1 minute', '1 минута'],
  [22 * MINUTE, '22 minutes', '22 минуты'],
  [HOUR, '1 hour', '1 час'],
  [HOUR + 5 * MINUTE, '1 hour 5 minutes', '1 час 5 минут'],
  [24 * HOUR, '1 day', '1 день'],
  [123 * HOUR + 59 * MINUTE, '5 days 3 hours', '5 дней 3 часа'],
])('%i ms are said to be "%s"', (ms, english, russian) => {
  expect(durationWords('en', ms)).toBe(english)
  expect(durationWords('ru', ms)).toBe(russian)
})
