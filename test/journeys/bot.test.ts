import { expect, onTestFinished, test } from 'vitest'
import { credit } from '../../src/balance/ledger.ts'
import { telegramIdentity } from '../../src/customers/customer.ts'
import { customerOf } from '../../src/customers/customer-store.ts'
import type { Person } from '../bot-api/person.ts'
import { Town } from '../bot-api/town.ts'
import { briefly } from '../brief.ts'
import { makeTestDatabase } from '../databases.ts'

const SAYINGS = {
  en: {
    start: 'Start',
    card: /140 followers · 96 following/,
    done: /@ada\.example: done/,
    complete: 'Complete: everybody was read.',
    bell: /is here: 36 do not follow back/,
    right: '👍 Right',
    paid: 'Cost: 1 credit. Balance: 1 credit.',
  },
  ru: {
    start: 'Начать',
    card: /140 подписчиков · 96 подписок/,
    done: /@ada\.example: готово/,
    complete: 'Списки полные: прочитаны все.',
    bell: /Не подписаны в ответ: 36/,
    right: '👍 Всё верно',
    paid: 'Списано: 1 кредит. На балансе: 1 кредит.',
  },
} as const

for (const { tags, rows } of briefly(1, ['ru', 'en'] as const)) {
  test.each(rows)(
    'three order, the session dies under them, and each has his file, in %s',
    { tags },
    async (language) => {
      await using town = await openTown()
      await using _service = await town.serve()
      const people = [1001, 1002, 1003].map((id) => town.person(id, language))
      for (const person of people) await person.says('/start')
      await Promise.all(people.map((person) => give(town, person, 2)))
      const { world } = town.instagram
      world.counters.reset()
      world.kill({ username: 'keeper', disguise: 'please-wait', afterRows: 60 })

      await Promise.all(people.map((person) => orders(person, language)))
      await Promise.all(people.map((person) => hasHisResult(person, language)))
      // One death, whoever was being served: one form was sent, by a real browser.
      expect(world.counters.logins).toEqual({ 'web-ajax': 1 })
      expect(world.counters.loginsWhileThrottled).toBe(0)
    },
  )
}

async function orders(person: Person, language: 'en' | 'ru'): Promise<void> {
  const say = SAYINGS[language]
  person.types('https://www.instagram.com/Ada.Example/?hl=en')
  await person.sees(say.card)
  await person.taps(say.start)
}

async function hasHisResult(person: Person, language: 'en' | 'ru'): Promise<void> {
  const say = SAYINGS[language]
  const result = await person.sees(say.done)
  expect(result.file?.name).toBe('ada.example.xlsx')
  expect(result.caption).toContain(say.complete)
  expect(result.caption).toContain(say.paid)
  const bell = await person.sees(say.bell)
  expect(bell.replyTo).toBe(result.id)
  // The card has become the progress, and that the result.
  const about = person.read.filter(({ text, caption }) => /ada/.test(text ?? caption ?? ''))
  expect(about).toHaveLength(2)
  expect(result.edits).toBeGreaterThan(0)
  await person.taps(say.right)
}

async function openTown(): Promise<Town> {
  const database = await makeTestDatabase()
  onTestFinished(() => database.drop())
  return Town.open({ databaseUrl: database.url, realBrowser: true })
}

async function give(town: Town, person: Person, credits: number): Promise<void> {
  const customer = await customerOf(town.app, telegramIdentity(person.id))
  if (!customer) throw new Error('nobody has met this person')
  const move = { reason: 'granted', note: null, actor: 'test', source: null } as const
  await credit(town.app, { customerId: customer.id, credits, ...move })
}
