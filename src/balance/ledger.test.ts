import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { openTill, type Till } from '../../test/money.ts'
import { createCustomer, makePseudonym } from '../customers/customer-store.ts'
import { compareLedger, lastComparison } from './compare-ledger.ts'
import { balanceOf, credit, entriesOf } from './ledger.ts'
import { chargeBackPayment, creditPayment, paymentsOf, refundPayment } from './payments.ts'
import { setPrice } from './price-store.ts'

const STARS = {
  provider: 'telegram-stars',
  chargeId: 'charge-1',
  credits: 10,
  amount: 100,
} as const

test('a charge is credited once, however often and at once it is told', async () => {
  const till = await openTill(8)
  const bakery = await till.customer('bakery')
  const told = await Promise.all(
    Array.from({ length: 8 }, () => creditPayment(till, { ...STARS, customerId: bakery })),
  )
  expect(told.filter(({ kind }) => kind === 'credited')).toHaveLength(1)
  expect(told.filter(({ kind }) => kind === 'known')).toHaveLength(7)
  expect(await balanceOf(till, bakery)).toMatchObject({ balanceCredits: 10, debtCredits: 0 })
  // An old invoice that is paid again has a charge of its own.
  await creditPayment(till, { ...STARS, chargeId: 'charge-2', customerId: bakery })
  expect(await balanceOf(till, bakery)).toMatchObject({ balanceCredits: 20 })
  expect(await paymentsOf(till, bakery, 10)).toHaveLength(2)
})

test('a refund takes what is still there, once, and what is spent is not refunded', async () => {
  const till = await openTill(8)
  const bakery = await till.customer('bakery')
  await creditPayment(till, { ...STARS, customerId: bakery })
  const id = await till.ordered(bakery, 'ada.example')
  expect(await refundPayment(till, 'charge-1', 'operator')).toMatchObject({
    kind: 'spent',
    balanceCredits: 9,
  })
  await till.cancel(id)
  const told = await Promise.all(
    Array.from({ length: 6 }, () => refundPayment(till, 'charge-1', 'operator')),
  )
  expect(told.filter(({ kind }) => kind === 'taken')).toHaveLength(1)
  expect(told.filter(({ kind }) => kind === 'ended-before')).toHaveLength(5)
  expect(await balanceOf(till, bakery)).toMatchObject({ balanceCredits: 0, debtCredits: 0 })
  expect(await refundPayment(till, 'charge-9', 'operator')).toEqual({ kind: 'unknown' })
  expect(await chargeBackPayment(till, 'charge-1')).toMatchObject({ kind: 'ended-before' })
})

test('a chargeback of what was spent is a debt, which whatever comes in pays first', async () => {
  const till = await openTill()
  const bakery = await till.customer('bakery')
  await creditPayment(till, { ...STARS, customerId: bakery })
  const held = await till.ordered(bakery, 'ada.example')
  await till.ordered(bakery, 'bob.example')
  expect(await chargeBackPayment(till, 'charge-1')).toMatchObject({
    kind: 'taken',
    balanceCredits: 0,
    debtCredits: 2,
  })
  expect(await till.order(bakery, 'eve.example')).toMatchObject({
    kind: 'not-enough',
    balanceCredits: 0,
    debtCredits: 2,
  })
  await till.cancel(held)
  expect(await balanceOf(till, bakery)).toEqual({
    balanceCredits: 0,
    debtCredits: 1,
    heldCredits: 1,
  })
  await till.grant(bakery, 5)
  expect(await balanceOf(till, bakery)).toMatchObject({ balanceCredits: 4, debtCredits: 0 })
  expect(await compareLedger(till)).toMatchObject({ findings: [] })
})

test('who is forgotten is given nothing, and what he paid can still be taken back', async () => {
  const till = await openTill()
  const bakery = await till.customer('bakery')
  await creditPayment(till, { ...STARS, customerId: bakery })
  await makePseudonym(till, bakery)
  await expect(till.grant(bakery, 5)).rejects.toMatchObject({ code: 'CUSTOMER_UNKNOWN' })
  expect(await chargeBackPayment(till, 'charge-1')).toMatchObject({ kind: 'taken' })
})

test.each([0, 1.5, Number.NaN, 2_000_000_000])('%d is no number of credits', async (credits) => {
  const till = await openTill(1)
  const bakery = await till.customer('bakery')
  const rest = { reason: 'granted', note: null, actor: 'operator', source: null } as const
  const given = credit(till, { customerId: bakery, credits, ...rest })
  await expect(given).rejects.toMatchObject({ code: 'CREDITS_INVALID' })
})

