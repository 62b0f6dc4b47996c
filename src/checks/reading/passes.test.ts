import { expect, test } from 'vitest'
import { judgePass, passEnd, recount } from './passes.ts'
import type { PassEnd, Progress } from './progress.ts'

/** What is missing of a list of which 150 were read. */
const SHORT = { kind: 'short', present: 150, expected: 200 } as const

const READING = { tolerance: 0.01, passesMax: 6 }

/** A pass over a list of 200 that has seen all of the 199 who are known. */
function progress(changes: Partial<Progress> = {}): Progress {
  return {
    list: 'followers',
    accountId: 'acc_1',
    pass: 2,
    stand: { kind: 'start' },
    expected: 200,
    fetched: 199,
    pages: 8,
    passPages: 4,
    passRows: 199,
    passPeople: 199,
    passNews: 0,
    barrenPages: 0,
    passesWithoutNews: 0,
    passesLost: 0,
    counterMoved: false,
    readAt: null,
    reusedFrom: null,
    ...changes,
  }
}

/** The judgement where the counter says after the pass what it has said before. */
function judge(changes: Partial<Progress>, end: PassEnd = 'end', present?: number) {
  const judged = recount(progress(changes), progress(changes).expected)
  return judgePass(judged, end, present ?? judged.progress.fetched, READING)
}

test('a list with everybody whom the counter counts is exact after one pass', () => {
  const all = { pass: 1, fetched: 200, passPeople: 200, passNews: 200 }
  expect(judge(all)).toMatchObject({
    kind: 'complete',
    completeness: { confidence: 'exact' },
  })
})

test('a list within tolerance is confirmed by a whole pass without news, and not before', () => {
  expect(judge({ pass: 1, passNews: 199 }).kind).toBe('again')
  expect(judge({ passNews: 1 }).kind).toBe('again')
  expect(judge({})).toMatchObject({
    kind: 'complete',
    completeness: { confidence: 'confirmed' },
  })
})

test('in a short list whoever was not met again may have left for one who was skipped', () => {
  // Six, of whom the first pass skipped one; then another one left, and the second pass skips too.
  const second = { expected: 5, fetched: 5, passPeople: 4, passRows: 4 }
  expect(judge({ ...second, counterMoved: true }).kind).toBe('again')
  expect(judge({ ...second, counterMoved: false }).kind).toBe('complete')
})

test('a pass that has not met again who is known confirms nothing by bringing nobody new', () => {
  // Re-ranked while it was read: it saw two thirds, so its silence says little of the rest.
  expect(judge({ passRows: 199, passPeople: 130 }).kind).toBe('again')
  expect(judge({ passPeople: 130, passesWithoutNews: 1 }).kind).toBe('incomplete')
})

test('a list far from its counter is given up after two passes in a row without news', () => {
  const far = { fetched: 150, passPeople: 150 }
  expect(judge(far).kind).toBe('again')
  expect(judge({ ...far, pass: 3, passesWithoutNews: 1 })).toEqual({
    kind: 'incomplete',
    shortage: { ...SHORT, end: 'end', passes: { which: 'quiet', count: 2 } },
  })
})

test('a list is given up when the passes are used up, and it is said how the last one ended', () => {
  expect(judge({ pass: 6, fetched: 150, passNews: 3 }, 'limited')).toEqual({
    kind: 'incomplete',
    shortage: { ...SHORT, end: 'limited', passes: { which: 'all', count: 6 } },
  })
})

test('a pass that did not come to its end completes nothing', () => {
  for (const end of ['repeated-cursor', 'no-news', 'limited', 'empty', 'cursor-refused'] as const) {
    expect(judge({}, end).kind).toBe('again')
  }
})

test('without a counter no number of passes makes a list complete', () => {
  expect(judge({ expected: null }).kind).toBe('again')
  expect(judge({ expected: null, passesWithoutNews: 1 }).kind).toBe('incomplete')
})

test('who came and went between passes does not make up for who was never met', () => {
  // 1000 are counted; each pass skips 2 %, and 40 have left since the first and as many come.
  const churned = { expected: 1000, fetched: 1037, passPeople: 980, passNews: 37 }
  expect(judge(churned, 'end', 1017).kind).toBe('again')
  const third = { ...churned, pass: 3, passPeople: 979, passNews: 0 }
  expect(judge(third, 'end', 999)).toMatchObject({
    completeness: { confidence: 'confirmed' },
    presentFrom: 2,
  })
})

test('as many people as the counter says are exact, but where that has changed meanwhile', () => {
  const union = { fetched: 200, passPeople: 197, passNews: 3 }
  expect(judge(union)).toMatchObject({
    completeness: { confidence: 'exact' },
    presentFrom: 1,
  })
  expect(judge({ ...union, counterMoved: true }).kind).toBe('again')
  const alone = { fetched: 240, passPeople: 200, passNews: 3, pass: 4 }
  expect(judge(alone)).toMatchObject({
    completeness: { confidence: 'exact' },
    presentFrom: 4,
  })
})

test('a list is exact only if it has all that were counted before its pass and after it', () => {
  const all = progress({ pass: 1, fetched: 200, passPeople: 200, passNews: 200 })
  const judgeBy = (counter: number | null, of = all) =>
    judgePass(recount(of, counter), 'end', of.fetched, READING).kind
  expect(judgeBy(200)).toBe('complete')
  // Somebody has come and another one was skipped.
  expect(judgeBy(201)).toBe('again')
  expect(judgeBy(201, { ...all, fetched: 201, passPeople: 201 })).toBe('complete')
  // Somebody has left after he was met, and another one was skipped.
  expect(judgeBy(199, { ...all, fetched: 199, passPeople: 199 })).toBe('again')
  expect(judgeBy(199)).toBe('complete')
  // Nothing says how many there were before, or are now.
  expect(judgeBy(null)).toBe('again')
  expect(judgeBy(200, { ...all, expected: null })).toBe('again')
})

test('passes that were lost with their account use up none of those that a list may take', () => {
  const short = { fetched: 150, passPeople: 150, passNews: 3 }
  expect(judge({ ...short, pass: 9, passesLost: 4 }).kind).toBe('again')
  expect(judge({ ...short, pass: 10, passesLost: 4 }).kind).toBe('incomplete')
  expect(judge({ ...short, pass: 21, passesLost: 20 }).kind).toBe('incomplete')
})

test('five pages in a row without anybody new to the pass end it', () => {
  expect(passEnd(progress({ barrenPages: 4 }))).toBe(null)
  expect(passEnd(progress({ barrenPages: 5 }))).toBe('no-news')
})
