import { expect, test } from 'vitest'
import { windowOf } from './use-window.ts'

const list = { count: 1_000_000, rowPx: 56, aroundRows: 0 }

test('a short list is drawn where its rows are', () => {
  const seen = { scrollPx: 560, heightPx: 560 }
  const window = windowOf(seen, { count: 100, rowPx: 56, aroundRows: 2 })
  expect(window).toEqual({ fieldPx: 5600, first: 8, end: 23, topPx: 448 })
})

test('a million rows fit into a field that browsers can lay out, from the first to the last', () => {
  const start = windowOf({ scrollPx: 0, heightPx: 560 }, list)
  expect(start).toMatchObject({ first: 0, topPx: 0 })
  const bottom = start.fieldPx - 560
  const end = windowOf({ scrollPx: bottom, heightPx: 560 }, list)
  expect(end.end).toBe(list.count)
  // The last row ends where the field does.
  expect(end.topPx + (list.count - end.first) * 56).toBeCloseTo(end.fieldPx, 3)
})

test('what is seen is always covered by drawn rows', () => {
  const { fieldPx } = windowOf({ scrollPx: 0, heightPx: 900 }, list)
  for (let scrollPx = 0; scrollPx < fieldPx - 900; scrollPx += fieldPx / 997) {
    const { first, end, topPx } = windowOf({ scrollPx, heightPx: 900 }, list)
    expect(topPx).toBeLessThanOrEqual(scrollPx + 0.001)
    expect(topPx + (end - first) * 56).toBeGreaterThanOrEqual(scrollPx + 899.999)
  }
})

test('an empty list draws nothing', () => {
  const window = windowOf({ scrollPx: 0, heightPx: 900 }, { count: 0, rowPx: 56, aroundRows: 9 })
  expect(window).toMatchObject({ fieldPx: 0, first: 0, end: 0 })
})
