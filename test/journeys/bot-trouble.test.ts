import { sql } from 'kysely'
import { expect, onTestFinished, test } from 'vitest'
import { tellChat } from '../../src/bot/letters.ts'
import { arrivedOf } from '../../src/chats/arrived.ts'
import { DEATHS_MAX, nextUpdates, takeIn } from '../../src/chats/inbox.ts'
import { words } from '../bot-api/person.ts'
import { Town } from '../bot-api/town.ts'
import { makeTestDatabase } from '../databases.ts'

test('another process takes the bot over, and what was written meanwhile is answered once', async () => {
  await using town = await openTown()
  const first = await town.serve('bot')
  const person = town.person(1001, 'ru')
  await person.says('/start')
  await using _second = await town.serve('bot')
  await first.end('SIGKILL')
  const before = person.read.length
  person.types('/help')
  await town.telegram.until('help', () => person.read.length > before)
  town.telegram.repeat(2)
  person.types('/language')
  await person.sees('На каком языке')
  expect(person.read.slice(before).map((one) => words(one).slice(0, 10))).toEqual([
    'Как это ра',
    'На каком я',
  ])
  // One at a time has asked for updates, so nobody was told off for it.
  expect(town.telegram.calls.filter(({ status }) => status === 409)).toEqual([])
})

test('Telegram away, in trouble or asking for a pause loses nothing', {
  tags: 'long',
}, async () => {
  await using town = await openTown()
  await using _bot = await town.live()
  const { telegram } = town
  const person = town.person(1001, 'en')
  await person.says('/start')
  telegram.faults.push(
    { kind: 'flood', retryAfter: 1, method: 'sendMessage', times: 1 },
    { kind: 'server-error', status: 502, method: 'sendMessage', times: 1 },
    { kind: 'cut-before', method: 'editMessageMedia', times: 1 },
  )
  person.types('ada.example')
  await person.taps('Start')
  telegram.away = true
  await ended(town)
  telegram.away = false
  telegram.changed()
  const result = await person.sees('@ada.example: done')
  expect(result.file?.name).toBe('ada.example.xlsx')
  await person.sees('Was it right?')
})

test('how far a check is, shown late, takes nothing back: one message, and it is the result', {
  tags: 'long',
}, async () => {
  await using town = await openTown()
  await using _bot = await town.live()
  const { telegram } = town
  const person = town.person(1001, 'en')
  await person.says('/start')
  person.types('ada.example')
  const { message, button } = await person.button('Start')
  if (!('callback_data' in button)) throw new Error('there is no button')
  // The first word about the check is on its way until the check has ended, and then is cut.
  const cutAt = telegram.calls.length
  telegram.beforeCall = async (method) => {
    if (method !== 'editMessageText') return
    telegram.beforeCall = () => undefined
    await ended(town)
    throw new Error('cut')
  }
  person.presses(message, button.callback_data)
  person.presses(message, button.callback_data)
  await person.sees('Was it right?')
  await person.says('/language')
  const edits = telegram.calls.slice(cutAt).filter(({ method }) => method === 'editMessageText')
  expect(edits.length).toBeGreaterThan(1)
  expect(person.read.slice(3).map((one) => words(one).split('\n')[0])).toEqual([
    expect.stringContaining('@ada.example: done'),
    expect.stringContaining('@ada.example'),
    expect.stringContaining('language'),
  ])
})

test('a message that was deleted, and whose successor nobody has noted, leaves one progress', {
  tags: 'long',
}, async () => {
  await using town = await openTown()
  const first = await town.live()
  const { telegram } = town
  const person = town.person(1001, 'en')
  await person.says('/start')
  town.set({ latencyMs: 400 })
  person.types('ada.example')
  await person.taps('Start')
  const progress = await person.sees('You may close this chat')
  // Its new message is sent, and nobody hears of it.
  telegram.faults.push({ kind: 'cut-after', method: 'sendMessage', times: 1 })
  person.deletes(progress)
  await person.sees('here comes the check')
  await first.end()
  await using _second = await town.live()
  await person.sees('Was it right?')
  const about = person.read.filter((one) => /You may close this chat|: done/.test(words(one)))
  expect(about).toHaveLength(1)
  expect(about[0]?.file?.name).toBe('ada.example.xlsx')
})

test('what the end of a process cuts short is answered by the next one', async () => {
  await using town = await openTown()
  const { telegram } = town
  const first = await town.live(['bot'])
  const person = town.person(1001, 'en')
  await person.says('/start')
  telegram.faults.push({ kind: 'flood', retryAfter: 20, method: 'sendMessage', times: 1 })
  const before = person.read.length
  person.types('/help')
  await telegram.until('a pause', () => telegram.calls.some(({ status }) => status === 429))
  await first.end()
  await town.live(['bot'])
  await person.sees('How it works')
  expect(person.read.slice(before)).toHaveLength(1)
})

