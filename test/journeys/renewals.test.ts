import { sql } from 'kysely'
import { describe, expect, test } from 'vitest'
import { startWork } from '../../src/checks/work.ts'
import { cookieValue } from '../../src/instagram/cookies/cookies.ts'
import type { SessionState } from '../../src/instagram/cookies/session-state.ts'
import type { LoginAsk } from '../../src/instagram/login/login-flow.ts'
import { parseProxyAddress } from '../../src/instagram/wire/proxy-address.ts'
import { announceWork, aWorkerLives } from '../../src/presence/worker-store.ts'
import {
  endAskedRenewal,
  putBackAskedRenewal,
  RENEWALS_CHANNEL,
  takeAskedRenewal,
  withdrawAskedRenewal,
} from '../../src/sessions/asked-renewal-store.ts'
import { haveRenewed } from '../../src/sessions/asked-renewals.ts'
import { dueAccounts, renewAccount } from '../../src/sessions/keeper.ts'
import { openState, sessionLabelled } from '../../src/sessions/session-store.ts'
import { tryProxy } from '../../src/sessions/try-proxy.ts'
import { whyNotRenewed } from '../../src/words/renewal-words.ts'
import { never, Trial } from '../trial.ts'
import type { Process } from '../trial-process.ts'

const HOUR_MS = 3_600_000
const MINUTE_MS = 60_000
const VAGUE = ['list', 'info', 'search', 'profile'].map((surface) => ({ row: '1', surface }))
const UNKNOWN = { kind: 'technical', code: 'UNKNOWN_PAGE', detail: 'a new markup' } as const

describe('a proactive renewal', () => {
  test('that fails technically, however often, leaves a session that lives in use', async () => {
    await using trial = await Trial.open()
    for (let night = 0; night < 3; night += 1) {
      trial.clock.advance(48 * HOUR_MS)
      trial.browser.outcomes.push(UNKNOWN)
      expect(await dueAccounts(trial.app)).toHaveLength(1)
      const outcome = await renewAccount(trial.app, await trial.account(), 'proactive', never())
      expect(outcome).toMatchObject({ kind: 'postponed' })
      // It is not tried all night long.
      expect(await dueAccounts(trial.app)).toEqual([])
    }
    const quiet = { standing: 'active', failCount: 0, restingUntil: null }
    expect(await trial.account()).toMatchObject(quiet)
    const run = await trial.check()
    expect(run).toMatchObject({ status: 'completed', check: { logins: 0 } })
  })

  test('that finds the browser logged in keeps the birth of the session, and is due by itself', async () => {
    await using trial = await Trial.open()
    const account = await trial.account()
    const before = await current(trial)
    trial.clock.advance(47 * HOUR_MS)
    await renewAccount(trial.app, account, 'proactive', never())
    const after = await current(trial)
    expect(after.version).toBe(2)
    expect(after.loggedInAt).toEqual(before.loggedInAt)
    expect(after.renewedAt.getTime() - before.renewedAt.getTime()).toBe(47 * HOUR_MS)
    trial.instagram.kill({ username: 'keeper', disguise: 'plain' })
    trial.clock.advance(47 * HOUR_MS)
    await renewAccount(trial.app, account, 'proactive', never())
    expect((await current(trial)).loggedInAt.getTime()).toBeGreaterThan(after.renewedAt.getTime())
  })
})

