import { expect, test } from 'vitest'
import { type AgeCount, survivalOf } from './survival.ts'

const count = (age: number, died: number, lives = 0): AgeCount => {
  return { method: 'browser', age, died, lives }
}

test.each<[string, readonly AgeCount[], readonly number[]]>([
  ['nobody logged in', [], []],
  ['all live, none is an hour old', [count(0, 0, 3)], [1]],
  ['half die within the hour', [count(0, 1), count(1, 0, 1)], [0.5, 0.5]],
  ['the last one dies', [count(0, 1), count(1, 1)], [0.5, 0]],
  // Two of four leave alive at the first age: one death of the two that are left is a half.
  [
    'who was last seen alive is not dead',
    [count(0, 0, 2), count(1, 1), count(2, 0, 1)],
    [1, 0.5, 0.5],
  ],
  ['ages between which nothing happens', [count(3, 1), count(4, 0, 1)], [1, 1, 1, 0.5, 0.5]],
])('survival when %s', (_, counts, survival) => {
  expect(survivalOf(counts).map((step) => step.survival)).toEqual(survival)
})

test('each way of logging in has a curve of its own', () => {
  const imported = { method: 'import', age: 0, died: 1, lives: 0 } as const
  const steps = survivalOf([count(0, 0, 1), imported])
  expect(steps.map(({ method, survival }) => [method, survival])).toEqual([
    ['browser', 1],
    ['import', 0],
  ])
})
