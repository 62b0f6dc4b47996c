import { Composer } from 'grammy'
import { closeQuestion, type Question, questionOf } from '../../chats/question-store.ts'
import { checkById } from '../../checks/check-store.ts'
import type { BotContext, BotUpdate } from '../context.ts'
import { takeName } from './check.ts'
import { takeFeedback } from './feedback.ts'
import { ignoreNamed } from './lists.ts'
import { notUnderstood } from './menu.ts'
import { takeSupport } from './support.ts'

/** What is no command: the answer to a question that is open, or the name of a profile. */
export function textTopic(context: BotContext): Composer<BotUpdate> {
  const topic = new Composer<BotUpdate>()
  topic.on('message:text', async (ctx) => {
    const { text } = ctx.message
    if (text.startsWith('/')) return notUnderstood(ctx)
    const { chatId } = ctx.person
    const question = await questionOf(context, chatId)
    if (question === null) return takeName(context, ctx, text)
    await takeAnswer(context, ctx, question, text)
    await closeQuestion(context, chatId)
  })
  // A picture, a sticker, a voice: nothing to be read in it.
  topic.on('message', (ctx) => notUnderstood(ctx))
  topic.on('callback_query', (ctx) =>
    ctx.answerCallbackQuery({ text: ctx.person.words.menu.buttonOld }),
  )
  return topic
}

/** Takes what was written for the answer to a question. */
async function takeAnswer(
  context: BotContext,
  ctx: BotUpdate,
  { kind, about }: Question,
  text: string,
): Promise<void> {
  switch (kind) {
    case 'target':
    case 'export':
      return takeName(context, ctx, text)
    case 'ignore':
      return ignoreNamed(context, ctx, text.trim().replace(/^@/, '').toLowerCase())
    case 'feedback': {
      const check = await checkById(context, about ?? '').catch(() => null)
      if (check?.customerId !== ctx.person.customer.id) return
      return takeFeedback(context, ctx, check, text)
    }
    case 'support':
      return takeSupport(context, ctx, text)
  }
}
