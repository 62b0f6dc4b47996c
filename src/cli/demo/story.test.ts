import { expect, test } from 'vitest'
import { median } from './figures.ts'
import { readSummary } from './story.ts'

test('a check that failed is told in its own words, not in its JSON', () => {
  const last = '{"status":"error","code":"UNEXPECTED","why":"Error: ENOENT, \\"x\\" is gone."}'
  expect(() => readSummary(1, `a line\n${last}\n`)).toThrow(
    'The check ended with exit code 1: Error: ENOENT, "x" is gone.',
  )
  expect(() => readSummary(1, '')).toThrow('exit code 1: what it said stands above.')
})

test('the median of two lies between them, and of none is nothing', () => {
  expect([median([5, 1, 9]), median([1, 4]), median([])]).toEqual([5, 3, 0])
})
