import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { balanceOf, credit } from '../../src/balance/ledger.ts'
import { setPrice } from '../../src/balance/price-store.ts'
import { cancelCheck } from '../../src/checks/cancel.ts'
import { carryOut } from '../../src/checks/carry-out.ts'
import type { Check } from '../../src/checks/check.ts'
import { checkById } from '../../src/checks/check-store.ts'
import { foldOldLists } from '../../src/checks/history/fold.ts'
import { type CheckOrder, openCheck } from '../../src/checks/order.ts'
import { resultOf } from '../../src/checks/result/result.ts'
import { deleteOldLists } from '../../src/checks/retention.ts'
import { readNext } from '../../src/checks/runner.ts'
import { runCheck } from '../../src/cli/run-check.ts'
import { createCustomer } from '../../src/customers/customer-store.ts'
import { ADA, idealRequests, never, PAGE, READER, Trial } from '../trial.ts'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
const ORDER: CheckOrder = {
  ...{ customerId: 'house', target: ADA.username, patienceMs: HOUR_MS },
  ...{ accountId: null, inFront: false },
}
const REUSE = { target: ADA.username, reader: READER, reuses: true }

test('lists younger than a day serve another check for one request, and it says how old they are', async () => {
  await using trial = await Trial.open()
  const first = await trial.check()
  const readAt = first.result.followers.readAt
  trial.clock.advance(3 * HOUR_MS)
  trial.counters.reset()
  const again = await runCheck(trial.app, { ...REUSE, outFolder: trial.reportFolder }, never())
  expect(pagesRead(trial)).toBe(0)
  expect(again.check.requests).toBe(1)
  for (const list of ['followers', 'following'] as const) {
    expect(again.result[list]).toMatchObject({
      ...{ collected: ADA[list], confidence: 'exact', reusedFrom: first.check.id },
      readAt: first.result[list].readAt,
    })
  }
  expect(again.result.counts).toMatchObject({
    mutual: { count: ADA.mutual },
    gained: { count: 0 },
    lost: { count: 0 },
  })
  const file = JSON.parse(await readFile(join(trial.reportFolder, 'result.json'), 'utf8'))
  expect(file.followers).toMatchObject({
    readAt: readAt?.toISOString(),
    reusedFrom: first.check.id,
  })
  expect(trial.told('list-reused')).toHaveLength(2)

  // A third one is served by the first reading too, not by a copy of a copy; later it is too old.
  trial.clock.advance(20 * HOUR_MS)
  const third = await runCheck(trial.app, { ...REUSE, outFolder: trial.reportFolder }, never())
  expect(third.result.followers).toMatchObject({ reusedFrom: first.check.id, readAt })
  trial.clock.advance(2 * HOUR_MS)
  const fresh = await runCheck(trial.app, { ...REUSE, outFolder: trial.reportFolder }, never())
  expect(fresh.result.followers.reusedFrom).toBe(null)
  // Nobody is served what another customer has paid for, nor without having asked for it.
  const other = { name: 'Other', language: 'en', zone: 'UTC', pays: false } as const
  const { id: customerId } = await createCustomer(trial.app, other)
  trial.counters.reset()
  await carryOut(trial.app, { ...ORDER, customerId, reuses: true }, never())
  await trial.check()
  expect(pagesRead(trial)).toBe(2 * (idealRequests(ADA) - 2))
})

test('a list that was read once does not make a loss sure, however often it serves', {
  tags: 'long',
}, async () => {
  await using trial = await Trial.open({ environment: { EVERCHECK_REUSE_HOURS: '48' } })
  await trial.check()
  trial.instagram.change({ target: ADA.username, unfollowed: 1 })
  trial.clock.advance(HOUR_MS)
  const missed = await trial.check()
  expect(missed.result.counts['not-seen']).toMatchObject({ count: 1 })
  trial.clock.advance(8 * HOUR_MS)
  const reused = await runCheck(trial.app, { ...REUSE, outFolder: trial.reportFolder }, never())
  expect(reused.result.followers.reusedFrom).toBe(missed.check.id)
  expect(reused.result.counts).toMatchObject({ lost: { count: 0 }, 'not-seen': { count: 1 } })
  const read = await trial.check()
  expect(read.result.counts).toMatchObject({ lost: { count: 1 }, 'not-seen': { count: 0 } })
})

