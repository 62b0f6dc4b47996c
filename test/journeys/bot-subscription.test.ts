import { expect, onTestFinished, test } from 'vitest'
import { telegramIdentity } from '../../src/customers/customer.ts'
import { customerOf } from '../../src/customers/customer-store.ts'
import type { Person } from '../bot-api/person.ts'
import { Town } from '../bot-api/town.ts'
import { makeTestDatabase, type TestDatabase } from '../databases.ts'

const SELLING = { EVERCHECK_STARS_SUBSCRIPTION: '30:250' }

test('a subscription gives its credits once for each payment, and ends when its customer wants', async () => {
  const { town } = await openTown()
  await using _town = town
  await using _bot = await town.live(['bot'])
  const person = town.person(1001, 'en')
  const link = await subscribe(person)
  const other = town.person(1002, 'ru')
  await other.says('/start')
  expect(await other.pays(link)).toMatchObject({
    kind: 'refused',
    why: 'Этот счёт выписан другому человеку. Запросите свой: /buy.',
  })
  const paid = await person.pays(link)
  if (paid.kind !== 'paid') throw new Error(JSON.stringify(paid))
  await person.sees('Your subscription has begun: 30 credits now')
  expect(await balance(town, person)).toBe(30)
  // Nobody pays for two, and nothing that is told again counts again.
  expect(await person.pays(link)).toMatchObject({ kind: 'refused' })
  town.telegram.repeat(2)
  person.renews(paid.charge)
  await person.sees('Your subscription is renewed')
  town.telegram.repeat(2)
  await person.says('/balance')
  expect(await balance(town, person)).toBe(60)

  await person.says('/watch')
  await person.taps('My subscription')
  await person.sees('It renews itself on')
  await person.taps('End the subscription')
  await person.sees('Your subscription ends on')
  expect(town.telegram.subscriptions.get(paid.charge)?.cancelled).toBe(true)
  await person.taps('Keep the subscription')
  await person.sees('It renews itself on')
  expect(town.telegram.subscriptions.get(paid.charge)?.cancelled).toBe(false)
  // Whoever is forgotten is not charged any more.
  await person.says('/forget')
  await person.taps('Delete everything')
  await person.sees('Everything about you is deleted.')
  expect(town.telegram.subscriptions.get(paid.charge)?.cancelled).toBe(true)
})

test('a renewal that nobody has told of is found in the night; one that is paid back ends it', async () => {
  const { town, database } = await openTown()
  await using _town = town
  const first = await town.live(['bot'])
  const person = town.person(1001, 'ru')
  const paid = await person.pays(await subscribe(person))
  if (paid.kind !== 'paid') throw new Error(JSON.stringify(paid))
  await person.sees('Подписка оформлена')
  await first.end()
  // Telegram's word of it is lost.
  person.renews(paid.charge)
  town.telegram.queue.length = 0
  turnToNoon(database, 31)
  await using _again = await town.live(['bot'])
  while ((await balance(town, person)) !== 60) await new Promise(setImmediate)
  await person.says('/paysupport')
  const charge = [...town.telegram.payments.keys()].at(-1) ?? ''
  await person.taps(/Вернуть/)
  await person.sees('возвращаются')
  expect(town.telegram.payments.get(charge)?.refunded).toBe(true)
  expect(town.telegram.subscriptions.get(paid.charge)?.cancelled).toBe(true)
  expect(await balance(town, person)).toBe(30)
})

test('who has not renewed is told once that the subscription is over', async () => {
  const { town, database } = await openTown()
  await using _town = town
  const first = await town.live(['bot'])
  const person = town.person(1001, 'en')
  await person.pays(await subscribe(person))
  await person.sees('has begun')
  await first.end()
  turnToNoon(database, 32)
  const second = await town.live(['bot'])
  await person.sees('Your subscription is over')
  await second.end()
  await using _third = await town.live(['bot'])
  await person.says('/watch')
  const told = person.read.filter(({ text }) => text?.includes('subscription is over'))
  expect(told).toHaveLength(1)
  await person.button(/^Subscribe/)
})

/** From the first word to the link under "Subscribe". */
async function subscribe(person: Person): Promise<string> {
  await person.says('/start')
  await person.world.until('three messages', () => person.read.length === 3)
  await person.says('/watch')
  await person.taps(/30 (credits|кредитов)/)
  const { button } = await person.button(/⭐/)
  if (!('url' in button)) throw new Error('it leads nowhere')
  return button.url
}

function turnToNoon(database: TestDatabase, days: number): void {
  const noon = new Date(Date.now() + days * 24 * 3_600_000)
  noon.setUTCHours(12)
  database.turn(noon)
}

async function balance(town: Town, person: Person): Promise<number | undefined> {
  const customer = await customerOf(town.app, telegramIdentity(person.id))
  return customer?.balanceCredits
}

async function openTown(): Promise<{ readonly town: Town; readonly database: TestDatabase }> {
  const database = await makeTestDatabase()
  onTestFinished(() => database.drop())
  return { town: await Town.open({ databaseUrl: database.url, settings: SELLING }), database }
}
