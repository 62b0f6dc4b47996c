import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { blocked } from '../../test/blocked.ts'
import { openTill, type Till } from '../../test/money.ts'
import { ensureAccount } from '../accounts/account-store.ts'
import { reason, reasonText } from '../accounts/reasons.ts'
import { compareLedger } from '../balance/compare-ledger.ts'
import { takeLease } from '../sessions/lease.ts'
import { checkById } from './check-store.ts'
import { freeWhatIsOver, nextFreePair, nextPair } from './choice-store.ts'
import { endAnyway } from './leave-store.ts'
import { orderCheck } from './order.ts'
import { settleWaiting } from './waiting-store.ts'

const ANY = { only: null, without: [] }
const LEASE_MS = 300_000
const CANCELLED = { state: 'cancelled', ending: { kind: 'cancelled' } } as const
const PATIENCE_MS = 3_600_000
const ORDER = { target: 'ada.example', patienceMs: PATIENCE_MS, accountId: null, inFront: false }
const READING = { reading: { lossApartMs: 0, deliverable: 0.9 } }

test('a check that is cancelled in the moment in which it is chosen is not begun', async () => {
  const till = await openTill()
  await ensureAccount(till, 'keeper', null)
  const check = await till.ordered(await till.customer('bakery', 1), 'ada.example')
  await till.db.transaction().execute(async (db) => {
    await endAnyway({ db }, check, CANCELLED)
    // Nobody waits for it, nor for whoever ends it.
    expect(await nextPair(till, LEASE_MS, ANY)).toBeNull()
  })
  expect(await nextPair(till, LEASE_MS, ANY)).toBeNull()
  expect(await checkById(till, check)).toMatchObject({ state: 'cancelled', requests: 0 })
  expect(await settleWaiting({ ...till, ...READING }, null)).toEqual([])
})

test('orders, cancels and choices at once: whatever has ended stays as it ended', async () => {
  const till = await openTill(12)
  for (let at = 0; at < 6; at += 1) await ensureAccount(till, `keeper${at}`, null)
  const bakery = await till.customer('bakery', 1000)
  for (let round = 0; round < 12; round += 1) {
    const checks = await Promise.all(
      Array.from({ length: 4 }, (_, at) => till.ordered(bakery, `ada.${round}.${at}`)),
    )
    await Promise.all([
      ...checks.map((check) => till.cancel(check)),
      ...Array.from({ length: 4 }, () => nextFreePair(till, LEASE_MS, ANY)),
      settleWaiting({ ...till, ...READING }, null),
    ])
    await sql`update instagram_accounts set lease_holder = null, lease_until = null`.execute(
      till.db,
    )
  }
  const { rows } = await sql`
    select state, count(*)::integer as count from checks group by state
  `.execute(till.db)
  expect(rows).toEqual([{ state: 'cancelled', count: 48 }])
  expect(await compareLedger(till)).toMatchObject({ findings: [] })
})

test('a check that is ordered once more in the moment in which its patience ends goes on', async () => {
  const till = await openTill()
  const bakery = await till.customer('bakery', 10)
  const check = await till.ordered(bakery, 'ada.example')
  await sql`
    update checks
    set state = 'parked', parked_for = 'account', still_since = evercheck_now() - interval '1 day'
    where id = ${check}
  `.execute(till.db)
  const { settling } = await till.db.transaction().execute(async (db) => {
    await orderCheck({ ...till, db }, { ...ORDER, customerId: bakery })
    const settling = settleWaiting({ ...till, ...READING }, null)
    await blocked(till)
    return { settling }
  })
  expect(await settling).toEqual([])
  expect(await checkById(till, check)).toMatchObject({ finishedAt: null })
})

test('an account that is leased in the moment in which it is chosen is left to its holder', async () => {
  const till = await openTill()
  const { id } = await ensureAccount(till, 'keeper', null)
  const check = await till.ordered(await till.customer('bakery', 1), 'ada.example')
  await till.db.transaction().execute(async (db) => {
    await takeLease({ db, holder: '77' }, id)
    expect(await nextPair(till, LEASE_MS, ANY)).toBeNull()
  })
  expect(await holderOf(till, id)).toBe('77')
  expect(await checkById(till, check)).toMatchObject({ state: 'queued' })
})

test('whoever frees what a dead process held waits for nobody who chooses or ends a check', async () => {
  const till = await openTill(6)
  const { id } = await ensureAccount(till, 'keeper', null)
  const bakery = await till.customer('bakery', 10)
  const [crashed, ending] = [
    await till.ordered(bakery, 'ada.one'),
    await till.ordered(bakery, 'two'),
  ]
  await sql`
    update checks
    set state = 'running', holder = 99, holder_until = evercheck_now() + interval '1 minute'
    where id = ${crashed}
  `.execute(till.db)
  const { looking } = await till.db.transaction().execute(async (db) => {
    // Somebody chooses just now, and somebody else ends a check of the same customer.
    await sql`select pg_advisory_xact_lock(4831507222)`.execute(db)
    await sql`select id from checks where id = ${ending} for no key update`.execute(db)
    const looking = nextFreePair(till, LEASE_MS, ANY)
    await blocked(till)
    expect(await checkById(till, crashed)).toMatchObject({ state: 'queued' })
    await sql`update customers set turn = turn + 1 where id = ${bakery}`.execute(db)
    return { looking }
  })
  expect((await looking).pair).toMatchObject({ lease: { accountId: id } })
})

