import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { openTill } from '../../test/money.ts'
import { balanceOf, entriesOf } from '../balance/ledger.ts'
import { setPrice } from '../balance/price-store.ts'
import { makePseudonym } from '../customers/customer-store.ts'
import { answerLookup, askLookup, claimLookup } from './lookup-store.ts'
import { openCheck, orderCheck } from './order.ts'

test('an order holds its ceiling, and what is refused writes nothing', async () => {
  const till = await openTill()
  await setPrice(till, { peopleMax: null, credits: 3 })
  const bakery = await till.customer('bakery', 5)
  const ordered = await till.order(bakery, 'ada.example')
  expect(ordered).toMatchObject({
    kind: 'ordered',
    isNew: true,
    check: { priceCredits: 3, ceilingCredits: 3, cost: null, state: 'queued' },
  })
  expect(await balanceOf(till, bakery)).toEqual({
    balanceCredits: 2,
    debtCredits: 0,
    heldCredits: 3,
  })
  expect(await till.order(bakery, 'bob.example')).toEqual({
    kind: 'not-enough',
    neededCredits: 3,
    balanceCredits: 2,
    debtCredits: 0,
  })
  const entries = await entriesOf(till, { customerId: bakery, countMax: 10 })
  expect(entries.map(({ kind, credits, worthCredits }) => [kind, credits, worthCredits])).toEqual([
    ['hold', -3, 2],
    ['credit', 5, 5],
  ])
  const count = await till.db.selectFrom('checks').select('id').execute()
  expect(count).toHaveLength(1)
})

test('ordering twice is ordering once and holds once, also when many do it at once', async () => {
  const till = await openTill(8)
  const bakery = await till.customer('bakery', 50)
  const all = await Promise.all(Array.from({ length: 8 }, () => till.order(bakery, 'ada.example')))
  const ids = new Set(all.map((each) => (each.kind === 'ordered' ? each.check.id : each.kind)))
  expect(ids.size).toBe(1)
  expect(all.filter((each) => each.kind === 'ordered' && each.isNew)).toHaveLength(1)
  expect(await balanceOf(till, bakery)).toMatchObject({ balanceCredits: 49, heldCredits: 1 })
})

test('two names of one profile are one order, as soon as it is known', async () => {
  const till = await openTill()
  const bakery = await till.customer('bakery', 50)
  for (const name of ['ada.old', 'ada.new']) {
    await askLookup(till, name)
    const claim = await claimLookup(till)
    if (claim === null) throw new Error('the question waits')
    const found = { answer: 'found', pk: '77', username: 'ada.new', fullName: '' } as const
    await answerLookup(till, claim, { ...found, followersCount: 10, followingCount: 5 })
  }
  const first = await till.ordered(bakery, 'ada.old')
  expect(await till.order(bakery, 'ada.new')).toMatchObject({ isNew: false, check: { id: first } })
  expect(await till.order(bakery, 'bob.example')).toMatchObject({ isNew: true })
  const theatre = await till.customer('theatre', 50)
  expect(await till.order(theatre, 'ada.new')).toMatchObject({ isNew: true })
})

test('who was looked up pays for the people there are, and is held a little more', async () => {
  const till = await openTill()
  await setPrice(till, { peopleMax: 1000, credits: 1 })
  await setPrice(till, { peopleMax: 5000, credits: 4 })
  await setPrice(till, { peopleMax: null, credits: 20 })
  const bakery = await till.customer('bakery', 50)
  await askLookup(till, 'ada.example')
  const claim = await claimLookup(till)
  if (claim === null) throw new Error('the question waits')
  const found = { answer: 'found', pk: '77', username: 'ada.example', fullName: '' } as const
  await answerLookup(till, claim, { ...found, followersCount: 900, followingCount: 80 })
  expect(await till.order(bakery, 'ada.example')).toMatchObject({
    check: { targetPk: '77', priceCredits: 1, ceilingCredits: 4 },
  })
  expect(await till.order(bakery, 'unknown.example')).toMatchObject({
    check: { targetPk: null, priceCredits: 20, ceilingCredits: 20 },
  })
})

