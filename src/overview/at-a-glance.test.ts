import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { Trial } from '../../test/trial.ts'
import { recordRequests } from '../accounts/budget.ts'
import { compareLedger } from '../balance/compare-ledger.ts'
import { accountActivity } from './account-activity.ts'
import { moneyFigures } from './money-figures.ts'

const DAY_MS = 24 * 3_600_000

test('what an account asked on a day is known when its minutes are forgotten, and its day by quarters', async () => {
  await using trial = await Trial.open()
  const { id } = await trial.account()
  trial.instagram.kill({ username: 'keeper', disguise: 'plain', afterRows: 100 })
  await trial.check()
  const asked = await sql<{ sum: number }>`
    select sum(count)::integer as sum from account_requests where account_id = ${id}
  `.execute(trial.app.db)
  const before = await accountActivity(trial.app, id)
  expect(before.days).toHaveLength(30)
  const sum = (of: readonly { requests: number }[]) =>
    of.reduce((all, one) => all + one.requests, 0)
  expect(sum(before.days)).toBe(asked.rows[0]?.sum)
  expect(sum(before.slots)).toBe(asked.rows[0]?.sum)
  expect(before.slots.reduce((all, { deaths }) => all + deaths, 0)).toBe(1)

  trial.clock.advance(4 * DAY_MS)
  for (let time = 0; time < 3; time += 1) await recordRequests(trial.app, id, 2)
  const minutes = await sql`select from account_requests where account_id = ${id}`.execute(
    trial.app.db,
  )
  expect(minutes.rows).toHaveLength(1)
  const after = await accountActivity(trial.app, id)
  expect(after.slots.map(({ requests }) => requests)).toEqual([6])
  expect(after.days.at(-1)?.requests).toBe(6)
  const known = new Map(before.days.map(({ day, requests }) => [day, requests]))
  for (const { day, requests } of after.days.slice(0, -1))
    expect(requests).toBe(known.get(day) ?? 0)

  // After two months a day is forgotten as well.
  trial.clock.advance(70 * DAY_MS)
  await recordRequests(trial.app, id, 1)
  const days = await sql`select from account_days where account_id = ${id}`.execute(trial.app.db)
  expect(days.rows).toHaveLength(1)
})

test("the customers' money in five figures, without the house", async () => {
  await using trial = await Trial.open({ accounts: [], loggedIn: [] })
  const { db } = trial.app
  expect(await moneyFigures(trial.app, 30 * DAY_MS)).toMatchObject({ customers: 0, compared: null })
  await sql`
    insert into customers (id, created_at, balance)
    values ('tg:1', evercheck_now(), 7), ('tg:2', evercheck_now(), 0)
  `.execute(db)
  const checks = [
    ['open', 3, null, null, null],
    ['done', 5, 4, 'complete', 1],
    ['thin', 2, 0, 'incomplete', 2],
    ['gone', 1, 0, 'target-closed', 3],
    ['long-ago', 9, 9, 'complete', 40],
    ['free', 0, 0, 'complete', 1],
  ] as const
  for (const [id, ceiling, charged, ending, daysAgo] of checks) {
    const ended = daysAgo === null ? null : new Date(trial.clock.now().getTime() - daysAgo * DAY_MS)
    const state = ending === null ? 'queued' : ending === 'complete' ? 'completed' : 'failed'
    await sql`
      insert into checks (id, customer_id, target_username, state, patience_ms, created_at,
        finished_at, last_update_at, ending, ceiling, charged, cost_why)
      values (${id}, 'tg:1', ${id}, ${state}, 1000, evercheck_now(), ${ended}, evercheck_now(),
        ${ending}, ${ceiling}, ${charged}, ${charged === null ? null : 'delivered'})
    `.execute(db)
  }
  const { findings } = await compareLedger(trial.app)
  expect(findings.length).toBeGreaterThan(0)
  expect(await moneyFigures(trial.app, 30 * DAY_MS)).toMatchObject({
    customers: 2,
    toSpend: 7,
    held: 3,
    openChecks: 1,
    taken: 4,
    delivered: 1,
    givenBack: 3,
    incomplete: 1,
    failed: 1,
    compared: { findings: findings.length },
  })
})
