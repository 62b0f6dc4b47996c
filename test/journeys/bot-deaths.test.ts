import { sql } from 'kysely'
import { expect, onTestFinished, test } from 'vitest'
import { type Person, words } from '../bot-api/person.ts'
import { Town } from '../bot-api/town.ts'
import type { Kept } from '../bot-api/world.ts'
import { makeTestDatabase } from '../databases.ts'
import type { ServiceProcess } from '../service-process.ts'

/** The calls of a check's life, and whether the process dies before Telegram acts or after. */
const DEATHS = [
  { method: 'editMessageText', moment: 'before' },
  { method: 'editMessageText', moment: 'after' },
  { method: 'editMessageMedia', moment: 'after' },
  { method: 'sendMessage', moment: 'after' },
] as const

test('killed at any call of a check, it ends with one progress and one result', async () => {
  await using town = await openTown()
  const { telegram } = town
  const outcomes: string[] = []
  for (const [index, death] of DEATHS.entries()) {
    const person = town.person(2000 + index, 'en')
    let service = await town.serve('work,bot')
    await person.says('/start')
    person.types('ada.example')
    await person.button('Start')
    const killed = dieAt(town, service, death)
    if (death.method === 'sendMessage') {
      // The bell is the only message that is sent after the start.
      await person.button('Start')
    }
    tapStart(person)
    await killed
    telegram.beforeCall = () => undefined
    telegram.afterCall = () => undefined
    service = await town.serve('work,bot')
    const result = await person.sees('@ada.example: done')
    await settled(town)
    expect(result.file?.name).toBe('ada.example.xlsx')
    const about = person.read.filter(isAboutCheck)
    outcomes.push(`${death.method} ${death.moment}: ${about.length}`)
    const orders = await sql<{ count: number }>`
      select count(*)::integer as count from checks
      join telegram_chats chat on chat.customer_id = checks.customer_id
      where chat.chat_id = ${person.id}
    `.execute(town.app.db)
    expect(orders.rows[0]?.count).toBe(1)
    await service.end('SIGKILL')
  }
  expect(outcomes).toEqual(DEATHS.map(({ method, moment }) => `${method} ${moment}: 1`))
})

/** Progress or result: everything about the check but the bell. */
function isAboutCheck(message: Kept): boolean {
  return words(message).includes('@ada.example') && !words(message).includes('Was it right?')
}

function dieAt(
  town: Town,
  service: ServiceProcess,
  { method, moment }: (typeof DEATHS)[number],
): Promise<void> {
  return new Promise((resolve) => {
    const die = async (called: string) => {
      if (called !== method) return
      await service.end('SIGKILL')
      resolve()
      if (moment === 'before') throw new Error('the process is dead')
    }
    if (moment === 'before') town.telegram.beforeCall = die
    else town.telegram.afterCall = die
  })
}

function tapStart(person: Person): void {
  const message = person.read.findLast(({ keyboard }) => keyboard !== null)
  const button = message?.keyboard?.inline_keyboard[0]?.[0]
  if (!message || !button || !('callback_data' in button)) throw new Error('there is no button')
  person.presses(message, button.callback_data)
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
