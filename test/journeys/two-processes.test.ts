import { sql } from 'kysely'
import { describe, expect, test } from 'vitest'
import { openCheck } from '../../src/checks/order.ts'
import { readNext } from '../../src/checks/runner.ts'
import { LEASE_MS } from '../../src/sessions/waits.ts'
import { expectExact } from '../exact.ts'
import { ADA, idealRequests, orderOf, PAGE, Trial } from '../trial.ts'
import type { Process } from '../trial-process.ts'

const ROWS = 3 * PAGE

describe('with two processes on one PostgreSQL', () => {
  test('only one reads a check: the other waits for its end, and asks nothing', async () => {
    await using trial = await Trial.open()
    const reader = trial.process
    const other = await trial.start()
    let second: ReturnType<Trial['check']> | undefined
    reader.beforeRequest = (_request, number) => {
      if (number !== 4) return
      second = trial.check(ADA.username, { app: other.app })
    }
    const run = await trial.check(ADA.username, { app: reader.app })
    expect((await second)?.status).toBe('completed')
    expect(other.requests).toBe(0)
    expect(run.status).toBe('completed')
    await expectExact(trial)
    expect(trial.counters.requests).toBe(idealRequests(ADA))
  })

  test('only one login is made: while one logs in, the account is busy for the other', async () => {
    const targets = [ADA, { username: 'other.example', followers: 30, following: 10 }]
    await using trial = await Trial.open({ targets })
    const one = trial.process
    const other = await trial.start()
    trial.instagram.kill({ username: 'keeper', disguise: 'plain', afterRows: ROWS })
    let meanwhile: unknown = 'nothing was tried'
    trial.browser.duringLogin = async () => {
      meanwhile = await sliceOf(other, 'other.example')
    }
    const run = await trial.check(ADA.username, { app: one.app })
    expect(run.status).toBe('completed')
    expect(meanwhile).toBeNull()
    expect(other.requests).toBe(0)
    expect(trial.counters.logins).toEqual({ 'web-ajax': 1 })
    const later = await trial.check('other.example', { app: other.app })
    expect(later.status).toBe('completed')
    expect(trial.counters.logins).toEqual({ 'web-ajax': 1 })
  })

  test('a process that stands still before the form for longer than its lease sends none', async () => {
    await using trial = await Trial.open()
    const frozen = trial.process
    const other = await trial.start()
    trial.instagram.kill({ username: 'keeper', disguise: 'plain', afterRows: ROWS })
    let isFirst = true
    trial.browser.duringLogin = async () => {
      if (!isFirst) return
      isFirst = false
      trial.clock.advance(frozen.app.loginLeaseMs + 1)
      await sliceOf(other, ADA.username)
    }
    const run = await trial.check(ADA.username, { app: frozen.app })
    expect(run.status).toBe('completed')
    expect(trial.counters.logins).toEqual({ 'web-ajax': 1 })
    await expectExact(trial)
  })

  test('a login that fails after its process was overtaken is no failure of the account', async () => {
    await using trial = await Trial.open()
    const frozen = trial.process
    const other = await trial.start()
    trial.instagram.kill({ username: 'keeper', disguise: 'plain', afterRows: ROWS })
    let isFirst = true
    trial.browser.duringLogin = async () => {
      if (!isFirst) return
      isFirst = false
      trial.clock.advance(frozen.app.loginLeaseMs + 1)
      await sliceOf(other, ADA.username)
      trial.browser.outcomes.push({ kind: 'technical', code: 'UNKNOWN_PAGE', detail: 'late' })
    }
    expect((await trial.check(ADA.username, { app: frozen.app })).status).toBe('completed')
    expect(trial.told('login-ended').map(({ outcome }) => outcome)).toContain('technical')
    expect(await trial.account()).toMatchObject({ standing: 'active', failCount: 0 })
  })

  test('two accounts read two targets at the same time, each for one process', async () => {
    const targets = [ADA, { username: 'other.example', followers: 130, following: 60 }]
    const accounts = ['keeper', 'second']
    await using trial = await Trial.open({ targets, accounts, loggedIn: accounts })
    const one = trial.process
    const other = await trial.start()
    const [first, second] = await Promise.all([
      trial.check(ADA.username, { app: one.app }),
      trial.check('other.example', { app: other.app }),
    ])
    expect([first.status, second.status]).toEqual(['completed', 'completed'])
    expect([first.result.followers.collected, second.result.followers.collected]).toEqual([
      140, 130,
    ])
    expect(Object.keys(trial.counters.bySession).sort()).toEqual(['keeper#1', 'second#1'])
  })

  test('a living holder keeps the account for as long as his lease lasts', async () => {
    await using trial = await Trial.open()
    const holder = trial.process
    const other = await trial.start()
    const outcomes: unknown[] = []
    holder.beforeRequest = async (_request, number) => {
      if (number !== 4) return
      trial.clock.advance(LEASE_MS - 60_000)
      outcomes.push(await sliceOf(other, ADA.username))
    }
    const run = await trial.check(ADA.username, { app: holder.app })
    expect(outcomes).toEqual([null])
    expect(run.status).toBe('completed')
  })

  test('a process that was overtaken changes nothing any more', async () => {
    await using trial = await Trial.open()
    const overtaken = trial.process
    const other = await trial.start()
    let before: unknown
    overtaken.beforeRequest = async (_request, number) => {
      if (number !== 5) return
      // It has stood still for longer than its lease: the other takes check and account over.
      trial.clock.advance(LEASE_MS + 1)
      const run = await trial.check(ADA.username, { app: other.app })
      expect(run).toMatchObject({ status: 'completed', resumedAt: ROWS })
      before = await everything(other)
    }
    const late = await trial.check(ADA.username, { app: overtaken.app })
    expect(late.status).toBe('completed')
    expect(await everything(other)).toEqual(before)
    await expectExact(trial)
  })

  test('a process that was overtaken under a throttle sends no account to rest', async () => {
    await using trial = await Trial.open()
    const overtaken = trial.process
    const other = await trial.start()
    let before: unknown
    overtaken.beforeRequest = async (_request, number) => {
      if (number !== 5) return
      trial.clock.advance(LEASE_MS + 1)
      await trial.check(ADA.username, { app: other.app })
      before = await everything(other)
      trial.set({ once: [{ row: '16', list: 'followers' }] })
    }
    await trial.check(ADA.username, { app: overtaken.app }).catch(() => undefined)
    expect(trial.counters.throttleAnswers).toBe(1)
    expect(await everything(other)).toEqual(before)
  })

  test('connections that the server cuts between two pages cost nothing', async () => {
    await using trial = await Trial.open()
    trial.process.beforeRequest = async (_request, number) => {
      if (number !== 4) return
      await sql`
        select pg_terminate_backend(pid) from pg_stat_activity
        where datname = current_database() and pid <> pg_backend_pid()
      `.execute(trial.app.db)
    }
    const run = await trial.check()
    expect(run.status).toBe('completed')
    await expectExact(trial)
    expect(trial.counters.requests).toBe(idealRequests(ADA))
  })
})

