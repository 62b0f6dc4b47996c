import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { telegramIdentity } from '../../src/customers/customer.ts'
import { customerOf } from '../../src/customers/customer-store.ts'
import { Front } from '../bot-api/front.ts'
import { words } from '../bot-api/person.ts'
import { Town } from '../bot-api/town.ts'
import { makeTestDatabase } from '../databases.ts'
import { makeOwnFolder, quickFolder } from '../quick-folder.ts'

const SECRET = 'planted-webhook-secret-of-the-tests-0481'

test('Telegram brings updates to whoever has the secret, and each is taken once', async () => {
  await using front = await Front.open()
  await using town = await openTown(front)
  // One process answers the webhook, another one has the bot.
  await using _api = await town.serve('api', { EVERCHECK_LISTEN: front.listen })
  await using _bot = await town.serve('bot')
  const person = town.person(1001, 'en')
  // The answer to an update is lost, so it is brought again.
  front.losesAnswers = 2
  await person.says('/start')
  await town.telegram.until('three messages', () => person.read.length === 3)
  town.telegram.repeat(1)
  await person.says('/buy')
  await person.taps(/5 credits/)
  expect(person.read).toHaveLength(4)
  const invoice = await town.telegram.until('an invoice', () =>
    person.read.find((each) => each.invoice),
  )
  expect(await person.pays(invoice)).toMatchObject({ kind: 'paid' })
  await person.sees('Thank you!')
  const customer = await customerOf(town.app, telegramIdentity(person.id))
  expect(customer?.balanceCredits).toBe(5)
  expect(town.telegram.webhook).toMatchObject({ url: `${front.url}/public/telegram` })

  // Nobody else is let in, and learns nothing.
  for (const secret of [null, '', SECRET.slice(1), `${SECRET}x`]) {
    const answer = await fetch(`http://${front.listen}/public/telegram`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(secret === null ? {} : { 'x-telegram-bot-api-secret-token': secret }),
      },
      body: JSON.stringify({ update_id: 1, message: { from: { id: 1001 } } }),
    })
    expect([answer.status, await answer.json()]).toEqual([
      404,
      expect.objectContaining({ code: 'ENDPOINT_UNKNOWN' }),
    ])
  }
  const stored = await town.app.db
    .selectFrom('telegram_updates')
    .select('update_id')
    .where('update_id', '=', '1')
    .execute()
  expect(stored).toEqual([])
})

test('updates are asked for again where the webhook is given up, and none is lost between', {
  tags: 'long',
}, async () => {
  await using front = await Front.open()
  await using town = await openTown(front)
  const both = await town.serve('bot,api', { EVERCHECK_LISTEN: front.listen })
  const person = town.person(1001, 'en')
  await person.says('/start')
  await town.telegram.until('three messages', () => person.read.length === 3)
  await both.end()
  person.types('/help')
  await using _asking = await town.serve('bot', { EVERCHECK_TELEGRAM_WEBHOOK_FILE: '' })
  await person.sees('How it works')
  expect(town.telegram.webhook).toBeNull()
  // Somebody else with the token sets one: it is taken away, and people are answered.
  town.telegram.webhook = { url: `${front.url}/elsewhere`, secret: null, lastError: null }
  town.telegram.changed()
  const before = person.read.length
  person.types('/terms')
  await town.telegram.until('terms', () => person.read.length > before)
  expect(person.read.slice(3).map((each) => words(each).slice(0, 12))).toHaveLength(2)
})

async function openTown(front: Front): Promise<Town> {
  const database = await makeTestDatabase()
  onTestFinished(() => database.drop())
  const file = join(await makeOwnFolder(await quickFolder(), 'webhook'), 'secret')
  await writeFile(file, SECRET, { mode: 0o600 })
  return Town.open({
    databaseUrl: database.url,
    settings: {
      EVERCHECK_STARS_PACKS: '5:45',
      EVERCHECK_PUBLIC_URL: front.url,
      EVERCHECK_TELEGRAM_WEBHOOK_FILE: file,
    },
  })
}