describe('a renewal that is asked for where nobody reads', () => {
  // The process that asks has no way to Instagram and no browser.
  const cutOff = ({ app }: Process): Process['app'] => ({
    ...app,
    loginWays: [],
    openTransport: () => {
      throw new Error('it asked Instagram itself')
    },
  })

  test('is done by a worker, and its outcome told in full', async () => {
    await using trial = await Trial.open({ accounts: ['keeper', 'second', 'third'], loggedIn: [] })
    const accounts = await Promise.all(['keeper', 'second', 'third'].map((n) => trial.account(n)))
    const worker = startWork(trial.app)
    const asker = cutOff(await trial.start())
    await expect.poll(() => aWorkerLives(asker)).toBe(true)
    // Three at once, each with an outcome of its own.
    trial.browser.outcomes.push({ kind: 'wrong-password', detail: 'no' }, UNKNOWN)
    const outcomes = await Promise.all(
      accounts.map((account) => haveRenewed(asker, account, 'manual', never())),
    )
    const told = outcomes.toSorted((one, other) => one.kind.localeCompare(other.kind))
    expect(told).toMatchObject([
      { kind: 'renewed', version: 1 },
      { kind: 'resting', until: expect.any(Date), why: { kind: 'login-failed' } },
      { kind: 'stopped', standing: 'wrong-password' },
    ])
    await worker.close()
    const left = await sql`select from asked_renewals`.execute(asker.db)
    expect(left.rows).toEqual([])
  })

  test('is done here when the last worker leaves before it has begun', async () => {
    await using trial = await Trial.open({ loggedIn: [] })
    const { account, worker, asker } = await asking(trial)
    const outcome = haveRenewed(asker.app, account, 'manual', never())
    await putBackAskedRenewal(worker.app, await taken(worker))
    await announceWork(worker.app, false)
    await ring(asker)
    expect(await outcome).toMatchObject({ kind: 'renewed' })
  })

  test('and whose worker is killed in the middle is told as broken off, and logged in by nobody else', async () => {
    await using trial = await Trial.open({ loggedIn: [] })
    const { account, worker, asker } = await asking(trial)
    const outcome = haveRenewed(asker.app, account, 'manual', never())
    const id = await taken(worker)
    expect(await withdrawAskedRenewal(asker.app, id)).toBe(false)
    const other = startWork((await trial.start()).app)
    await worker.die()
    await ring(asker)
    expect(await outcome).toEqual({ kind: 'busy' })
    await other.close()
    expect(trial.counters.loginAttempts).toEqual({})
    const left = await sql`select from asked_renewals`.execute(asker.app.db)
    expect(left.rows).toEqual([])
  })

  test('and that ends between two looks, with the last worker, is told and not done again', async () => {
    await using trial = await Trial.open({ loggedIn: [] })
    const { account, worker, asker } = await asking(trial)
    let isOver = false
    const db = asker.app.db.withPlugin({
      transformQuery: ({ node }) => node,
      // It went on when this was read; before the next question it is over.
      async transformResult({ result }) {
        const [row] = result.rows
        if (!isOver && row !== undefined && 'goes_on' in row) {
          isOver = true
          const id = await taken(worker)
          await endAskedRenewal(worker.app, id, { kind: 'no-password' })
          await announceWork(worker.app, false)
        }
        return result
      },
    })
    const outcome = await haveRenewed({ ...asker.app, db }, account, 'manual', never())
    expect(isOver).toBe(true)
    expect(outcome).toEqual({ kind: 'no-password' })
    expect(trial.counters.loginAttempts).toEqual({})
  })

  test('and that no worker begins is told, after those that it waits for, and logged in by nobody', async () => {
    await using trial = await Trial.open({ loggedIn: [] })
    const { account, worker, asker } = await asking(trial)
    // Two are asked for, and the worker has taken up the first.
    const first = haveRenewed(asker.app, account, 'manual', never())
    const id = await taken(worker)
    const second = haveRenewed(asker.app, account, 'manual', never())
    await expect.poll(() => askedCount(asker)).toBe(2)
    trial.clock.advance(MINUTE_MS)
    await ring(asker)
    expect(await askedCount(asker)).toBe(2)
    await endAskedRenewal(worker.app, id, { kind: 'busy' })
    expect(await first).toEqual({ kind: 'busy' })
    await ring(asker)
    const outcome = await second
    expect(outcome).toEqual({ kind: 'untaken' })
    expect(whyNotRenewed('keeper', outcome, 'en')).toMatch(/^no worker has begun the login/)
    expect(trial.counters.loginAttempts).toEqual({})
    expect(await askedCount(asker)).toBe(0)
  })

  /** Whoever may ask, and a worker that takes nothing up by itself. */
  async function asking(trial: Trial) {
    const worker = trial.process
    await announceWork(worker.app, true)
    return { account: await trial.account(), worker, asker: await trial.start() }
  }

  async function askedCount({ app }: Process): Promise<number> {
    const { rows } = await sql`select from asked_renewals`.execute(app.db)
    return rows.length
  }

  async function ring({ app }: Process): Promise<void> {
    await sql`select pg_notify(${RENEWALS_CHANNEL}, '')`.execute(app.db)
  }

  async function taken({ app }: Process): Promise<string> {
    const ids: string[] = []
    await expect
      .poll(async () => {
        const asked = await takeAskedRenewal(app)
        if (asked) ids.push(asked.id)
        return ids.length
      })
      .toBe(1)
    return ids[0] ?? ''
  }
})

