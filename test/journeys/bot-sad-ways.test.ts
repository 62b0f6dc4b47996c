import { sql } from 'kysely'
import { expect, onTestFinished, test } from 'vitest'
import { accountNamed } from '../../src/accounts/account-store.ts'
import { balanceOf, credit } from '../../src/balance/ledger.ts'
import { setPrice } from '../../src/balance/price-store.ts'
import { settleWaiting } from '../../src/checks/waiting-store.ts'
import { telegramIdentity } from '../../src/customers/customer.ts'
import { customerOf } from '../../src/customers/customer-store.ts'
import { type Person, words } from '../bot-api/person.ts'
import { ADA, Town } from '../bot-api/town.ts'
import { makeTestDatabase } from '../databases.ts'

const OPERATOR = 9
const PATIENCE_MS = 1500

test('whoever stops a check that was merged stops what goes on in its place', async () => {
  await using town = await openTown(['keeper'])
  const { db } = town.app
  const { anna } = await people(town)
  const worker = await town.live(['work'])
  await using _bot = await town.live(['bot'])
  anna.types(ADA.username)
  await anna.button(/^Начать/)
  await worker.end()
  await anna.taps(/^Начать/)
  await sql`
    insert into checks (id, customer_id, target_username, state, patience_ms, charged, cost_why,
      created_at, last_update_at, finished_at, ending, ending_why)
    select 'chk_own', customer_id, 'ada.once', 'cancelled', 0, 0, 'merged', evercheck_now(),
      evercheck_now(), evercheck_now(), 'merged', id
    from checks
  `.execute(db)
  anna.presses(anna.last, 'x!:chk_own')
  await anna.sees(/остановлена/)
  expect(await balance(town, anna)).toEqual({ balanceCredits: 10, heldCredits: 0 })
})

test('two failed logins: whoever ordered hears that nothing was charged, the operator what to do', {
  tags: 'long',
}, async () => {
  await using town = await openTown(['keeper'])
  const { anna, operator } = await people(town)
  await using _live = await town.live()
  const failure = { kind: 'technical', code: 'UNKNOWN_PAGE', detail: 'nobody knows it' } as const
  town.browser.outcomes.push(failure, failure)
  const kill = { username: 'keeper', disguise: 'please-wait', afterRows: 50 } as const
  town.instagram.world.kill(kill)
  await orders(anna)
  await stands(town, 'keeper', 'failing')
  expect(town.browser.outcomes).toHaveLength(0)
  expect(await balance(town, anna)).toEqual({ balanceCredits: 5, heldCredits: 5 })

  await runsOutOfPatience(town)
  await anna.sees(/Ничего не списано|бесплатно|не списан/)
  expect(await balance(town, anna)).toEqual({ balanceCredits: 10, heldCredits: 0 })
  await using _alerts = await town.serve('schedule,alerts')
  expect(words(await operator.sees('keeper is failing'))).toContain('evercheck')
})

test('a challenge: another account goes on and whoever ordered gets the result, the operator is told', {
  tags: 'long',
}, async () => {
  await using town = await openTown(['keeper', 'second'])
  const { anna, operator } = await people(town)
  town.set({ once: [{ row: '8', list: 'followers', afterRows: 50 }] })
  await using _live = await town.live()
  await orders(anna)
  const result = await anna.sees('@ada.example: готово')
  expect(result.file?.name).toBe('ada.example.xlsx')
  expect(await balance(town, anna)).toEqual({ balanceCredits: 5, heldCredits: 0 })
  const standings = await Promise.all(
    ['keeper', 'second'].map(async (name) => (await accountNamed(town.app, name)).standing),
  )
  expect(standings.sort()).toEqual(['active', 'challenged'])
  await using _alerts = await town.serve('schedule,alerts')
  await operator.sees(/(keeper|second) is challenged/)
})

test('no account left: the check waits, patience ends, and whoever ordered has it all back', {
  tags: 'long',
}, async () => {
  await using town = await openTown(['keeper'])
  const { anna, operator } = await people(town)
  town.set({ once: [{ row: '8', list: 'followers', afterRows: 50 }] })
  await using _live = await town.live()
  await orders(anna)
  await stands(town, 'keeper', 'challenged')
  expect(await balance(town, anna)).toEqual({ balanceCredits: 5, heldCredits: 5 })
  await using _alerts = await town.serve('schedule,alerts')
  await operator.sees('keeper is challenged')
  await runsOutOfPatience(town)
  await anna.sees(/Ничего не списано|бесплатно|не списан/)
  expect(await balance(town, anna)).toEqual({ balanceCredits: 10, heldCredits: 0 })
})

async function openTown(accounts: readonly string[]): Promise<Town> {
  const database = await makeTestDatabase()
  onTestFinished(() => database.drop())
  const town = await Town.open({
    databaseUrl: database.url,
    accounts,
    operators: [OPERATOR],
    settings: { EVERCHECK_PATIENCE_MS: String(PATIENCE_MS) },
  })
  await setPrice(town.app, { peopleMax: null, credits: 5 })
  return town
}

/** Anna has ten credits, and the operator has begun to talk with the bot. */
async function people(town: Town): Promise<{ anna: Person; operator: Person }> {
  const anna = town.person(1001, 'ru')
  const operator = town.person(OPERATOR, 'en')
  await using _bot = await town.live(['bot'])
  for (const person of [anna, operator]) await person.says('/start')
  const customerId = await customerOfPerson(town, anna)
  const given = { reason: 'granted', note: null, actor: 'operator', source: null } as const
  const { balanceCredits } = await balanceOf(town.app, customerId)
  await credit(town.app, { customerId, credits: 10 - balanceCredits, ...given })
  return { anna, operator }
}

async function orders(person: Person): Promise<void> {
  person.types(ADA.username)
  await person.taps(/^Начать/)
}

/** An account has come to stand so. */
async function stands(town: Town, username: string, standing: string): Promise<void> {
  while ((await accountNamed(town.app, username)).standing !== standing) await aMoment()
}

/** The worker looks through all that waits once a minute; here it is done as soon as it is time. */
async function runsOutOfPatience(town: Town): Promise<void> {
  while ((await settleWaiting(town.app, null)).length === 0) await aMoment()
}

function aMoment(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}

async function balance(town: Town, person: Person) {
  const { balanceCredits, heldCredits } = await balanceOf(
    town.app,
    await customerOfPerson(town, person),
  )
  return { balanceCredits, heldCredits }
}

async function customerOfPerson(town: Town, person: Person): Promise<string> {
  const customer = await customerOf(town.app, telegramIdentity(person.id))
  if (customer === null) throw new Error('the bot knows nobody of that number')
  return customer.id
}
