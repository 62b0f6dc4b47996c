import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { ensureAccount, moveStanding } from '../../src/accounts/account-store.ts'
import { restAccount } from '../../src/accounts/rest-store.ts'
import { openCheck } from '../../src/checks/check-store.ts'
import { readNext } from '../../src/checks/runner.ts'
import { parseCookies } from '../../src/instagram/cookies/pasted-cookies.ts'
import { type ImportOutcome, importSession } from '../../src/sessions/import.ts'
import { dueAccounts, renewAccount } from '../../src/sessions/keeper.ts'
import { releaseLease, takeLease } from '../../src/sessions/lease.ts'
import { openState, sessionLabelled, storePending } from '../../src/sessions/session-store.ts'
import { USER_AGENT } from '../scripted-browser.ts'
import { never, orderOf, World } from '../world.ts'

const HOUR_MS = 3_600_000

test('a session is due after 46 hours, and renewing a living one types nothing', async () => {
  await using world = await World.open()
  expect(await dueAccounts(world.app)).toEqual([])
  world.clock.advance(46 * HOUR_MS)
  const [due] = await dueAccounts(world.app)
  expect(due?.username).toBe('keeper')
  const outcome = await renewAccount(world.app, await world.account(), 'proactive', never())
  expect(outcome).toMatchObject({
    kind: 'renewed',
    how: 'still-logged-in',
    session: { version: 2 },
  })
  expect(world.counters.loginAttempts).toEqual({})
  expect(world.counters.requests).toBe(1)
  expect(await dueAccounts(world.app)).toEqual([])
})

test('renewing a session that died in the night logs in once', async () => {
  await using world = await World.open()
  world.clock.advance(46 * HOUR_MS)
  world.simulator.world.kill({ username: 'keeper', disguise: 'please-wait' })
  const outcome = await renewAccount(world.app, await world.account(), 'proactive', never())
  expect(outcome).toMatchObject({ kind: 'renewed', how: 'logged-in' })
  expect(world.counters.logins).toEqual({ 'web-ajax': 1 })
  expect((await world.check()).check.logins).toBe(0)
})

test('an account that is read with is not disturbed, and renews itself at its slice end', async () => {
  await using world = await World.open()
  world.clock.advance(47 * HOUR_MS)
  const outcomes: string[] = []
  world.process.beforeRequest = async (_request, number) => {
    if (number !== 4) return
    const account = await world.account()
    outcomes.push((await renewAccount(world.app, account, 'proactive', never())).kind)
  }
  const run = await world.check()
  expect(run.status).toBe('completed')
  expect(outcomes).toEqual(['busy'])
  const kinds = world.events.map(({ kind }) => kind)
  expect(kinds.indexOf('login-started')).toBeGreaterThan(kinds.indexOf('check-ended'))
  expect(world.told('session-renewed')).toMatchObject([{ cause: 'proactive' }])
  expect(await dueAccounts(world.app)).toEqual([])
})

test('an account that never had a session, or a dead one, logs in only when it is needed', async () => {
  const accounts = ['keeper', 'second']
  await using world = await World.open({ accounts, loggedIn: ['keeper'] })
  const named = async (of: 'any' | 'living') =>
    (await dueAccounts(world.app, of)).map(({ username }) => username).sort()
  expect([await named('any'), await named('living')]).toEqual([['second'], []])
  world.clock.advance(47 * HOUR_MS)
  expect([await named('any'), await named('living')]).toEqual([['keeper', 'second'], ['keeper']])
  await world.app.db
    .updateTable('instagram_sessions')
    .set({ died_at: new Date(0) })
    .execute()
  expect([await named('any'), await named('living')]).toEqual([['keeper', 'second'], []])
})

test('an account that waits out a throttle is not renewed before its rest is over', async () => {
  const once = [{ row: '1', list: 'followers' as const, afterRows: 25, forMs: 8 * 60_000 }]
  await using world = await World.open({ faults: { once } })
  world.clock.advance(47 * HOUR_MS)
  expect(await dueAccounts(world.app)).toHaveLength(1)
  const check = await openCheck(world.app, orderOf())
  const only = { only: check.id, without: [] }
  expect((await readNext(world.app, only, never()))?.kind).toBe('rests')
  expect(await dueAccounts(world.app)).toEqual([])
  world.clock.advance(10 * 60_000)
  expect(await dueAccounts(world.app)).toHaveLength(1)
})

