import { expect, test } from 'vitest'
import type { CheckRun } from '../../src/cli/run-check.ts'
import { briefly } from '../brief.ts'
import { ADA, idealRequests, never, Trial } from '../trial.ts'
import type { Process } from '../trial-process.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS

test('between two requests there are four to eight seconds', async () => {
  await using trial = await Trial.open()
  const askedAtMs = times(trial, trial.process)
  await trial.check()
  const pauses = pausesOf(askedAtMs)
  expect(pauses).toHaveLength(idealRequests(ADA) - 1)
  expect(Math.min(...pauses)).toBeGreaterThanOrEqual(4000)
  expect(Math.max(...pauses)).toBeLessThanOrEqual(8000)
})

test('between two slices, and two processes, there are four seconds too', {
  tags: 'long',
}, async () => {
  await using trial = await Trial.open()
  const askedAtMs = times(trial, trial.process)
  const sliced = { ...trial.app, slice: { pagesMax: 2, forMs: HOUR_MS } }
  await trial.check(ADA.username, { app: sliced })
  askedAtMs.push(...(await secondCheckAfterRestart(trial)))
  expect(Math.min(...pausesOf(askedAtMs))).toBeGreaterThanOrEqual(4000)
  // Once more before the slice: the account is free meanwhile, for other checks.
  expect(Math.max(...pausesOf(askedAtMs))).toBeLessThanOrEqual(2 * 8000)
})

test('a throttle halves the pace, for the processes that follow too, and it heals slowly', async () => {
  const fault = { row: '16', surface: 'list', afterRows: 75, forMs: MINUTE_MS }
  await using trial = await Trial.open({ faults: { once: [fault] } })
  await trial.check()
  const account = await trial.account()
  expect(account.paceFactor).toBeLessThan(2)
  expect(account.paceFactor).toBeGreaterThan(1.7)
  const askedAtMs = times(trial, await trial.restart())
  await trial.check()
  expect(pausesOf(askedAtMs)[0]).toBeGreaterThanOrEqual(4000 * 1.7)
})

test('throttles with nothing read between them wait up to 240 minutes, and then end the day', async () => {
  const every = [{ row: '16', list: 'followers' as const, probability: 1 }]
  const environment = { EVERCHECK_PATIENCE_MS: String(48 * HOUR_MS) }
  await using trial = await Trial.open({ environment, faults: { every } })
  trial.process.beforeRequest = () => {
    if (trial.told('throttled').length === 7) trial.set({ every: [] })
  }
  const run = await checkSeldom(trial)
  expect(run.status).toBe('completed')
  const waits = trial.told('throttled').map(({ until, atMs }) => until.getTime() - atMs)
  const minutes = [10, 20, 40, 80, 160, 240, 24 * 60]
  expect(waits).toEqual(minutes.map((each) => each * MINUTE_MS))
  expect(trial.counters.loginAttempts).toEqual({})
})

test('a page that is read heals: throttles hours apart wait 10 minutes each and end no day', async () => {
  const once = [25, 50, 75].map((afterRows) => {
    return { row: '1', list: 'followers' as const, afterRows, forMs: MINUTE_MS }
  })
  await using trial = await Trial.open({ faults: { once } })
  const run = await trial.check()
  expect(run.status).toBe('completed')
  expect(await trial.saved('followers')).toEqual(trial.truth('followers'))
  const waits = trial.told('throttled').map(({ until, atMs }) => until.getTime() - atMs)
  expect(waits).toEqual([10 * MINUTE_MS, 10 * MINUTE_MS, 10 * MINUTE_MS])
  expect(trial.counters.loginAttempts).toEqual({})
})

for (const { tags, rows } of briefly(1, [560, 572])) {
  test.each(rows)(
    'a %i between good pages is asked again and is no throttle',
    { tags },
    async (status) => {
      const once = [{ row: '20', status, list: 'followers' as const, afterRows: 50, times: 2 }]
      await using trial = await Trial.open({ faults: { once } })
      const run = await trial.check()
      expect(run.status).toBe('completed')
      expect(trial.told('throttled')).toEqual([])
      expect(trial.told('check-parked')).toEqual([])
      expect(trial.counters.requests).toBe(idealRequests(ADA) + 2)
    },
  )
}

test('a 560 that stays after some retries is a throttle', async () => {
  const once = [{ row: '20', status: 560, list: 'followers' as const, afterRows: 50, times: 5 }]
  await using trial = await Trial.open({ faults: { once } })
  const run = await trial.check()
  expect(run.status).toBe('completed')
  expect(trial.told('throttled')).toHaveLength(1)
  expect(trial.counters.requests).toBe(idealRequests(ADA) + 5)
})

