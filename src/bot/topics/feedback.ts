import { Composer } from 'grammy'
import { keepFeedback } from '../../chats/feedback-store.ts'
import { askChat } from '../../chats/question-store.ts'
import type { Check } from '../../checks/check.ts'
import type { BotContext, BotUpdate } from '../context.ts'
import { tellOperators } from '../operators.ts'
import { answer, popUp } from '../say.ts'
import { attempt } from '../telegram/calls.ts'
import { ownCheck } from './check.ts'

/** Whether a result was right: kept, and shown to the operator when it was not. */
export function feedbackTopic(context: BotContext): Composer<BotUpdate> {
  const topic = new Composer<BotUpdate>()
  topic.callbackQuery(/^f([rw]):(chk_\w+)$/, async (ctx) => {
    const [, said, checkId = ''] = ctx.match
    const check = await ownCheck(context, ctx, checkId)
    if (check === null) return
    const { words, customer, chatId } = ctx.person
    const isRight = said === 'r'
    await keepFeedback(context, { checkId, customerId: customer.id, isRight, note: null })
    await popUp(ctx, words.result.feedbackThanks)
    await attempt(ctx.editMessageReplyMarkup())
    if (isRight) return
    await askChat(context, chatId, { kind: 'feedback', about: checkId })
    await answer(ctx, words.result.feedbackQuestion(nameOf(check)))
  })
  return topic
}

/** Keeps what a customer says is wrong, and shows it to those who run Evercheck. */
export async function takeFeedback(
  context: BotContext,
  ctx: BotUpdate,
  check: Check,
  note: string,
): Promise<void> {
  const { words, customer } = ctx.person
  await keepFeedback(context, { checkId: check.id, customerId: customer.id, isRight: false, note })
  await answer(ctx, words.result.feedbackKept)
  await tellOperators(context, (operator) => ({
    text: operator.operator.feedback(nameOf(check), check.id, whoIs(ctx), note),
    notice: { kind: 'feedback', about: customer.id },
    key: `update:${ctx.update.update_id}`,
  }))
}

function nameOf(check: Check): string {
  return check.targetNameNow ?? check.targetUsername
}

/** Somebody as operators know them. */
export function whoIs(ctx: BotUpdate): string {
  const { customer, chatId } = ctx.person
  const username = ctx.from?.username
  return `${customer.name} (${username ? `@${username}, ` : ''}tg:${chatId})`
}
