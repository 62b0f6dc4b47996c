import { Composer } from 'grammy'
import { recordAudit } from '../../access/audit.ts'
import type { Actor } from '../../access/principal.ts'
import { CREDITS_MAX } from '../../balance/entry.ts'
import { balanceOf, credit } from '../../balance/ledger.ts'
import { paymentsOf } from '../../balance/payments.ts'
import { chatOfCustomer } from '../../chats/chat-store.ts'
import {
  type Customer,
  CustomerAmbiguousError,
  CustomerUnknownError,
} from '../../customers/customer.ts'
import { findCustomer } from '../../customers/customer-store.ts'
import { inTransaction } from '../../db/transaction.ts'
import { botWords } from '../../words/bot/bot-words.ts'
import type { BotContext, BotUpdate, Person } from '../context.ts'
import { keyboard, tap } from '../keyboard.ts'
import { tellCustomer } from '../letters.ts'
import { answer, popUp, say } from '../say.ts'
import { refundStars } from '../stars.ts'
import { daySummary } from '../summary.ts'
import { attempt } from '../telegram/calls.ts'

/** What those who run Evercheck do about customers. */
export function customersTopic(context: BotContext): Composer<BotUpdate> {
  const all = new Composer<BotUpdate>()
  const topic = all.filter((ctx) => ctx.person.isOperator)
  topic.command('admin_find', async (ctx) => {
    const named = ctx.match.trim()
    if (named === '') return void (await answer(ctx, ctx.person.words.operator.usage.find))
    const customer = await find(context, ctx, named)
    if (customer !== null) await showCustomer(context, ctx, customer)
  })
  topic.command('admin_grant', async (ctx) => {
    const [, named = '', amount = '', note = ''] =
      /^(\S+)\s+([+-]?\d{1,9})\s*(.*)$/s.exec(ctx.match.trim()) ?? []
    const credits = Number(amount)
    if (named === '' || credits === 0 || Math.abs(credits) > CREDITS_MAX) {
      await answer(ctx, ctx.person.words.operator.usage.grant)
      return
    }
    const customer = await find(context, ctx, named)
    if (customer !== null) await grant(context, ctx, customer, credits, note.trim() || null)
  })
  topic.callbackQuery(/^g1:(\w+)$/, async (ctx) => {
    await popUp(ctx)
    const customer = await find(context, ctx, ctx.match[1] ?? '')
    if (customer !== null) await grant(context, ctx, customer, 1, null)
  })
  topic.command('admin_refund', (ctx) => refund(context, ctx, ctx.match.trim()))
  topic.command('admin_summary', async (ctx) => {
    await answer(ctx, await daySummary(context, ctx.person.words))
  })
  return all
}

async function find(context: BotContext, ctx: BotUpdate, named: string): Promise<Customer | null> {
  const { operator } = ctx.person.words
  try {
    return await findCustomer(context, named)
  } catch (error) {
    if (error instanceof CustomerUnknownError) await answer(ctx, operator.nobody(named))
    else if (error instanceof CustomerAmbiguousError) await answer(ctx, operator.several(named))
    else throw error
    return null
  }
}

async function showCustomer(
  context: BotContext,
  ctx: BotUpdate,
  customer: Customer,
): Promise<void> {
  const { operator } = ctx.person.words
  const chat = await chatOfCustomer(context, customer.id)
  const payments = await paymentsOf(context, customer.id, 10)
  const text = operator.person({
    id: customer.id,
    name: customer.name,
    chat: chat === null ? null : `tg:${chat.chatId}${chat.username ? ` @${chat.username}` : ''}`,
    balance: customer.balanceCredits,
    debt: customer.debtCredits,
    open: customer.openCount,
    since: customer.createdAt,
    payments: payments.map(({ chargeId: charge, amount: stars, paidAt: at, state }) => ({
      charge,
      stars,
      at,
      state,
    })),
  })
  const buttons = keyboard([tap(operator.buttons.give, `g1:${customer.id}`)])
  await answer(ctx, text, { buttons })
}

/** Gives credits, or takes some, and tells the customer. An update is one grant, told how often. */
async function grant(
  context: BotContext,
  ctx: BotUpdate,
  customer: Customer,
  credits: number,
  note: string | null,
): Promise<void> {
  const { operator } = ctx.person.words
  const given = { customer, credits, note, source: `telegram:${ctx.update.update_id}` }
  const isGiven = await give(context, actorIn(ctx.person), given).catch((error: unknown) => {
    if (error instanceof LacksCreditsError) return false
    throw error
  })
  const { balanceCredits } = await balanceOf(context, customer.id)
  if (!isGiven) {
    await answer(ctx, operator.grantImpossible(customer.name, balanceCredits))
    return
  }
  context.kick()
  await answer(ctx, operator.grantDone(credits, customer.name, balanceCredits))
}

/** What is to be taken is not there; undoes that it was taken. */
class LacksCreditsError extends Error {}

/** All in one commit. Known before, nothing is done, and it was given then. */
function give(
  context: BotContext,
  by: Actor,
  given: {
    readonly customer: Customer
    readonly credits: number
    readonly note: string | null
    readonly source: string
  },
): Promise<boolean> {
  const { customer, credits, note, source } = given
  return inTransaction(context, async (db) => {
    const reason = credits > 0 ? 'granted' : 'corrected'
    const move = { credits, reason, note, actor: by.name ?? 'operator' } as const
    const moved = await credit({ db }, { customerId: customer.id, ...move, source })
    if (moved.kind === 'known') return true
    // Two operators may take at once: who comes second would leave a debt behind.
    if (credits < 0 && moved.debtCredits > 0) throw new LacksCreditsError()
    const on = ['customer', customer.id] as const
    await recordAudit({ db }, { by, act: 'credit.grant', on, detail: { credits } })
    await tellCustomer({ db }, customer.id, ({ money }) => ({
      text: money.granted(credits, moved.balanceCredits, note),
    }))
    return true
  })
}

/** An operator in a chat, as the log of who did what names him. */
export function actorIn({ chatId }: Person): Actor {
  return { kind: 'operator', id: null, name: `tg:${chatId}`, address: null }
}

async function refund(context: BotContext, ctx: BotUpdate, charge: string): Promise<void> {
  const { operator } = ctx.person.words
  if (charge === '') {
    await answer(ctx, operator.usage.refund)
    return
  }
  const by = actorIn(ctx.person)
  const taken = await refundStars(context, charge, by.name ?? 'operator')
  switch (taken.kind) {
    case 'taken': {
      await recordAudit(context, { by, act: 'payment.refund', on: ['payment', charge] })
      await answer(ctx, operator.refundDone(taken.payment.amount, charge))
      const chat = await chatOfCustomer(context, taken.payment.customerId)
      if (chat === null) return
      const customer = await findCustomer(context, taken.payment.customerId)
      const { credits, amount } = taken.payment
      const text = botWords(customer.language).money.refunded(credits, amount, taken.balanceCredits)
      await attempt(say(context.calls.answer, chat.chatId, text))
      return
    }
    case 'ended-before':
      await answer(ctx, operator.refundDone(taken.payment.amount, charge))
      return
    case 'spent':
    case 'unknown':
      await answer(ctx, operator.refundImpossible(charge, operator.refundWhy[taken.kind]))
      return
  }
}
