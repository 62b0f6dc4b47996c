import { expect, test } from 'vitest'
import type { List } from '../instagram/questions/operation.ts'
import { endingOfLists } from './ending.ts'
import type { Progress } from './reading/progress.ts'

test.each([
  [100, 100, 0.9, 'completed'],
  [95, 100, 0.9, 'completed'],
  [90, 90, 0.9, 'completed'],
  [89, 100, 0.9, 'failed'],
  [100, 89, 0.9, 'failed'],
  [89, 100, 0.5, 'completed'],
  [99, 100, 1, 'failed'],
  [1, 1, 0, 'completed'],
])(
  'of a hundred each, %i and %i with %d wanted make the check %s',
  (followers, following, part, state) => {
    const lists = [list('followers', followers), list('following', following)]
    const end = endingOfLists(lists, part)
    expect(end.state).toBe(state)
    expect(end.ending.kind).toBe(followers + following === 200 ? 'complete' : 'incomplete')
  },
)

test('a check with a list that nobody has finished comes to no end', () => {
  const unfinished: Progress = { ...list('following', 100), stand: { kind: 'start' } }
  expect(() => endingOfLists([list('followers', 100), unfinished], 0.9)).toThrow('still being read')
  expect(() => endingOfLists([], 0.9)).toThrow('still being read')
})

/** A finished list of a profile that counts a hundred. */
function list(name: List, fetched: number): Progress {
  const passes = { which: 'all', count: 2 } as const
  const shortage = { kind: 'short', present: fetched, expected: 100, end: 'end', passes } as const
  const complete =
    fetched === 100
      ? ({ confidence: 'exact' } as const)
      : ({ confidence: 'incomplete', shortage } as const)
  return {
    list: name,
    accountId: 'acc_1',
    pass: 2,
    stand: { kind: 'finished', end: 'end', ...complete },
    expected: 100,
    fetched,
    pages: 4,
    passPages: 2,
    passRows: fetched,
    passPeople: fetched,
    passNews: 0,
    barrenPages: 0,
    passesWithoutNews: 1,
    passesLost: 0,
    counterMoved: false,
    readAt: null,
    reusedFrom: null,
  }
}