test('an account that was throttled since it was found due is not renewed', async () => {
  await using world = await World.open()
  world.clock.advance(47 * HOUR_MS)
  const [due] = await dueAccounts(world.app)
  const until = await letRest(world, 20 * 60_000)
  world.simulator.world.kill({ username: 'keeper', disguise: 'plain' })
  const outcome = await renewAccount(world.app, due ?? fail(), 'proactive', never())
  expect(outcome).toMatchObject({ kind: 'resting', until })
  expect(world.told('login-started')).toEqual([])
  expect(await world.account()).toMatchObject({ restingUntil: until })
})

test('a renewal by hand that fails makes no rest shorter', async () => {
  await using world = await World.open()
  const until = await letRest(world, 24 * HOUR_MS)
  world.browser.outcomes.push({ kind: 'technical', code: 'BROWSER_CRASHED', detail: 'gone' })
  const outcome = await renewAccount(world.app, await world.account(), 'manual', never())
  expect(outcome.kind).toBe('resting')
  const rest = { restingUntil: until, restingWhy: 'Instagram asks us to wait' }
  expect(await world.account()).toMatchObject(rest)
})

test('an account without a password is not stopped while its session lives', async () => {
  await using world = await World.open()
  await sql`update instagram_accounts set credential_id = null`.execute(world.app.db)
  world.clock.advance(47 * HOUR_MS)
  expect(await dueAccounts(world.app)).toEqual([])
  const outcome = await renewAccount(world.app, await world.account(), 'manual', never())
  expect(outcome).toEqual({ kind: 'no-password' })
  expect(await world.account()).toMatchObject({ standing: 'active' })
  expect((await world.check()).status).toBe('completed')
})

test('at most three automatic logins are made in a day', async () => {
  const environment = { EVERCHECK_PATIENCE_MS: String(48 * HOUR_MS) }
  await using world = await World.open({ environment })
  const { world: instagram } = world.simulator
  for (let rows = 25; rows <= 100; rows += 25) {
    instagram.kill({ username: 'keeper', disguise: 'plain', list: 'followers', afterRows: rows })
  }
  const run = await world.check()
  expect(run.status).toBe('completed')
  expect(await world.saved('followers')).toEqual(world.truth('followers'))
  const startedAtMs = world.told('login-started').map(({ atMs }) => atMs)
  expect(startedAtMs).toHaveLength(4)
  const [first = 0, , , fourth = 0] = startedAtMs
  expect(fourth - first).toBeGreaterThanOrEqual(24 * HOUR_MS)
  expect(world.told('check-parked')[0]?.why).toMatch(/login-limit/)
})

test('two logins within one step of the authenticator never use the same code', async () => {
  await using world = await World.open()
  const { world: instagram } = world.simulator
  const used: number[] = []
  const keeper = instagram.findAccount('keeper')
  for (let rows = 25; rows <= 75; rows += 25) {
    instagram.kill({ username: 'keeper', disguise: 'plain', list: 'followers', afterRows: rows })
  }
  world.process.beforeRequest = () => {
    const step = keeper?.lastTotpStep ?? -1
    if (step !== -1 && used.at(-1) !== step) used.push(step)
  }
  const run = await world.check()
  expect(run).toMatchObject({ status: 'completed', check: { logins: 3 } })
  expect(used).toHaveLength(3)
  expect(new Set(used).size).toBe(3)
  expect(world.told('code-awaited')).toHaveLength(3)
})

test('a code that was used under a clock that was ahead keeps no account from logging in', async () => {
  await using world = await World.open({ loggedIn: [] })
  const dayAhead = Math.floor((world.clock.now().getTime() + 24 * HOUR_MS) / 30_000)
  await sql`update refresh_credentials set totp_last_step = ${dayAhead}`.execute(world.app.db)
  const run = await world.check()
  expect(run).toMatchObject({ status: 'completed', check: { logins: 1 } })
})

test('pasted cookies are taken over when they answer for themselves', async () => {
  await using world = await World.open({ loggedIn: [] })
  expect(await paste(world, world.cookiesFor('keeper'))).toEqual({ kind: 'imported', version: 1 })
  const run = await world.check()
  expect(run).toMatchObject({ status: 'completed', check: { logins: 0 } })
})

