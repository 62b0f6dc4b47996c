import { expect, test } from 'vitest'
import { listInHand, nextStep } from './next-step.ts'
import type { Progress, Stand } from './progress.ts'

const START: Stand = { kind: 'start' }
const MIDDLE: Stand = { kind: 'cursor', cursor: 'next', bestBefore: new Date(0) }
const ENDED: Stand = { kind: 'ended', end: 'end' }
const FINISHED: Stand = { kind: 'finished', end: 'end', confidence: 'exact' }

test.each([
  ['the first list is read first', START, START, 10, 'followers'],
  ['a list in the middle of a pass goes on', START, MIDDLE, 10, 'following'],
  ['a list that was read waits for a short one', ENDED, START, 2000, 'following'],
  ['it waits for the rest of a long one', ENDED, MIDDLE, 2100, 'following'],
  ['it does not wait for a long one', ENDED, START, 2001, 'judge'],
  ['nor for one of which nobody knows how long it is', ENDED, START, null, 'judge'],
  ['both are judged at once', ENDED, ENDED, 10, 'judge'],
  ['one is judged beside one that is finished', FINISHED, ENDED, 10, 'judge'],
  ['one is read beside one that is finished', FINISHED, START, 9000, 'following'],
  ['the second one waits for a further pass of the first', START, ENDED, 10, 'followers'],
  ['when both are finished there is nothing to do', FINISHED, FINISHED, 10, 'finished'],
] as const)('%s', (_, followers, following, expected, wanted) => {
  const step = nextStep([list('followers', followers, 10), list('following', following, expected)])
  expect(step.kind === 'read' ? step.list.list : step.kind).toBe(wanted)
})

test('pages that bring nobody new to a pass end it', () => {
  const looping = { ...list('followers', MIDDLE, 10), barrenPages: 5 }
  expect(nextStep([looping])).toEqual({ kind: 'judge' })
})

test.each([
  ['the first one', MIDDLE, START, 'followers'],
  ['the second one, while the first waits for its judgement', ENDED, MIDDLE, 'following'],
  ['the second one, once the first is finished', FINISHED, MIDDLE, 'following'],
  ['a further pass of the first one', MIDDLE, ENDED, 'followers'],
] as const)('what is read is %s', (_, followers, following, is) => {
  expect(listInHand(list('followers', followers, 10), list('following', following, 10))).toBe(is)
})

/** Of a list in the middle of a pass a hundred people were read. */
function list(name: Progress['list'], stand: Stand, expected: number | null): Progress {
  return {
    list: name,
    accountId: 'acc_1',
    pass: 1,
    stand,
    expected,
    fetched: 0,
    pages: 0,
    passPages: 0,
    passRows: 0,
    passPeople: stand.kind === 'cursor' ? 100 : 0,
    passNews: 0,
    barrenPages: 0,
    passesWithoutNews: 0,
    passesLost: 0,
    counterMoved: false,
    readAt: null,
    reusedFrom: null,
  }
}
