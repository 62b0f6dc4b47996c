import { sql } from 'kysely'
import { expect, onTestFinished, test } from 'vitest'
import { dieAt, type Moment } from '../bot-api/deaths.ts'
import { type Person, words } from '../bot-api/person.ts'
import { Town } from '../bot-api/town.ts'
import type { Kept } from '../bot-api/world.ts'
import { makeTestDatabase } from '../databases.ts'

type Death = { readonly number: number; readonly moment: Moment }

const IS_LONG = process.env.EVERCHECK_TEST_BOUTS !== undefined
/** More calls than any check's life has here. */
const CALLS_MAX = 30
/** Without `npm run test:bot` it dies at these calls only. */
const SOME: readonly Death[] = [
  { number: 1, moment: 'after' },
  { number: 4, moment: 'before' },
  { number: 5, moment: 'after' },
]

test('killed at any call of a check’s life, it ends with one progress and one result', {
  tags: 'long',
  timeout: (IS_LONG ? 2 * CALLS_MAX : SOME.length) * 40_000,
}, async () => {
  await using town = await openTown()
  let service = await town.serve('work,bot')
  const outcomes: string[] = []
  const methods = new Set<string | null>()
  for (const { number, moment } of deaths(methods)) {
    const person = town.person(2000 + outcomes.length, 'en')
    await person.says('/start')
    await town.telegram.until('three messages', () => person.read.length === 3)
    const die = () => service.end('SIGKILL')
    const death = dieAt(town.telegram, die, { number, moment })
    const over = live(town, person).then(() => death.spare())
    const method = await death.died
    if (method !== null) service = await town.serve('work,bot')
    await over
    await settled(town)
    methods.add(method)
    outcomes.push(`${moment} ${number}: ${await seen(town, person)}`)
  }
  expect(outcomes.filter((each) => !each.endsWith(': 1 check, 1 message'))).toEqual([])
  const all = ['answerCallbackQuery', 'editMessageMedia', 'editMessageText', 'sendMessage']
  if (IS_LONG) expect([...methods]).toEqual(expect.arrayContaining(all))
  else expect(methods.size).toBeGreaterThan(1)
})

/** Every call, before it is made and after, until a life has no more of them. */
function* deaths(methods: Set<string | null>): Generator<Death> {
  if (!IS_LONG) return yield* SOME
  for (const moment of ['before', 'after'] as const) {
    methods.delete(null)
    for (let number = 1; !methods.has(null); number += 1) {
      if (number > CALLS_MAX) throw new Error('the life of a check has no end')
      yield { number, moment }
    }
  }
}

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

/** Waits until every chat has seen what it is to see. */
async function settled(town: Town): Promise<void> {
  for (;;) {
    const left = await sql<{ count: number }>`
      select count(*)::integer as count from telegram_posts where state <> 'done'
    `.execute(town.app.db)
    if (left.rows[0]?.count === 0) return
    await new Promise((resolve) => setTimeout(resolve, 20))
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
