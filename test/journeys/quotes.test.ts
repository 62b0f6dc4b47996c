import { once } from 'node:events'
import { expect, test } from 'vitest'
import { credit } from '../../src/balance/ledger.ts'
import { setPrice } from '../../src/balance/price-store.ts'
import { orderCheck } from '../../src/checks/order.ts'
import { askQuote, quoteCheck } from '../../src/checks/quote.ts'
import { answerIdly } from '../../src/checks/reading/answer-lookups.ts'
import { work } from '../../src/checks/work.ts'
import { createCustomer } from '../../src/customers/customer-store.ts'
import { databaseNow } from '../../src/db/time.ts'
import { expectExact } from '../exact.ts'
import { ADA, idealRequests, never, orderOf, Trial } from '../trial.ts'

const HOUR_MS = 3_600_000
const CLOSED = { username: 'closed.example', followers: 9, following: 9, private: true }

test('a quote is one question by an account that has time, and is told again for an hour', async () => {
  await using trial = await Trial.open()
  const bakery = await customerOf(trial)
  const order = { customerId: bakery, target: ADA.username }
  expect(await askQuote(trial.app, order)).toEqual({ kind: 'unanswered' })
  // Asked again while it waits, by him or another, it is the same question.
  await askQuote(trial.app, order)
  await askQuote(trial.app, { ...order, customerId: await customerOf(trial) })
  expect(await answerIdly(trial.app, [], never())).toBe(true)
  expect(trial.counters.requests).toBe(1)
  const said = await quoteCheck(trial.app, order, 0, never())
  expect(said).toMatchObject({
    kind: 'quoted',
    quote: {
      username: ADA.username,
      followersCount: ADA.followers,
      followingCount: ADA.following,
      priceCredits: 1,
      ceilingCredits: 3,
      balanceCredits: 10,
    },
  })
  await trial.clock.sleep(HOUR_MS + 1)
  expect(await askQuote(trial.app, order)).toEqual({ kind: 'unanswered' })
  expect(trial.counters.logins).toEqual({})
})

test('an account that reads answers between two pages, and no check is told to have cost it', async () => {
  await using trial = await Trial.open({ targets: [ADA, CLOSED] })
  const bakery = await customerOf(trial)
  const order = { customerId: bakery, target: CLOSED.username }
  trial.process.beforeRequest = async (_request, number) => {
    if (number === 3) await askQuote(trial.app, order)
  }
  const run = await trial.check()
  await expectExact(trial)
  expect(await askQuote(trial.app, order)).toEqual({ kind: 'closed', why: 'private' })
  expect(run.check.requests).toBe(idealRequests(ADA))
  expect(trial.counters.requests).toBe(idealRequests(ADA) + 1)
})

test('who is not there is said to be gone, and nobody is logged in to hear it', async () => {
  await using trial = await Trial.open({ loggedIn: [] })
  const bakery = await customerOf(trial)
  const order = { customerId: bakery, target: 'nobody.at.all' }
  await askQuote(trial.app, order)
  expect(await answerIdly(trial.app, [], never())).toBe(false)
  expect(await quoteCheck(trial.app, order, 3000, never())).toEqual({ kind: 'unanswered' })
  expect(trial.counters.logins).toEqual({})
  await trial.giveSession('keeper')
  expect(await answerIdly(trial.app, [], never())).toBe(true)
  expect(await askQuote(trial.app, order)).toMatchObject({ kind: 'closed', why: 'gone' })
})

test('a worker that finds nobody who could answer looks again in a second, and not at once', async () => {
  await using trial = await Trial.open({ loggedIn: [] })
  await askQuote(trial.app, { customerId: await customerOf(trial), target: ADA.username })
  let looks = 0
  const stop = new AbortController()
  const working = work(
    {
      ...trial.app,
      takeoverLookMs: 1000,
      slots: 4,
      // A second does not pass here.
      clock: {
        now: () => trial.clock.now(),
        elapsedMs: () => trial.clock.elapsedMs(),
        sleep: async (_waitMs, signal) => {
          looks += 1
          if (signal) await once(signal, 'abort')
        },
      },
    },
    stop.signal,
  )
  for (let turn = 0; turn < 100; turn += 1) await databaseNow(trial.app)
  stop.abort(new Error('the test is over'))
  await working
  expect(looks).toBeGreaterThan(0)
  expect(looks).toBeLessThan(10)
  expect(trial.counters.requests).toBe(0)
})

test('what was quoted is what is held, and what was found is what is paid', async () => {
  await using trial = await Trial.open()
  const bakery = await customerOf(trial)
  await askQuote(trial.app, { customerId: bakery, target: ADA.username })
  await answerIdly(trial.app, [], never())
  const ordered = await orderCheck(trial.app, { ...orderOf(), customerId: bakery })
  expect(ordered).toMatchObject({ check: { priceCredits: 1, ceilingCredits: 3 } })
})

test('a day has its limit of questions, and what is known already does not count', async () => {
  await using trial = await Trial.open({ environment: { EVERCHECK_QUOTES_PER_DAY: '2' } })
  const bakery = await customerOf(trial)
  for (const target of [ADA.username, 'nobody.at.all', ADA.username]) {
    await askQuote(trial.app, { customerId: bakery, target })
  }
  const third = { customerId: bakery, target: 'instagram' }
  expect(await askQuote(trial.app, third)).toMatchObject({ kind: 'daily-limit', countMax: 2 })
})

/** A customer with ten credits; small lists cost 1, and what is a little larger costs 3. */
async function customerOf({ app }: Trial): Promise<string> {
  await setPrice(app, { peopleMax: ADA.followers + ADA.following + 5, credits: 1 })
  await setPrice(app, { peopleMax: null, credits: 3 })
  const given = { name: 'bakery', language: 'ru', zone: 'UTC', pays: true } as const
  const { id } = await createCustomer(app, given)
  const rest = { reason: 'granted', note: null, actor: 'operator', source: null } as const
  await credit(app, { customerId: id, credits: 10, ...rest })
  return id
}