test.each(['plain', 'please-wait', 'login-wall'] as const)(
  'pasted cookies of a dead session (%s) are refused, and the living one stays in use',
  async (disguise) => {
    await using world = await World.open()
    const cookies = world.cookiesFor('keeper')
    const pasted = world.simulator.world.sessions().at(-1)
    if (pasted) world.simulator.world.endSession(pasted, disguise)
    expect(await paste(world, cookies)).toMatchObject({ kind: 'refused' })
    const account = await world.account()
    expect(account.standing).toBe('active')
    expect(await sessionLabelled(world.app, account.id, 'current')).toMatchObject({ version: 1 })
    expect(await sessionLabelled(world.app, account.id, 'pending')).toBe(null)
    expect((await world.check()).check.logins).toBe(0)
  },
)

test("another account's cookies are refused, known by their key or by their name", async () => {
  await using world = await World.open({ loggedIn: ['keeper'] })
  const foreign = world.cookiesFor('second')
  expect(await paste(world, foreign)).toEqual({
    kind: 'refused',
    why: { kind: 'other-account' },
  })
  // Of this one the key is not known yet, so the answer has to tell.
  await ensureAccount(world.app, 'third', null)
  expect(await paste(world, foreign, 'third')).toMatchObject({
    kind: 'refused',
    why: { kind: 'other-account' },
  })
})

test('cookies that are refused leave a login that waits for its test where it is', async () => {
  await using world = await World.open()
  const account = await world.account()
  const lease = (await takeLease(world.app, account.id)) ?? fail()
  const current = (await sessionLabelled(world.app, account.id, 'current')) ?? fail()
  const state = await openState(world.app, current)
  await storePending(world.app, lease, { state, method: 'browser', continues: false })
  await releaseLease(world.app, lease)
  const cookies = world.cookiesFor('keeper')
  world.simulator.world.kill({ username: 'keeper', disguise: 'plain' })
  expect(await paste(world, cookies)).toMatchObject({ kind: 'refused' })
  expect(await sessionLabelled(world.app, account.id, 'pending')).toMatchObject({ version: 2 })
})

test("another account's cookies whose test is interrupted are never used", async () => {
  await using world = await World.open({ loggedIn: [] })
  const stop = new AbortController()
  world.process.beforeRequest = () => stop.abort(new Error('put down'))
  const pasted = { cookies: parseCookies(world.cookiesFor('second')), userAgent: USER_AGENT }
  const importing = importSession(world.app, await world.account(), pasted, stop.signal)
  await expect(importing).rejects.toThrow('put down')
  world.process.beforeRequest = () => undefined
  expect((await world.check()).check.logins).toBe(1)
  expect(world.counters.logins).toEqual({ 'web-ajax': 1 })
})

test('for an account that waits for a human cookies are refused for its standing', async () => {
  await using world = await World.open()
  const to = { to: 'paused', by: 'operator', why: 'paused', forMs: null } as const
  await moveStanding(world.app, await world.account(), to)
  const outcome = await paste(world, world.cookiesFor('keeper'))
  expect(outcome).toEqual({ kind: 'refused', why: { kind: 'standing', standing: 'paused' } })
})

test('the request that tests pasted cookies counts like any other', async () => {
  await using world = await World.open()
  await paste(world, world.cookiesFor('keeper'))
  const counted = await world.app.db.selectFrom('account_requests').select('count').execute()
  expect(counted.reduce((sum, { count }) => sum + count, 0)).toBe(2)
})

function fail(): never {
  throw new Error('there is none')
}

/** A check that is throttled, as far as its account is concerned. */
async function letRest(world: World, forMs: number): Promise<Date> {
  const account = await world.account()
  const lease = (await takeLease(world.app, account.id)) ?? fail()
  const why = 'Instagram asks us to wait'
  const until = await restAccount(world.app, lease, { forMs, why, paceFactor: 2 })
  await releaseLease(world.app, lease)
  return until
}

async function paste(world: World, cookies: string, username = 'keeper'): Promise<ImportOutcome> {
  const pasted = { cookies: parseCookies(cookies), userAgent: USER_AGENT }
  return importSession(world.app, await world.account(username), pasted, never())
}
