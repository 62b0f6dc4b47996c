import { EventEmitter } from 'node:events'
import { expect, test } from 'vitest'
import type { Clock } from '../kernel/clock.ts'
import { listenForInterruption } from './interruption.ts'

/** A process that notes how it is ended, and a clock that is turned by hand. */
function listening(pid = 4711) {
  const ends: string[] = []
  const source = Object.assign(new EventEmitter(), {
    pid,
    exit: (code?: number | string | null) => ends.push(`exit ${code}`) as never,
    kill: (whom: number, name: string) => ends.push(`kill ${whom} ${name}`),
  })
  const clock = new SteppedClock()
  const over = new AbortController()
  const signal = listenForInterruption(source, over.signal, clock)
  return { source, clock, ends, signal, over }
}

test.each(['SIGINT', 'SIGTERM'])('the first %s asks for the end and leaves a listener', (name) => {
  const { source, signal, ends } = listening()
  source.emit(name)
  expect(signal.aborted).toBe(true)
  expect(ends).toEqual([])
  expect(source.listenerCount(name)).toBe(1)
})

test('a Ctrl-C that arrives twice is one, and afterwards the system is left to end the process', async () => {
  const { source, clock, ends } = listening()
  // Somebody else may listen as well, such as a prompt that gives the cursor back.
  source.on('SIGINT', () => undefined)
  source.emit('SIGINT')
  clock.nowMs = 100
  source.emit('SIGINT')
  expect(ends).toEqual([])
  await clock.wake()
  expect(source.listenerCount('SIGINT') + source.listenerCount('SIGTERM')).toBe(0)
})

test('a second signal that is heard before nobody listens any more ends the process', () => {
  const { source, clock, ends } = listening()
  source.emit('SIGINT')
  clock.nowMs = 600
  source.emit('SIGTERM')
  expect(ends).toEqual(['kill 4711 SIGTERM'])
  expect(source.listenerCount('SIGTERM')).toBe(0)
})

test('the first process of a container goes on listening, and exits', async () => {
  const { source, clock, ends } = listening(1)
  source.emit('SIGTERM')
  clock.nowMs = 600
  await clock.wake()
  expect(source.listenerCount('SIGTERM')).toBe(1)
  source.emit('SIGTERM')
  expect(ends[0]).toBe('exit 143')
})

test('nothing waits for a second signal when the work is over', async () => {
  const { source, clock, over } = listening()
  source.emit('SIGINT')
  over.abort(new Error('it is over'))
  await clock.wake()
  expect(source.listenerCount('SIGINT')).toBe(1)
})

class SteppedClock implements Clock {
  nowMs = 0
  readonly #sleepers: (() => void)[] = []

  now(): Date {
    return new Date(this.nowMs)
  }

  elapsedMs(): number {
    return this.nowMs
  }

  sleep(_waitMs: number, signal?: AbortSignal): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    this.#sleepers.push(() => (signal?.aborted ? reject(signal.reason) : resolve()))
    return promise
  }

  /** Lets all that sleep wake. */
  async wake(): Promise<void> {
    for (const wake of this.#sleepers.splice(0)) wake()
    await new Promise((resolve) => setImmediate(resolve))
  }
}
