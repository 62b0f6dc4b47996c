import { expect, test } from 'vitest'
import { ManualClock } from '../../kernel/clock.ts'
import type { LoginOutcome, TechnicalCode } from './outcome.ts'
import { StallWatch, withoutStall } from './stall.ts'

test('a process that is held up is noticed, as soon as it goes on', () => {
  using watch = new StallWatch(20)
  expect(watch.longestMs()).toBeLessThan(150)
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 200)
  expect(watch.longestMs()).toBeGreaterThanOrEqual(150)
})

test('a machine that sleeps is noticed, though nothing that measures durations goes on', () => {
  const clock = new ManualClock(new Date('2026-01-05T08:00:00Z'))
  const asleep = {
    now: () => clock.now(),
    elapsedMs: () => 0,
    sleep: () => new Promise<void>(() => undefined),
  }
  using watch = new StallWatch(1000, asleep)
  clock.advance(1000)
  expect(watch.longestMs()).toBe(0)
  clock.advance(3_600_000)
  expect(watch.longestMs()).toBe(3_599_000)
})

const technical = (code: TechnicalCode): LoginOutcome => ({ kind: 'technical', code, detail: '' })

test.each([
  ['LOGIN_TIMEOUT', 10_000, 60_000, 'STOOD_STILL'],
  ['UNREACHABLE', 900_000, 60_000, 'STOOD_STILL'],
  ['BROWSER_CRASHED', 900_000, 60_000, 'STOOD_STILL'],
  ['UNKNOWN_PAGE', 900_000, 60_000, 'STOOD_STILL'],
  ['LOGIN_TIMEOUT', 9_999, 60_000, 'LOGIN_TIMEOUT'],
  ['LOGIN_TIMEOUT', 3_000, 2_000, 'STOOD_STILL'],
  ['NO_BROWSER', 900_000, 60_000, 'NO_BROWSER'],
  ['NO_SANDBOX', 900_000, 60_000, 'NO_SANDBOX'],
] as const)(
  '%s after a standstill of %i ms, with limits of %i ms, is %s',
  (code, stallMs, timeoutMs, comes) => {
    expect(withoutStall(technical(code), stallMs, timeoutMs)).toEqual(technical(comes))
  },
)

test('what Instagram has said is true, however long we stood still', () => {
  const refused = { kind: 'wrong-password', detail: 'no' } as const
  expect(withoutStall(refused, 3_600_000, 60_000)).toBe(refused)
})