test('a proxy that a process tries which reads nothing is said to be tried where workers are', async () => {
  await using trial = await Trial.open()
  const worker = trial.process
  const asker = await trial.start()
  const proxy = parseProxyAddress('http://127.0.0.1:9')
  if (proxy === null) throw new Error('that is no proxy')
  const said = async ({ app }: Process) => {
    return String(await tryProxy(app, proxy, never()).catch((error: Error) => error.message))
  }
  expect(await said(asker)).not.toContain('where workers do')
  await announceWork(worker.app, true)
  expect(await said(asker)).toMatch(/run where workers do: evercheck account proxy$/)
  // A worker has asked from where accounts are read.
  expect(await said(worker)).toMatch(/does not lead to Instagram/)
  expect(await said(worker)).not.toContain('where workers do')
})

describe('a login that was made', () => {
  test('and whose test only ever meets please-wait is proved by its browser, not tested for ever', async () => {
    await using trial = await Trial.open({ loggedIn: [] })
    trial.browser.duringLogin = () => {
      trial.set({ every: VAGUE.map((fault) => ({ ...fault, probability: 1 })) })
    }
    const run = await trial.check()
    expect(run.why).toMatch(/^out-of-patience/)
    expect(trial.counters.logins).toEqual({ 'web-ajax': 1 })
    expect((await current(trial)).version).toBeGreaterThan(0)
    expect(await sessionLabelled(trial.app, (await trial.account()).id, 'pending')).toBe(null)
    expect(trial.told('doubt-visited')).toHaveLength(1)
    const { requests } = trial.counters
    expect(requests).toBeLessThan(60)
  })

  test('keeps the cookies that its test was given, and counts every retry of it', async () => {
    await using trial = await Trial.open({ loggedIn: [] })
    trial.browser.duringLogin = () => {
      trial.set({ once: [{ row: '20', surface: 'info', times: 2 }] })
    }
    const run = await trial.check()
    expect(run.check.requests).toBe(trial.counters.requests)
    const { rows } = await sql<{ count: number }>`
      select sum(count)::integer as count from account_requests
    `.execute(trial.app.db)
    expect(rows).toEqual([{ count: trial.counters.requests }])
  })

  test('and is logged out again and again counts as a login each time, whoever asked for it', {
    tags: 'long',
  }, async () => {
    await using trial = await Trial.open()
    const account = await trial.account()
    for (let time = 0; time < 4; time += 1) {
      trial.instagram.kill({ username: 'keeper', disguise: 'plain' })
      const outcome = await renewAccount(trial.app, account, 'manual', never())
      expect(outcome.kind).toBe('renewed')
    }
    expect(trial.told('logins-many')).toMatchObject([{ count: 3, perDayMax: 3 }])
    trial.instagram.kill({ username: 'keeper', disguise: 'plain' })
    const run = await trial.check()
    expect(run.status).toBe('failed')
    expect(trial.counters.logins).toEqual({ 'web-ajax': 4 })
    expect(trial.told('account-resting').map(({ why }) => why.kind)).toContain('login-limit')
  })
})

test('a first login that fails leaves its device to the next one', async () => {
  await using trial = await Trial.open({ loggedIn: [] })
  const asked: (SessionState | null)[] = []
  const login = trial.browser.login.bind(trial.browser)
  trial.browser.login = async (ask: LoginAsk, signal) => {
    asked.push(ask.state)
    if (asked.length > 1) return login(ask, signal)
    const cookies = [cookieOf('mid', 'machine-of-the-first')]
    const device = { ...DEVICE }
    ask.onLeft?.({ cookies, origins: [], device, wwwClaim: '0' })
    return UNKNOWN
  }
  expect((await trial.check()).status).toBe('completed')
  expect(asked[0]).toBe(null)
  expect(asked[1] && cookieValue(asked[1], 'mid')).toBe('machine-of-the-first')
  expect((await openState(trial.app, await current(trial))).device).toEqual(DEVICE)
})

