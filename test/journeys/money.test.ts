import { expect, test } from 'vitest'
import { compareLedger } from '../../src/balance/compare-ledger.ts'
import { balanceOf, credit, entriesOf } from '../../src/balance/ledger.ts'
import { setPrice } from '../../src/balance/price-store.ts'
import { cancelCheck } from '../../src/checks/cancel.ts'
import { carryOut } from '../../src/checks/carry-out.ts'
import { checkById } from '../../src/checks/check-store.ts'
import { orderCheck } from '../../src/checks/order.ts'
import { readNext } from '../../src/checks/runner.ts'
import { settleWaiting } from '../../src/checks/waiting-store.ts'
import { createCustomer } from '../../src/customers/customer-store.ts'
import { ADA, never, orderOf, PAGE, Trial } from '../trial.ts'

const HOUR_MS = 3_600_000
const CLOSED = { username: 'closed.example', followers: 9, following: 9, private: true }

test('what is delivered is charged by the people that were found, and not more than was held', async () => {
  await using trial = await Trial.open()
  const anna = await customerOf(trial)
  const id = await ordered(trial, anna, ADA.username)
  expect(await balanceOf(trial.app, anna)).toMatchObject({ balanceCredits: 5, heldCredits: 5 })
  trial.instagram.kill({ username: 'keeper', disguise: 'please-wait', afterRows: 3 * PAGE })
  await carryOut(trial.app, { ...orderOf(), customerId: anna }, never())
  expect(await checkById(trial.app, id)).toMatchObject({
    state: 'completed',
    cost: { chargedCredits: 2, why: 'delivered' },
  })
  await expectBalance(trial, anna, 8, ['capture delivered', 'release delivered'])
})

test.each([
  [CLOSED.username, 'private'],
  ['nobody.at.all', 'gone'],
])('a check of %s costs nothing, and the ledger says %s', async (target, why) => {
  await using trial = await Trial.open({ targets: [ADA, CLOSED] })
  const anna = await customerOf(trial)
  await ordered(trial, anna, target)
  const { check } = await carryOut(trial.app, { ...orderOf(target), customerId: anna }, never())
  expect(check).toMatchObject({ state: 'failed', cost: { chargedCredits: 0, why } })
  await expectBalance(trial, anna, 10, [`release ${why}`])
})

test('with no account left it waits, and when patience ends all is given back', async () => {
  await using trial = await Trial.open({ environment: { EVERCHECK_PATIENCE_MS: String(HOUR_MS) } })
  const anna = await customerOf(trial)
  trial.set({ once: [{ row: '8', username: 'keeper', list: 'followers', afterRows: 50 }] })
  const order = { ...orderOf(ADA.username, HOUR_MS), customerId: anna }
  const first = await carryOut(trial.app, order, never())
  expect(first.needsHuman).not.toBeNull()
  expect(await balanceOf(trial.app, anna)).toMatchObject({ balanceCredits: 5, heldCredits: 5 })
  await trial.clock.sleep(HOUR_MS + 1000)
  expect(await settleWaiting(trial.app, null)).toEqual([first.check.id])
  expect(await checkById(trial.app, first.check.id)).toMatchObject({
    ending: { kind: 'out-of-patience' },
    cost: { chargedCredits: 0, why: 'out-of-patience' },
  })
  await expectBalance(trial, anna, 10, ['release out-of-patience'])
})

test('who cancels while it is read gets all back, and what is read on is saved for nobody', async () => {
  await using trial = await Trial.open()
  const anna = await customerOf(trial)
  const id = await ordered(trial, anna, ADA.username)
  trial.process.beforeRequest = async (_request, number) => {
    if (number === 4) await cancelCheck(trial.app, id, 'customer')
  }
  const outcome = await readNext(trial.app, { only: null, without: [] }, never())
  expect(outcome).toEqual({ kind: 'lost' })
  expect(await checkById(trial.app, id)).toMatchObject({
    state: 'cancelled',
    cost: { chargedCredits: 0, why: 'cancelled' },
  })
  // The account is free for the next one.
  expect(await trial.check()).toMatchObject({ status: 'completed' })
  await expectBalance(trial, anna, 10, ['release cancelled'])
})

/** Somebody with ten credits. Ada costs 2, and what nobody knows yet may cost 5. */
async function customerOf({ app }: Trial): Promise<string> {
  await setPrice(app, { peopleMax: 1000, credits: 2 })
  await setPrice(app, { peopleMax: null, credits: 5 })
  const given = { name: 'Anna', language: 'ru', zone: 'UTC', pays: true } as const
  const { id } = await createCustomer(app, given)
  const rest = { reason: 'granted', note: null, actor: 'operator', source: null } as const
  await credit(app, { customerId: id, credits: 10, ...rest })
  return id
}

async function ordered({ app }: Trial, customerId: string, target: string): Promise<string> {
  const outcome = await orderCheck(app, { ...orderOf(target), customerId })
  if (outcome.kind !== 'ordered') throw new Error(outcome.kind)
  return outcome.check.id
}

/** What is there now, the last entries that led to it, and a ledger that agrees with itself. */
async function expectBalance(
  { app }: Trial,
  customerId: string,
  balanceCredits: number,
  last: readonly string[],
): Promise<void> {
  expect(await balanceOf(app, customerId)).toEqual({
    balanceCredits,
    debtCredits: 0,
    heldCredits: 0,
  })
  const entries = await entriesOf(app, { customerId, countMax: last.length })
  expect(entries.map(({ kind, reason }) => `${kind} ${reason}`)).toEqual(last)
  expect(await compareLedger(app)).toMatchObject({ findings: [] })
}
