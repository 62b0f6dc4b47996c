import type { PreCheckoutQuery, RefundedPayment, SuccessfulPayment } from 'grammy/types'
import {
  chargeBackPayment,
  type PaymentTaken,
  paymentOf,
  refundPayment,
} from '../balance/payments.ts'
import { chatOfCustomer } from '../chats/chat-store.ts'
import { type Invoice, invoiceOf } from '../chats/invoice-store.ts'
import {
  subscriptionBegunBy,
  subscriptionOf,
  subscriptionPaidBy,
} from '../chats/subscription-store.ts'
import { customerById } from '../customers/customer-store.ts'
import { databaseNow } from '../db/time.ts'
import { inTransaction } from '../db/transaction.ts'
import type { NotPayable } from '../words/bot/money.ts'
import type { StarsContext } from './context.ts'
import { tellCustomer } from './letters.ts'
import { tellOperators } from './operators.ts'
import { creditInvoice } from './receipts.ts'
import { renewSubscription } from './subscription.ts'
import { attempt } from './telegram/calls.ts'
import { refusalOf } from './telegram/refusal.ts'

/** Why an invoice may not be paid now; null when it may. */
export async function whyNotPayable(
  context: StarsContext,
  query: Pick<PreCheckoutQuery, 'from' | 'currency' | 'total_amount' | 'invoice_payload'>,
): Promise<NotPayable | null> {
  const invoice = await invoiceOf(context, query.invoice_payload)
  if (invoice === null) return 'old'
  // A forwarded copy of an invoice can be paid by whoever sees it.
  if (invoice.chatId !== query.from.id) return 'other-person'
  if (query.currency !== 'XTR' || query.total_amount !== invoice.stars) return 'changed'
  if (invoice.isSubscription) return whyNotSubscribed(context, invoice)
  if (invoice.state === 'paid') return 'paid'
  return invoice.isOld || invoice.state === 'closed' ? 'old' : null
}

/** Telegram may ask before a renewal, too; nobody is to pay for two subscriptions. */
async function whyNotSubscribed(
  context: StarsContext,
  invoice: Invoice,
): Promise<NotPayable | null> {
  const begun = await subscriptionBegunBy(context, invoice.id)
  const now = await databaseNow(context)
  if (begun !== null) return now.getTime() < begun.until.getTime() - EARLY_MS ? 'paid' : null
  const other = await subscriptionOf(context, invoice.customerId)
  if (other !== null && other.cancelledAt === null) return 'paid'
  return invoice.isOld || invoice.state === 'closed' ? 'old' : null
}

/** A renewal is paid this long before its time at the earliest. */
const EARLY_MS = 2 * 24 * 3_600_000

/** What a payment has come to. */
export type Credited =
  | { readonly kind: 'credited'; readonly invoice: Invoice }
  /** Nobody knows what it was for: the Stars go back. */
  | { readonly kind: 'returned' }

/**
 * Credits a payment, once per charge however often it is told; what nobody can credit is paid back.
 * The credits, the end of the invoice and the receipt are one commit.
 * @throws what Telegram says while what nobody can credit is not paid back
 */
export async function creditStars(
  context: StarsContext,
  payer: { readonly chatId: number; readonly paidAt: Date },
  payment: Pick<
    SuccessfulPayment,
    | 'invoice_payload'
    | 'total_amount'
    | 'telegram_payment_charge_id'
    | 'subscription_expiration_date'
    | 'is_first_recurring'
  >,
): Promise<Credited> {
  const chargeId = payment.telegram_payment_charge_id
  const invoice = await invoiceOf(context, payment.invoice_payload)
  if (invoice === null || invoice.stars !== payment.total_amount) {
    // Nothing here remembers such a payment: while Telegram is away its update waits, and it is
    // not said that Stars went back which did not.
    const back = context.calls.answer.refundStarPayment(payer.chatId, chargeId)
    await back.catch((error: unknown) => {
      if (refusalOf(error)?.kind !== 'refunded-before') throw error
    })
    return { kind: 'returned' }
  }
  const seconds = payment.subscription_expiration_date
  const isFirst = payment.is_first_recurring ?? false
  const isPeriod = invoice.isSubscription && seconds !== undefined
  const paid = {
    chargeId,
    stars: payment.total_amount,
    at: payer.paidAt,
    subscription: isPeriod ? { until: new Date(seconds * 1000), isFirst } : null,
  }
  await inTransaction(context, (db) => creditInvoice({ db }, invoice, paid))
  return { kind: 'credited', invoice }
}

/**
 * Gives the Stars of a charge back. It may be done again and again: that they went back before is
 * success.
 */
export async function giveStarsBack(
  context: StarsContext,
  userId: number,
  chargeId: string,
): Promise<'done' | 'later' | 'refused'> {
  const done = await attempt(context.calls.answer.refundStarPayment(userId, chargeId))
  if (done.kind === 'done' || done.kind === 'refunded-before') return 'done'
  if (done.kind === 'busy') return 'later'
  const why = done.kind === 'wrong' ? done.said : done.kind
  context.tell({ kind: 'bot-failed', where: `refund of ${chargeId}`, why })
  return 'refused'
}

/**
 * Refunds a payment whose credits are still there: first the credits go, then the Stars come back.
 * Should that fail, the nightly comparison gives them back.
 */
export async function refundStars(
  context: StarsContext,
  chargeId: string,
  actor: string,
): Promise<PaymentTaken> {
  const taken = await refundPayment(context, chargeId, actor)
  const isOurs =
    taken.kind === 'taken' || (taken.kind === 'ended-before' && taken.payment.state === 'refunded')
  if (isOurs) {
    const chat = await chatOfCustomer(context, taken.payment.customerId)
    if (chat !== null) await giveStarsBack(context, chat.chatId, chargeId)
    await endSubscriptionPaidBy(context, chargeId)
  }
  return taken
}

/** Whoever gets a payment of a subscription back is not charged for it again. */
async function endSubscriptionPaidBy(context: StarsContext, chargeId: string): Promise<void> {
  const subscription = await subscriptionPaidBy(context, chargeId)
  if (subscription !== null) await renewSubscription(context, subscription, false)
}

/**
 * The Stars of a payment went back without us: its credits go, and what is spent of them is owed.
 * Customer and operators are told. What we have refunded ourselves is known already.
 */
export async function takeBackStars(
  context: StarsContext,
  refunded: Pick<RefundedPayment, 'telegram_payment_charge_id'>,
): Promise<boolean> {
  const chargeId = refunded.telegram_payment_charge_id
  const payment = await paymentOf(context, chargeId)
  if (payment?.state !== 'paid') return false
  // First, so that it is done whenever the process dies.
  await endSubscriptionPaidBy(context, chargeId)
  const isTaken = await inTransaction(context, async (db) => {
    const taken = await chargeBackPayment({ db }, chargeId)
    if (taken.kind !== 'taken') return false
    const { customerId, amount } = taken.payment
    const { balanceCredits, debtCredits } = taken
    const { name } = await customerById({ db }, customerId)
    await tellCustomer({ db }, customerId, ({ money }) => ({
      text: money.chargedBack(amount, balanceCredits, debtCredits),
      opening: money.opening,
    }))
    await tellOperators({ ...context, db }, ({ operator }) => ({
      text: operator.chargeback(`${name} (${customerId})`, amount, debtCredits),
    }))
    return true
  })
  context.kick()
  return isTaken
}
