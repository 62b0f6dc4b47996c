import { Bot } from 'grammy'
import type { Update, UserFromGetMe } from 'grammy/types'
import { expect, test } from 'vitest'
import { ManualClock } from '../kernel/clock.ts'
import { TooFast } from './too-fast.ts'

test('of a flood sixty a minute come through, all of others and all that is paid, and he is told once', async () => {
  const clock = new ManualClock(new Date(0))
  // Telegram says more of a bot; nobody here asks for it.
  const botInfo = { id: 42, is_bot: true, first_name: 'b', username: 'b' } as UserFromGetMe
  const bot = new Bot('42:planted', { botInfo })
  const seen: string[] = []
  const told: number[] = []
  const tooFast = new TooFast(clock, async (chatId) => void told.push(chatId))
  bot.use(tooFast.bound())
  bot.use((ctx) => {
    seen.push(`${ctx.from?.id} ${ctx.message?.successful_payment ? 'paid' : 'said'}`)
  })
  const send = (from: number, more: object) => bot.handleUpdate(messageOf(from, more))
  const paid = { successful_payment: { currency: 'XTR', total_amount: 1, invoice_payload: 'x' } }
  for (let at = 0; at < 200; at += 1) await send(1, { text: '/start' })
  await send(2, { text: '/start' })
  await send(1, paid)
  const count = (what: string) => seen.filter((each) => each === what).length
  expect([count('1 said'), count('2 said'), count('1 paid')]).toEqual([60, 1, 1])
  expect(told).toEqual([1])
  clock.advance(2000)
  for (let at = 0; at < 10; at += 1) await send(1, { text: '/start' })
  expect(count('1 said')).toBe(62)
  expect(told).toEqual([1])
  clock.advance(60_000)
  for (let at = 0; at < 70; at += 1) await send(1, { text: '/start' })
  expect(told).toEqual([1, 1])
})

let updateId = 0

function messageOf(id: number, more: object): Update {
  updateId += 1
  const from = { id, is_bot: false, first_name: 'x' }
  const chat = { id, type: 'private', first_name: 'x' }
  return {
    update_id: updateId,
    message: { message_id: updateId, date: 0, chat, from, ...more },
  } as unknown as Update
}
