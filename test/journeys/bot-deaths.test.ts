import { sql } from 'kysely'
import { expect, onTestFinished, test } from 'vitest'
import { dieAt } from '../bot-api/deaths.ts'
import { type Person, words } from '../bot-api/person.ts'
import { Town } from '../bot-api/town.ts'
import type { Kept } from '../bot-api/world.ts'
import { makeTestDatabase } from '../databases.ts'
import type { ServiceProcess } from '../service-process.ts'

test.each(['before', 'after'] as const)(
  'dying at any call of a check’s life, %s it is done, it ends with one progress and one result',
  async (moment) => {
    await using town = await openTown()
    let inmate = await town.live()
    const outcomes: string[] = []
    for (let number = 1; ; number += 1) {
      const person = town.person(2000 + number, 'en')
      await person.says('/start')
      await town.telegram.until('three messages', () => person.read.length === 3)
      const death = dieAt(town.telegram, inmate, { number, moment })
      const over = live(town, person).then(() => death.spare())
      const method = await death.died
      if (method !== null) inmate = await town.live()
      await over
      await settled(town)
      outcomes.push(`${method}: ${await seen(town, person)}`)
      if (method === null) break
    }
    expect(outcomes.length).toBeGreaterThan(6)
    expect(outcomes).toEqual(outcomes.map((each) => each.replace(/:.*/, ': 1 check, 1 message')))
  },
  60_000,
)

test('killed while it sends the result, another process shows it, once', async () => {
  await using town = await openTown()
  const person = town.person(2000, 'en')
  const service = await town.serve('work,bot')
  await person.says('/start')
  const killed = dies(town, service, 'editMessageMedia')
  const over = live(town, person)
  await killed
  await town.live()
  await over
  await settled(town)
  expect(await seen(town, person)).toBe('1 check, 1 message')
})

/** Types a name, presses "Start" and waits for the result. */
async function live(town: Town, person: Person): Promise<void> {
  person.types('ada.example')
  const { message, button } = await person.button('Start')
  if (!('callback_data' in button)) throw new Error('there is no button')
  person.presses(message, button.callback_data)
  const result = await person.sees('@ada.example: done')
  expect(result.file?.name).toBe('ada.example.xlsx')
  await town.telegram.until('the bell', () => person.read.some(isBell))
}

/** How many checks a person has ordered, and messages about one that there are in the end. */
async function seen(town: Town, person: Person): Promise<string> {
  const orders = await sql<{ count: number }>`
    select count(*)::integer as count from checks
    join telegram_chats chat on chat.customer_id = checks.customer_id
    where chat.chat_id = ${person.id}
  `.execute(town.app.db)
  const about = person.read.filter((one) => isProgress(one) || isResult(one))
  return `${orders.rows[0]?.count} check, ${about.length} message`
}

function isProgress(message: Kept): boolean {
  return words(message).includes('You may close this chat')
}

function isResult(message: Kept): boolean {
  return words(message).includes('@ada.example: done')
}

function isBell(message: Kept): boolean {
  return words(message).includes('Was it right?')
}

/** Kills a service when Telegram has done what it wanted. */
function dies(town: Town, service: ServiceProcess, method: string): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  town.telegram.afterCall = async (called) => {
    if (called !== method) return
    town.telegram.afterCall = () => undefined
    await service.end('SIGKILL')
    resolve()
  }
  return promise
}

/** Waits until every chat has seen what it is to see. */
async function settled(town: Town): Promise<void> {
  for (;;) {
    const left = await sql<{ count: number }>`
      select count(*)::integer as count from telegram_posts where state <> 'done'
    `.execute(town.app.db)
    if (left.rows[0]?.count === 0) return
  }
}

async function openTown(): Promise<Town> {
  const database = await makeTestDatabase()
  onTestFinished(() => database.drop())
  const town = await Town.open({ databaseUrl: database.url })
  // Everybody orders for nothing here: what is tried is not money.
  await sql`alter table customers alter column pays set default false`.execute(town.app.db)
  await sql`delete from prices`.execute(town.app.db)
  return town
}
