import { Composer } from 'grammy'
import { subscriptionOf } from '../../chats/subscription-store.ts'
import type { BotContext, BotUpdate } from '../context.ts'
import { keyboard, opens, tap } from '../keyboard.ts'
import { popUp, show } from '../say.ts'
import { renewSubscription, subscriptionLink } from '../subscription.ts'

/** The subscription: what it is, beginning it, ending it, and changing one's mind. */
export function subscriptionTopic(context: BotContext): Composer<BotUpdate> {
  const topic = new Composer<BotUpdate>()
  topic.callbackQuery('sb', async (ctx) => {
    await popUp(ctx)
    await showSubscription(context, ctx)
  })
  topic.callbackQuery(/^sb:(end|on)$/, async (ctx) => {
    const { customer, words } = ctx.person
    const known = await subscriptionOf(context, customer.id)
    await popUp(ctx)
    if (known === null) return show(ctx, words.subscription.none)
    const isDone = await renewSubscription(context, known, ctx.match[1] === 'on')
    if (!isDone) return show(ctx, words.money.subscriptionTrouble)
    await showSubscription(context, ctx)
  })
  return topic
}

async function showSubscription(context: BotContext, ctx: BotUpdate): Promise<void> {
  const { customer, words } = ctx.person
  const { subscription } = words
  const pack = context.settings.subscription
  const known = await subscriptionOf(context, customer.id)
  if (known !== null) {
    const { cancelledAt, until } = known
    const isEnding = cancelledAt !== null
    const button = isEnding
      ? tap(subscription.buttons.goOn, 'sb:on', 'primary')
      : tap(subscription.buttons.end, 'sb:end', 'danger')
    const text = isEnding ? subscription.ending(until) : subscription.active(known, until)
    return show(ctx, text, keyboard([button]))
  }
  if (pack === null || !customer.pays) return show(ctx, words.money.nothingForSale)
  const link = await subscriptionLink(context, ctx.person, pack)
  await show(ctx, subscription.offer(pack), keyboard([opens(subscription.payButton(pack), link)]))
}

/** The button that leads to it; null where nobody sells one, and for who pays nothing. */
export async function subscriptionButton(context: BotContext, ctx: BotUpdate) {
  const { customer, words } = ctx.person
  const { buttons, offerButton } = words.subscription
  if ((await subscriptionOf(context, customer.id)) !== null) return tap(buttons.manage, 'sb')
  const pack = context.settings.subscription
  if (pack === null || !customer.pays) return null
  return tap(offerButton(pack), 'sb')
}