describe('a machine that cannot log in', () => {
  const certificate = {
    kind: 'technical',
    code: 'UNREACHABLE',
    detail: 'open /: no connection (ERR_CERT_AUTHORITY_INVALID)',
  } as const

  test('is one trouble with a cause, however often it is met, and no fault of the account', async () => {
    await using trial = await Trial.open({ loggedIn: [] })
    for (let time = 0; time < 5; time += 1) trial.browser.outcomes.push(certificate)
    expect((await trial.check()).status).toBe('completed')
    const failed = trial.told('login-ended').filter(({ trouble }) => trouble !== null)
    expect(failed.map(({ trouble }) => trouble)).toEqual(Array(5).fill('certificate'))
    expect(await trial.account()).toMatchObject({ standing: 'active', failCount: 0 })
  })

  test('for want of a browser leaves the check to an account with a session', async () => {
    const accounts = ['keeper', 'second']
    await using trial = await Trial.open({ accounts, loggedIn: ['second'] })
    trial.browser.outcomes.push({ kind: 'technical', code: 'NO_BROWSER', detail: 'none' })
    expect((await trial.check()).status).toBe('completed')
    expect(trial.counters.loginAttempts).toEqual({})
  })

  test('for want of a key leaves the check to another account, and says so', async () => {
    const accounts = ['keeper', 'second']
    await using trial = await Trial.open({ accounts, loggedIn: accounts })
    const { id } = await trial.account('keeper')
    await sql`
      update instagram_sessions set state_encrypted = 'v1.gone.AAAA' where account_id = ${id}
    `.execute(trial.app.db)
    await sql`
      update refresh_credentials set password_encrypted = 'v1.gone.AAAA' where username = 'keeper'
    `.execute(trial.app.db)
    expect((await trial.check()).status).toBe('completed')
    expect(trial.told('session-unopenable')).toMatchObject([{ account: 'keeper' }])
    expect(await trial.account('keeper')).toMatchObject({ standing: 'active' })
  })
})

test('a session that cannot be opened is put aside, and its account logs in anew', async () => {
  await using trial = await Trial.open()
  await sql`update instagram_sessions set state_encrypted = 'v1.gone.AAAA'`.execute(trial.app.db)
  const run = await trial.check()
  expect(run).toMatchObject({ status: 'completed', check: { logins: 1 } })
  expect(trial.told('session-unopenable')).toMatchObject([{ account: 'keeper', version: 1 }])
})

test('questions about who the target is stop an account as any other does, and end with its budget', async () => {
  await using challenged = await Trial.open()
  challenged.set({ once: [{ row: '11', surface: 'profile' }] })
  expect((await challenged.check()).status).toBe('needs-human')
  expect(challenged.counters.requests).toBe(1)
  await using spent = await Trial.open({
    environment: { EVERCHECK_REQUESTS_PER_DAY: '3', EVERCHECK_PATIENCE_MS: String(MINUTE_MS) },
  })
  spent.set({ every: [{ row: '39b', surface: 'profile', probability: 1 }] })
  const stop = new AbortController()
  const sleep = spent.clock.sleep.bind(spent.clock)
  spent.clock.sleep = async (waitMs, signal) => {
    if (waitMs > 5 * MINUTE_MS) stop.abort(new Error('put down'))
    await sleep(waitMs, signal)
  }
  await expect(spent.check(undefined, { signal: stop.signal })).rejects.toThrow('put down')
  expect(spent.counters.requests).toBe(2)
})

const DEVICE = {
  userAgent: 'Mozilla/5.0 (X11; Linux x64) AppleWebKit/537.36 Chrome/156.0.0.0',
  locale: 'en-US',
  timeZone: 'Europe/Berlin',
  viewport: { width: 1280, height: 800 },
}

function cookieOf(name: string, value: string): SessionState['cookies'][number] {
  return {
    name,
    value,
    domain: '.instagram.com',
    path: '/',
    expires: -1,
    httpOnly: false,
    secure: true,
    sameSite: 'Lax',
  }
}

async function current(trial: Trial) {
  const found = await sessionLabelled(trial.app, (await trial.account()).id, 'current')
  if (!found) throw new Error('there is no current session')
  return found
}
