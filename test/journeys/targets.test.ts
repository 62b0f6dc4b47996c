import { setImmediate } from 'node:timers/promises'
import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { checkById } from '../../src/checks/check-store.ts'
import { openCheck } from '../../src/checks/order.ts'
import { readNext } from '../../src/checks/runner.ts'
import { beginLogin, releaseLease, takeLease } from '../../src/sessions/lease.ts'
import { briefly } from '../brief.ts'
import { ADA, never, orderOf, Trial } from '../trial.ts'

const PRIVATE = { username: 'private.example', followers: 40, following: 30, private: true }

for (const { tags, rows } of briefly(1, [
  ['private', PRIVATE, /^target-private: .* private/],
  ['private and for business', { ...PRIVATE, business: true }, /^target-private/],
  ['blocking the account', { ...ADA, blocks: ['keeper'] }, /^target-(gone|blocks-us)/],
] satisfies readonly (readonly [string, object, RegExp])[])) {
  test.each(rows)(
    'a target that is %s ends the check with that answer',
    { tags },
    async (_, target, why) => {
      await using trial = await Trial.open({ targets: [target] })
      const run = await trial.checkAndReport(target.username)
      expect(run.status).toBe('target-closed')
      expect(run.why).toMatch(why)
      expect(run.check.state).toBe('failed')
      expect(run.paths.filter((path) => path.endsWith('.csv'))).toEqual([])
      expect(trial.counters.loginAttempts).toEqual({})
    },
  )
}

test('a name that nobody has ends the check with that answer', async () => {
  await using trial = await Trial.open()
  const run = await trial.checkAndReport('nobody.example')
  expect(run.status).toBe('target-closed')
  expect(run.why).toMatch(/^target-gone/)
  expect((await trial.account()).standing).toBe('active')
})

test('a private target that the account follows is read', { tags: 'long' }, async () => {
  const targets = [{ ...PRIVATE, followedBy: ['keeper'] }]
  await using trial = await Trial.open({ targets })
  const run = await trial.checkAndReport(PRIVATE.username)
  expect(run.status).toBe('completed')
  expect(await trial.saved('followers')).toEqual(trial.truth('followers', PRIVATE.username))
})

test('a target that becomes private in the middle ends the check, and nobody is named', async () => {
  await using trial = await Trial.open()
  const ada = trial.instagram.people.find(ADA.username)
  trial.process.afterRequest = (_request, number) => {
    if (number === 3 && ada) Object.assign(ada, { isPrivate: true })
  }
  const run = await trial.checkAndReport()
  expect(run.status).toBe('target-closed')
  expect(run.why).toMatch(/^target-private/)
  expect(run.result.counts['not-following-back']?.count).toBe(null)
})

test('a target that is gone in the middle is believed after a profile that everybody sees', {
  tags: 'long',
}, async () => {
  await using trial = await Trial.open()
  trial.process.afterRequest = (_request, number) => {
    if (number === 3) block(trial, 'keeper')
  }
  const run = await trial.checkAndReport()
  expect(run.status).toBe('target-closed')
  expect(run.why).toMatch(/^target-gone/)
})

for (const { tags, rows } of briefly(1, ['38', '39'])) {
  test.each(rows)(
    'a list that is refused (row %s) while its profile can be seen is waited for',
    { tags },
    async (row) => {
      const once = [{ row, list: 'followers' as const, afterRows: 50, times: 2 }]
      await using trial = await Trial.open({ faults: { once } })
      const run = await trial.checkAndReport()
      expect(run.status).toBe('completed')
      expect(run.result.followers).toMatchObject({ confidence: 'exact', passes: 1 })
      const why = 'list-refused'
      expect(trial.told('account-resting').map((told) => told.why.kind)).toEqual([why, why])
    },
  )
}

test('a private target is read by the account that follows it, whichever is asked first', async () => {
  const targets = [{ ...PRIVATE, followedBy: ['second'] }]
  const accounts = ['keeper', 'second']
  await using trial = await Trial.open({ targets, accounts, loggedIn: accounts })
  const run = await trial.checkAndReport(PRIVATE.username)
  expect(run.status).toBe('completed')
  expect(await trial.saved('followers')).toEqual(trial.truth('followers', PRIVATE.username))
})

