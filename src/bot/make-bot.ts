import { sequentialize } from '@grammyjs/runner'
import { Bot } from 'grammy'
import type { UserFromGetMe } from 'grammy/types'
import type { BotContext, BotUpdate } from './context.ts'
import { meet } from './meet.ts'
import type { RenewByHand } from './renew.ts'
import type { CallOptions } from './telegram/calls.ts'
import { transformersOf } from './telegram/calls.ts'
import type { TooFast } from './too-fast.ts'
import { alertsTopic } from './topics/alerts.ts'
import { checkTopic } from './topics/check.ts'
import { customersTopic } from './topics/customers.ts'
import { feedbackTopic } from './topics/feedback.ts'
import { forgetTopic } from './topics/forget.ts'
import { importTopic } from './topics/import.ts'
import { listsTopic } from './topics/lists.ts'
import { loginTopic } from './topics/login.ts'
import { menuTopic } from './topics/menu.ts'
import { moneyTopic } from './topics/money.ts'
import { operatorTopic } from './topics/operator.ts'
import { subscriptionTopic } from './topics/subscription.ts'
import { supportTopic } from './topics/support.ts'
import { textTopic } from './topics/text.ts'
import { watchTopic } from './topics/watch.ts'

/** What is to be heard of: Telegram keeps the last list that it was given. */
export const UPDATES = [
  'message',
  'callback_query',
  'pre_checkout_query',
  'my_chat_member',
] as const

/** All topics in their order, behind who somebody is: one chat's updates one after the other. */
export function makeBot(
  context: BotContext,
  parts: {
    readonly me: UserFromGetMe
    readonly options: CallOptions
    readonly renew: RenewByHand
    readonly tooFast: TooFast
  },
): Bot<BotUpdate> {
  const { me, options, renew, tooFast } = parts
  const { token, apiRoot, timeoutSeconds } = options
  const bot = new Bot<BotUpdate>(token, { botInfo: me, client: { apiRoot, timeoutSeconds } })
  bot.api.config.use(...transformersOf(options.governor))
  bot.use(tooFast.bound())
  // Who pays waits for nothing, his own other words included.
  bot.use(
    sequentialize((ctx) => (ctx.from && !ctx.preCheckoutQuery ? String(ctx.from.id) : undefined)),
  )
  bot.use(meet(context))
  bot.use(moneyTopic(context))
  bot.use(subscriptionTopic(context))
  bot.use(loginTopic(context))
  bot.use(supportTopic(context))
  bot.use(menuTopic(context))
  bot.use(checkTopic(context))
  bot.use(listsTopic(context))
  bot.use(watchTopic(context))
  bot.use(importTopic(context))
  bot.use(forgetTopic(context))
  bot.use(feedbackTopic(context))
  bot.use(alertsTopic(context))
  bot.use(customersTopic(context))
  bot.use(operatorTopic(context, renew))
  bot.use(textTopic(context))
  return bot
}
