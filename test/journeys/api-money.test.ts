import { expect, test } from 'vitest'
import { setPrice } from '../../src/balance/price-store.ts'
import { carryOut } from '../../src/checks/carry-out.ts'
import { Stage } from '../api/stage.ts'
import { ADA, never, orderOf, Trial } from '../trial.ts'

const PRICE = 3

/** A customer with credits, and a token that is his. */
async function customer(api: Stage, credits: number) {
  const { body } = await api.ask('/admin/customers', { body: { name: 'Grace' } })
  const path = `/admin/customers/${body.id}/credits`
  await api.ask(path, { body: { credits, why: 'to try it' } })
  return {
    id: body.id as string,
    token: await api.token({ kind: 'customer', customerId: body.id }),
  }
}

function withKey(key: string) {
  return { 'idempotency-key': key }
}

test('an order holds its price once, however often it is repeated, and is charged when delivered', async () => {
  await using trial = await Trial.open()
  await using api = await Stage.open(trial.app)
  await setPrice(trial.app, { peopleMax: null, credits: PRICE })
  const { id, token } = await customer(api, 10)
  const body = { target: ADA.username }
  const missing = await api.ask('/checks', { token, body })
  expect(missing).toMatchObject({ status: 400, body: { code: 'IDEMPOTENCY_KEY_MISSING' } })
  const ordered = await Promise.all(
    Array.from({ length: 5 }, () =>
      api.ask('/checks', { token, body, headers: withKey('order-1') }),
    ),
  )
  for (const each of ordered) expect(each).toMatchObject({ status: 202, body: ordered[0]?.body })
  expect(ordered[0]?.body).toMatchObject({ state: 'queued', price: PRICE })
  expect(ordered.filter(({ headers }) => headers.get('idempotency-replayed'))).toHaveLength(4)
  const other = await api.ask('/checks', {
    token,
    body: { target: 'another.example' },
    headers: withKey('order-1'),
  })
  expect(other).toMatchObject({ status: 422, body: { code: 'IDEMPOTENCY_KEY_REUSED' } })
  const held = { customer: id, balance: 10 - PRICE, debt: 0, held: PRICE }
  expect((await api.ask('/balance', { token })).body).toEqual(held)

  const path = `/checks/${ordered[0]?.body.id}`
  const early = await api.ask(`${path}/result`, { token })
  expect(early).toMatchObject({ status: 409, body: { code: 'RESULT_NOT_THERE' } })
  await carryOut(trial.app, { ...orderOf(), customerId: id }, never())
  expect((await api.ask(path, { token })).body).toMatchObject({
    state: 'completed',
    price: PRICE,
    charge: { credits: PRICE, why: 'delivered' },
    pollAfterMs: null,
  })
  // Long after, the repetition is told what the order was told.
  const late = await api.ask('/checks', { token, body, headers: withKey('order-1') })
  expect(late.body).toEqual(ordered[0]?.body)
  expect((await api.ask('/balance', { token })).body).toMatchObject({ balance: 7, held: 0 })
  const entries = await api.ask('/entries?limit=2', { token })
  expect(entries.body.items.map(({ kind }: { kind: string }) => kind)).toEqual([
    'capture',
    'release',
  ])
  const more = await api.ask(`/entries?limit=2&after=${entries.body.next}`, { token })
  expect(more.body.items.map(({ kind }: { kind: string }) => kind)).toEqual(['hold', 'credit'])
  expect(more.body.next).toBeNull()
})

test('who has too little orders nothing; a cancelled check and a closed profile cost nothing', async () => {
  await using trial = await Trial.open({
    targets: [{ username: 'closed.example', followers: 40, following: 10, private: true }],
  })
  await using api = await Stage.open(trial.app)
  await setPrice(trial.app, { peopleMax: null, credits: PRICE })
  const poor = await customer(api, PRICE - 1)
  const refused = await api.ask('/checks', {
    token: poor.token,
    body: { target: ADA.username },
    headers: withKey('a'),
  })
  expect(refused).toMatchObject({ status: 402, body: { code: 'BALANCE_TOO_LOW' } })
  expect((await api.ask('/checks', { token: poor.token })).body.items).toEqual([])

  const { id, token } = await customer(api, PRICE)
  const first = { token, body: { target: ADA.username }, headers: withKey('a') }
  const cancelled = (await api.ask('/checks', first)).body.id
  expect((await api.ask('/balance', { token })).body).toMatchObject({ balance: 0, held: PRICE })
  const gone = await api.ask(`/checks/${cancelled}`, { token, method: 'DELETE' })
  expect(gone.body).toMatchObject({ state: 'cancelled', cancelled: true })
  expect((await api.ask('/balance', { token })).body).toMatchObject({ balance: PRICE, held: 0 })

  const second = { token, body: { target: 'closed.example' }, headers: withKey('b') }
  const closed = (await api.ask('/checks', second)).body.id
  await carryOut(trial.app, { ...orderOf('closed.example'), customerId: id }, never())
  expect((await api.ask(`/checks/${closed}`, { token })).body).toMatchObject({
    state: 'failed',
    ending: { kind: 'target-closed' },
    charge: { credits: 0, why: 'private' },
  })
  expect((await api.ask('/balance', { token })).body).toMatchObject({ balance: PRICE, held: 0 })
  const result = await api.ask(`/checks/${closed}/result`, { token })
  expect(result).toMatchObject({ status: 409, body: { code: 'RESULT_NOT_THERE' } })
  const ledger = await api.ask('/admin/ledger?limit=200')
  const sum = ledger.body.items.reduce((total: number, { credits }: { credits: number }) => {
    return total + credits
  }, 0)
  expect(sum).toBe(PRICE + PRICE - 1)
})

test('what is one customer’s is as unknown to another as what is not there', async () => {
  await using trial = await Trial.open({ loggedIn: [] })
  await using api = await Stage.open(trial.app)
  const [mine, other] = [await customer(api, 10), await customer(api, 10)]
  const order = { token: mine.token, body: { target: ADA.username }, headers: withKey('a') }
  const { id } = (await api.ask('/checks', order)).body
  const { token } = other
  for (const path of [`/checks/${id}`, `/checks/${id}/result`, `/checks/${id}/timeline`]) {
    const foreign = await api.ask(path, { token })
    const absent = await api.ask(path.replace(id, 'chk_0000000000000000'), { token })
    expect([foreign.status, foreign.body.code]).toEqual([404, 'CHECK_UNKNOWN'])
    expect([absent.status, absent.body.code]).toEqual([404, 'CHECK_UNKNOWN'])
  }
  expect(await api.ask(`/checks/${id}`, { token, method: 'DELETE' })).toMatchObject({ status: 404 })
  expect((await api.ask('/checks', { token })).body.items).toEqual([])
  const asked = `?customer=${mine.id}`
  expect((await api.ask(`/checks${asked}`, { token })).body.items).toEqual([])
  expect((await api.ask(`/balance${asked}`, { token })).body.customer).toBe(other.id)
  const forOther = await api.ask('/checks', {
    token,
    body: { target: ADA.username, customer: mine.id },
    headers: withKey('b'),
  })
  expect(forOther).toMatchObject({ status: 403, body: { code: 'SCOPE_MISSING' } })
  // The same key of another customer is another key.
  const same = await api.ask('/checks', { ...order, token })
  expect(same.status).toBe(202)
  expect(same.body.id).not.toBe(id)
})
