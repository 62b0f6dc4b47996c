import { expect, test } from 'vitest'
import type { Clock } from '../kernel/clock.ts'
import type { Tell } from '../telemetry/events.ts'
import { goneInTime } from './gone-in-time.ts'

const STARTED = { kind: 'login-started', account: 'a', method: 'browser', cause: 'first' } as const
const LOGIN = { account: 'a', method: 'browser', tookMs: 1, detail: null, trouble: null } as const
const ENDED = { kind: 'login-ended', ...LOGIN, outcome: 'logged-in' } as const

test('what does not come to its end is left before five seconds are over', async () => {
  const service = new Service()
  const guarded = service.guard()
  service.told.abort()
  await guarded
  expect(service.exitCodes).toEqual([0])
  expect(service.sleptMs).toBeLessThan(5000)
  expect(service.said).toBe(1)
  expect(service.listeners.size).toBe(0)
})

test('a login under way is awaited, however long it takes', async () => {
  const service = new Service()
  const guarded = service.guard()
  service.tell(STARTED)
  service.told.abort()
  service.atMs.set(30_000, () => service.tell(ENDED))
  await guarded
  expect(service.sleptMs).toBeGreaterThanOrEqual(30_000)
  expect(service.exitCodes).toEqual([0])
})

test('a service that ends by itself is not ended, told to or not', async () => {
  const orderly = new Service()
  const guarded = orderly.guard()
  orderly.told.abort()
  orderly.over.abort(new Error('it is over'))
  await guarded
  const untold = new Service()
  const waiting = untold.guard()
  untold.over.abort(new Error('it is over'))
  await waiting
  expect([orderly.exitCodes, untold.exitCodes]).toEqual([[], []])
})

/** A service of which only the end is of interest, and a clock that its sleepers turn. */
class Service {
  readonly told = new AbortController()
  readonly over = new AbortController()
  readonly listeners = new Set<Tell>()
  readonly exitCodes: number[] = []
  /** What happens at a time. */
  readonly atMs = new Map<number, () => void>()
  sleptMs = 0
  said = 0

  guard(): Promise<void> {
    const onEvent = (listener: Tell) => {
      this.listeners.add(listener)
      return () => void this.listeners.delete(listener)
    }
    const endAtOnce = (exitCode: number) => void this.exitCodes.push(exitCode)
    const ending = { signal: this.told.signal, over: this.over.signal, endAtOnce }
    return goneInTime({ clock: this.#clock, onEvent }, ending, () => {
      this.said += 1
    })
  }

  tell(event: Parameters<Tell>[0]): void {
    for (const listener of this.listeners) listener(event)
  }

  get #clock(): Clock {
    return {
      now: () => new Date(0),
      elapsedMs: () => this.sleptMs,
      sleep: async (waitMs, signal) => {
        signal?.throwIfAborted()
        this.sleptMs += waitMs
        for (const [atMs, happens] of this.atMs) if (atMs <= this.sleptMs) happens()
      },
    }
  }
}
