import { Composer } from 'grammy'
import { chatOfCustomer } from '../../chats/chat-store.ts'
import { askChat } from '../../chats/question-store.ts'
import type { BotContext, BotUpdate } from '../context.ts'
import { tellOperators } from '../operators.ts'
import { noticeRepliedTo } from '../replied.ts'
import { answer, popUp, say } from '../say.ts'
import { attempt } from '../telegram/calls.ts'
import { whoIs } from './feedback.ts'

/** A customer's words to a person, and what that person answers. */
export function supportTopic(context: BotContext): Composer<BotUpdate> {
  const topic = new Composer<BotUpdate>()
  topic.callbackQuery('m:support', async (ctx) => {
    await popUp(ctx)
    await askChat(context, ctx.person.chatId, { kind: 'support', about: null })
    await answer(ctx, ctx.person.words.money.supportQuestion)
  })
  topic.on('message:text', async (ctx, next) => {
    if (!ctx.person.isOperator) return next()
    const notice = await noticeRepliedTo(context, ctx)
    if (notice === null || notice.kind === 'dialogue') return next()
    await passOn(context, ctx, notice.about, ctx.message.text)
  })
  return topic
}

/** Shows operators what a customer writes; their reply to that reaches him. */
export async function takeSupport(
  context: BotContext,
  ctx: BotUpdate,
  text: string,
): Promise<void> {
  const { customer, words } = ctx.person
  await tellOperators(context, (operator) => ({
    text: operator.operator.support(whoIs(ctx), text),
    notice: { kind: 'support', about: customer.id },
    key: `update:${ctx.update.update_id}`,
  }))
  await answer(ctx, words.money.supportKept)
}

async function passOn(
  context: BotContext,
  ctx: BotUpdate,
  customerId: string,
  text: string,
): Promise<void> {
  const { words } = ctx.person
  const chat = await chatOfCustomer(context, customerId)
  if (chat === null) {
    await answer(ctx, words.operator.nobody(customerId))
    return
  }
  const sent = await attempt(say(context.calls.answer, chat.chatId, [text]))
  await answer(ctx, sent.kind === 'done' ? words.operator.replySent : words.operator.notReached)
}
