import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { moveStanding } from '../../src/accounts/account-store.ts'
import { reason } from '../../src/accounts/reasons.ts'
import { restAccount } from '../../src/accounts/rest-store.ts'
import { checkById } from '../../src/checks/check-store.ts'
import { openCheck } from '../../src/checks/order.ts'
import { readNext } from '../../src/checks/runner.ts'
import { hold, letGo } from '../../src/sessions/hold.ts'
import { renewAccount } from '../../src/sessions/keeper.ts'
import { releaseLease, takeLease } from '../../src/sessions/lease.ts'
import { never, orderOf, Trial } from '../trial.ts'

const MINUTE_MS = 60_000

async function leases(trial: Trial): Promise<readonly unknown[]> {
  const held = await sql`select 1 from instagram_accounts where lease_holder is not null`.execute(
    trial.app.db,
  )
  return held.rows
}

test.each(['account_requests', 'instagram_sessions'])(
  'an account is given back although %s cannot be written',
  async (table) => {
    await using trial = await Trial.open()
    const reached = await hold(trial.app, await trial.account(), never())
    if (reached.kind !== 'held') throw new Error(`not held: ${reached.kind}`)
    reached.held.effort.countRequest()
    reached.held.cookies.keep({ ...reached.held.cookies.state, wwwClaim: 'rotated' })
    await sql`alter table ${sql.table(table)} rename to gone`.execute(trial.app.db)
    await expect(letGo(trial.app, reached.held)).rejects.toThrow(table)
    expect(await leases(trial)).toEqual([])
  },
)

test.each(['instagram_accounts', 'checks'])(
  'what cannot be begun is given back whole, although %s cannot be written at first',
  async (table) => {
    await using trial = await Trial.open()
    const { id } = await openCheck(trial.app, orderOf())
    const ensureRoom = async () => {
      await sql`alter table ${sql.table(table)} rename to gone`.execute(trial.app.db)
      throw new Error('the disk is full')
    }
    const sleep = trial.clock.sleep.bind(trial.clock)
    let away = true
    trial.clock.sleep = async (waitMs, signal) => {
      if (away) await sql`alter table gone rename to ${sql.table(table)}`.execute(trial.app.db)
      away = false
      await sleep(waitMs, signal)
    }
    const reading = readNext({ ...trial.app, ensureRoom }, { only: null, without: [] }, never())
    await expect(reading).rejects.toThrow('the disk is full')
    expect(await leases(trial)).toEqual([])
    expect((await checkById(trial.app, id)).state).toBe('queued')
  },
)

test('an account is given back by a database that is away for a moment', async () => {
  await using trial = await Trial.open()
  const reached = await hold(trial.app, await trial.account(), never())
  if (reached.kind !== 'held') throw new Error(`not held: ${reached.kind}`)
  await sql`alter table instagram_accounts rename to gone`.execute(trial.app.db)
  const sleep = trial.clock.sleep.bind(trial.clock)
  let away = true
  trial.clock.sleep = async (waitMs, signal) => {
    if (away) await sql`alter table gone rename to instagram_accounts`.execute(trial.app.db)
    away = false
    await sleep(waitMs, signal)
  }
  await letGo(trial.app, reached.held)
  expect(await leases(trial)).toEqual([])
})

test('an account is given back when taking it up has failed half way', async () => {
  await using trial = await Trial.open()
  await sql`alter table unserved_surfaces rename to gone`.execute(trial.app.db)
  await expect(hold(trial.app, await trial.account(), never())).rejects.toThrow('unserved')
  expect(await leases(trial)).toEqual([])
})

test('the same account is not held twice, in one process neither', async () => {
  await using trial = await Trial.open()
  const account = await trial.account()
  const first = await hold(trial.app, account, never())
  if (first.kind !== 'held') throw new Error(`not held: ${first.kind}`)
  expect(await hold(trial.app, account, never())).toEqual({ kind: 'busy' })
  await letGo(trial.app, first.held)
})

test('an account that rests is taken by a human who insists, and by nobody else', async () => {
  await using trial = await Trial.open()
  const account = await trial.account()
  const lease = await takeLease(trial.app, account.id)
  if (!lease) throw new Error('not free')
  const rest = { forMs: 10 * MINUTE_MS, why: '{"kind":"throttled"}', paceFactor: 4 }
  const until = await restAccount(trial.app, lease, rest)
  await releaseLease(trial.app, lease)
  const why = { kind: 'throttled', detail: null }
  // It was found before it was made to rest.
  expect(await hold(trial.app, account, never())).toEqual({ kind: 'resting', until, why })
  expect(await takeLease(trial.app, account.id)).toBe(null)
  expect(await leases(trial)).toEqual([])
  const renewed = await renewAccount(trial.app, account, 'manual', never())
  expect(renewed.kind).toBe('renewed')
  expect(await trial.account()).toMatchObject({ paceFactor: 4, restingUntil: until })
})

test('what was learned of the pace meanwhile is not overwritten by who holds it next', async () => {
  await using trial = await Trial.open()
  const stale = await trial.account()
  await sql`update instagram_accounts set pace_factor = 4`.execute(trial.app.db)
  const reached = await hold(trial.app, stale, never())
  if (reached.kind !== 'held') throw new Error(`not held: ${reached.kind}`)
  expect(reached.held.pacer.factor).toBe(4)
  await letGo(trial.app, reached.held)
  expect(await trial.account()).toMatchObject({ paceFactor: 4 })
})

test('an account that is used again is told in the same commit, whoever led it back', async () => {
  await using trial = await Trial.open({ faults: { once: [{ row: '15' }] } })
  expect((await trial.check()).status).toBe('needs-human')
  trial.clock.advance(6 * 60 * MINUTE_MS)
  expect((await trial.check()).status).toBe('completed')
  await moveBy(trial, 'paused')
  await moveBy(trial, 'active')
  const { rows } = await sql<{ kind: string; detail: unknown }>`
    select kind, detail from events where kind like 'account-%' order by id
  `.execute(trial.app.db)
  expect(rows).toEqual([
    { kind: 'account-stopped', detail: { standing: 'blocked', why: 'sentry' } },
    { kind: 'account-recovered', detail: { from: 'blocked', by: 'time' } },
    { kind: 'account-paused', detail: { from: 'active', by: 'operator' } },
    { kind: 'account-recovered', detail: { from: 'paused', by: 'operator' } },
  ])
})

async function moveBy(trial: Trial, to: 'paused' | 'active'): Promise<void> {
  const move = { to, by: 'operator', why: reason('operator'), forMs: null } as const
  await moveStanding(trial.app, await trial.account(), move)
}
