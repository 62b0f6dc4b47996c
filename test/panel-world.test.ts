import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { lastComparison } from '../src/balance/compare-ledger.ts'
import { forgetCustomer } from '../src/checks/forget.ts'
import { HOUSE } from '../src/customers/customer.ts'
import { panelWorld } from '../tools/screens/panel-world.ts'
import { Trial } from './trial.ts'

test('the world of the pictures is one that can be: its ledger adds up, and all can be forgotten', async () => {
  await using trial = await Trial.open({ accounts: [], loggedIn: [] })
  const { app } = trial
  await panelWorld(app)
  expect(await lastComparison(app)).toMatchObject({ findings: [] })
  const read = await sql<{ id: string }>`
    select progress.check_id as id
    from check_progress progress
    join checks on checks.id = progress.check_id
    where checks.state = 'completed' and progress.fetched <> (
      select count(*) from check_members member
      where member.check_number = checks.number and member.list = progress.list
    )
  `.execute(app.db)
  expect(read.rows).toEqual([])
  const odd = await sql<{ id: string }>`
    select id from (
      select id, requests, number, lag(number) over (order by created_at, number) as before,
        (select sum(pages) from check_progress where check_id = checks.id) as pages
      from checks
    ) one
    where requests < pages or number < before
    union all
    select account.id from instagram_accounts account
    join instagram_sessions session on session.account_id = account.id
    group by account.id
    having bool_and(session.label <> 'current')
  `.execute(app.db)
  // Every page was asked for, later checks have later numbers, and who has a past has a session.
  expect(odd.rows).toEqual([])
  const others = await sql<{ id: string }>`
    select id from customers where id <> ${HOUSE} order by id
  `.execute(app.db)
  expect(others.rows.map(({ id }) => id)).toContain('tg:481516')
  for (const { id } of others.rows) await forgetCustomer(app, id, new AbortController().signal)
})
