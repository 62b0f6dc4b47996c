import { expect, onTestFinished, test } from 'vitest'
import { arrivedOf } from '../../src/chats/arrived.ts'
import {
  type InHand,
  markHandled,
  nextUpdates,
  putBack,
  takeIn,
  takeUrgent,
} from '../../src/chats/inbox.ts'
import { openDatabase } from '../../src/db/database.ts'
import { newHolder } from '../../src/kernel/ids.ts'
import { makeTestDatabase } from '../databases.ts'

const NOTHING: InHand = { updates: [], chats: [] }

test('one update of each chat is given out at a time, the oldest first', async () => {
  const inbox = await openInbox()
  await arrive(inbox, [
    [1, 7, 'a'],
    [2, 7, 'b'],
    [3, 8, 'c'],
    [4, 9, 'd'],
  ])
  const first = await nextUpdates(inbox, NOTHING, 2)
  expect(first.map(({ updateId, chatId }) => [updateId, chatId])).toEqual([
    [1, 7],
    [3, 8],
  ])
  const inHand = { updates: [1, 3], chats: [7, 8] }
  expect((await nextUpdates(inbox, inHand, 2)).map(({ updateId }) => updateId)).toEqual([4])
  await markHandled(inbox, 1)
  const left = { updates: [3, 4], chats: [8, 9] }
  expect((await nextUpdates(inbox, left, 2)).map(({ updateId }) => updateId)).toEqual([2])
  // Told again, what was dealt with stays so.
  await arrive(inbox, [[1, 7, 'a']])
  expect((await nextUpdates(inbox, left, 9)).map(({ updateId }) => updateId)).toEqual([2])
})

test('of a chat that floods twenty wait, one stands for the rest, and money comes through', async () => {
  const inbox = await openInbox()
  const flood = Array.from({ length: 200 }, (_, at) => [at + 1, 7, `${at}`] as const)
  await arrive(inbox, flood.slice(0, 100))
  await arrive(inbox, flood.slice(100))
  const paid = { update_id: 900, message: { from: { id: 7 }, successful_payment: { a: 1 } } }
  await takeIn(
    inbox,
    [arrivedOf(paid)].filter((each) => each !== null),
  )
  const seen: unknown[] = []
  for (;;) {
    const [next] = await nextUpdates(inbox, NOTHING, 1)
    if (!next) break
    seen.push(next.body === null ? 'left out' : next.updateId)
    await markHandled(inbox, next.updateId)
  }
  expect(seen).toEqual([...Array.from({ length: 20 }, (_, at) => at + 1), 'left out', 900])
})

test('what Telegram waits for is given out at once and once, and odd letters are no hindrance', async () => {
  const inbox = await openInbox()
  await arrive(inbox, [[1, 7, 'zero \0, half \ud83d, "quotes" \\u0000']])
  const asked = { update_id: 2, pre_checkout_query: { id: 'q', from: { id: 7 } } }
  await takeIn(
    inbox,
    [arrivedOf(asked)].filter((each) => each !== null),
  )
  expect((await nextUpdates(inbox, NOTHING, 9)).map(({ updateId }) => updateId)).toEqual([1])
  const both = await Promise.all([takeUrgent(inbox), takeUrgent(inbox)])
  expect(both.flat().map(({ body }) => body)).toEqual([asked])
})

test('an update at which processes die is given out alone, and no other is blamed for it', async () => {
  const inbox = await openInbox()
  const all = [1, 2, 3, 4].map((id) => [id, 10 + id, 'x'] as const)
  await arrive(inbox, all)
  const given = async (inHand = NOTHING) =>
    (await nextUpdates(inbox, inHand, 9)).map(({ updateId, tries }) => [updateId, tries])
  expect(await given()).toEqual(all.map(([id]) => [id, 1]))
  await putBack(inbox, 3)
  await given()
  // Whoever had them has died twice, but had put the third one back before.
  expect(await given()).toEqual([[1, 3]])
  expect(await given({ updates: [1], chats: [11] })).toEqual([])
  await markHandled(inbox, 1)
  expect(await given()).toEqual([[2, 3]])
  await markHandled(inbox, 2)
  expect(await given()).toEqual([[3, 2]])
})

test.each([
  [{ update_id: 1, message: { from: { id: 5 }, text: 'x' } }, 5, false, false],
  [{ update_id: 1, callback_query: { from: { id: 5 } } }, 5, false, false],
  [{ update_id: 1, message: { from: { id: 5 }, refunded_payment: {} } }, 5, true, false],
  [{ update_id: 1, my_chat_member: { from: { id: 5 } } }, 5, true, false],
  [{ update_id: 1, pre_checkout_query: { from: { id: 5 } } }, 5, true, true],
  [{ update_id: 1, poll: {} }, null, false, false],
])('%j is of %s', (update, chatId, isVital, isUrgent) => {
  expect(arrivedOf(update)).toMatchObject({ updateId: 1, chatId, isVital, isUrgent })
})

test.each([null, 'x', [], {}, { update_id: 'x' }, { update_id: 1.5 }])(
  '%j is no update',
  (body) => {
    expect(arrivedOf(body)).toBeNull()
  },
)

type Inbox = Awaited<ReturnType<typeof openInbox>>

function arrive(inbox: Inbox, all: readonly (readonly [number, number, string])[]): Promise<void> {
  const updates = all.map(([id, from, text]) => ({
    update_id: id,
    message: { from: { id: from }, text },
  }))
  return takeIn(
    inbox,
    updates.map(arrivedOf).filter((each) => each !== null),
  )
}

async function openInbox() {
  const { url, drop } = await makeTestDatabase()
  const options = { url, dataFolder: '', holder: newHolder(), connectionsMax: 3 }
  const database = await openDatabase(options)
  onTestFinished(async () => {
    await database.close()
    await drop()
  })
  return database
}