test('a check that stands still for longer than its patience fails, and keeps what it read', {
  tags: 'long',
}, async () => {
  const every = [{ row: '16', list: 'following' as const, probability: 1 }]
  await using trial = await Trial.open({ faults: { every } })
  const startedAtMs = trial.clock.now().getTime()
  const run = await checkSeldom(trial)
  expect(run.status).toBe('failed')
  expect(run.why).toBe('out-of-patience: Instagram asks us to wait')
  // Nobody was read who could follow back or not: that is not the same as nobody does.
  expect(run.result.counts['not-following-back']).toMatchObject({ count: null })
  expect(await trial.saved('followers')).toEqual(trial.truth('followers'))
  const stoodMs = trial.clock.now().getTime() - startedAtMs
  expect(stoodMs).toBeGreaterThanOrEqual(6 * HOUR_MS)
  expect(stoodMs).toBeLessThan(6 * HOUR_MS + 2 * MINUTE_MS)
})

test('a pause of many minutes is not sat out with the account in hand, and nothing is lost', {
  tags: 'long',
}, async () => {
  const environment = { EVERCHECK_PACE_MS: '1200000-1200000' }
  await using trial = await Trial.open({ environment })
  const askedAtMs = times(trial, trial.process)
  const run = await trial.check()
  expect(run.status).toBe('completed')
  expect(run.result.followers).toMatchObject({ confidence: 'exact', passes: 1 })
  expect(trial.counters.requests).toBe(idealRequests(ADA))
  expect(Math.min(...pausesOf(askedAtMs))).toBeGreaterThanOrEqual(20 * MINUTE_MS)
})

test('a check that waits for its requests of the day is slow, and not given up', {
  tags: 'long',
}, async () => {
  const environment = { EVERCHECK_REQUESTS_PER_DAY: '5' }
  await using trial = await Trial.open({ environment })
  const startedAtMs = trial.clock.now().getTime()
  const run = await checkSeldom(trial)
  expect(run.status).toBe('completed')
  expect(await trial.saved('followers')).toEqual(trial.truth('followers'))
  // Longer than its patience by far.
  expect(trial.clock.now().getTime() - startedAtMs).toBeGreaterThan(24 * HOUR_MS)
})

test('a list that is longer than a day of one account ends with several accounts too', {
  tags: 'long',
}, async () => {
  const accounts = ['keeper', 'second']
  const environment = { EVERCHECK_REQUESTS_PER_DAY: '3' }
  await using trial = await Trial.open({ environment, accounts, loggedIn: accounts })
  const run = await checkSeldom(trial)
  expect(run.status).toBe('completed')
  expect(run.result.followers).toMatchObject({ confidence: 'exact', passes: 1 })
  expect(await trial.saved('followers')).toEqual(trial.truth('followers'))
  // The second one asks for the counters in the end, and its renewal has become due meanwhile.
  expect(trial.counters.requests).toBe(idealRequests(ADA) + 1)
})

test('the account that began a list goes on with it though the process was restarted', {
  tags: 'long',
}, async () => {
  const accounts = ['keeper', 'second']
  const environment = { EVERCHECK_REQUESTS_PER_DAY: '3' }
  await using trial = await Trial.open({ environment, accounts, loggedIn: accounts })
  const stop = new AbortController()
  const sleep = trial.clock.sleep.bind(trial.clock)
  trial.clock.sleep = async (waitMs, signal) => {
    if (waitMs > 5 * MINUTE_MS) stop.abort(new Error('put down'))
    await sleep(waitMs, signal)
  }
  const interrupted = checkSeldom(trial, stop.signal)
  await expect(interrupted).rejects.toThrow('put down')
  trial.clock.sleep = sleep
  await trial.restart(environment)
  const run = await checkSeldom(trial)
  expect(run).toMatchObject({ status: 'completed', result: { followers: { passes: 1 } } })
  // The second one asks for the counters in the end, and its renewal has become due meanwhile.
  expect(trial.counters.requests).toBe(idealRequests(ADA) + 1)
})

test('requests that were counted by a clock that was ahead keep nobody waiting', {
  tags: 'long',
}, async () => {
  await using trial = await Trial.open()
  const yearMs = 365 * 24 * HOUR_MS
  trial.clock.advance(yearMs)
  await trial.check()
  trial.clock.advance(-yearMs)
  // The session's own test was asked at the right time.
  const environment = { EVERCHECK_REQUESTS_PER_DAY: String(1 + idealRequests(ADA)) }
  await trial.restart(environment)
  const startedAtMs = trial.clock.now().getTime()
  expect((await trial.check()).status).toBe('completed')
  expect(trial.clock.now().getTime() - startedAtMs).toBeLessThan(HOUR_MS)
})

