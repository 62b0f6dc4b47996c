import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { ensureAccount, moveStanding } from '../../src/accounts/account-store.ts'
import { reason } from '../../src/accounts/reasons.ts'
import { restAccount } from '../../src/accounts/rest-store.ts'
import { openCheck } from '../../src/checks/order.ts'
import { readNext } from '../../src/checks/runner.ts'
import { parseCookies } from '../../src/instagram/cookies/pasted-cookies.ts'
import { type ImportOutcome, importSession } from '../../src/sessions/import.ts'
import { dueAccounts, renewAccount } from '../../src/sessions/keeper.ts'
import { releaseLease, takeLease } from '../../src/sessions/lease.ts'
import { openState, sessionLabelled, storePending } from '../../src/sessions/session-store.ts'
import { briefly } from '../brief.ts'
import { USER_AGENT } from '../scripted-browser.ts'
import { never, orderOf, Trial } from '../trial.ts'

const HOUR_MS = 3_600_000

test('a session is due after 46 hours, and renewing a living one types nothing', async () => {
  await using trial = await Trial.open()
  expect(await dueAccounts(trial.app)).toEqual([])
  trial.clock.advance(46 * HOUR_MS)
  const [due] = await dueAccounts(trial.app)
  expect(due?.username).toBe('keeper')
  const outcome = await renewAccount(trial.app, await trial.account(), 'proactive', never())
  expect(outcome).toMatchObject({
    kind: 'renewed',
    how: 'still-logged-in',
    version: 2,
  })
  expect(trial.counters.loginAttempts).toEqual({})
  expect(trial.counters.requests).toBe(1)
  expect(await dueAccounts(trial.app)).toEqual([])
})

test('renewing a session that died in the night logs in once', async () => {
  await using trial = await Trial.open()
  trial.clock.advance(46 * HOUR_MS)
  trial.instagram.kill({ username: 'keeper', disguise: 'please-wait' })
  const outcome = await renewAccount(trial.app, await trial.account(), 'proactive', never())
  expect(outcome).toMatchObject({ kind: 'renewed', how: 'logged-in' })
  expect(trial.counters.logins).toEqual({ 'web-ajax': 1 })
  expect((await trial.check()).check.logins).toBe(0)
})

test('an account that is read with is not disturbed, and renews itself at its slice end', async () => {
  await using trial = await Trial.open()
  trial.clock.advance(72 * HOUR_MS)
  const outcomes: string[] = []
  trial.process.beforeRequest = async (_request, number) => {
    if (number !== 4) return
    const account = await trial.account()
    outcomes.push((await renewAccount(trial.app, account, 'proactive', never())).kind)
  }
  const run = await trial.check()
  expect(run.status).toBe('completed')
  expect(outcomes).toEqual(['busy'])
  const kinds = trial.events.map(({ kind }) => kind)
  expect(kinds.indexOf('login-started')).toBeGreaterThan(kinds.indexOf('check-ended'))
  expect(trial.told('session-renewed')).toMatchObject([{ cause: 'proactive' }])
  expect(await dueAccounts(trial.app)).toEqual([])
})

test('an account that never had a session, or a dead one, logs in only when it is needed', async () => {
  const accounts = ['keeper', 'second']
  await using trial = await Trial.open({ accounts, loggedIn: ['keeper'] })
  const named = async (of: 'aged' | 'planned') =>
    (await dueAccounts(trial.app, of)).map(({ username }) => username).sort()
  expect([await named('aged'), await named('planned')]).toEqual([['second'], []])
  trial.clock.advance(72 * HOUR_MS)
  expect([await named('aged'), await named('planned')]).toEqual([['keeper', 'second'], ['keeper']])
  await trial.app.db
    .updateTable('instagram_sessions')
    .set({ died_at: new Date(0) })
    .execute()
  expect([await named('aged'), await named('planned')]).toEqual([['keeper', 'second'], []])
})

test('an account that waits out a throttle is not renewed before its rest is over', {
  tags: 'long',
}, async () => {
  const once = [{ row: '1', list: 'followers' as const, afterRows: 25, forMs: 8 * 60_000 }]
  await using trial = await Trial.open({ faults: { once } })
  trial.clock.advance(47 * HOUR_MS)
  expect(await dueAccounts(trial.app)).toHaveLength(1)
  const check = await openCheck(trial.app, orderOf())
  const only = { only: check.id, without: [] }
  expect((await readNext(trial.app, only, never()))?.kind).toBe('rests')
  expect(await dueAccounts(trial.app)).toEqual([])
  trial.clock.advance(10 * 60_000)
  expect(await dueAccounts(trial.app)).toHaveLength(1)
})