test('no credits are given or taken that could not be counted when all that is held comes back', async () => {
  const till = await openTill()
  const bakery = await till.customer('bakery', 1_000_000_000)
  await setPrice(till, { peopleMax: null, credits: 1_000_000_000 })
  const check = await till.ordered(bakery, 'ada.example')
  await expect(till.grant(bakery, 1)).rejects.toMatchObject({ code: 'CREDITS_INVALID' })
  await till.cancel(check)
  await till.grant(bakery, -1_000_000_000)
  await till.grant(bakery, -1_000_000_000)
  await expect(till.grant(bakery, -1)).rejects.toMatchObject({ code: 'CREDITS_INVALID' })
  expect(await compareLedger(till)).toMatchObject({ findings: [] })
})

test('what stands in the ledger is neither changed nor deleted, but a note may be taken away', async () => {
  const till = await openTill(1)
  const bakery = await till.customer('bakery')
  const rest = { reason: 'granted', actor: 'operator', source: null } as const
  await credit(till, { customerId: bakery, credits: 5, note: 'for Anna', ...rest })
  for (const statement of [
    'update balance_entries set credits = 6',
    "update balance_entries set note = 'for Bob'",
    "update balance_entries set note = null, actor = 'x'",
    'delete from balance_entries',
    'truncate balance_entries',
  ]) {
    const done = sql.raw(statement).execute(till.db)
    await expect(done, statement).rejects.toThrow('the ledger is only ever added to')
  }
  await sql`update balance_entries set note = null`.execute(till.db)
  const entries = await entriesOf(till, { customerId: bakery, countMax: 5 })
  expect(entries).toMatchObject([{ credits: 5, note: null }])
})

test('entries are shown page by page, each with what the customer had after it', async () => {
  const till = await openTill()
  const bakery = await till.customer('bakery')
  const theatre = await till.customer('theatre', 50)
  for (let credits = 1; credits <= 5; credits += 1) await till.grant(bakery, credits)
  const page = { customerId: bakery, countMax: 2 }
  const seen = []
  for (let beforeId: string | null = null; ; ) {
    const entries: Awaited<ReturnType<typeof entriesOf>> = await entriesOf(till, {
      ...page,
      beforeId,
    })
    const last = entries.at(-1)
    if (!last) break
    seen.push(...entries.map(({ worthCredits }) => worthCredits))
    beforeId = last.id
  }
  expect(seen).toEqual([15, 10, 6, 3, 1])
  const all = await entriesOf(till, { customerId: null, countMax: 100 })
  expect(all).toHaveLength(6)
  expect(all.at(-1)).toMatchObject({ customerId: theatre, worthCredits: 50 })
})

test.each<[string, string]>([
  ['balance-off', "update customers set balance = 99 where name = 'bakery'"],
  ['hold-off', 'update checks set ceiling = 2, charged = null where finished_at is null'],
  [
    'release-off',
    `update checks set state = 'failed', ending = 'cancelled', finished_at = now(), charged = 0,
      cost_why = 'cancelled' where finished_at is null`,
  ],
])('the comparison finds a %s', async (kind, statement) => {
  const till = await openTill()
  const bakery = await till.customer('bakery', 10)
  await till.ordered(bakery, 'ada.example')
  expect(await lastComparison(till)).toBeNull()
  expect(await compareLedger(till)).toMatchObject({ findings: [], customersCount: 2 })
  await sql.raw(statement).execute(till.db)
  const { findings } = await compareLedger(till)
  expect(findings.map((finding) => finding.kind)).toContain(kind)
  expect(await lastComparison(till)).toMatchObject({ findings })
  expect(await eventKinds(till)).toContain('ledger-off')
})

async function eventKinds(till: Till): Promise<readonly string[]> {
  return (await till.db.selectFrom('events').select('kind').execute()).map(({ kind }) => kind)
}

test('ten thousand customers with entries are compared in a moment', async () => {
  const till = await openTill()
  await createCustomer(till, { name: 'first', language: 'ru', zone: 'Europe/Moscow', pays: true })
  await sql`
    insert into customers (id, name, created_at)
    select 'many' || n, 'customer ' || n, evercheck_now() from generate_series(1, 10000) n
  `.execute(till.db)
  await sql`
    insert into balance_entries (customer_id, kind, credits, reason, actor, at)
    select 'many' || n % 10000 + 1, 'credit', 1, 'granted', 'operator', evercheck_now()
    from generate_series(1, 50000) n
  `.execute(till.db)
  const before = await compareLedger(till)
  expect(before.findings).toHaveLength(100)
  await sql`update customers set balance = 5 where id like 'many%'`.execute(till.db)
  expect(await compareLedger(till)).toMatchObject({ findings: [], customersCount: 10_002 })
})
