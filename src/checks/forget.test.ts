import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { openTill, type Till } from '../../test/money.ts'
import { compareLedger } from '../balance/compare-ledger.ts'
import { balanceOf, credit, entriesOf } from '../balance/ledger.ts'
import { creditPayment } from '../balance/payments.ts'
import { telegramIdentity } from '../customers/customer.ts'
import {
  addIdentity,
  customerById,
  customerOf,
  listCustomers,
} from '../customers/customer-store.ts'
import { finishForgetting, forgetCustomer } from './forget.ts'
import { askQuote } from './quote.ts'

const never = (): AbortSignal => new AbortController().signal

test('who is forgotten has nothing open, nothing held, no name, and a ledger that adds up', async () => {
  const till = await openTill()
  const { anna, open } = await lifeOf(till, 'Anna', 481_516)
  const bob = await lifeOf(till, 'Bob', 23)
  const forgotten = await forgetCustomer(till, anna, never())
  expect(forgotten).toMatchObject({
    wasForgotten: false,
    cancelledChecks: 2,
    releasedCredits: 2,
    deletedChecks: 3,
    keptEntries: 8,
    keptPayments: 1,
  })
  expect(await customerById(till, anna)).toMatchObject({ name: '', openCount: 0 })
  expect(await customerOf(till, telegramIdentity(481_516))).toBeNull()
  expect(await balanceOf(till, anna)).toMatchObject({ balanceCredits: 29, heldCredits: 0 })
  const entries = await entriesOf(till, { customerId: anna, countMax: 20 })
  expect(entries.filter(({ note }) => note !== null)).toEqual([])
  expect(entries.filter(({ kind }) => kind === 'release').map(({ checkId }) => checkId)).toEqual(
    expect.arrayContaining(open),
  )
  expect(await compareLedger(till)).toMatchObject({ findings: [] })
  expect((await listCustomers(till, { countMax: 9 })).map(({ name }) => name)).toEqual([
    'Bob',
    'house',
  ])
  // Nobody else has lost anything.
  expect(await balanceOf(till, bob.anna)).toMatchObject({ balanceCredits: 27, heldCredits: 2 })
  await expect(till.order(anna, 'eve.example')).rejects.toMatchObject({ code: 'CUSTOMER_UNKNOWN' })
  expect(await forgetCustomer(till, anna, never())).toMatchObject({
    wasForgotten: true,
    cancelledChecks: 0,
    deletedChecks: 0,
  })
})

test('whatever table says whose its rows are, none of them is left but what must stay', async () => {
  const till = await openTill()
  const { anna } = await lifeOf(till, 'Anna', 481_516)
  await forgetCustomer(till, anna, never())
  const { rows } = await sql<{ name: string }>`
    select table_name as name from information_schema.columns
    where table_schema = 'public' and column_name = 'customer_id'
  `.execute(till.db)
  const left: string[] = []
  for (const { name } of rows) {
    const found = await sql`
      select from ${sql.ref(name)} where customer_id = ${anna} limit 1
    `.execute(till.db)
    if (found.rows.length > 0) left.push(name)
  }
  expect(left.sort()).toEqual(['balance_entries', 'events', 'payments'])
  const dump = await sql<{ text: string }>`
    select string_agg(customers::text, '') as text from customers
  `.execute(till.db)
  expect(dump.rows[0]?.text).not.toContain('Anna')
  const members = await sql`select from check_members`.execute(till.db)
  expect(members.rows).toEqual([])
})

test('interrupted, it is forgotten all the same, and what is left over goes with the next call', async () => {
  const till = await openTill()
  const { anna } = await lifeOf(till, 'Anna', 481_516)
  const stopped = forgetCustomer(till, anna, AbortSignal.abort(new Error('stopped')))
  await expect(stopped).rejects.toThrow('stopped')
  expect(await customerById(till, anna)).toMatchObject({ name: '', openCount: 0 })
  expect(await forgetCustomer(till, anna, never())).toMatchObject({ deletedChecks: 3 })
})

test('interrupted by its chat, which leads to nobody any more, it is finished by the hourly clean-up', async () => {
  const till = await openTill()
  const { anna } = await lifeOf(till, 'Anna', 481_516)
  const { anna: bob } = await lifeOf(till, 'Bob', 23)
  const stopped = forgetCustomer(till, anna, AbortSignal.abort(new Error('killed')))
  await expect(stopped).rejects.toThrow('killed')
  expect(await finishForgetting(till, never())).toBe(1)
  const left = await sql<{ customer_id: string }>`
    select distinct customer_id from checks
  `.execute(till.db)
  expect(left.rows).toEqual([{ customer_id: bob }])
  expect(await finishForgetting(till, never())).toBe(0)
})

test('the house stays, and who is unknown cannot be forgotten', async () => {
  const till = await openTill(1)
  await expect(forgetCustomer(till, 'house', never())).rejects.toMatchObject({
    code: 'HOUSE_KEPT',
  })
  await expect(forgetCustomer(till, 'cus_x', never())).rejects.toMatchObject({
    code: 'CUSTOMER_UNKNOWN',
  })
})

/** Somebody who has paid, asked, ordered three checks, and cancelled one. */
async function lifeOf(till: Till, name: string, chat: number) {
  const anna = await till.customer(name)
  await addIdentity(till, anna, telegramIdentity(chat))
  const note = `for ${name}`
  const rest = { reason: 'granted', actor: 'operator', source: null } as const
  await credit(till, { customerId: anna, credits: 19, note, ...rest })
  const paid = { provider: 'telegram-stars', chargeId: name, credits: 10, amount: 100 } as const
  await creditPayment(till, { ...paid, customerId: anna })
  await askQuote(till, { customerId: anna, target: 'ada.example' })
  await sql`
    insert into api_tokens
      (id, name, secret_hash, scope, customer_id, created_at, expires_at)
    values (${`tok_${name}`}, ${name}, ${name}, 'customer', ${anna}, evercheck_now(),
      evercheck_now() + interval '1 day')
  `.execute(till.db)
  const cancelled = await till.ordered(anna, 'old.example')
  await till.cancel(cancelled)
  const open = [await till.ordered(anna, 'ada.example'), await till.ordered(anna, 'bob.example')]
  await sql`
    insert into check_members (check_number, list, pk, pass)
    select number, 'followers', 77, 1 from checks where customer_id = ${anna} and ${name} = 'Anna'
  `.execute(till.db)
  return { anna, open }
}
