import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { balanceOf } from '../../src/balance/ledger.ts'
import { accountName } from '../../src/cli/account-name.ts'
import { parseTotpSecret } from '../../src/credentials/totp.ts'
import { telegramIdentity } from '../../src/customers/customer.ts'
import { customerOf, listCustomers } from '../../src/customers/customer-store.ts'
import { takeOver } from '../../src/takeover/take-over.ts'
import { parseTakeover } from '../../src/takeover/takeover-file.ts'
import { USER_AGENT } from '../scripted-browser.ts'
import { never, Trial } from '../trial.ts'

const READERS = { accountName, parseTotpSecret }

test('accounts with sessions, customers and balances come in once, however often it is done', async () => {
  await using trial = await Trial.open({ accounts: [], loggedIn: [] })
  const table = tableOf(trial.cookiesFor('keeper'))
  const dry = await takeOver(trial.app, table, { dryRun: true }, never())
  expect(dry).toMatchObject([
    { name: 'keeper', isNew: true, session: { kind: 'untried' } },
    { name: 'second', isNew: true, session: { kind: 'none' } },
    { name: 'Anna', customerId: null, creditedCredits: 12 },
    { name: 'Bakery', customerId: null, creditedCredits: 3 },
  ])
  expect(await listCustomers(trial.app, { countMax: 10 })).toHaveLength(1)
  expect(trial.counters.requests).toBe(0)
  const first = await takeOver(trial.app, table, { dryRun: false }, never())
  expect(first).toMatchObject([
    { name: 'keeper', isNew: true, hasPassword: true, session: { kind: 'imported' } },
    { name: 'second', isNew: true, session: { kind: 'none' } },
    { name: 'Anna', isNew: true, creditedCredits: 12 },
    { name: 'Bakery', isNew: true, creditedCredits: 3 },
  ])
  const asked = trial.counters.requests
  const again = await takeOver(trial.app, table, { dryRun: false }, never())
  expect(again).toMatchObject([
    { isNew: false, session: { kind: 'kept' } },
    { isNew: false },
    { isNew: false, creditedCredits: 0 },
    { isNew: false, creditedCredits: 0 },
  ])
  expect(trial.counters.requests).toBe(asked)
  const anna = await customerOf(trial.app, telegramIdentity(481516))
  expect(anna).toMatchObject({ name: 'Anna', language: 'ru', zone: 'Europe/Moscow' })
  expect(await balanceOf(trial.app, anna?.id ?? '')).toMatchObject({ balanceCredits: 12 })
  expect(await trial.check()).toMatchObject({ status: 'completed' })
  expect(trial.counters.logins).toEqual({})
})

test('cookies that are logged in no more are refused, and all else comes in', async () => {
  await using trial = await Trial.open({ accounts: [], loggedIn: [] })
  const table = tableOf('sessionid=1%3Awrong; ds_user_id=1')
  const taken = await takeOver(trial.app, table, { dryRun: false }, never())
  expect(taken.map((row) => (row.kind === 'account' ? row.session.kind : row.isNew))).toEqual([
    'refused',
    'none',
    true,
    true,
  ])
})

test('the table that the page shows can be taken over', async () => {
  const page = await readFile(new URL('../../docs/takeover.md', import.meta.url), 'utf8')
  const [, table = ''] = /```csv\n([\s\S]*?)```/.exec(page) ?? []
  expect(parseTakeover(table, READERS)).toHaveLength(3)
})

function tableOf(cookies: string) {
  return parseTakeover(
    `kind,name,password,cookies,user_agent,telegram,language,zone,balance
account,keeper,planted-Secret-0481,"${cookies}","${USER_AGENT}",,,,
account,second,planted-Secret-0481,,,,,,
customer,Anna,,,,481516,ru,Europe/Moscow,12
customer,Bakery,,,,,,,3`,
    READERS,
  )
}
