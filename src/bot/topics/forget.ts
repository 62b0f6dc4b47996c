import { Composer } from 'grammy'
import { subscriptionOf } from '../../chats/subscription-store.ts'
import { forgetCustomer } from '../../checks/forget.ts'
import type { BotContext, BotUpdate } from '../context.ts'
import { keyboard, tap } from '../keyboard.ts'
import { answer, popUp, say, show } from '../say.ts'
import { renewSubscription } from '../subscription.ts'
import { attempt } from '../telegram/calls.ts'

/** Deletes everything about somebody who asks for it, and says before what has to stay. */
export function forgetTopic(context: BotContext): Composer<BotUpdate> {
  const topic = new Composer<BotUpdate>()
  topic.command('forget', (ctx) => ask(ctx))
  topic.callbackQuery('m:forget', async (ctx) => {
    await popUp(ctx)
    await ask(ctx)
  })
  topic.callbackQuery('fg:no', async (ctx) => {
    await popUp(ctx)
    await show(ctx, ctx.person.words.menu.forgetLeft)
  })
  topic.callbackQuery('fg:yes', async (ctx) => {
    const { words, customer, chatId } = ctx.person
    await popUp(ctx)
    // What Telegram would go on charging for, with nobody to give it to.
    const subscription = await subscriptionOf(context, customer.id)
    if (subscription !== null && subscription.cancelledAt === null) {
      const isEnded = await renewSubscription(context, subscription, false)
      if (!isEnded) return show(ctx, words.money.subscriptionTrouble)
    }
    // Told again after the process has died in the middle: a stranger has nothing to be forgotten.
    const { cancelledChecks } = await forgetCustomer(
      context,
      customer.id,
      new AbortController().signal,
    )
    await attempt(ctx.editMessageReplyMarkup())
    await attempt(say(context.calls.answer, chatId, words.menu.forgotten(cancelledChecks)))
  })
  return topic
}

async function ask(ctx: BotUpdate): Promise<void> {
  const { words, customer } = ctx.person
  const { forgetQuestion, buttons } = words.menu
  await answer(ctx, forgetQuestion(customer.balanceCredits, customer.openCount), {
    buttons: keyboard([tap(buttons.forgetYes, 'fg:yes', 'danger'), tap(buttons.forgetNo, 'fg:no')]),
  })
}
