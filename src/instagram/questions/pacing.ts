import assert from 'node:assert/strict'
import type { Random } from '../../kernel/ids.ts'

/**
 * How fast an account asks: a pause between two requests is anything from `minMs` to `maxMs`, times
 * `factor`. The factor is 1 when all is well, grows by a throttle and shrinks by good pages.
 */
export type Pace = { readonly minMs: number; readonly maxMs: number; readonly factor: number }

/** No more than `countMax` requests within any stretch of `windowMs`. */
export type RequestWindow = { readonly countMax: number; readonly windowMs: number }

/** The requests of one minute, the one that begins at `startedAt`. */
export type RequestBucket = { readonly startedAt: Date; readonly count: number }

/** How long a bucket lasts. */
export const BUCKET_MS = 60_000

const FACTOR_MAX = 8
const HEALING = 0.98

/** The pause before the next request, in whole milliseconds. */
export function nextDelayMs(pace: Pace, random: Random): number {
  assert(pace.minMs <= pace.maxMs, 'the shortest pause is not longer than the longest')
  const span = pace.maxMs - pace.minMs
  return Math.round((pace.minMs + random.fraction() * span) * pace.factor)
}

/**
 * How long to wait from `now` until one more request exceeds no window; 0 when it may go at once.
 * A bucket does not tell when within its minute a request went out, so each is taken to have gone
 * at the minute's end: a window is never exceeded, and at worst one minute is waited too much.
 */
export function requestsWaitMs(
  windows: readonly RequestWindow[],
  history: readonly RequestBucket[],
  now: Date,
): number {
  return Math.max(0, ...windows.map((window) => windowWaitMs(window, history, now)))
}

function windowWaitMs(window: RequestWindow, history: readonly RequestBucket[], now: Date): number {
  assert(window.countMax >= 1, 'a window that allows nothing would wait for ever')
  const leavings = history
    .map((bucket) => ({
      leavesMs: bucket.startedAt.getTime() + BUCKET_MS + window.windowMs,
      count: bucket.count,
    }))
    .filter((bucket) => bucket.leavesMs > now.getTime())
    .sort((one, other) => one.leavesMs - other.leavesMs)
  let inside = leavings.reduce((sum, bucket) => sum + bucket.count, 0)
  for (const { leavesMs, count } of leavings) {
    if (inside < window.countMax) break
    inside -= count
    if (inside < window.countMax) return leavesMs - now.getTime()
  }
  return 0
}

/** The pace after a throttle: half as fast, at most eight times slower than at its best. */
export function slowed(pace: Pace): Pace {
  return { ...pace, factor: Math.min(pace.factor * 2, FACTOR_MAX) }
}

/** The pace after a good page: a little faster, never faster than at its best. */
export function healed(pace: Pace): Pace {
  return { ...pace, factor: Math.max(pace.factor * HEALING, 1) }
}
