import { createHash } from 'node:crypto'
import { Composer } from 'grammy'
import type { Entry, EntryReason } from '../../balance/entry.ts'
import { balanceOf, entriesOf } from '../../balance/ledger.ts'
import { type Payment, paymentsOf } from '../../balance/payments.ts'
import { friendsOf } from '../../chats/chat-store.ts'
import { makeInvoice, noteInvoice } from '../../chats/invoice-store.ts'
import { checkById } from '../../checks/check-store.ts'
import { askQuote } from '../../checks/quote.ts'
import { databaseNow } from '../../db/time.ts'
import type { Line, LineWhy } from '../../words/bot/money.ts'
import type { BotContext, BotUpdate } from '../context.ts'
import { keyboard, tap } from '../keyboard.ts'
import { answer, popUp, show } from '../say.ts'
import { refundStars } from '../stars.ts'
import { menuButtons } from './menu.ts'
import { paymentTopic } from './payment.ts'
import { subscriptionButton } from './subscription.ts'

/** So many entries of the ledger are shown. */
const ENTRIES_SHOWN = 10
/** Unused credits are paid back for as long as Telegram holds the Stars. */
export const REFUND_MS = 21 * 24 * 3_600_000

/** Balance, buying, paying back, friends. */
export function moneyTopic(context: BotContext): Composer<BotUpdate> {
  const topic = new Composer<BotUpdate>()
  topic.use(paymentTopic(context))
  topic.command('balance', (ctx) => showBalance(context, ctx))
  topic.callbackQuery('m:balance', async (ctx) => {
    await popUp(ctx)
    await showBalance(context, ctx)
  })
  topic.command('buy', (ctx) => showPacks(context, ctx))
  topic.callbackQuery('m:buy', async (ctx) => {
    await popUp(ctx)
    await showPacks(context, ctx)
  })
  topic.callbackQuery(/^b:(\d)$/, async (ctx) => {
    await popUp(ctx)
    const pack = context.settings.packs[Number(ctx.match[1])]
    if (pack === undefined) return showPacks(context, ctx)
    await sendInvoice(context, ctx, { ...pack, target: null })
  })
  topic.callbackQuery(/^bs:([a-z0-9._]{1,30})$/, async (ctx) => {
    await popUp(ctx)
    await sellSingle(context, ctx, ctx.match[1] ?? '')
  })
  topic.command('paysupport', (ctx) => showSupport(context, ctx))
  topic.callbackQuery('m:paysupport', async (ctx) => {
    await popUp(ctx)
    await showSupport(context, ctx)
  })
  topic.callbackQuery(/^rf:(\w{16})$/, (ctx) => refund(context, ctx, ctx.match[1] ?? ''))
  topic.callbackQuery('m:invite', async (ctx) => {
    await popUp(ctx)
    await showInvitation(context, ctx)
  })
  return topic
}

async function showBalance(context: BotContext, ctx: BotUpdate): Promise<void> {
  const { words, customer } = ctx.person
  const { buttons } = words.money
  if (!customer.pays) {
    await answer(ctx, words.money.balanceFree)
    return
  }
  const { balanceCredits, heldCredits, debtCredits } = await balanceOf(context, customer.id)
  const entries = await entriesOf(context, { customerId: customer.id, countMax: 4 * ENTRIES_SHOWN })
  // What was set aside and came back is no news: what is set aside now stands above.
  const moved = entries.filter(({ kind }) => kind !== 'hold' && kind !== 'release')
  const lines = await Promise.all(
    moved.slice(0, ENTRIES_SHOWN).map((entry) => lineOf(context, entry)),
  )
  await show(
    ctx,
    words.money.balance(balanceCredits, heldCredits, debtCredits, lines),
    keyboard(
      [tap(words.menu.buttons.buy, 'm:buy', 'primary')],
      [
        tap(buttons.support, 'm:paysupport'),
        context.settings.referral === null ? null : tap(buttons.invite, 'm:invite'),
      ],
    ),
  )
}

async function lineOf(context: BotContext, entry: Entry): Promise<Line> {
  const { at, credits, checkId } = entry
  const check = checkId === null ? null : await checkById(context, checkId).catch(() => null)
  const username = check ? (check.targetNameNow ?? check.targetUsername) : null
  return { at, credits, why: whyOf(entry.reason), username }
}

function whyOf(reason: EntryReason): LineWhy {
  switch (reason) {
    case 'granted':
    case 'paid':
    case 'taken-over':
    case 'referral':
    case 'corrected':
    case 'refunded':
    case 'charged-back':
      return reason
    case 'ordered':
      return 'held'
    case 'delivered':
    case 'free':
    case 'under-threshold':
    case 'private':
    case 'gone':
    case 'unseen':
    case 'blocked-us':
    case 'out-of-patience':
    case 'cancelled':
    case 'merged':
      return 'check'
  }
}

