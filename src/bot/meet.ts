import type { MiddlewareFn } from 'grammy'
import { chatOf, enterChat, silenceChat } from '../chats/chat-store.ts'
import { type Customer, telegramIdentity } from '../customers/customer.ts'
import { customerById, ensureCustomer } from '../customers/customer-store.ts'
import { botWords } from '../words/bot/bot-words.ts'
import { languageOf } from '../words/language.ts'
import type { BotContext, BotUpdate, Person } from './context.ts'

/**
 * Finds out who an update is from, and enters whoever is new. Only private chats are spoken to; a
 * chat that blocks the bot is noted, and nothing is said.
 */
export function meet(context: BotContext): MiddlewareFn<BotUpdate> {
  return async (ctx, next) => {
    const { from } = ctx
    if (!from || from.is_bot) return
    if (ctx.chat !== undefined && ctx.chat.type !== 'private') return
    const status = ctx.myChatMember?.new_chat_member.status
    if (status === 'kicked' || status === 'left') {
      await silenceChat(context, from.id)
      return
    }
    const met = await personOf(context, {
      id: from.id,
      name: nameOf(from),
      username: from.username ?? null,
      languageCode: from.language_code ?? null,
      invitedBy: invitation(ctx.message?.text),
    })
    ctx.person = met
    await next()
  }
}

/** A person as Telegram tells of them. */
export type Sender = {
  readonly id: number
  readonly name: string
  readonly username: string | null
  readonly languageCode: string | null
  /** The customer by whose link they came, if they came by one. */
  readonly invitedBy: string | null
}

/** Who somebody is to us, entered if new. */
export async function personOf(context: BotContext, sender: Sender): Promise<Person> {
  const { customer, isNew } = await customerOfSender(context, sender)
  const { language } = customer
  return {
    chatId: sender.id,
    customer,
    language,
    words: botWords(language),
    isOperator: context.settings.operators.includes(String(sender.id)),
    isNew,
  }
}

async function customerOfSender(
  context: BotContext,
  sender: Sender,
): Promise<{ readonly customer: Customer; readonly isNew: boolean }> {
  const known = await chatOf(context, sender.id)
  if (known && known.silentSince === null && known.username === sender.username) {
    return { customer: await customerById(context, known.customerId), isNew: false }
  }
  return context.db.isTransaction
    ? enter(context, sender)
    : context.db.transaction().execute((db) => enter({ ...context, db }, sender))
}

async function enter(context: BotContext, sender: Sender) {
  const given = {
    name: sender.name,
    language: languageOf(sender.languageCode),
    zone: 'UTC',
    pays: true,
  }
  const met = await ensureCustomer(context, telegramIdentity(sender.id), given)
  await enterChat(context, {
    chatId: sender.id,
    customerId: met.customer.id,
    username: sender.username,
    invitedBy: met.isNew ? sender.invitedBy : null,
  })
  return met
}

/** By whose link somebody came: `/start i_ID`. */
function invitation(text: string | undefined): string | null {
  return /^\/start i_([\w-]{1,60})$/.exec(text ?? '')?.[1] ?? null
}

function nameOf(from: { first_name: string; last_name?: string; username?: string }): string {
  const name = [from.first_name, from.last_name ?? '']
    .join(' ')
    .replace(/\p{Cc}/gu, ' ')
    .trim()
  return (name || from.username || 'Telegram').slice(0, 200).toWellFormed()
}