test('a check that was given up leaves its place in a list to the next one', async () => {
  await using trial = await Trial.open({ environment: { EVERCHECK_REUSE_HOURS: '24' } })
  const given = await openCheck(trial.app, ORDER)
  await readPages(trial, given, 3)
  await cancelCheck(trial.app, given.id, 'operator')
  trial.counters.reset()
  const next = await trial.check()
  expect(next.result.followers).toMatchObject({
    ...{ collected: ADA.followers, confidence: 'exact', reusedFrom: given.id },
  })
  expect(next.result.following).toMatchObject({ collected: ADA.following, reusedFrom: null })
  expect(pagesRead(trial)).toBe(idealRequests(ADA) - 2 - 3)
  expect(next.result.counts.mutual).toMatchObject({ count: ADA.mutual })
  // What was handed on is not said twice.
  const left = await resultOf(trial.app, await checkById(trial.app, given.id))
  expect(left.result.followers).toMatchObject({ collected: 0, confidence: 'unread' })

  // The old check's lists go, and the new one keeps what it has got from it.
  await sql`
    update checks set finished_at = finished_at - interval '400 days' where id = ${given.id}
  `.execute(trial.app.db)
  expect(await deleteOldLists(trial.app, 365 * DAY_MS, never())).toBe(1)
  const kept = await resultOf(trial.app, await checkById(trial.app, next.check.id))
  expect(kept.result.counts).toMatchObject({ followers: { count: ADA.followers } })
  trial.instagram.change({ target: ADA.username, followed: 1 })
  trial.clock.advance(HOUR_MS)
  await trial.check()
  expect(await foldOldLists(trial.app, never())).toBe(2)
  const folded = await resultOf(trial.app, await checkById(trial.app, next.check.id))
  expect(folded.result.counts).toEqual(kept.result.counts)
})

test('another account begins the list anew, and so does one whose place is too old', async () => {
  const accounts = ['keeper', 'second']
  await using trial = await Trial.open({ accounts, loggedIn: accounts })
  const { id: accountId } = await trial.account('keeper')
  const given = await openCheck(trial.app, { ...ORDER, accountId })
  await readPages(trial, given, 2)
  await cancelCheck(trial.app, given.id, 'operator')
  trial.counters.reset()
  const order = { target: ADA.username, reader: READER, outFolder: trial.reportFolder }
  const other = await runCheck(trial.app, { ...order, account: 'second' }, never())
  expect(other.result.followers).toMatchObject({ collected: ADA.followers, reusedFrom: null })
  expect(pagesRead(trial)).toBe(idealRequests(ADA) - 2)

  const late = await openCheck(trial.app, ORDER)
  await readPages(trial, late, 2)
  await cancelCheck(trial.app, late.id, 'operator')
  trial.clock.advance(4 * DAY_MS)
  expect((await trial.check()).result.followers).toMatchObject({ reusedFrom: null })
})

test('what was paid for costs nothing again, and what was not costs as if it had been read', async () => {
  await using trial = await Trial.open()
  const anna = { name: 'Anna', language: 'en', zone: 'UTC', pays: true } as const
  const { id: customerId } = await createCustomer(trial.app, anna)
  const given = { reason: 'granted', actor: 'operator', note: null, source: null } as const
  await credit(trial.app, { customerId, credits: 20, ...given })
  await setPrice(trial.app, { peopleMax: null, credits: 5 })
  const order = { ...ORDER, customerId }
  const paid = await carryOut(trial.app, order, never())
  trial.clock.advance(HOUR_MS)
  const free = await carryOut(trial.app, { ...order, reuses: true }, never())
  const costs = await sql<{ charged: number; why: string }>`
    select charged, cost_why as why from checks where customer_id = ${customerId} order by number
  `.execute(trial.app.db)
  expect(costs.rows).toEqual([
    { charged: 5, why: 'delivered' },
    { charged: 0, why: 'free' },
  ])
  expect(await balanceOf(trial.app, customerId)).toMatchObject({
    balanceCredits: 15,
    heldCredits: 0,
  })
  expect([paid, free]).toHaveLength(2)

  trial.clock.advance(2 * DAY_MS)
  const cut = await openCheck(trial.app, { ...order, reuses: false })
  await readPages(trial, cut, ADA.followers / PAGE + 1)
  await cancelCheck(trial.app, cut.id, 'operator')
  await carryOut(trial.app, order, never())
  expect(await balanceOf(trial.app, customerId)).toMatchObject({
    balanceCredits: 10,
    heldCredits: 0,
  })
})

/** Reads so many pages of a check, and no more. */
async function readPages(trial: Trial, { id }: Check, pages: number): Promise<void> {
  const app = { ...trial.app, slice: { ...trial.app.slice, pagesMax: Math.floor(pages) } }
  await readNext(app, { only: id, without: [] }, never())
}

/** Pages of lists that Instagram was asked for. */
function pagesRead(trial: Trial): number {
  return Object.values(trial.counters.pages).reduce((sum, count) => sum + count, 0)
}
