import { expect, test } from 'vitest'
import { Bell } from './bell.ts'
import { ManualClock, systemClock } from './clock.ts'

const never = new AbortController().signal

test('a wait is over when the bell is rung, long before its time', async () => {
  const bell = new Bell()
  const waiting = bell.wait(systemClock, 3_600_000, never)
  bell.ring()
  await waiting
})

test('rung while nobody waits, the next wait is over at once, and only that one', async () => {
  const bell = new Bell()
  const clock = new ManualClock(new Date(0))
  bell.ring()
  bell.ring()
  await bell.wait(clock, 1000, never)
  expect(clock.now()).toEqual(new Date(0))
  await bell.wait(clock, 1000, never)
  expect(clock.now()).toEqual(new Date(1000))
})

test('an abort ends the wait with its reason', async () => {
  const controller = new AbortController()
  const waiting = new Bell().wait(systemClock, 3_600_000, controller.signal)
  controller.abort(new Error('enough'))
  await expect(waiting).rejects.toThrow('enough')
})
