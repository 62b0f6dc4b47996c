import { EventEmitter } from 'node:events'
import { expect, test } from 'vitest'
import { ManualClock } from '../kernel/clock.ts'
import { listenForInterruption } from './interruption.ts'

function listening() {
  const source = new EventEmitter()
  const clock = new ManualClock(new Date('2026-01-01T00:00:00Z'))
  const ends: number[] = []
  const signal = listenForInterruption(source, (exitCode) => ends.push(exitCode), clock)
  return { source, clock, ends, signal }
}

test.each(['SIGINT', 'SIGTERM'])('the first %s asks for the end and leaves a listener', (name) => {
  const { source, signal, ends } = listening()
  source.emit(name)
  expect(signal.aborted).toBe(true)
  expect(ends).toEqual([])
  expect(source.listenerCount(name)).toBe(1)
})

test('a Ctrl-C that arrives twice is one, and a second one ends the process at once', () => {
  const { source, clock, ends } = listening()
  source.emit('SIGINT')
  clock.advance(100)
  source.emit('SIGINT')
  expect(ends).toEqual([])
  clock.advance(1000)
  source.emit('SIGINT')
  expect(ends).toEqual([130])
})
