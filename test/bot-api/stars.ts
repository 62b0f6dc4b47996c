import type { TransactionPartnerUser } from '@grammyjs/types'
import { invoiceOf } from './messages.ts'
import type { Params } from './params.ts'
import { bad, type KeptInvoice, type TelegramWorld } from './world.ts'

/** A pre-checkout that nobody answers in this time has failed. */
export const CHECKOUT_MS = 10_000

export function createInvoiceLink(world: TelegramWorld, params: Params): string {
  const link = `https://t.me/$invoice${world.links.size + 1}`
  world.links.set(link, invoiceOf(params))
  return link
}

export function answerPreCheckoutQuery(world: TelegramWorld, params: Params): true {
  const id = params.text('pre_checkout_query_id') ?? ''
  const waiting = world.checkouts.get(id)
  if (!waiting) throw bad('query is too old and response timeout expired or query ID is invalid')
  const ok = params.flag('ok')
  const why = params.text('error_message') ?? ''
  if (!ok && why === '') throw bad('error_message is empty')
  world.checkouts.delete(id)
  waiting.ok({ ok, why })
  return true
}

/** A payment that has gone through: the Stars are the bot's, and it is told. */
export function settle(
  world: TelegramWorld,
  user: number,
  invoice: KeptInvoice,
  recurring: 'first' | 'again' | null,
): string {
  const charge = `stars-${world.stars.length + 1}-${user}`
  const period = invoice.subscriptionSeconds
  // A renewal comes when the period before it is over.
  const nowMs = world.nowMs() + (recurring === 'again' ? (period ?? 0) * 1000 : 0)
  world.payments.set(charge, { user, invoice, refunded: false })
  world.stars.push({
    id: charge,
    amount: invoice.total_amount,
    date: Math.floor(nowMs / 1000),
    source: partner(world, user, invoice),
  })
  if (recurring === 'first') world.subscriptions.set(charge, { user, cancelled: false })
  const { currency, total_amount } = invoice
  const payment = {
    currency,
    total_amount,
    invoice_payload: invoice.payload,
    telegram_payment_charge_id: charge,
    provider_payment_charge_id: '',
    ...(period === null
      ? {}
      : {
          subscription_expiration_date: Math.floor(nowMs / 1000) + period,
          is_recurring: true as const,
          ...(recurring === 'first' ? { is_first_recurring: true as const } : {}),
        }),
  }
  tellService(world, user, { successful_payment: payment })
  return charge
}

function partner(world: TelegramWorld, user: number, invoice: KeptInvoice): TransactionPartnerUser {
  const known = world.people.get(user)
  if (!known) throw bad('user not found')
  return {
    type: 'user',
    transaction_type: 'invoice_payment',
    user: known,
    invoice_payload: invoice.payload,
    ...(invoice.subscriptionSeconds === null
      ? {}
      : { subscription_period: invoice.subscriptionSeconds }),
  }
}

function tellService(world: TelegramWorld, user: number, what: object): void {
  const from = world.people.get(user)
  if (!from) throw bad('user not found')
  const message = {
    message_id: world.newMessageId(),
    date: Math.floor(world.nowMs() / 1000),
    chat: world.chatOf(user),
    from,
    ...what,
  }
  // A service message: what it holds is in `what`.
  world.tell({ message } as Parameters<TelegramWorld['tell']>[0])
}

export function refundStarPayment(world: TelegramWorld, params: Params): true {
  const charge = params.text('telegram_payment_charge_id') ?? ''
  const payment = world.payments.get(charge)
  if (!payment || payment.user !== params.number('user_id')) throw bad('CHARGE_ID_INVALID')
  if (payment.refunded) throw bad('CHARGE_ALREADY_REFUNDED')
  takeBack(world, charge)
  const { currency, total_amount, payload } = payment.invoice
  tellService(world, payment.user, {
    refunded_payment: {
      currency,
      total_amount,
      invoice_payload: payload,
      telegram_payment_charge_id: charge,
    },
  })
  return true
}

/** The Stars of a payment go back: by a refund, or behind everybody's back by a chargeback. */
export function takeBack(world: TelegramWorld, charge: string): void {
  const payment = world.payments.get(charge)
  if (!payment) throw new Error(`there was no payment ${charge}`)
  payment.refunded = true
  world.stars.push({
    id: charge,
    amount: payment.invoice.total_amount,
    date: Math.floor(world.nowMs() / 1000),
    receiver: partner(world, payment.user, payment.invoice),
  })
  world.changed()
}

export function getStarTransactions(world: TelegramWorld, params: Params) {
  const offset = params.optionalNumber('offset') ?? 0
  const limit = params.optionalNumber('limit') ?? 100
  if (limit < 1 || limit > 100) throw bad('LIMIT_INVALID')
  return { transactions: world.stars.slice(offset, offset + limit) }
}

export function getMyStarBalance(world: TelegramWorld) {
  const amount = world.stars.reduce((sum, one) => sum + (one.source ? one.amount : -one.amount), 0)
  return { amount }
}

export function editUserStarSubscription(world: TelegramWorld, params: Params): true {
  const charge = params.text('telegram_payment_charge_id') ?? ''
  const known = world.subscriptions.get(charge)
  if (!known || known.user !== params.number('user_id')) throw bad('CHARGE_ID_INVALID')
  known.cancelled = params.flag('is_canceled')
  world.changed()
  return true
}