test('a connection that is cut within a transaction ends the transaction, not the process', async () => {
  await using trial = await Trial.open()
  const { db } = trial.app
  const unheard: unknown[] = []
  const hear = (error: unknown) => unheard.push(error)
  process.on('uncaughtException', hear)
  const cut = db.transaction().execute(async (tx) => {
    const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(tx)
    const pid = rows[0]?.pid ?? 0
    await sql`select pg_terminate_backend(${pid}::integer, 10000)`.execute(db)
    await sql`select 1`.execute(tx)
  })
  await expect(cut).rejects.toThrow(/terminat|not queryable/)
  process.off('uncaughtException', hear)
  expect(unheard).toEqual([])
  expect((await trial.check()).status).toBe('completed')
})

/** Whatever a process could have changed about the check and the account. */
async function everything(process: Process): Promise<unknown> {
  const { db } = process.app
  return {
    accounts: await db.selectFrom('instagram_accounts').selectAll().execute(),
    sessions: await db.selectFrom('instagram_sessions').selectAll().orderBy('id').execute(),
    checks: await db.selectFrom('checks').selectAll().execute(),
    progress: await db.selectFrom('check_progress').selectAll().orderBy('list').execute(),
    members: await db.selectFrom('check_members').selectAll().orderBy(['list', 'pk']).execute(),
  }
}

/** One look at whether there is something to do: a whole check would wait for the account. */
async function sliceOf({ app }: Process, target: string) {
  const { id } = await openCheck(app, orderOf(target))
  return readNext(app, { only: id, without: [] }, new AbortController().signal)
}
