import { sql } from 'kysely'
import { describe, expect, test } from 'vitest'
import type { LoginAsk } from '../../src/instagram/login/login-flow.ts'
import type { LoginOutcome } from '../../src/instagram/login/outcome.ts'
import { browserWay } from '../../src/sessions/ways/browser-way.ts'
import { briefly } from '../brief.ts'
import { expectExact } from '../exact.ts'
import { UNHEARD } from '../scripted-browser.ts'
import { ADA, PAGE, Trial } from '../trial.ts'

const ROWS = 3 * PAGE
/** Please-wait from every surface that could answer for the session. */
const VAGUE = ['info', 'search', 'profile'].map((surface) => ({ row: '1', surface }))

/** A trial whose session dies in the third page of the followers. */
async function dying(deaths = 1): Promise<Trial> {
  const trial = await Trial.open()
  for (let death = 0; death < deaths; death += 1) {
    const afterRows = ROWS + death * PAGE
    const disguise = 'plain'
    trial.instagram.kill({ username: 'keeper', disguise, list: 'followers', afterRows })
  }
  return trial
}

async function rename(trial: Trial, from: string, to: string): Promise<void> {
  await sql`alter table ${sql.table(from)} rename to ${sql.table(to)}`.execute(trial.app.db)
}

test('a login is stored before it is even noted that it was made', async () => {
  await using trial = await dying()
  trial.browser.duringLogin = () => rename(trial, 'session_refreshes', 'gone')
  await expect(trial.check()).rejects.toThrow('session_refreshes')
  await rename(trial, 'gone', 'session_refreshes')
  trial.browser.duringLogin = () => undefined
  expect((await trial.check()).status).toBe('completed')
  await expectExact(trial)
  expect(trial.counters.logins).toEqual({ 'web-ajax': 1 })
})

test('a login outlives a database that is away while it is to be stored', async () => {
  await using trial = await dying()
  const sleep = trial.clock.sleep.bind(trial.clock)
  let away = false
  trial.browser.duringLogin = async () => {
    await rename(trial, 'instagram_sessions', 'gone')
    away = true
  }
  trial.clock.sleep = async (waitMs, signal) => {
    if (away) await rename(trial, 'gone', 'instagram_sessions')
    away = false
    await sleep(waitMs, signal)
  }
  expect((await trial.check()).status).toBe('completed')
  await expectExact(trial)
  expect(trial.counters.logins).toEqual({ 'web-ajax': 1 })
})

test('a new session whose first answer is a block stops the account at once', async () => {
  await using trial = await dying()
  trial.browser.duringLogin = () => trial.set({ once: [{ row: '12', surface: 'info' }] })
  const stopped = await trial.check()
  expect(stopped.status).toBe('needs-human')
  expect(await trial.account()).toMatchObject({ standing: 'blocked' })
  expect(trial.told('account-resting')).toEqual([])
})

for (const { tags, rows } of briefly(1, ['the probe', 'the first question of the new session'])) {
  test.each(rows)(
    'a network that fails %s for a moment parks nothing',
    { tags },
    async (question) => {
      await using trial = await dying()
      const trouble = () => trial.set({ once: [{ row: '20', surface: 'info' }] })
      if (question === 'the probe') trouble()
      else trial.browser.duringLogin = trouble
      expect((await trial.check()).status).toBe('completed')
      await expectExact(trial)
      expect(trial.told('check-parked')).toEqual([])
      expect(trial.counters.logins).toEqual({ 'web-ajax': 1 })
    },
  )
}

test('logins that were interrupted before they were made use up no limit', async () => {
  await using trial = await dying()
  for (let time = 0; time < 3; time += 1) {
    const stop = new AbortController()
    trial.browser.duringLogin = () => {
      stop.abort(new Error('put down'))
      throw stop.signal.reason
    }
    const check = trial.check(ADA.username, { signal: stop.signal })
    await expect(check).rejects.toThrow('put down')
  }
  trial.browser.duringLogin = () => undefined
  expect((await trial.check()).status).toBe('completed')
  expect(trial.told('check-parked')).toEqual([])
})

test('logins that came to nothing in our own house use up no limit', { tags: 'long' }, async () => {
  await using trial = await dying()
  trial.browser.duringLogin = () => {
    throw new Error('the key does not fit')
  }
  for (let time = 0; time < 3; time += 1) {
    await expect(trial.check()).rejects.toThrow('the key does not fit')
  }
  expect(trial.told('login-ended').map(({ outcome }) => outcome)).toEqual(
    Array(3).fill('technical'),
  )
  trial.browser.duringLogin = () => undefined
  expect((await trial.check()).status).toBe('completed')
  expect(trial.told('check-parked')).toEqual([])
})

test('a login that has sent the password waits for the code, whatever is aborted meanwhile', async () => {
  await using trial = await Trial.open({ loggedIn: [] })
  const stop = new AbortController()
  const codes: string[] = []
  const typist = {
    load: () => undefined,
    wake: () => undefined,
    login: async ({ nextCode }: LoginAsk): Promise<LoginOutcome> => {
      stop.abort(new Error('put down'))
      // The second one has to wait for a step that was not used yet.
      for (const next of [nextCode, nextCode]) codes.push((await next?.()) ?? '')
      return { kind: 'code-rejected', detail: 'a code is all that was wanted' }
    },
  }
  const way = browserWay(trial.app, typist)
  const ask = { account: await trial.account(), state: null, mayLogIn: true }
  await way.login({ ...ask, ...UNHEARD }, stop.signal)
  expect(codes.every((code) => /^\d{6}$/.test(code))).toBe(true)
})

