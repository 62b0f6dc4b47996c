import { expect, test } from 'vitest'
import type { Standing as InstagramStanding } from '../../simulator/world/accounts.ts'
import { moveAccount } from '../../src/accounts/move-account.ts'
import type { Standing } from '../../src/accounts/standing.ts'
import type { LoginOutcome } from '../../src/instagram/login/outcome.ts'
import { stopTextWords } from '../../src/words/reasons.ts'
import { briefly } from '../brief.ts'
import { ADA, idealRequests, PAGE, Trial } from '../trial.ts'

const HOUR_MS = 3_600_000
const ROWS = 3 * PAGE

for (const { tags, rows } of briefly(2, [
  ['challenged', 'challenged', /Instagram wants a human at \/challenge\//],
  ['suspended', 'suspended', /has suspended the account/],
  ['automated-behaviour', 'challenged', /Instagram wants a human/],
  ['consent', 'challenged', /Instagram wants a human/],
  ['disabled', 'suspended', /has disabled the account/],
] satisfies readonly (readonly [InstagramStanding, Standing, RegExp])[])) {
  test.each(rows)(
    'an account that Instagram finds %s in the middle is %s, and the check goes on where it was',
    { tags },
    async (found, standing, why) => {
      await using trial = await Trial.open()
      const keeper = keeperOf(trial)
      trial.process.beforeRequest = () => {
        if (trial.counters.rows.followers === ROWS) keeper.standing = found
      }
      const stopped = await trial.check()
      expect(stopped.status).toBe('needs-human')
      expect(stopped.why).toMatch(why)
      expect(stopped.why).toContain('evercheck account resume keeper')
      expect(await trial.account()).toMatchObject({ standing })
      expect(await trial.saved('followers')).toHaveLength(ROWS)
      expect(trial.counters.loginAttempts).toEqual({})

      trial.process.beforeRequest = () => undefined
      keeper.standing = 'ok'
      await expectGoesOn(trial)
      expect(trial.counters.requests).toBe(idealRequests(ADA) + 1)
    },
  )
}

test('an account that is challenged while a target seems gone is asked nothing more', {
  tags: 'long',
}, async () => {
  await using trial = await Trial.open()
  const asked: string[] = []
  trial.process.beforeRequest = ({ url }) => {
    asked.push(url)
    if (url.includes('/users/25025320/')) keeperOf(trial).standing = 'challenged'
  }
  expect((await trial.check('nobody.there')).status).toBe('needs-human')
  expect(await trial.account()).toMatchObject({ standing: 'challenged' })
  expect(asked.at(-1)).toContain('/users/25025320/')
})

test('a stopped account is asked nothing, however often the check is ordered', async () => {
  await using trial = await Trial.open()
  keeperOf(trial).standing = 'challenged'
  await trial.check()
  const { requests } = trial.counters
  for (let again = 0; again < 3; again += 1) {
    expect((await trial.check()).status).toBe('needs-human')
  }
  expect(trial.counters.requests).toBe(requests)
})

test('an account that is paused during a check is asked nothing further', async () => {
  await using trial = await Trial.open()
  const account = await trial.account()
  trial.process.beforeRequest = async (_request, number) => {
    if (number === 4) await moveAccount(trial.app, account, 'paused')
  }
  const stopped = await trial.check()
  expect(stopped).toMatchObject({ status: 'needs-human' })
  expect(trial.counters.requests).toBe(4)
  expect(await trial.saved('followers')).toHaveLength(3 * PAGE)
  const paused = await trial.account()
  expect(stopTextWords(paused.standingWhy ?? '', 'ru')).toBe('по решению оператора')
  await moveAccount(trial.app, paused, 'active')
  expect((await trial.check()).status).toBe('completed')
  expect(trial.counters.requests).toBe(idealRequests(ADA))
})

for (const { tags, rows } of briefly(1, [
  ['12', 48 * HOUR_MS, /limits what this account may do/],
  ['15', 6 * HOUR_MS, /distrusts the address/],
] as const)) {
  test.each(rows)(
    'a block (row %s) ends by itself at its time',
    { tags },
    async (row, forMs, why) => {
      const once = [{ row, list: 'followers' as const, afterRows: ROWS }]
      await using trial = await Trial.open({ faults: { once } })
      const stopped = await trial.check()
      expect(stopped.status).toBe('needs-human')
      expect(stopped.why).toMatch(why)
      const { standing, standingUntil } = await trial.account()
      expect(standing).toBe('blocked')
      expect(standingUntil?.getTime()).toBe(trial.clock.now().getTime() + forMs)
      // What is left of it is shorter than a check's patience: it is waited for.
      trial.clock.advance(forMs - HOUR_MS)
      const againAtMs = trial.clock.now().getTime()
      const run = await trial.check()
      expect(run.status).toBe('completed')
      expect(trial.clock.now().getTime() - againAtMs).toBeGreaterThanOrEqual(HOUR_MS)
      expect(await trial.saved('followers')).toEqual(trial.truth('followers'))
    },
  )
}

for (const { tags, rows } of briefly(1, [
  ['with a wrong password', { password: 'another' }, 'wrong-password'],
  ['with the code of a wrong secret', { totpSecret: 'A'.repeat(32) }, 'code-needed'],
  ['into a challenge', { standing: 'challenged' }, 'challenged'],
] as const)) {
  test.each(rows)(
    'a login %s stops the account after one attempt',
    { tags },
    async (_, change, standing) => {
      await using trial = await Trial.open()
      Object.assign(keeperOf(trial), change)
      await expectStopsAfterOneLogin(trial, standing)
    },
  )
}

test('a login that is asked for a code, without a secret to compute it from, is the last', async () => {
  await using trial = await Trial.open()
  const forgotten = { totp_secret_encrypted: null }
  await trial.app.db.updateTable('refresh_credentials').set(forgotten).execute()
  await expectStopsAfterOneLogin(trial, 'code-needed')
})

for (const { tags, rows } of briefly(1, [
  [{ kind: 'unknown-user', detail: 'nobody of that name' }, 'wrong-password'],
  [{ kind: 'suspended', detail: 'the account is suspended' }, 'suspended'],
  [{ kind: 'challenged', where: '/challenge/*/', detail: 'a code by mail' }, 'challenged'],
] satisfies readonly (readonly [LoginOutcome, Standing])[])) {
  test.each(rows)(
    'a login that comes to %o makes the account %s, and a resumed one goes on',
    { tags },
    async (outcome, standing) => {
      await using trial = await Trial.open()
      trial.browser.outcomes.push(outcome)
      trial.instagram.kill({ username: 'keeper', disguise: 'plain', afterRows: ROWS })
      const stopped = await trial.check()
      expect(stopped.status).toBe('needs-human')
      expect(await trial.account()).toMatchObject({ standing })
      await expectGoesOn(trial)
      expect(trial.counters.logins).toEqual({ 'web-ajax': 1 })
    },
  )
}

test('a new password leads a stopped account back, and the check goes on', {
  tags: 'long',
}, async () => {
  await using trial = await Trial.open()
  const keeper = keeperOf(trial)
  keeper.password = 'changed-by-its-owner-1'
  trial.instagram.kill({ username: 'keeper', disguise: 'plain', afterRows: ROWS })
  expect((await trial.check()).status).toBe('needs-human')
  await trial.addAccount('keeper')
  await expectGoesOn(trial)
})

test('a login that fails twice for its own reasons stops the account', async () => {
  await using trial = await Trial.open()
  const failure = {
    kind: 'technical',
    code: 'UNKNOWN_PAGE',
    detail: 'a page nobody knows',
  } as const
  trial.browser.outcomes.push(failure, failure)
  trial.instagram.kill({ username: 'keeper', disguise: 'plain', afterRows: ROWS })
  const stopped = await trial.check()
  expect(stopped.status).toBe('needs-human')
  expect(await trial.account()).toMatchObject({ standing: 'failing', failCount: 2 })
  expect(trial.told('login-started')).toHaveLength(2)
  await expectGoesOn(trial)
  expect(await trial.account()).toMatchObject({ standing: 'active', failCount: 0 })
})

test.each([
  ['a network that fails during a login', 'UNREACHABLE'],
  ['a machine that stands still in the middle of a login', 'STOOD_STILL'],
] as const)('%s is not held against the account', async (_what, code) => {
  await using trial = await Trial.open()
  const failure = { kind: 'technical', code, detail: 'no answer' } as const
  trial.browser.outcomes.push(failure, failure, failure)
  trial.instagram.kill({ username: 'keeper', disguise: 'plain', afterRows: ROWS })
  const run = await trial.check()
  expect(run.status).toBe('completed')
  expect(await trial.account()).toMatchObject({ standing: 'active', failCount: 0 })
  expect(trial.counters.logins).toEqual({ 'web-ajax': 1 })
})

test('without a browser nothing is lost, and with one the check goes on', async () => {
  await using trial = await Trial.open()
  trial.browser.outcomes.push({ kind: 'technical', code: 'NO_BROWSER', detail: 'none was found' })
  trial.instagram.kill({ username: 'keeper', disguise: 'plain', afterRows: ROWS })
  await expect(trial.check()).rejects.toMatchObject({ code: 'BROWSER_MISSING' })
  const run = await trial.check()
  expect(run).toMatchObject({ status: 'completed', resumedAt: ROWS })
  expect(trial.counters.logins).toEqual({ 'web-ajax': 1 })
})

test('a login that Instagram throttles is not tried again for a long time', async () => {
  await using trial = await Trial.open()
  trial.browser.outcomes.push({ kind: 'throttled', detail: 'please wait' })
  trial.instagram.kill({ username: 'keeper', disguise: 'plain', afterRows: ROWS })
  const run = await trial.check()
  expect(run.status).toBe('completed')
  const [first, second] = trial.told('login-started')
  expect((second?.atMs ?? 0) - (first?.atMs ?? 0)).toBeGreaterThanOrEqual(40 * 60_000)
})

test('with no account at all a check says how to add one', async () => {
  await using trial = await Trial.open({ accounts: [], loggedIn: [] })
  const run = await trial.check()
  expect(run.status).toBe('needs-human')
  expect(run.why).toMatch(/evercheck account add USERNAME/)
})

function keeperOf(trial: Trial) {
  const keeper = trial.instagram.findAccount('keeper')
  if (!keeper) throw new Error('there is no keeper')
  return keeper
}

/** The operator leads the account back, orders the check again, and nothing is read twice. */
async function expectGoesOn(trial: Trial): Promise<void> {
  await trial.resume('keeper')
  const run = await trial.check()
  expect(run).toMatchObject({ status: 'completed', resumedAt: ROWS })
  expect(await trial.saved('followers')).toEqual(trial.truth('followers'))
  expect(trial.counters.pages.followers).toBe(Math.ceil(ADA.followers / PAGE))
}

async function expectStopsAfterOneLogin(trial: Trial, standing: Standing): Promise<void> {
  trial.instagram.kill({ username: 'keeper', disguise: 'plain', afterRows: ROWS })
  const stopped = await trial.check()
  expect(stopped.status).toBe('needs-human')
  expect(await trial.account()).toMatchObject({ standing })
  expect((await trial.check()).status).toBe('needs-human')
  const attempts = Object.values(trial.counters.loginAttempts)
  expect(attempts.reduce((one, other) => one + other, 0)).toBeLessThanOrEqual(1)
  expect(trial.counters.logins).toEqual({})
}