test('whoever looks for work keeps no account locked for which somebody who chooses waits', async () => {
  const till = await openTill(6)
  const { id } = await ensureAccount(till, 'keeper', null)
  await till.ordered(await till.customer('bakery', 1), 'ada.example')
  await sql`
    update instagram_accounts
    set lease_holder = 99, lease_until = evercheck_now() + interval '1 minute'
  `.execute(till.db)
  const { looking } = await till.db.transaction().execute(async (choosing) => {
    await sql`select pg_advisory_xact_lock(4831507222)`.execute(choosing)
    const { looking } = await till.db.transaction().execute(async (freeing) => {
      await freeWhatIsOver({ db: freeing })
      const looking = nextFreePair(till, LEASE_MS, ANY)
      await blocked(till)
      return { looking }
    })
    await blocked(till)
    const pair = await nextPair({ ...till, db: choosing }, LEASE_MS, ANY)
    expect(pair).toMatchObject({ lease: { accountId: id } })
    return { looking }
  })
  expect((await looking).pair).toBeNull()
})

test('what is over is freed by one at a time, and the others go on', async () => {
  const till = await openTill()
  const [one, two] = [
    await till.ordered(await till.customer('bakery', 1), 'ada.example'),
    await till.ordered(await till.customer('theatre', 1), 'ada.example'),
  ]
  const crash = (id: string) =>
    sql`
      update checks
      set state = 'running', holder = 99, holder_until = evercheck_now() + interval '1 minute'
      where id = ${id}
    `.execute(till.db)
  await crash(one)
  await till.db.transaction().execute(async (freeing) => {
    expect(await freeWhatIsOver({ db: freeing })).toBe(1)
    await crash(two)
    expect(await freeWhatIsOver(till)).toBe(0)
  })
  expect(await freeWhatIsOver(till)).toBe(1)
  expect(await checkById(till, one)).toMatchObject({ state: 'queued' })
})

test('whoever looks through all that waits leaves out what somebody has locked', async () => {
  const till = await openTill()
  const bakery = await till.customer('bakery', 10)
  const [held, other] = [await till.ordered(bakery, 'ada.one'), await till.ordered(bakery, 'two')]
  await till.db.transaction().execute(async (db) => {
    await sql`select id from checks where id = ${held} for no key update`.execute(db)
    await settleWaiting({ ...till, ...READING }, null)
    expect(await checkById(till, other)).toMatchObject({ state: 'parked' })
    expect(await checkById(till, held)).toMatchObject({ state: 'queued' })
  })
  await settleWaiting({ ...till, ...READING }, null)
  expect(await checkById(till, held)).toMatchObject({ state: 'parked' })
})

async function holderOf(till: Till, accountId: string): Promise<string | null> {
  const row = await till.db
    .selectFrom('instagram_accounts')
    .select('lease_holder')
    .where('id', '=', accountId)
    .executeTakeFirstOrThrow()
  return row.lease_holder
}

test('a check stood still until an account was ready, however late somebody looks', async () => {
  const till = await openTill()
  await ensureAccount(till, 'keeper', null)
  const check = await till.ordered(await till.customer('bakery', 10), 'ada.example')
  await sql`
    update checks
    set state = 'parked', parked_for = 'account', still_since = evercheck_now() - interval '8 hours'
  `.execute(till.db)
  await sql`
    update instagram_accounts set resting_until = evercheck_now() - interval '7 hours'
  `.execute(till.db)
  expect(await settleWaiting({ ...till, ...READING }, null)).toEqual([])
  const { state, stillMs, stillSince } = await checkById(till, check)
  expect({ state, stillSince }).toEqual({ state: 'queued', stillSince: null })
  expect(stillMs).toBeCloseTo(3_600_000, -3)
})

test('what a check stood still for is not said of it any more once it is in line', async () => {
  const till = await openTill()
  await ensureAccount(till, 'keeper', null)
  const check = await till.ordered(await till.customer('bakery', 1), 'ada.example')
  const stop = reasonText(reason('operator'))
  for (const state of ['parked', 'queued'] as const) {
    await sql`
      update checks
      set state = ${state}, why = ${stop},
        parked_for = ${state === 'parked' ? 'account' : null}
      where id = ${check}
    `.execute(till.db)
    await settleWaiting({ ...till, ...READING }, null)
    expect(await checkById(till, check)).toMatchObject({ state: 'queued', why: null })
  }
})
