import { Composer } from 'grammy'
import { lookUp } from '../card.ts'
import type { BotContext, BotUpdate } from '../context.ts'
import { sendReceipt } from '../receipts.ts'
import { answer } from '../say.ts'
import { creditStars, takeBackStars, whyNotPayable } from '../stars.ts'
import { attempt } from '../telegram/calls.ts'

/** What Telegram tells about payments. */
export function paymentTopic(context: BotContext): Composer<BotUpdate> {
  const topic = new Composer<BotUpdate>()
  topic.on('pre_checkout_query', async (ctx) => {
    const { money } = ctx.person.words
    const query = ctx.preCheckoutQuery
    // It is answered whatever is the matter here: who pays waits ten seconds at the most.
    const why = await whyNotPayable(context, query).catch(() => 'trouble' as const)
    const other = why === null ? undefined : money.notPayable[why]
    await attempt(
      ctx.answerPreCheckoutQuery(why === null, other === undefined ? {} : { error_message: other }),
    )
  })
  topic.on('message:successful_payment', async (ctx) => {
    const { words, chatId } = ctx.person
    const payment = ctx.message.successful_payment
    const paidAt = new Date(ctx.message.date * 1000)
    const credited = await creditStars(context, { chatId, paidAt }, payment)
    if (credited.kind === 'returned') {
      await answer(ctx, words.money.returned(payment.total_amount))
      return
    }
    const { invoice } = credited
    // What is paid is not to be paid again.
    if (invoice.messageId !== null) {
      await attempt(ctx.api.deleteMessage(chatId, invoice.messageId))
    }
    await sendReceipt(context, payment.telegram_payment_charge_id)
    if (invoice.target !== null) await lookUp(context, ctx.person, invoice.target)
  })
  topic.on('message:refunded_payment', async (ctx) => {
    await takeBackStars(context, ctx.message.refunded_payment)
  })
  return topic
}
