import { expect, test } from 'vitest'
import { ManualClock } from '../kernel/clock.ts'
import type { BusinessEvent } from '../telemetry/events.ts'
import { ReadingProgress } from './progress-line.ts'

const PAGE_MS = 6000

function page(list: 'followers' | 'following', fetched: number, pass = 1): BusinessEvent {
  const position = { check: 'c', list, pass, fetched, expected: 1000 }
  return { kind: 'page-saved', ...position, people: 50, news: 50 }
}

function following() {
  const clock = new ManualClock(new Date('2026-01-01T00:00:00Z'))
  const progress = new ReadingProgress(clock)
  const hear = (event: BusinessEvent) => {
    clock.advance(PAGE_MS)
    progress.hear(event)
  }
  return { progress, hear }
}

test('before the first page nothing is known but the time that has passed', () => {
  const { progress, hear } = following()
  hear({ kind: 'check-started', check: 'c', target: 'ada' })
  expect(progress.now()).toMatchObject({
    list: 'followers',
    fetched: 0,
    elapsedMs: PAGE_MS,
    leftMs: null,
  })
})

test('the time left is that of the pages to come, at the speed so far', () => {
  const { progress, hear } = following()
  for (let fetched = 50; fetched <= 500; fetched += 50) hear(page('followers', fetched))
  expect(progress.now()).toMatchObject({ fetched: 500, elapsedMs: 60_000, leftMs: 60_000 })
})

test('what was saved before an interruption says nothing about the speed', () => {
  const { progress, hear } = following()
  hear({ kind: 'check-resumed', check: 'c', target: 'ada', list: 'followers', fetched: 800 })
  hear(page('followers', 850))
  hear(page('followers', 900))
  expect(progress.now().leftMs).toBe(12_000)
})

test('after the first list the second begins at nothing', () => {
  const { progress, hear } = following()
  hear(page('followers', 1000))
  const position = {
    check: 'c',
    list: 'followers',
    pass: 1,
    fetched: 1000,
    expected: 1000,
  } as const
  hear({ kind: 'list-finished', ...position, completeness: { confidence: 'exact' } })
  expect(progress.now()).toMatchObject({
    list: 'following',
    fetched: 0,
    expected: null,
    leftMs: null,
  })
  hear(page('following', 100))
  expect(progress.now().leftMs).toBe(54_000)
})

test('a further pass says how far it is and does not guess', () => {
  const { progress, hear } = following()
  hear(page('followers', 900))
  hear(page('followers', 910, 2))
  expect(progress.now()).toMatchObject({ pass: 2, leftMs: null })
})
