import { sql } from 'kysely'
import { expect, onTestFinished, test } from 'vitest'
import { evaluateAlerts } from '../../src/alerts/evaluate.ts'
import { telegramIdentity } from '../../src/customers/customer.ts'
import { customerOf } from '../../src/customers/customer-store.ts'
import { recordEvent } from '../../src/events/event-store.ts'
import { JOBS } from '../../src/jobs/kinds.ts'
import { JobQueue } from '../../src/queue/job-queue.ts'
import { type Person, words } from '../bot-api/person.ts'
import { Town } from '../bot-api/town.ts'
import { makeTestDatabase } from '../databases.ts'

/** Longer than anything waits for its next try while Telegram is away; twice that is an hour. */
const STEP_MS = 30 * 60_000

test('Telegram away for an hour: result, receipt, news and alert come when it is back, once', async () => {
  const database = await makeTestDatabase()
  onTestFinished(() => database.drop())
  await using town = await openTown(database.url)
  await using bot = await town.live()
  const { telegram, app } = town
  const [operator, buyer, reader] = [7, 1, 2].map((id) => town.person(id, 'ru'))
  if (!operator || !buyer || !reader) throw new Error('three people')
  for (const each of [operator, buyer, reader]) await each.says('/start')
  await buyer.says('/buy')
  await buyer.taps(/5 кредитов/)
  const invoice = await telegram.until('an invoice', () => buyer.read.find((one) => one.invoice))
  town.set({ latencyMs: 100 })
  reader.types('ada.example')
  await reader.taps('Начать')

  // The payment has gone through, the check is being read, and then nobody hears anything.
  telegram.afterCall = (method) => {
    if (method === 'answerPreCheckoutQuery') telegram.away = true
  }
  expect(await buyer.pays(invoice)).toMatchObject({ kind: 'paid' })
  const queue = await JobQueue.open(bot.app, JOBS)
  const work = () => queue.workDue(new AbortController().signal)
  await happens(town, reader)
  await evaluateAlerts(bot.app)
  const now = new Date()
  for (const _ of [1, 2]) {
    now.setTime(now.getTime() + STEP_MS)
    database.turn(now)
    await work()
    await tried(town)
  }
  const methods = ['editMessageMedia', 'sendMessage']
  expect([...new Set(telegram.missed)]).toEqual(expect.arrayContaining(methods))

  telegram.away = false
  now.setTime(now.getTime() + STEP_MS)
  database.turn(now)
  await work()
  await reader.sees('Всё верно?')
  await reader.sees('Изменения у @ada.example')
  await buyer.sees('Спасибо! Куплено')
  await operator.sees('КРИТИЧНО')
  // Another hour on, nothing of it comes again.
  now.setTime(now.getTime() + 2 * STEP_MS)
  database.turn(now)
  await work()
  for (const each of [operator, buyer, reader]) await each.says('/language')
  expect(count(reader, /@ada\.example: готово/)).toBe(1)
  expect(count(reader, /Чат можно закрыть/)).toBe(0)
  expect(count(reader, /Всё верно\?/)).toBe(1)
  expect(count(reader, /Изменения у/)).toBe(1)
  expect(count(buyer, /Спасибо! Куплено/)).toBe(1)
  expect(count(operator, /КРИТИЧНО/)).toBe(1)
  const customer = await customerOf(app, telegramIdentity(buyer.id))
  expect(customer?.balanceCredits).toBe(5)
})

test('a receipt and a file come once, though nobody hears that they have gone, or goes on after a death', {
  tags: 'long',
}, async () => {
  const database = await makeTestDatabase()
  onTestFinished(() => database.drop())
  await using town = await openTown(database.url)
  const first = await town.live()
  const { telegram } = town
  const person = town.person(1, 'en')
  await person.says('/start')
  await person.says('/buy')
  await person.taps(/5 credits/)
  const invoice = await telegram.until('an invoice', () => person.read.find((one) => one.invoice))
  // Of each call whose outcome is the receipt the answer is lost once.
  telegram.faults.push({ kind: 'cut-after', method: 'sendMessage', times: 1 })
  telegram.faults.push({ kind: 'cut-after', method: 'editMessageText', times: 1 })
  expect(await person.pays(invoice)).toMatchObject({ kind: 'paid' })
  await person.sees('5 credits for 45 Stars')
  await person.says('/balance')
  expect(count(person, /5 credits for 45 Stars/)).toBe(1)

  person.types('ada.example')
  await person.taps('Start')
  await person.sees('Was it right?')
  await person.says('/checks')
  // What was asked for is on its way when the process ends; the next one goes on in the same message.
  telegram.faults.push({ kind: 'flood', retryAfter: 20, method: 'editMessageMedia', times: 1 })
  const { message, button } = await person.button('@ada.example ·')
  person.presses(message, 'callback_data' in button ? String(button.callback_data) : '')
  await person.sees('here comes the file')
  await telegram.until('a pause', () => telegram.calls.some(({ status }) => status === 429))
  await first.end()
  await using _second = await town.live()
  await telegram.until('the file', () => files(person) === 2)
  await person.says('/help')
  expect(files(person)).toBe(2)
  expect(count(person, /here comes the file/)).toBe(0)
})

/** While Telegram is away: a check ends, a watched profile has changed, a session is long dead. */
async function happens({ app }: Town, { id }: Person): Promise<void> {
  for (;;) {
    const ended = await sql<{ id: string }>`
      select id from checks where finished_at is not null
    `.execute(app.db)
    if (ended.rows.length > 0) break
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  const customer = (await customerOf(app, telegramIdentity(id)))?.id ?? ''
  const check = await app.db.selectFrom('checks').select('id').executeTakeFirstOrThrow()
  const change = { gained: 1, lost: 2, renamed: 0 }
  const detail = { target: 'ada.example', watch: 'wat_1', check: check.id, ...change }
  await recordEvent(app, { kind: 'watch-changed', customer, detail })
  await sql`
    update instagram_sessions set cause = 'logged-out',
      died_at = evercheck_now() - interval '25 hours',
      created_at = evercheck_now() - interval '25 hours',
      logged_in_at = evercheck_now() - interval '25 hours'
    where label = 'current'
  `.execute(app.db)
}

/** Waits until everything that was due has been tried, and put off. */
async function tried({ app }: Town): Promise<void> {
  for (;;) {
    const due = await sql<{ count: number }>`
      select (select count(*) from telegram_posts
          where state = 'open' or state <> 'done' and due_at <= evercheck_now())
        + (select count(*) from telegram_letters
          where message is not null and due_at <= evercheck_now()) as count
    `.execute(app.db)
    if (Number(due.rows[0]?.count) === 0) return
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

function count(person: Person, what: RegExp): number {
  return person.read.filter((one) => what.test(words(one))).length
}

function files(person: Person): number {
  return person.read.filter(({ file }) => file?.name === 'ada.example.xlsx').length
}

async function openTown(databaseUrl: string): Promise<Town> {
  const settings = { EVERCHECK_STARS_PACKS: '5:45' }
  const town = await Town.open({ databaseUrl, operators: [7], settings })
  await sql`delete from prices`.execute(town.app.db)
  return town
}