test('a target that is private for every account ends the check with that answer', async () => {
  const accounts = ['keeper', 'second']
  await using trial = await Trial.open({
    targets: [PRIVATE],
    accounts,
    loggedIn: accounts,
  })
  const run = await trial.checkAndReport(PRIVATE.username)
  expect(run.status).toBe('target-closed')
  expect(Object.keys(trial.counters.bySession)).toHaveLength(2)
})

test('an order is told at once that its target is closed to all, whoever works', async () => {
  const accounts = ['keeper', 'second']
  await using trial = await Trial.open({ targets: [PRIVATE], accounts, loggedIn: accounts })
  const { id } = await openCheck(trial.app, orderOf(PRIVATE.username))
  for (const state of ['queued', 'failed'] as const) {
    await readNext(trial.app, { only: null, without: [] }, never())
    expect((await checkById(trial.app, id)).state).toBe(state)
  }
})

test('an account that is in use is waited for, and those that have answered are not asked again', async () => {
  const targets = [{ ...PRIVATE, followedBy: ['second'] }, ADA]
  const accounts = ['keeper', 'second']
  await using trial = await Trial.open({ targets, accounts, loggedIn: accounts })
  const { id } = await trial.account('second')
  const lease = await takeLease(trial.app, id)
  if (!lease) throw new Error('second is not free')
  await beginLogin(trial.app, lease, 3_600_000)
  const checking = trial.checkAndReport(PRIVATE.username)
  while (trial.told('check-waits').length === 0) await setImmediate()
  const askedBy = Object.keys(trial.counters.bySession)
  await releaseLease(trial.app, lease)
  expect((await checking).status).toBe('completed')
  expect(askedBy).toEqual(['keeper#1'])
  expect(trial.counters.bySession['keeper#1']).toBeLessThan(6)
})

test('the account that has read half of a private list is waited for when no other may see it', {
  tags: 'long',
}, async () => {
  const targets = [{ ...PRIVATE, followedBy: ['keeper'] }]
  const accounts = ['keeper', 'second']
  await using trial = await Trial.open({ targets, accounts, loggedIn: ['keeper'] })
  const stop = new AbortController()
  trial.process.afterRequest = (request) => {
    if (request.url.includes('/followers/')) stop.abort(new Error('put down'))
  }
  const check = trial.checkAndReport(PRIVATE.username, { signal: stop.signal })
  await expect(check).rejects.toThrow('put down')
  trial.process.afterRequest = () => undefined
  await trial.giveSession('second')
  const until = new Date(trial.clock.now().getTime() + 2 * 3_600_000)
  await sql`
    update instagram_accounts set resting_until = ${until}, resting_why = 'asked to wait'
    where username = 'keeper'
  `.execute(trial.app.db)
  const run = await trial.checkAndReport(PRIVATE.username)
  expect(run.status).toBe('completed')
  expect(await trial.saved('followers')).toEqual(trial.truth('followers', PRIVATE.username))
  expect(trial.told('check-parked').map(({ why }) => why)).toContain('asked to wait')
})

test('a target that is gone is not believed while nobody at all can be seen', async () => {
  const gone = { row: '39', times: 2 }
  const once = [
    { ...gone, list: 'followers' as const, afterRows: 50 },
    { ...gone, surface: 'info' },
  ]
  await using trial = await Trial.open({ faults: { once } })
  const run = await trial.checkAndReport()
  expect(run.status).toBe('completed')
  expect(await trial.saved('followers')).toEqual(trial.truth('followers'))
  expect(trial.told('account-resting').map(({ why }) => why.kind)).toEqual([
    'known-profile-hidden',
    'known-profile-hidden',
  ])
})

/** From now on the target does not exist for this account. */
function block(trial: Trial, username: string): void {
  const { people } = trial.instagram
  const ada = people.find(ADA.username)
  const account = trial.instagram.findAccount(username)
  if (ada && account) people.block(ada.pk, Number(account.pk))
}
