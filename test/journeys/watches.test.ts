import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { moveStanding } from '../../src/accounts/account-store.ts'
import { reason } from '../../src/accounts/reasons.ts'
import { balanceOf, credit } from '../../src/balance/ledger.ts'
import { openCheck } from '../../src/checks/order.ts'
import { readNext } from '../../src/checks/runner.ts'
import { settleWaiting } from '../../src/checks/waiting-store.ts'
import { createCustomer } from '../../src/customers/customer-store.ts'
import { announceWork } from '../../src/presence/worker-store.ts'
import { readDueWatches } from '../../src/watches/read-due.ts'
import { tellChanges } from '../../src/watches/tell-changes.ts'
import { parseQuietHours } from '../../src/watches/watch.ts'
import { endWatch, watchesOf, watchProfile } from '../../src/watches/watch-store.ts'
import { ADA, never, Trial } from '../trial.ts'
import { watchFor } from '../watched-world.ts'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
const WEEKLY = { customerId: 'house', target: ADA.username, everyDays: 7, quiet: null }

test('a watch tells what is sure, once, and nothing where nothing has changed', async () => {
  await using trial = await Trial.open()
  await announceWork(trial.app, true)
  await watchProfile(trial.app, WEEKLY)
  await pass(trial, 0)
  expect(await told(trial)).toEqual([])

  trial.instagram.change({ target: ADA.username, unfollowed: 1, followed: 2 })
  await pass(trial, 8 * DAY_MS)
  // Whoever may have left is looked for once more before anything is told.
  expect(await told(trial)).toEqual([])
  await pass(trial, 7 * HOUR_MS)
  expect(await told(trial)).toMatchObject([
    { kind: 'watch-changed', detail: { target: ADA.username, gained: 2, lost: 1, renamed: 0 } },
  ])
  await pass(trial, 8 * DAY_MS)
  expect(await told(trial)).toHaveLength(1)
  await announceWork(trial.app, false)
})

test('nothing is told in the quiet hours of the customer, and all of it after them', async () => {
  await using trial = await Trial.open()
  const quiet = parseQuietHours('00:00-23:59')
  await watchProfile(trial.app, { ...WEEKLY, quiet })
  await pass(trial, 0)
  trial.instagram.change({ target: ADA.username, followed: 1 })
  await pass(trial, 8 * DAY_MS)
  expect(await told(trial)).toEqual([])
  await watchProfile(trial.app, WEEKLY)
  await pass(trial, 0)
  expect(await told(trial)).toMatchObject([{ kind: 'watch-changed', detail: { gained: 1 } }])
})

test('nobody waits for the morning of others, however many they are', async () => {
  await using trial = await Trial.open()
  await watchProfile(trial.app, WEEKLY)
  await pass(trial, 0)
  await sql`
    with sleeper as (
      insert into customers (id, created_at)
      select 'sleeper' || number, evercheck_now() from generate_series(1, 210) number
      returning id
    )
    insert into watches (id, customer_id, target_username, every_days, quiet_from, quiet_until,
      created_at, next_at, told_number, last_check)
    select sleeper.id, sleeper.id, 'x', 7, 0, 1439, evercheck_now(),
      evercheck_now() + interval '90 days', 0, (select last_check from watches)
    from sleeper
  `.execute(trial.app.db)
  trial.instagram.change({ target: ADA.username, followed: 1 })
  await pass(trial, 8 * DAY_MS)
  expect(await told(trial)).toMatchObject([{ kind: 'watch-changed', detail: { gained: 1 } }])
})

test('a reading whose lists were deleted before anybody was told of it holds nobody up', async () => {
  await using trial = await Trial.open({ targets: [ADA, BOB] })
  await watchProfile(trial.app, { ...WEEKLY, target: BOB.username })
  await pass(trial, 0)
  await sql`update watches set told_number = 0`.execute(trial.app.db)
  await sql`update checks set lists_deleted_at = evercheck_now()`.execute(trial.app.db)
  await watchProfile(trial.app, WEEKLY)
  await pass(trial, 0)
  trial.instagram.change({ target: ADA.username, followed: 1 })
  await pass(trial, 8 * DAY_MS)
  expect(await told(trial)).toMatchObject([
    { kind: 'watch-changed', detail: { target: ADA.username, gained: 1 } },
  ])
})

test('a reading that is merged into that of another watch is told all the same', async () => {
  await using trial = await Trial.open()
  const { app } = trial
  const first = await watchProfile(app, WEEKLY)
  await pass(trial, 0)
  trial.instagram.change({ target: ADA.username, followed: 1 })
  trial.clock.advance(8 * DAY_MS)
  await readDueWatches(app)
  const second = await watchProfile(app, { ...WEEKLY, target: 'ada.once' })
  // It proves to be of the same profile while the first one is being read, and then that is ended.
  await sql`
    with own as (
      insert into checks (id, customer_id, target_username, state, patience_ms, purpose, charged,
        cost_why, created_at, last_update_at, finished_at, ending, ending_why)
      select 'chk_own', 'house', 'ada.once', 'cancelled', 0, 'watch', 0, 'merged', evercheck_now(),
        evercheck_now(), evercheck_now(), 'merged', last_check
      from watches where id = ${first.id}
      returning id
    )
    update watches set last_check = own.id, next_at = evercheck_now() + interval '7 days',
      told_number = (select min(number) from checks)
    from own where watches.id = ${second.id}
  `.execute(app.db)
  await endWatch(app, { customerId: 'house', id: first.id })
  await pass(trial, 0)
  await pass(trial, 0)
  expect(await told(trial)).toMatchObject([
    { kind: 'watch-changed', detail: { target: 'ada.once', gained: 1 } },
  ])
})

