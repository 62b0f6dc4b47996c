import { expect, test } from 'vitest'
import { retryWaitMs, throttleWait, vagueWaitMs, writeRetryWaitMs } from './waits.ts'

const MINUTE_MS = 60_000
const THROTTLE_MS = 10 * MINUTE_MS

test.each([
  [1, 10, false],
  [2, 20, false],
  [3, 40, false],
  [4, 80, false],
  [5, 160, false],
  [6, 240, false],
  [7, 24 * 60, true],
  [8, 24 * 60, true],
])('the throttle number %i in a row waits %i minutes', (hits, minutes, endsDay) => {
  const wait = throttleWait(hits, THROTTLE_MS, null)
  expect(wait).toEqual({ waitMs: minutes * MINUTE_MS, endsDay })
})

test.each([
  [1, 600, 10],
  [1, 601, 601 / 60],
  [3, 60, 40],
])('the throttle number %i that asks for %i s waits the longer of both', (hits, asked, minutes) => {
  expect(throttleWait(hits, THROTTLE_MS, asked).waitMs).toBe(minutes * MINUTE_MS)
})

test('another first wait stretches all of them', () => {
  expect(throttleWait(6, 1000, null).waitMs).toBe(24_000)
  expect(throttleWait(7, 1000, null).waitMs).toBe(144_000)
})

test.each([
  [1, 5],
  [2, 15],
  [3, 45],
])('the vague answer number %i waits %i minutes', (hits, minutes) => {
  expect(vagueWaitMs(hits, THROTTLE_MS)).toBe(minutes * MINUTE_MS)
})

test('after three vague waits the browser decides', () => {
  expect(vagueWaitMs(4, THROTTLE_MS)).toBeNull()
})

test('a question is put again after 1, 2, 4 and 8 seconds, give or take a quarter', () => {
  const middles = [0, 1, 2, 3].map((retry) => retryWaitMs(retry, 1000, 0.5))
  expect(middles).toEqual([1000, 2000, 4000, 8000])
  expect(retryWaitMs(0, 1000, 0)).toBe(750)
  expect(retryWaitMs(0, 1000, 1)).toBe(1250)
})

test('a write that must not be lost is tried for half a minute', () => {
  const waits = [0, 1, 2, 3, 4].map((retry) => writeRetryWaitMs(retry, 1000))
  expect(waits.reduce((sum, each) => sum + each, 0)).toBe(31_000)
})