test('what the caller does within an order is in its commit, and undoes it', async () => {
  const till = await openTill()
  const bakery = await till.customer('bakery', 5)
  const order = {
    customerId: bakery,
    target: 'ada.example',
    patienceMs: 1000,
    accountId: null,
    inFront: false,
  }
  const broken = orderCheck(till, order, async () => {
    throw new Error('the key is taken')
  })
  await expect(broken).rejects.toThrow('the key is taken')
  expect(await balanceOf(till, bakery)).toMatchObject({ balanceCredits: 5, heldCredits: 0 })
  expect(await entriesOf(till, { customerId: bakery, countMax: 9 })).toHaveLength(1)
  const heard: boolean[] = []
  for (let time = 0; time < 2; time += 1) {
    await orderCheck(till, order, async (_tx, _check, isNew) => void heard.push(isNew))
  }
  expect(heard).toEqual([true, false])
})

test('a day has its limit, the house has none, and who is forgotten orders nothing', async () => {
  const limits = { ordersPerDayMax: 2, quotesPerDayMax: 2, cancelsPerDayMax: 1 }
  const till = await openTill(2, limits)
  const began = new Date('2026-11-25T10:00:00Z')
  till.turn(began)
  const bakery = await till.customer('bakery', 50)
  const first = await till.ordered(bakery, 'one.example')
  const second = await till.ordered(bakery, 'two.example')
  const again = new Date('2026-11-26T10:00:00Z')
  const refused = { kind: 'daily-limit', countMax: 2, again }
  expect(await till.order(bakery, 'three.example')).toEqual(refused)
  for (let at = 0; at < 5; at += 1) {
    const order = { customerId: 'house', target: `house${at}`, patienceMs: 1, accountId: null }
    await openCheck(till, { ...order, inFront: false })
  }
  expect(await till.cancel(first)).toMatchObject({ kind: 'cancelled' })
  expect(await till.cancel(second)).toEqual({ kind: 'daily-limit', countMax: 1, again })
  till.turn(new Date('2026-11-26T10:00:01Z'))
  expect(await till.cancel(second)).toMatchObject({ kind: 'cancelled' })
  expect(await till.order(bakery, 'three.example')).toMatchObject({ isNew: true })
  await makePseudonym(till, bakery)
  await expect(till.order(bakery, 'four.example')).rejects.toMatchObject({
    code: 'CUSTOMER_UNKNOWN',
  })
})

test('a cancel releases all and raises the fence, and one that comes too late says so', async () => {
  const till = await openTill()
  const bakery = await till.customer('bakery', 5)
  const id = await till.ordered(bakery, 'ada.example')
  const fence = async () => {
    const row = await till.db
      .selectFrom('checks')
      .select('fence')
      .where('id', '=', id)
      .executeTakeFirstOrThrow()
    return Number(row.fence)
  }
  // In somebody's hands, it is cancelled all the same.
  await sql`update checks set state = 'running', holder = 1, fence = 7 where id = ${id}`.execute(
    till.db,
  )
  expect(await till.cancel(id)).toMatchObject({
    kind: 'cancelled',
    check: { state: 'cancelled', cost: { chargedCredits: 0, why: 'cancelled' } },
  })
  expect(await fence()).toBe(8)
  expect(await till.cancel(id)).toMatchObject({ kind: 'ended-before', check: { id } })
  expect(await balanceOf(till, bakery)).toEqual({
    balanceCredits: 5,
    debtCredits: 0,
    heldCredits: 0,
  })
  const [released] = await entriesOf(till, { customerId: bakery, countMax: 1 })
  expect(released).toMatchObject({ kind: 'release', credits: 1, reason: 'cancelled', checkId: id })
})
