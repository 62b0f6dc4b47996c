import fc from 'fast-check'
import { expect, test } from 'vitest'
import { seededRandom } from '../../kernel/ids.ts'
import type { Pace, RequestBucket, RequestWindow } from './pacing.ts'
import { BUCKET_MS, healed, nextDelayMs, requestsWaitMs, slowed } from './pacing.ts'

const NOON = new Date('2026-09-20T12:00:00Z')
const PACE: Pace = { minMs: 4_000, maxMs: 8_000, factor: 1 }

function after(ms: number): Date {
  return new Date(NOON.getTime() + ms)
}

test('a pause lies between the shortest and the longest, and chance decides where', () => {
  const random = seededRandom(7)
  const pauses = Array.from({ length: 200 }, () => nextDelayMs(PACE, random))
  expect(Math.min(...pauses)).toBeGreaterThanOrEqual(4_000)
  expect(Math.max(...pauses)).toBeLessThanOrEqual(8_000)
  expect(new Set(pauses).size).toBeGreaterThan(150)
  expect(nextDelayMs(PACE, { fraction: () => 0.5 })).toBe(6_000)
})

test('a throttle halves the pace, again and again, but not beyond an eighth', () => {
  expect(nextDelayMs(slowed(PACE), { fraction: () => 0 })).toBe(8_000)
  const often = Array.from({ length: 10 }).reduce<Pace>((pace) => slowed(pace), PACE)
  expect(often.factor).toBe(8)
})

test('a slowed pace heals slowly, by good pages, and stops at its best', () => {
  let pace = slowed(PACE)
  for (let page = 0; page < 10; page += 1) pace = healed(pace)
  expect(pace.factor).toBeGreaterThan(1.5)
  for (let page = 0; page < 100; page += 1) pace = healed(pace)
  expect(pace.factor).toBe(1)
})

test('nothing is waited for while every window has room', () => {
  const windows = [{ countMax: 200, windowMs: 660_000 }]
  expect(requestsWaitMs(windows, [], NOON)).toBe(0)
  expect(requestsWaitMs(windows, [{ startedAt: after(-60_000), count: 199 }], NOON)).toBe(0)
  expect(requestsWaitMs([], [{ startedAt: NOON, count: 10_000 }], NOON)).toBe(0)
})

test('a full window is waited for until enough of it has certainly left', () => {
  const windows = [{ countMax: 10, windowMs: 600_000 }]
  const history = [
    { startedAt: after(-300_000), count: 6 },
    { startedAt: after(-120_000), count: 4 },
  ]
  expect(requestsWaitMs(windows, history, NOON)).toBe(-300_000 + BUCKET_MS + 600_000)
  const crowded = [{ startedAt: after(-500_000), count: 1 }, ...history]
  expect(requestsWaitMs(windows, crowded, NOON)).toBe(-300_000 + BUCKET_MS + 600_000)
})

test('of several windows the one that frees last decides', () => {
  const windows = [
    { countMax: 2, windowMs: 60_000 },
    { countMax: 5, windowMs: 3_600_000 },
  ]
  const history = [{ startedAt: NOON, count: 5 }]
  expect(requestsWaitMs(windows, history, NOON)).toBe(BUCKET_MS + 3_600_000)
})

test('requests that have left every window are forgotten, whatever their number', () => {
  const windows = [{ countMax: 1, windowMs: 60_000 }]
  const history = [{ startedAt: after(-BUCKET_MS - 60_000), count: 9_999 }]
  expect(requestsWaitMs(windows, history, NOON)).toBe(0)
})

test('a window that allows nothing is our mistake and said at once', () => {
  expect(() => requestsWaitMs([{ countMax: 0, windowMs: 1 }], [], NOON)).toThrow(/for ever/)
})

test('whoever waits as told never has more than countMax requests in any window', () => {
  const window = fc.record({
    countMax: fc.integer({ min: 1, max: 12 }),
    windowMs: fc.integer({ min: 1_000, max: 900_000 }),
  })
  const idles = fc.array(fc.integer({ min: 0, max: 200_000 }), { minLength: 1, maxLength: 80 })
  fc.assert(
    fc.property(fc.array(window, { minLength: 1, maxLength: 3 }), idles, (windows, pauses) => {
      const sentMs = walk(windows, pauses)
      for (const { countMax, windowMs } of windows) {
        for (const endMs of sentMs) {
          const inside = sentMs.filter((ms) => ms > endMs - windowMs && ms <= endMs)
          expect(inside.length).toBeLessThanOrEqual(countMax)
        }
      }
    }),
  )
})

test('when the wait is over the request may really go: nobody is told to wait twice', () => {
  const bucket = fc.record({
    minute: fc.integer({ min: -30, max: 0 }),
    count: fc.integer({ min: 1, max: 9 }),
  })
  fc.assert(
    fc.property(fc.array(bucket), fc.integer({ min: 1, max: 20 }), (buckets, countMax) => {
      const history = buckets.map(({ minute, count }) => ({
        startedAt: after(minute * BUCKET_MS),
        count,
      }))
      const windows = [{ countMax, windowMs: 660_000 }]
      const waitMs = requestsWaitMs(windows, history, NOON)
      expect(requestsWaitMs(windows, history, after(waitMs))).toBe(0)
      if (waitMs > 0) expect(requestsWaitMs(windows, history, after(waitMs - 1))).toBe(1)
    }),
  )
})

// Sends one request after each idle time, when it may go; remembers no more than minutes.
function walk(windows: readonly RequestWindow[], idlesMs: readonly number[]): number[] {
  const minutes = new Map<number, number>()
  const sentMs: number[] = []
  let nowMs = NOON.getTime()
  for (const idleMs of idlesMs) {
    nowMs += idleMs
    const history: RequestBucket[] = [...minutes].map(([startMs, count]) => ({
      startedAt: new Date(startMs),
      count,
    }))
    nowMs += requestsWaitMs(windows, history, new Date(nowMs))
    sentMs.push(nowMs)
    const minute = Math.floor(nowMs / BUCKET_MS) * BUCKET_MS
    minutes.set(minute, (minutes.get(minute) ?? 0) + 1)
  }
  return sentMs
}