test('an account that was throttled since it was found due is not renewed', {
  tags: 'long',
}, async () => {
  await using trial = await Trial.open()
  trial.clock.advance(47 * HOUR_MS)
  const [due] = await dueAccounts(trial.app)
  const until = await letRest(trial, 20 * 60_000)
  trial.instagram.kill({ username: 'keeper', disguise: 'plain' })
  const outcome = await renewAccount(trial.app, due ?? fail(), 'proactive', never())
  expect(outcome).toMatchObject({ kind: 'resting', until })
  expect(trial.told('login-started')).toEqual([])
  expect(await trial.account()).toMatchObject({ restingUntil: until })
})

test('a renewal by hand that fails makes no rest shorter', { tags: 'long' }, async () => {
  await using trial = await Trial.open()
  const until = await letRest(trial, 24 * HOUR_MS)
  trial.browser.outcomes.push({ kind: 'technical', code: 'BROWSER_CRASHED', detail: 'gone' })
  const outcome = await renewAccount(trial.app, await trial.account(), 'manual', never())
  expect(outcome.kind).toBe('resting')
  const rest = { restingUntil: until, restingWhy: 'Instagram asks us to wait' }
  expect(await trial.account()).toMatchObject(rest)
})

test('an account without a password is not stopped while its session lives', async () => {
  await using trial = await Trial.open()
  await sql`update instagram_accounts set credential_id = null`.execute(trial.app.db)
  trial.clock.advance(47 * HOUR_MS)
  expect(await dueAccounts(trial.app)).toEqual([])
  const outcome = await renewAccount(trial.app, await trial.account(), 'manual', never())
  expect(outcome).toEqual({ kind: 'no-password' })
  expect(await trial.account()).toMatchObject({ standing: 'active' })
  expect((await trial.check()).status).toBe('completed')
})

test('at most three automatic logins are made in a day', async () => {
  const environment = { EVERCHECK_PATIENCE_MS: String(48 * HOUR_MS) }
  await using trial = await Trial.open({ environment })
  const { instagram } = trial
  for (let rows = 25; rows <= 100; rows += 25) {
    instagram.kill({ username: 'keeper', disguise: 'plain', list: 'followers', afterRows: rows })
  }
  const run = await trial.check()
  expect(run.status).toBe('completed')
  expect(await trial.saved('followers')).toEqual(trial.truth('followers'))
  const startedAtMs = trial.told('login-started').map(({ atMs }) => atMs)
  expect(startedAtMs).toHaveLength(4)
  const [first = 0, , , fourth = 0] = startedAtMs
  expect(fourth - first).toBeGreaterThanOrEqual(24 * HOUR_MS)
  expect(trial.told('check-parked')[0]?.why).toMatch(/login-limit/)
})

test('two logins within one step of the authenticator never use the same code', {
  tags: 'long',
}, async () => {
  await using trial = await Trial.open()
  const { instagram } = trial
  const used: number[] = []
  const keeper = instagram.findAccount('keeper')
  for (let rows = 25; rows <= 75; rows += 25) {
    instagram.kill({ username: 'keeper', disguise: 'plain', list: 'followers', afterRows: rows })
  }
  trial.process.beforeRequest = () => {
    const step = keeper?.lastTotpStep ?? -1
    if (step !== -1 && used.at(-1) !== step) used.push(step)
  }
  const run = await trial.check()
  expect(run).toMatchObject({ status: 'completed', check: { logins: 3 } })
  expect(used).toHaveLength(3)
  expect(new Set(used).size).toBe(3)
  expect(trial.told('code-awaited')).toHaveLength(3)
})

test('a code that was used under a clock that was ahead keeps no account from logging in', {
  tags: 'long',
}, async () => {
  await using trial = await Trial.open({ loggedIn: [] })
  const dayAhead = Math.floor((trial.clock.now().getTime() + 24 * HOUR_MS) / 30_000)
  await sql`update refresh_credentials set totp_last_step = ${dayAhead}`.execute(trial.app.db)
  const run = await trial.check()
  expect(run).toMatchObject({ status: 'completed', check: { logins: 1 } })
})

test('pasted cookies are taken over when they answer for themselves', async () => {
  await using trial = await Trial.open({ loggedIn: [] })
  expect(await paste(trial, trial.cookiesFor('keeper'))).toEqual({ kind: 'imported', version: 1 })
  const run = await trial.check()
  expect(run).toMatchObject({ status: 'completed', check: { logins: 0 } })
})

