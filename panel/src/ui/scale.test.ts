import { expect, test } from 'vitest'
import { apart } from './scale.ts'

test('words that have room stand where they belong', () => {
  expect(apart([80, 10], 132)).toEqual([80, 10])
})

test('words that would lie on each other stand one under the other, in their order', () => {
  expect(apart([53, 50, 20], 132)).toEqual([64, 50, 20])
})

test('at the foot of a chart they rise, and lift those above them', () => {
  expect(apart([125, 124, 110], 132)).toEqual([118, 104, 90])
})
