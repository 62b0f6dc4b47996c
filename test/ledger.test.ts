import { expect, test } from 'vitest'
import { seededRandom } from '../src/kernel/ids.ts'
import { openCuts } from './ledger/cut.ts'
import { CustomerHistory } from './ledger/history.ts'
import { brokenLedger } from './ledger/invariants.ts'
import { openTill } from './money.ts'

/** How many customers live through a history of their own; many more with `npm run test:ledger`. */
const HISTORIES = Number(process.env.EVERCHECK_TEST_HISTORIES ?? 12)
const SEED = Number(process.env.EVERCHECK_TEST_SEED ?? 1)
const AT_ONCE = 6

test(`whatever happens to ${HISTORIES} customers at once, the money adds up (seed ${SEED})`, async () => {
  const till = await openTill(10)
  const cut = await openCuts(till, till.url, 2)
  const moved = new Map<string, number>()
  let next = 0
  const live = async (): Promise<void> => {
    for (;;) {
      const at = next
      next += 1
      if (at >= HISTORIES) return
      const random = seededRandom(SEED * 1_000_003 + at)
      const customerId = await till.customer(`customer ${at}`)
      const history = new CustomerHistory(till, cut, random, customerId)
      await history.run(12)
      for (const [source, credits] of history.moved) moved.set(source, credits)
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, live))
  expect(await brokenLedger(till, moved)).toEqual([])
  // They were no empty lives.
  const { count } = await till.db
    .selectFrom('checks')
    .select(({ fn }) => fn.countAll<string>().as('count'))
    .where('charged', '>', 0)
    .executeTakeFirstOrThrow()
  expect(Number(count)).toBeGreaterThan(HISTORIES / 4)
}, 3_600_000)
