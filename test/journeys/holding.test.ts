import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { moveStanding } from '../../src/accounts/account-store.ts'
import { restAccount } from '../../src/accounts/rest-store.ts'
import { hold, letGo } from '../../src/sessions/hold.ts'
import { renewAccount } from '../../src/sessions/keeper.ts'
import { releaseLease, takeLease } from '../../src/sessions/lease.ts'
import { never, World } from '../world.ts'

const MINUTE_MS = 60_000

async function leases(world: World): Promise<readonly unknown[]> {
  const held = await sql`select 1 from instagram_accounts where lease_holder is not null`.execute(
    world.app.db,
  )
  return held.rows
}

test.each(['account_requests', 'instagram_sessions'])(
  'an account is given back although %s cannot be written',
  async (table) => {
    await using world = await World.open()
    const reached = await hold(world.app, await world.account(), never())
    if (reached.kind !== 'held') throw new Error(`not held: ${reached.kind}`)
    reached.held.effort.countRequest()
    reached.held.cookies.keep({ ...reached.held.cookies.state, wwwClaim: 'rotated' })
    await sql`alter table ${sql.table(table)} rename to gone`.execute(world.app.db)
    await expect(letGo(world.app, reached.held)).rejects.toThrow(table)
    expect(await leases(world)).toEqual([])
  },
)

test('an account is given back by a database that is away for a moment', async () => {
  await using world = await World.open()
  const reached = await hold(world.app, await world.account(), never())
  if (reached.kind !== 'held') throw new Error(`not held: ${reached.kind}`)
  await sql`alter table instagram_accounts rename to gone`.execute(world.app.db)
  const sleep = world.clock.sleep.bind(world.clock)
  let away = true
  world.clock.sleep = async (waitMs, signal) => {
    if (away) await sql`alter table gone rename to instagram_accounts`.execute(world.app.db)
    away = false
    await sleep(waitMs, signal)
  }
  await letGo(world.app, reached.held)
  expect(await leases(world)).toEqual([])
})

test('an account is given back when taking it up has failed half way', async () => {
  await using world = await World.open()
  await sql`alter table unserved_surfaces rename to gone`.execute(world.app.db)
  await expect(hold(world.app, await world.account(), never())).rejects.toThrow('unserved')
  expect(await leases(world)).toEqual([])
})

test('the same account is not held twice, in one process neither', async () => {
  await using world = await World.open()
  const account = await world.account()
  const first = await hold(world.app, account, never())
  if (first.kind !== 'held') throw new Error(`not held: ${first.kind}`)
  expect(await hold(world.app, account, never())).toEqual({ kind: 'busy' })
  await letGo(world.app, first.held)
})

test('an account that rests is taken by a human who insists, and by nobody else', async () => {
  await using world = await World.open()
  const account = await world.account()
  const lease = await takeLease(world.app, account.id)
  if (!lease) throw new Error('not free')
  const rest = { forMs: 10 * MINUTE_MS, why: '{"kind":"throttled"}', paceFactor: 4 }
  const until = await restAccount(world.app, lease, rest)
  await releaseLease(world.app, lease)
  const why = { kind: 'throttled', detail: null }
  // It was found before it was made to rest.
  expect(await hold(world.app, account, never())).toEqual({ kind: 'resting', until, why })
  expect(await takeLease(world.app, account.id)).toBe(null)
  expect(await leases(world)).toEqual([])
  const renewed = await renewAccount(world.app, account, 'manual', never())
  expect(renewed.kind).toBe('renewed')
  expect(await world.account()).toMatchObject({ paceFactor: 4, restingUntil: until })
})

test('what was learned of the pace meanwhile is not overwritten by who holds it next', async () => {
  await using world = await World.open()
  const stale = await world.account()
  await sql`update instagram_accounts set pace_factor = 4`.execute(world.app.db)
  const reached = await hold(world.app, stale, never())
  if (reached.kind !== 'held') throw new Error(`not held: ${reached.kind}`)
  expect(reached.held.pacer.factor).toBe(4)
  await letGo(world.app, reached.held)
  expect(await world.account()).toMatchObject({ paceFactor: 4 })
})

test('an account that is used again is told in the same commit, whoever led it back', async () => {
  await using world = await World.open({ faults: { once: [{ row: '15' }] } })
  expect((await world.check()).status).toBe('needs-human')
  world.clock.advance(6 * 60 * MINUTE_MS)
  expect((await world.check()).status).toBe('completed')
  await moveBy(world, 'paused')
  await moveBy(world, 'active')
  const { rows } = await sql<{ kind: string; detail: unknown }>`
    select kind, detail from events where kind like 'account-%' order by id
  `.execute(world.app.db)
  expect(rows).toEqual([
    { kind: 'account-stopped', detail: { standing: 'blocked', why: 'sentry' } },
    { kind: 'account-recovered', detail: { from: 'blocked', by: 'time' } },
    { kind: 'account-paused', detail: { from: 'active', by: 'operator' } },
    { kind: 'account-recovered', detail: { from: 'paused', by: 'operator' } },
  ])
})

async function moveBy(world: World, to: 'paused' | 'active'): Promise<void> {
  const move = { to, by: 'operator', why: 'by the operator', forMs: null } as const
  await moveStanding(world.app, await world.account(), move)
}