test('the windows of requests outlive a restart', { tags: 'long' }, async () => {
  const environment = { EVERCHECK_REQUESTS_PER_WINDOW: '6' }
  await using trial = await Trial.open({ environment })
  const askedAtMs = times(trial, trial.process)
  await expect(checkUntil(trial, 4)).rejects.toThrow('put down')
  askedAtMs.push(...(await checkAfterRestart(trial)))
  expect(await trial.saved('followers')).toEqual(trial.truth('followers'))
  expect(mostWithin(askedAtMs, 11 * MINUTE_MS)).toBeLessThanOrEqual(6)
})

test('the windows of requests outlive a death of the process', async () => {
  const environment = { EVERCHECK_REQUESTS_PER_WINDOW: '6' }
  await using trial = await Trial.open({ environment })
  const askedAtMs = times(trial, trial.process)
  await checkUntilDeath(trial, 4)
  askedAtMs.push(...(await checkAfterRestart(trial)))
  // Of the dead process's requests only the one under way was in no commit yet.
  expect(mostWithin(askedAtMs, 11 * MINUTE_MS)).toBeLessThanOrEqual(7)
})

for (const { tags, rows } of briefly(2, [
  ['a server error', { row: '20' }],
  ['a gateway that times out', { row: '20', status: 502 }],
  ['a connection that is cut half way', { row: '29' }],
  ['an answer that is cut short', { row: '29-truncated' }],
  ['a page that says error', { row: '24c' }],
] as const)) {
  test.each(rows)(
    '%s is asked again, and nothing is lost or read twice',
    { tags },
    async (_, fault) => {
      const once = [{ ...fault, list: 'followers' as const, afterRows: 50, times: 4 }]
      await using trial = await Trial.open({ faults: { once } })
      const run = await trial.check()
      expect(run.status).toBe('completed')
      expect(run.result.followers).toMatchObject({ confidence: 'exact', passes: 1 })
      expect(await trial.saved('followers')).toEqual(trial.truth('followers'))
      expect(trial.counters.requests).toBe(idealRequests(ADA) + 4)
      expect(trial.counters.loginAttempts).toEqual({})
      expect(trial.told('check-parked')).toEqual([])
    },
  )
}

test('a server that stays in trouble parks the check, which goes on by itself', {
  tags: 'long',
}, async () => {
  const once = [{ row: '20', list: 'followers' as const, afterRows: 50, times: 11 }]
  await using trial = await Trial.open({ faults: { once } })
  const run = await trial.check()
  expect(run.status).toBe('completed')
  expect(run.result.followers).toMatchObject({ confidence: 'exact', passes: 1 })
  expect(trial.told('check-parked')).toHaveLength(2)
  expect(trial.counters.requests).toBe(idealRequests(ADA) + 11)
})

/** Runs a check that rests for hours and looks after that once in a hundred minutes of them. */
function checkSeldom(trial: Trial, signal = never()): Promise<CheckRun> {
  return trial.check(ADA.username, { app: { ...trial.app, lookMs: 10_000 }, signal })
}

/** When a process asked, from now on. */
function times(trial: Trial, process: Process): number[] {
  const askedAtMs: number[] = []
  process.beforeRequest = () => {
    askedAtMs.push(trial.clock.now().getTime())
  }
  return askedAtMs
}

function pausesOf(askedAtMs: readonly number[]): readonly number[] {
  return askedAtMs.slice(1).map((at, index) => at - (askedAtMs[index] ?? 0))
}

/** The most requests that any stretch of that length holds. */
function mostWithin(askedAtMs: readonly number[], windowMs: number): number {
  const counts = askedAtMs.map((start) => {
    return askedAtMs.filter((at) => at >= start && at < start + windowMs).length
  })
  return Math.max(...counts)
}

/** Runs a check whose process is told to stop after so many requests. */
async function checkUntil(trial: Trial, requests: number): Promise<unknown> {
  const stop = new AbortController()
  trial.process.afterRequest = (_request, number) => {
    if (number === requests) stop.abort(new Error('put down'))
  }
  return trial.check(ADA.username, { signal: stop.signal })
}

/** Runs a check whose process dies under its n-th request. */
async function checkUntilDeath(trial: Trial, requests: number): Promise<void> {
  const { process } = trial
  const dead = Promise.withResolvers<void>()
  process.afterRequest = async (_request, number) => {
    if (number !== requests) return
    await process.die()
    dead.resolve()
  }
  void trial.check()
  await dead.promise
}

async function secondCheckAfterRestart(trial: Trial): Promise<readonly number[]> {
  const process = await trial.restart()
  const askedAtMs = times(trial, process)
  await trial.check()
  return askedAtMs
}

async function checkAfterRestart(trial: Trial): Promise<readonly number[]> {
  const process = await trial.restart()
  const askedAtMs = times(trial, process)
  const run = await trial.check()
  expect(run.status).toBe('completed')
  expect(run.resumedAt).toBeGreaterThan(0)
  return askedAtMs
}
