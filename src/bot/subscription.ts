import { makeInvoice } from '../chats/invoice-store.ts'
import {
  noteSubscriptionEnds,
  PERIOD_SECONDS,
  type Subscription,
  takeOverSubscriptions,
} from '../chats/subscription-store.ts'
import { inTransaction } from '../db/transaction.ts'
import type { Pack } from '../words/bot/money.ts'
import type { BotContext, Person, StarsContext } from './context.ts'
import { tellCustomer } from './letters.ts'
import { attempt } from './telegram/calls.ts'

/**
 * The address at which a person subscribes: Telegram sells subscriptions by links only. Who is sent
 * it by somebody else is refused before he pays.
 */
export async function subscriptionLink(
  context: BotContext,
  person: Person,
  pack: Pack,
): Promise<string> {
  const { chatId, customer, words } = person
  const { invoiceTitle, invoiceDescription } = words.subscription
  const sale = { ...pack, target: null, isSubscription: true }
  const id = await makeInvoice(context, { chatId, customerId: customer.id, ...sale })
  return context.calls.answer.createInvoiceLink(
    invoiceTitle.slice(0, 32),
    invoiceDescription(pack).slice(0, 255),
    id,
    '',
    'XTR',
    [{ label: words.money.priceLabel(pack.credits), amount: pack.stars }],
    { subscription_period: PERIOD_SECONDS },
  )
}

/**
 * Has Telegram renew a subscription, or not any more. Returns whether it is so now: what Telegram
 * refuses to change is not ours any more, and what it cannot be asked now is asked again.
 */
export async function renewSubscription(
  context: StarsContext,
  subscription: Subscription,
  renews: boolean,
): Promise<boolean> {
  const { chatId, chargeId, invoiceId } = subscription
  const done = await attempt(
    context.calls.answer.editUserStarSubscription(chatId, chargeId, !renews),
  )
  if (done.kind !== 'done') {
    const why = done.kind === 'wrong' ? done.said : done.kind
    context.tell({ kind: 'bot-failed', where: `subscription ${chargeId}`, why })
    return false
  }
  await noteSubscriptionEnds(context, invoiceId, !renews)
  return true
}

/** Tells everybody whose subscription was not renewed, once. */
export async function tellOfSubscriptionsOver(context: BotContext): Promise<void> {
  const isAny = await inTransaction(context, async (db) => {
    const over = await takeOverSubscriptions({ db })
    for (const { customerId } of over) {
      await tellCustomer({ db }, customerId, ({ subscription }) => ({ text: subscription.over }))
    }
    return over.length > 0
  })
  if (isAny) context.kick()
}
