import { expect, test } from 'vitest'
import { percentsOf } from './shares.ts'

test.each([
  [
    [209, 402, 7642],
    [2, 5, 93],
  ],
  [
    [1, 1, 1],
    [34, 33, 33],
  ],
  [
    [0, 0, 5],
    [0, 0, 100],
  ],
  [
    [0, 0, 0],
    [0, 0, 0],
  ],
  [
    [1, 999_999, 0],
    [0, 100, 0],
  ],
])('%j is %j per cent, and never a hundred and one', (counts, percents) => {
  expect(percentsOf(counts)).toEqual(percents)
})
