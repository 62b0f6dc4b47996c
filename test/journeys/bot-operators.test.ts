import { sql } from 'kysely'
import { expect, onTestFinished, test } from 'vitest'
import { telegramIdentity } from '../../src/customers/customer.ts'
import { customerOf } from '../../src/customers/customer-store.ts'
import { beginDialogue } from '../../src/dialogues/dialogue-store.ts'
import { words } from '../bot-api/person.ts'
import { Town } from '../bot-api/town.ts'
import { makeTestDatabase } from '../databases.ts'

test('operators see sessions, give credits, and answer a login; customers are forgotten', async () => {
  const database = await makeTestDatabase()
  onTestFinished(() => database.drop())
  await using town = await Town.open({ databaseUrl: database.url, operators: [7] })
  await using _service = await town.serve('bot')
  const operator = town.person(7, 'ru')
  const person = town.person(1001, 'en')
  await person.says('/start')
  await operator.says('/start')

  expect(words(await person.says('/admin_session_status'))).toContain('those who run this bot')
  await operator.says('/admin_session_status')
  expect(words(await operator.sees('keeper'))).toMatch(
    /Плановых обновлений: 0[\s\S]*Удачных проверок/,
  )
  operator.types('/admin_grant tg:1001 5 for the trouble')
  expect(words(await person.sees('You have been given'))).toContain('for the trouble')
  town.telegram.repeat(1)

  const { id } = await town.app.db
    .selectFrom('instagram_accounts')
    .select('id')
    .executeTakeFirstOrThrow()
  await beginDialogue(town.app, {
    accountId: id,
    cause: 'challenge',
    asks: 'code',
    said: 'Enter the code',
    place: '/challenge/',
  })
  const wanted = await operator.sees('Instagram хочет человека')
  const typed = operator.types('414 603', wanted.id)
  await operator.sees('ввожу код')
  expect(typed.isDeleted).toBe(true)
  const sent = await sql<{ count: number }>`
    select code_count as count from login_dialogues
  `.execute(town.app.db)
  expect(sent.rows[0]?.count).toBe(1)

  const before = await customerOf(town.app, telegramIdentity(1001))
  expect(before?.balanceCredits).toBe(5)
  await person.says('/forget')
  await person.taps('Delete everything')
  await person.sees('Everything about you is deleted.')
  expect(await customerOf(town.app, telegramIdentity(1001))).toBeNull()
  const chats = await sql<{ chat_id: string }>`
    select chat_id from telegram_chats where chat_id = 1001
  `.execute(town.app.db)
  expect(chats.rows).toEqual([])
})