test.each([
  ['a code refused in time is the secret’s fault', 5_000, 'code-rejected'],
  [
    'a code that had run out when it was answered says nothing of the secret',
    480_000,
    'STOOD_STILL',
  ],
] as const)('%s', async (_what, tookMs, comes) => {
  await using trial = await Trial.open({ loggedIn: [] })
  const typist = {
    load: () => undefined,
    wake: () => undefined,
    login: async ({ nextCode }: LoginAsk): Promise<LoginOutcome> => {
      await nextCode?.()
      trial.clock.advance(tookMs)
      return { kind: 'code-rejected', detail: 'the code is wrong' }
    },
  }
  const way = browserWay(trial.app, typist)
  const ask = { account: await trial.account(), state: null, mayLogIn: true }
  const { outcome } = await way.login({ ...ask, ...UNHEARD }, new AbortController().signal)
  expect('code' in outcome ? outcome.code : outcome.kind).toBe(comes)
})

test('a first login that is put off is tried three times a day and no more', {
  tags: 'long',
}, async () => {
  await using trial = await Trial.open({ loggedIn: [] })
  const putOff = { kind: 'throttled', detail: 'please wait a few minutes' } as const
  for (let login = 0; login < 20; login += 1) trial.browser.outcomes.push(putOff)
  const dayEndsAtMs = trial.clock.now().getTime() + 24 * 3_600_000
  while (trial.clock.now().getTime() < dayEndsAtMs) {
    expect((await trial.check()).status).toBe('failed')
  }
  const starts = trial.told('login-started').filter(({ atMs }) => atMs < dayEndsAtMs)
  expect(starts).toHaveLength(3)
})

test('a check that was put down is nobody’s, and says so', async () => {
  await using trial = await Trial.open()
  const stop = new AbortController()
  trial.process.afterRequest = (_request, number) => {
    if (number === 4) stop.abort(new Error('put down'))
  }
  await expect(trial.check(ADA.username, { signal: stop.signal })).rejects.toThrow('put down')
  const { rows } = await sql<{ state: string }>`select state from checks`.execute(trial.app.db)
  expect(rows).toEqual([{ state: 'queued' }])
})

test('a session that answers for itself in between is not in doubt any more', {
  tags: 'long',
}, async () => {
  await using trial = await Trial.open()
  const list = { row: '1', surface: 'list', times: 1 }
  let asked = 0
  trial.process.beforeRequest = (request) => {
    if (!request.url.includes('/followers/')) return
    asked += 1
    const isVague = [2, 3, 4, 6].includes(asked)
    if (isVague) trial.set({ once: [list, ...VAGUE] })
    if (asked === 5) trial.set({ once: [list] })
  }
  expect((await trial.check()).status).toBe('completed')
  expect(asked).toBeGreaterThan(6)
  expect(trial.told('login-started')).toEqual([])
})

test('vague answers far apart, with pages read between them, never add up to a login', {
  tags: 'long',
}, async () => {
  await using trial = await Trial.open()
  const vague = { row: '1', surface: 'list', times: 1 }
  let asked = 0
  trial.process.beforeRequest = (request) => {
    if (!request.url.includes('/followers/')) return
    asked += 1
    if (asked % 2 === 0 && asked <= 8) {
      trial.set({ once: [vague, ...VAGUE] })
    }
  }
  expect((await trial.check()).status).toBe('completed')
  await expectExact(trial)
  expect(trial.told('account-resting').length).toBeGreaterThanOrEqual(4)
  expect(trial.told('login-started')).toEqual([])
})

test('a clock that is set back makes no pause longer', async () => {
  await using trial = await Trial.open()
  let setBackAtMs = 0
  trial.process.beforeRequest = (_request, number) => {
    if (number !== 5) return
    trial.clock.advance(-5 * 3_600_000)
    setBackAtMs = trial.clock.now().getTime()
  }
  expect((await trial.check()).status).toBe('completed')
  expect(trial.clock.now().getTime() - setBackAtMs).toBeLessThan(10 * 60_000)
})

describe('with two processes on one PostgreSQL', () => {
  test('a check waits for an account that another reads with, longer than half a minute', async () => {
    await using trial = await Trial.open({ loggedIn: ['keeper'] })
    const reader = trial.process
    const other = await trial.start()
    const waiting = Promise.withResolvers<void>()
    let second: ReturnType<Trial['check']> | undefined
    let waits = 0
    const sleep = other.app.clock.sleep
    const patient = {
      ...other.app,
      clock: {
        now: () => trial.clock.now(),
        elapsedMs: () => trial.clock.elapsedMs(),
        sleep: async (waitMs: number, signal?: AbortSignal) => {
          waits += 1
          if (waits === 60) waiting.resolve()
          await sleep.call(other.app.clock, waitMs, signal)
        },
      },
    }
    reader.beforeRequest = async (_request, number) => {
      if (number !== 2) return
      second = trial.check('keeper', { app: patient })
      await waiting.promise
    }
    expect((await trial.check(ADA.username, { app: reader.app })).status).toBe('completed')
    expect((await second)?.status).toBe('completed')
    expect(trial.told('check-waits')).toHaveLength(1)
  })
})
