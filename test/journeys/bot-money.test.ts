import { expect, onTestFinished, test } from 'vitest'
import { telegramIdentity } from '../../src/customers/customer.ts'
import { customerOf } from '../../src/customers/customer-store.ts'
import { type Person, words } from '../bot-api/person.ts'
import { Town } from '../bot-api/town.ts'
import { makeTestDatabase } from '../databases.ts'

const SELLING = { EVERCHECK_STARS_PACKS: '5:45,20:160', EVERCHECK_STARS_PER_CREDIT: '10' }

test('what is paid is credited once and refunded once, whatever is repeated', async () => {
  await using town = await openTown()
  await using _service = await town.serve('bot')
  const person = town.person(1001, 'en')
  const invoice = await buy(person)
  const other = town.person(1002, 'ru')
  expect(await other.pays(invoice)).toMatchObject({
    kind: 'refused',
    why: 'Этот счёт выписан другому человеку. Запросите свой: /buy.',
  })

  const paid = await person.pays(invoice)
  if (paid.kind !== 'paid') throw new Error(JSON.stringify(paid))
  expect(words(await person.sees('Thank you!'))).toContain('5 credits for 45 Stars')
  expect(await balance(town, person)).toBe(5)
  town.telegram.repeat(3)
  await person.says('/balance')
  expect(await balance(town, person)).toBe(5)
  // It has gone from the chat; whoever still has it is told that it was paid.
  expect(invoice.isDeleted).toBe(true)
  expect(await person.pays(invoice)).toMatchObject({ kind: 'refused' })

  await person.says('/paysupport')
  await person.taps(/Refund/)
  await person.sees('on the way back to you')
  expect(await balance(town, person)).toBe(0)
  expect(town.telegram.payments.get(paid.charge)?.refunded).toBe(true)
  expect(town.telegram.stars.filter(({ receiver }) => receiver)).toHaveLength(1)
  town.telegram.repeat(2)
  await person.says('/balance')
  expect(await balance(town, person)).toBe(0)
})

test('a chargeback that nobody tells of is found by comparing, and is owed once', {
  tags: 'long',
}, async () => {
  const database = await makeTestDatabase()
  onTestFinished(() => database.drop())
  await using town = await Town.open({ databaseUrl: database.url, settings: SELLING })
  const service = await town.serve('bot')
  const person = town.person(1001, 'en')
  const paid = await person.pays(await buy(person))
  if (paid.kind !== 'paid') throw new Error(JSON.stringify(paid))
  await person.sees('Thank you!')
  await service.end()
  person.chargesBack(paid.charge)
  // The next night is over.
  const noon = new Date(Date.now() + 24 * 3_600_000)
  noon.setUTCHours(12)
  database.turn(noon)
  await using _again = await town.serve('bot')
  await person.sees('was taken back')
  expect(await balance(town, person)).toBe(0)
})

test('a check that the balance does not hold is sold by itself, and its card comes back', {
  tags: 'long',
}, async () => {
  await using town = await openTown()
  await using _bot = await town.live()
  const person = town.person(1001, 'en')
  await person.says('/start')
  person.types('ada.example')
  const card = words(await person.sees('This check may cost up to'))
  const credits = Number(/may cost up to (\d+) credit/.exec(card)?.[1])
  await person.taps('Buy credits')
  const invoice = await person.world.until('an invoice', () =>
    person.read.find((one) => one.invoice),
  )
  expect(words(invoice)).toBe('One check')
  expect(invoice.invoice?.total_amount).toBe(10 * credits)
  expect((await person.pays(invoice)).kind).toBe('paid')
  await person.sees(`for ${10 * credits} Stars`)
  await person.taps('Start')
  const result = await person.sees('@ada.example: done')
  expect(result.caption).toContain(`Cost: 1 credit. Balance: ${credits - 1} credit`)
})

async function buy(person: Person) {
  await person.says('/start')
  await person.says('/buy')
  await person.taps(/5 credits/)
  return person.world.until('an invoice', () => person.read.find(({ invoice }) => invoice))
}

async function balance(town: Town, person: Person): Promise<number | undefined> {
  const customer = await customerOf(town.app, telegramIdentity(person.id))
  return customer?.balanceCredits
}

async function openTown(): Promise<Town> {
  const database = await makeTestDatabase()
  onTestFinished(() => database.drop())
  return Town.open({ databaseUrl: database.url, settings: SELLING })
}