for (const { tags, rows } of briefly(1, ['plain', 'please-wait', 'login-wall'] as const)) {
  test.each(rows)(
    'pasted cookies of a dead session (%s) are refused, and the living one stays in use',
    { tags },
    async (disguise) => {
      await using trial = await Trial.open()
      const cookies = trial.cookiesFor('keeper')
      const pasted = trial.instagram.sessions().at(-1)
      if (pasted) trial.instagram.endSession(pasted, disguise)
      expect(await paste(trial, cookies)).toMatchObject({ kind: 'refused' })
      const account = await trial.account()
      expect(account.standing).toBe('active')
      expect(await sessionLabelled(trial.app, account.id, 'current')).toMatchObject({ version: 1 })
      expect(await sessionLabelled(trial.app, account.id, 'pending')).toBe(null)
      expect((await trial.check()).check.logins).toBe(0)
    },
  )
}

test("another account's cookies are refused, known by their key or by their name", async () => {
  await using trial = await Trial.open({ loggedIn: ['keeper'] })
  const foreign = trial.cookiesFor('second')
  expect(await paste(trial, foreign)).toEqual({
    kind: 'refused',
    why: { kind: 'other-account' },
  })
  // Of this one the key is not known yet, so the answer has to tell.
  await ensureAccount(trial.app, 'third', null)
  expect(await paste(trial, foreign, 'third')).toMatchObject({
    kind: 'refused',
    why: { kind: 'other-account' },
  })
})

test('cookies that are refused leave a login that waits for its test where it is', async () => {
  await using trial = await Trial.open()
  const account = await trial.account()
  const lease = (await takeLease(trial.app, account.id)) ?? fail()
  const current = (await sessionLabelled(trial.app, account.id, 'current')) ?? fail()
  const state = await openState(trial.app, current)
  await storePending(trial.app, lease, { state, method: 'browser', continues: false })
  await releaseLease(trial.app, lease)
  const cookies = trial.cookiesFor('keeper')
  trial.instagram.kill({ username: 'keeper', disguise: 'plain' })
  expect(await paste(trial, cookies)).toMatchObject({ kind: 'refused' })
  expect(await sessionLabelled(trial.app, account.id, 'pending')).toMatchObject({ version: 2 })
})

test("another account's cookies whose test is interrupted are never used", {
  tags: 'long',
}, async () => {
  await using trial = await Trial.open({ loggedIn: [] })
  const stop = new AbortController()
  trial.process.beforeRequest = () => stop.abort(new Error('put down'))
  const pasted = { cookies: parseCookies(trial.cookiesFor('second')), userAgent: USER_AGENT }
  const importing = importSession(trial.app, await trial.account(), pasted, stop.signal)
  await expect(importing).rejects.toThrow('put down')
  trial.process.beforeRequest = () => undefined
  expect((await trial.check()).check.logins).toBe(1)
  expect(trial.counters.logins).toEqual({ 'web-ajax': 1 })
})

test('for an account that waits for a human cookies are refused for its standing', async () => {
  await using trial = await Trial.open()
  const to = { to: 'paused', by: 'operator', why: reason('operator'), forMs: null } as const
  await moveStanding(trial.app, await trial.account(), to)
  const outcome = await paste(trial, trial.cookiesFor('keeper'))
  expect(outcome).toEqual({ kind: 'refused', why: { kind: 'standing', standing: 'paused' } })
})

test('the request that tests pasted cookies counts like any other', async () => {
  await using trial = await Trial.open()
  await paste(trial, trial.cookiesFor('keeper'))
  const counted = await trial.app.db.selectFrom('account_requests').select('count').execute()
  expect(counted.reduce((sum, { count }) => sum + count, 0)).toBe(2)
})

function fail(): never {
  throw new Error('there is none')
}

/** A check that is throttled, as far as its account is concerned. */
async function letRest(trial: Trial, forMs: number): Promise<Date> {
  const account = await trial.account()
  const lease = (await takeLease(trial.app, account.id)) ?? fail()
  const why = 'Instagram asks us to wait'
  const until = await restAccount(trial.app, lease, { forMs, why, paceFactor: 2 })
  await releaseLease(trial.app, lease)
  return until
}

async function paste(trial: Trial, cookies: string, username = 'keeper'): Promise<ImportOutcome> {
  const pasted = { cookies: parseCookies(cookies), userAgent: USER_AGENT }
  return importSession(trial.app, await trial.account(username), pasted, never())
}