test('what nobody asked for goes once, in its order, as soon as Telegram takes it', {
  tags: 'long',
}, async () => {
  await using town = await openTown()
  const first = await town.live(['bot'])
  const { telegram } = town
  const person = town.person(1001, 'en')
  await person.says('/start')
  const before = person.read.length
  telegram.faults.push({ kind: 'flood', retryAfter: 1, chat: 1001, times: 2 })
  for (const name of ['one.example', 'two.example']) {
    const key = `watch:${name}`
    const tell = () => tellChat(town.app, 1001, { text: [name], key })
    // Told again, as by a process that goes on after a death, it is the same letter.
    expect([await tell(), await tell()]).toEqual([true, true])
  }
  expect(await tellChat(town.app, 4711, { text: ['nobody'] })).toBe(false)
  await person.sees('two.example')
  await first.end()
  await using _second = await town.live(['bot'])
  await person.says('/language')
  expect(person.read.slice(before, -1).map(words)).toEqual(['one.example', 'two.example'])
})

test('a chat that floods, one that blocks, and one that deletes keep nobody from his answer', {
  tags: 'long',
}, async () => {
  await using town = await openTown()
  await using _bot = await town.live()
  const { telegram } = town
  const [loud, gone, tidy, calm] = [1, 2, 3, 4].map((id) => town.person(id, 'en'))
  if (!loud || !gone || !tidy || !calm) throw new Error('four people')
  for (const each of [loud, gone, tidy, calm]) {
    await each.says('/start')
    await telegram.until('three messages', () => each.read.length === 3)
  }

  for (let number = 0; number < 300; number += 1) loud.types(`/help ${number}`)
  const startedMs = Date.now()
  await calm.says('/help')
  expect(Date.now() - startedMs).toBeLessThan(5000)
  // He had not to wait for the loud one's three hundred, nor for a pause of Telegram's.
  expect(loud.read.length).toBeLessThan(3 + 20)
  expect(telegram.calls.filter(({ status }) => status === 429)).toEqual([])
  await loud.sees('You are writing faster than I can read.')

  gone.types('ada.example')
  await gone.taps('Start')
  gone.blocks()
  tidy.types('ada.example')
  await tidy.taps('Start')
  tidy.deletes(tidy.last)
  // What was deleted is made up for by a new message.
  await tidy.sees('@ada.example: done')
  await telegram.until('silence', () => !gone.read.some((one) => words(one).includes(': done')))
  const silent = await sql<{ count: number }>`
    select count(*)::integer as count from telegram_chats where silent_since is not null
  `.execute(town.app.db)
  expect(silent.rows[0]?.count).toBe(1)
  const told = loud.read.filter((one) => words(one).startsWith('You are writing faster'))
  expect(told).toHaveLength(1)
})

test('what processes have died of five times is given up, and nobody else waits for it', async () => {
  await using town = await openTown()
  const first = await town.live(['bot'])
  const { telegram, app } = town
  const [unlucky, calm] = [town.person(1001, 'en'), town.person(1002, 'ru')]
  await unlucky.says('/start')
  await calm.says('/start')
  await handled(town)
  await first.end()
  const [one, other] = [unlucky.read.length, calm.read.length]
  unlucky.types('/help')
  calm.types('/language')
  const arrived = telegram.queue.map(arrivedOf).filter((each) => each !== null)
  telegram.queue.length = 0
  await takeIn(app, arrived)
  // Whoever took it up has died, each time: the first two times all that he had in hand with him.
  const given: number[] = []
  for (let death = 0; death < DEATHS_MAX; death += 1) {
    const taken = await nextUpdates(app, { updates: [], chats: [] }, 9)
    given.push(taken.length)
  }
  expect(given).toEqual([2, 2, 1, 1, 1])
  const second = await town.live(['bot'])
  await unlucky.sees('Something went wrong')
  await calm.sees('На каком языке')
  await unlucky.says('/language')
  expect([unlucky.read.length, calm.read.length]).toEqual([one + 2, other + 1])
  expect(second.events).toContainEqual(
    expect.objectContaining({ kind: 'bot-failed', where: `update ${arrived[0]?.updateId}` }),
  )
  await second.end()
})

async function handled(town: Town): Promise<void> {
  for (;;) {
    const left = await sql<{ count: number }>`
      select count(*)::integer as count from telegram_updates where handled_at is null
    `.execute(town.app.db)
    if (left.rows[0]?.count === 0) return
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

async function ended(town: Town): Promise<void> {
  for (;;) {
    const found = await sql<{ count: number }>`
      select count(*)::integer as count from checks where finished_at is not null
    `.execute(town.app.db)
    if ((found.rows[0]?.count ?? 0) > 0) return
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

async function openTown(): Promise<Town> {
  const database = await makeTestDatabase()
  onTestFinished(() => database.drop())
  const town = await Town.open({ databaseUrl: database.url })
  await sql`delete from prices`.execute(town.app.db)
  return town
}
