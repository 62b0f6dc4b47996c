import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { openTill, type Till } from '../../test/money.ts'
import { compareLedger } from '../balance/compare-ledger.ts'
import { balanceOf, entriesOf } from '../balance/ledger.ts'
import { checkById } from './check-store.ts'
import { customerAlone } from './customer-limits.ts'
import { identifyTarget } from './merge.ts'

const ADA = { pk: '77', username: 'ada.new' }
const SLICE = { pages: 0 }

test.each(['younger', 'older'] as const)(
  'of two orders that prove to be one profile the younger ends, also if the %s is known last',
  async (last) => {
    const till = await openTill()
    const { bakery, older, younger } = await twoOrders(till)
    const first = last === 'younger' ? older : younger
    const second = last === 'younger' ? younger : older
    expect(await identify(till, first)).toBeNull()
    const merged = await identify(till, second)
    expect(merged).toEqual(last === 'younger' ? { kind: 'merged', into: older } : null)
    expect(await checkById(till, younger)).toMatchObject({
      state: 'cancelled',
      ending: { kind: 'merged', into: older },
      cost: { chargedCredits: 0, why: 'merged' },
    })
    expect(await checkById(till, older)).toMatchObject({ finishedAt: null, targetPk: '77' })
    expect(await balanceOf(till, bakery)).toMatchObject({ balanceCredits: 9, heldCredits: 1 })
    const [released] = await entriesOf(till, { customerId: bakery, countMax: 1 })
    expect(released).toMatchObject({ kind: 'release', checkId: younger, reason: 'merged' })
    expect(await compareLedger(till)).toMatchObject({ findings: [] })
  },
)

test('known in the same moment by two workers, one of the two ends', async () => {
  const till = await openTill(6)
  for (let round = 0; round < 10; round += 1) {
    const { bakery, older, younger } = await twoOrders(till)
    const outcomes = await Promise.all([identify(till, older), identify(till, younger)])
    expect(outcomes.filter((each) => each !== null).length).toBeLessThanOrEqual(1)
    expect(await checkById(till, older)).toMatchObject({ finishedAt: null })
    expect(await checkById(till, younger)).toMatchObject({ ending: { kind: 'merged' } })
    expect(await balanceOf(till, bakery)).toMatchObject({ balanceCredits: 9, heldCredits: 1 })
  }
})

test('nobody who reads waits for what the customer orders meanwhile', async () => {
  const till = await openTill(6)
  const { bakery, older } = await twoOrders(till)
  await till.db.transaction().execute(async (db) => {
    await customerAlone({ db }, bakery)
    expect(await identify(till, older)).toBeNull()
  })
  expect(await checkById(till, older)).toMatchObject({ targetPk: '77' })
})

test('what goes on is as urgent and as patient as what was merged into it', async () => {
  const till = await openTill()
  const bakery = await till.customer('bakery', 10)
  const older = await till.ordered(bakery, 'ada.old')
  const ordered = await till.order(bakery, 'ada.new', { inFront: true, patienceMs: 9_000_000 })
  if (ordered.kind !== 'ordered') throw new Error(ordered.kind)
  await identify(till, older)
  await identify(till, ordered.check.id)
  const row = await till.db
    .selectFrom('checks')
    .select(['is_in_front', 'patience_ms'])
    .where('id', '=', older)
    .executeTakeFirstOrThrow()
  expect(row).toEqual({ is_in_front: true, patience_ms: 9_000_000 })
})

test('what has crashed or has stood still for long begins anew when it is ordered by another name', async () => {
  const till = await openTill()
  const { older, younger } = await twoOrders(till)
  await identify(till, older)
  await sql`
    update checks set state = 'parked', parked_for = 'crashes', crash_count = 5, holder = null,
      still_ms = 3_500_000, still_since = evercheck_now() - interval '1 minute'
    where id = ${older}
  `.execute(till.db)
  await identify(till, younger)
  const row = await till.db
    .selectFrom('checks')
    .select(['state', 'parked_for', 'crash_count', 'still_ms'])
    .select(sql<boolean>`still_since > evercheck_now() - interval '30 seconds'`.as('is_anew'))
    .where('id', '=', older)
    .executeTakeFirstOrThrow()
  const anew = { state: 'queued', parked_for: null, crash_count: 0, still_ms: 0, is_anew: true }
  expect(row).toEqual(anew)
})

test('who has lost a check learns nothing for it, and another customer has his own', async () => {
  const till = await openTill()
  const { older, younger } = await twoOrders(till)
  const theatre = await till.customer('theatre', 10)
  const other = await till.ordered(theatre, 'ada.new')
  await identify(till, older)
  const late = { checkId: younger, fence: '99' }
  expect(await identifyTarget(till, late, SLICE, ADA)).toBeNull()
  expect(await checkById(till, younger)).toMatchObject({ finishedAt: null, targetPk: null })
  expect(await identify(till, other)).toBeNull()
  expect(await checkById(till, other)).toMatchObject({ finishedAt: null })
})

async function twoOrders(till: Till) {
  const bakery = await till.customer('bakery', 10)
  const older = await till.ordered(bakery, 'ada.old')
  const younger = await till.ordered(bakery, 'ada.new')
  return { bakery, older, younger }
}

/** A worker has the check and hears who it is. */
async function identify(till: Till, checkId: string) {
  const claimed = await sql<{ fence: string }>`
    update checks set state = 'running', holder = 1, fence = fence + 1
    where id = ${checkId} and finished_at is null
    returning fence
  `.execute(till.db)
  const fence = claimed.rows[0]?.fence
  return fence === undefined ? null : identifyTarget(till, { checkId, fence }, SLICE, ADA)
}
