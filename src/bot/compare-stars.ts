import type { StarTransaction } from 'grammy/types'
import { paymentOf } from '../balance/payments.ts'
import { chatOfCustomer } from '../chats/chat-store.ts'
import { invoiceOf } from '../chats/invoice-store.ts'
import { PERIOD_SECONDS, subscriptionBegunBy } from '../chats/subscription-store.ts'
import { databaseNow } from '../db/time.ts'
import { inTransaction } from '../db/transaction.ts'
import type { StarsContext } from './context.ts'
import { creditInvoice } from './receipts.ts'
import { giveStarsBack, takeBackStars } from './stars.ts'

/** What comparing our payments with Telegram's list has found and mended. */
export type StarsCompared = {
  readonly seen: number
  /** Payments that we had not heard of, and have credited now. */
  readonly credited: number
  /** Payments whose Stars went back behind our back. */
  readonly takenBack: number
  /** Refunds of ours that Telegram had not made. */
  readonly givenBack: number
}

/** Telegram shows at most so many at a time. */
const PAGE = 100
/** A payment as young as this may still be on its way to us. */
const YOUNG_MS = 10 * 60_000

/**
 * Compares what we know of with Telegram's own list of transactions, the whole of it: a payment
 * that we have not heard of is credited, one that was taken back is taken from the balance, and a
 * refund that Telegram has not made is asked for again. Doing it twice changes nothing.
 */
export async function compareStars(context: StarsContext): Promise<StarsCompared> {
  const now = await databaseNow(context)
  const incoming: StarTransaction[] = []
  const outgoing = new Set<string>()
  let seen = 0
  for (let offset = 0; ; offset += PAGE) {
    const page = await context.calls.result.getStarTransactions({ offset, limit: PAGE })
    for (const each of page.transactions) {
      if (each.receiver?.type === 'user') outgoing.add(each.id)
      if (each.source?.type === 'user') incoming.push(each)
    }
    seen += page.transactions.length
    if (page.transactions.length < PAGE) break
  }
  const found = { seen, credited: 0, takenBack: 0, givenBack: 0 }
  for (const each of incoming) {
    const isYoung = now.getTime() - each.date * 1000 < YOUNG_MS
    const isBack = outgoing.has(each.id)
    const payment = await paymentOf(context, each.id)
    if (payment === null) {
      if (!isYoung && !isBack && (await creditMissed(context, each))) found.credited += 1
    } else if (isBack && payment.state === 'paid') {
      if (await takeBackStars(context, { telegram_payment_charge_id: each.id })) {
        found.takenBack += 1
      }
    } else if (!isBack && payment.state === 'refunded') {
      const chat = await chatOfCustomer(context, payment.customerId)
      const user = each.source?.type === 'user' ? each.source.user.id : chat?.chatId
      if (user !== undefined && (await giveStarsBack(context, user, each.id)) === 'done') {
        found.givenBack += 1
      }
    }
  }
  return found
}

/** Credits a payment whose update never came; what it was for, its invoice says. */
async function creditMissed(context: StarsContext, each: StarTransaction): Promise<boolean> {
  const payload = each.source?.type === 'user' ? (each.source.invoice_payload ?? '') : ''
  const invoice = await invoiceOf(context, payload)
  if (invoice === null) {
    context.tell({ kind: 'bot-failed', where: 'comparing Stars', why: `no invoice for ${each.id}` })
    return false
  }
  const at = new Date(each.date * 1000)
  const until = new Date((each.date + PERIOD_SECONDS) * 1000)
  const begun = invoice.isSubscription ? await subscriptionBegunBy(context, invoice.id) : null
  const subscription = invoice.isSubscription ? { until, isFirst: begun === null } : null
  const paid = { chargeId: each.id, stars: each.amount, at, subscription }
  const isNew = await inTransaction(context, (db) => creditInvoice({ db }, invoice, paid))
  context.kick()
  return isNew
}