async function showPacks(context: BotContext, ctx: BotUpdate): Promise<void> {
  const { words, customer } = ctx.person
  const { packs } = context.settings
  const subscribe = await subscriptionButton(context, ctx)
  if (!customer.pays || (packs.length === 0 && subscribe === null)) {
    const text = customer.pays ? words.money.nothingForSale : words.money.balanceFree
    await show(ctx, text, menuButtons(ctx.person))
    return
  }
  const { balanceCredits } = await balanceOf(context, customer.id)
  const rows = packs.map((pack, index) => [tap(words.money.packButton(pack), `b:${index}`)])
  await show(ctx, words.money.packs(balanceCredits), keyboard(...rows, [subscribe]))
}

/** Sells as many credits as a check needs beyond the balance; packs, where singles are not sold. */
async function sellSingle(context: BotContext, ctx: BotUpdate, target: string): Promise<void> {
  const { customer } = ctx.person
  const { singleStars } = context.settings
  const quoted = await askQuote(context, { customerId: customer.id, target })
  if (singleStars === null || quoted.kind !== 'quoted') return showPacks(context, ctx)
  const { ceilingCredits, balanceCredits } = quoted.quote
  const credits = Math.max(1, ceilingCredits - balanceCredits)
  await sendInvoice(context, ctx, { credits, stars: credits * singleStars, target })
}

/**
 * Sends an invoice. It names a parameter for its link, so that a forwarded copy leads here instead
 * of being paid by others.
 */
async function sendInvoice(
  context: BotContext,
  ctx: BotUpdate,
  sale: { readonly credits: number; readonly stars: number; readonly target: string | null },
): Promise<void> {
  const { words, chatId, customer } = ctx.person
  const { money } = words
  const { credits, stars, target } = sale
  const invoice = { ...sale, isSubscription: false }
  const id = await makeInvoice(context, { chatId, customerId: customer.id, ...invoice })
  const title = target === null ? money.invoiceTitle(credits) : money.invoiceSingleTitle
  const about =
    target === null ? money.invoiceDescription(credits) : money.invoiceSingleDescription(target)
  const label = money.priceLabel(credits)
  const sent = await ctx.api.sendInvoice(
    chatId,
    title.slice(0, 32),
    about.slice(0, 255),
    id,
    'XTR',
    [{ label, amount: stars }],
    {
      start_parameter: 'buy',
      reply_markup: { inline_keyboard: [[{ text: money.payButton(stars), pay: true }]] },
    },
  )
  await noteInvoice(context, id, sent.message_id)
}

async function showSupport(context: BotContext, ctx: BotUpdate): Promise<void> {
  const { words, customer } = ctx.person
  const payments = await paymentsOf(context, customer.id, 8)
  const paid = payments.filter(({ state }) => state === 'paid')
  const now = await databaseNow(context)
  const young = paid.filter(({ paidAt }) => now.getTime() - paidAt.getTime() < REFUND_MS)
  const { writeSupport, refund: back } = words.money.buttons
  const rows = young.map((payment) => [
    tap(`${back}: ⭐ ${payment.amount}`, `rf:${keyOf(payment)}`),
  ])
  const shown = paid.map(({ paidAt: at, amount: stars, chargeId: charge }) => ({
    at,
    stars,
    charge,
  }))
  await show(
    ctx,
    words.money.support(context.settings.support, shown),
    keyboard(...rows, [tap(writeSupport, 'm:support')]),
  )
}

/** A charge is longer than a button may hold. */
function keyOf({ chargeId }: Payment): string {
  return createHash('sha256').update(chargeId).digest('hex').slice(0, 16)
}

async function refund(context: BotContext, ctx: BotUpdate, key: string): Promise<void> {
  const { words, customer } = ctx.person
  const { money } = words
  const payments = await paymentsOf(context, customer.id, 50)
  const payment = payments.find((each) => keyOf(each) === key)
  const now = await databaseNow(context)
  if (!payment || now.getTime() - payment.paidAt.getTime() >= REFUND_MS) {
    return popUp(ctx, money.refundTooLate)
  }
  const taken = await refundStars(context, payment.chargeId, 'customer')
  switch (taken.kind) {
    case 'taken':
      await popUp(ctx)
      return show(ctx, money.refunded(payment.credits, payment.amount, taken.balanceCredits))
    case 'ended-before': {
      await popUp(ctx)
      const { balanceCredits } = await balanceOf(context, customer.id)
      return show(ctx, money.refunded(payment.credits, payment.amount, balanceCredits))
    }
    case 'spent':
      return popUp(ctx, money.refundSpent)
    case 'unknown':
      return popUp(ctx, words.menu.buttonOld)
  }
}

async function showInvitation(context: BotContext, ctx: BotUpdate): Promise<void> {
  const { words, customer } = ctx.person
  const { referral, username } = context.settings
  if (referral === null) return
  const { checked } = await friendsOf(context, customer.id)
  const url = `https://t.me/${username}?start=i_${customer.id}`
  await answer(ctx, words.money.referral(checked, referral.friends, referral.credits, url))
}