test('two processes that find the same watch due read it once', async () => {
  await using trial = await Trial.open()
  await watchProfile(trial.app, WEEKLY)
  const other = await trial.start()
  const ordered = await Promise.all([
    readDueWatches(trial.app),
    readDueWatches(other.app),
    readDueWatches(other.app),
  ])
  expect(ordered.reduce((sum, count) => sum + count, 0)).toBe(1)
  trial.clock.advance(DAY_MS)
  expect(await readDueWatches(trial.app)).toBe(0)
})

test('an order goes before the readings of watches', async () => {
  await using trial = await Trial.open({ targets: [ADA, BOB] })
  await watchProfile(trial.app, WEEKLY)
  await readDueWatches(trial.app)
  // The watch is in the middle of a pass when the order comes.
  await readNext(trial.app, { only: null, without: [] }, never())
  const order = { customerId: 'house', patienceMs: HOUR_MS, accountId: null, inFront: false }
  const ordered = await openCheck(trial.app, { ...order, target: BOB.username })
  await readNext(trial.app, { only: null, without: [] }, never())
  const rows = await sql<{ id: string; finished: boolean }>`
    select id, finished_at is not null as finished from checks order by number
  `.execute(trial.app.db)
  expect(rows.rows.map(({ finished }) => finished)).toEqual([false, true])
  expect(rows.rows[1]?.id).toBe(ordered.id)
})

test('what a watch reads is given up after its patience, however often the watch is due', async () => {
  await using trial = await Trial.open()
  const account = await trial.account()
  const move = { to: 'paused', by: 'operator', why: reason('operator'), forMs: null } as const
  await moveStanding(trial.app, account, move)
  await watchProfile(trial.app, { ...WEEKLY, everyDays: 1 })
  const ended: string[] = []
  for (let day = 0; day < 4 && ended.length === 0; day += 1) {
    await readDueWatches(trial.app)
    ended.push(...(await settleWaiting(trial.app, null)))
    trial.clock.advance(DAY_MS + HOUR_MS)
  }
  expect(ended).toHaveLength(1)
})

test('a customer without credits is told once, and watched again when there are some', async () => {
  await using trial = await Trial.open()
  const { app } = trial
  const customer = await createCustomer(app, {
    name: 'Vera',
    language: 'ru',
    zone: 'Europe/Moscow',
    pays: true,
  })
  await watchProfile(app, { ...WEEKLY, customerId: customer.id })
  for (const wait of [0, 7 * HOUR_MS, 7 * HOUR_MS]) await pass(trial, wait)
  expect(await told(trial)).toMatchObject([{ kind: 'watch-paused', detail: { why: 'credits' } }])
  const gift = { reason: 'granted', note: null, actor: 'operator', source: null } as const
  await credit(app, { ...gift, customerId: customer.id, credits: 5 })
  await pass(trial, 7 * HOUR_MS)
  const [watch] = await watchesOf(app, customer.id)
  expect(watch?.pausedFor).toBe(null)
  expect(await balanceOf(app, customer.id)).toMatchObject({ balanceCredits: 4 })
})

test('a watch is ended once, and by whom it belongs to', async () => {
  await using trial = await Trial.open()
  const { id } = await watchProfile(trial.app, WEEKLY)
  const foreign = { customerId: 'cus_other', id }
  await expect(endWatch(trial.app, foreign)).rejects.toMatchObject({ code: 'WATCH_UNKNOWN' })
  await endWatch(trial.app, { customerId: 'house', id })
  expect(await watchesOf(trial.app, 'house')).toEqual([])
  await expect(endWatch(trial.app, { customerId: 'house', id })).rejects.toMatchObject({
    code: 'WATCH_UNKNOWN',
  })
  await expect(watchProfile(trial.app, { ...WEEKLY, everyDays: 0 })).rejects.toMatchObject({
    code: 'WATCH_INVALID',
  })
})

const BOB = { username: 'bob.example', followers: 30, following: 20, mutual: 10 } as const

/** Lets time go by; then everything that is due is ordered, read and told. */
async function pass(trial: Trial, ms: number): Promise<void> {
  trial.clock.advance(ms)
  await readDueWatches(trial.app)
  while (await readNext(trial.app, { only: null, without: [] }, never()));
  await tellChanges(trial.app)
}

async function told(trial: Trial) {
  const rows = await sql<{ kind: string; detail: Record<string, unknown> }>`
    select kind, detail from events where kind like 'watch-%' order by id
  `.execute(trial.app.db)
  return rows.rows
}

test('twenty watches for four days are read in time, no order waits for one, the money adds up', {
  tags: 'long',
}, async () => {
  const figures = await watchFor({ watches: 20, accounts: 3, days: 4, ordersPerDay: 4 })
  expect(figures).toMatchObject({ lateReadings: 0, ordersPassedBy: 0, ledgerFindings: 0 })
  expect(figures.readings).toBeGreaterThan(20)
  expect(figures.orders).toBeGreaterThan(10)
  expect([figures.paused, figures.told, figures.chargedCredits].map((count) => count > 0)).toEqual([
    true,
    true,
    true,
  ])
  expect(figures.longestOrderWaitMs).toBeLessThan(5 * 60_000)
})
