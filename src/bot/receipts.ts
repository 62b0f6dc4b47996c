import { creditPayment } from '../balance/payments.ts'
import { type Invoice, noteInvoicePaid } from '../chats/invoice-store.ts'
import { letterOf } from '../chats/letter-store.ts'
import { noteSubscriptionPaid } from '../chats/subscription-store.ts'
import { customerById } from '../customers/customer-store.ts'
import type { Database } from '../db/database.ts'
import type { BotWords } from '../words/bot/bot-words.ts'
import type { Rich } from '../words/rich.ts'
import type { BotContext } from './context.ts'
import { sendLetter, tellCustomer } from './letters.ts'

/** What Telegram says of a payment. */
export type Paid = {
  readonly chargeId: string
  readonly stars: number
  readonly at: Date
  /** Up to when a subscription is paid with it, and whether it begins with it; null for no such. */
  readonly subscription: { readonly until: Date; readonly isFirst: boolean } | null
}

/**
 * Credits what was paid for an invoice, once per charge, and puts its receipt down; in the caller's
 * transaction. Returns whether it was not known before.
 */
export async function creditInvoice(
  { db }: { readonly db: Database },
  invoice: Invoice,
  paid: Paid,
): Promise<boolean> {
  const { customerId, credits } = invoice
  const { chargeId, stars, subscription } = paid
  const before = await customerById({ db }, customerId)
  const done = await creditPayment(
    { db },
    { provider: 'telegram-stars', chargeId, customerId, credits, amount: stars },
  )
  await noteInvoicePaid({ db }, invoice.id)
  if (subscription !== null) {
    await noteSubscriptionPaid({ db }, { invoice, chargeId, until: subscription.until })
  }
  if (done.kind !== 'credited') return false
  const after = await customerById({ db }, customerId)
  const moved = {
    balance: after.balanceCredits,
    debtPaid: Math.max(0, before.debtCredits - after.debtCredits),
  }
  await tellCustomer({ db }, customerId, (words) => ({
    text: receiptText(words, invoice, { ...paid, ...moved }),
    opening: words.money.opening,
    key: keyOf(chargeId),
  }))
  return true
}

/** Sends the receipt of a payment, unless it has gone before. */
export async function sendReceipt(context: BotContext, chargeId: string): Promise<void> {
  const letter = await letterOf(context, keyOf(chargeId))
  if (letter !== null) await sendLetter(context, letter.id)
}

function keyOf(chargeId: string): string {
  return `receipt:${chargeId}`
}

function receiptText(
  words: BotWords,
  invoice: Invoice,
  paid: Paid & { readonly balance: number; readonly debtPaid: number },
): Rich {
  const { subscription, balance } = paid
  if (subscription !== null) {
    const { begun, renewed } = words.subscription
    return (subscription.isFirst ? begun : renewed)(invoice, balance, subscription.until)
  }
  const { chargeId: charge, ...rest } = paid
  return words.money.receipt({ ...rest, credits: invoice.credits, charge })
}
