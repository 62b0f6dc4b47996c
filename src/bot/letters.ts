import type { InlineKeyboardMarkup, MessageEntity } from 'grammy/types'
import { z } from 'zod'
import { chatOfCustomer, silenceChat } from '../chats/chat-store.ts'
import {
  addLetter,
  delayLetter,
  type Letter,
  type LetterDue,
  noteLetterGone,
} from '../chats/letter-store.ts'
import { customerById } from '../customers/customer-store.ts'
import type { Database } from '../db/database.ts'
import { type BotWords, botWords } from '../words/bot/bot-words.ts'
import type { Rich } from '../words/rich.ts'
import { telegramText } from '../words/telegram-text.ts'
import type { BotContext } from './context.ts'
import { attempt } from './telegram/calls.ts'

/** Something that a chat is told without having asked. */
export type Told = {
  readonly text: Rich
  readonly buttons?: InlineKeyboardMarkup
  readonly notice?: NonNullable<Letter['notice']>
  /** What it tells, so that nobody hears of it twice. */
  readonly key?: string
}

/** After this a letter that Telegram does not take now is tried again, and later each time. */
const AGAIN_MS = 1000
const AGAIN_MS_MAX = 10 * 60_000

/**
 * Tells a chat something, in the commit of what is told if the caller is in one. It goes as soon as
 * Telegram takes it; nothing that happens meanwhile loses it. Returns whether the chat is known.
 */
export function tellChat(
  context: { readonly db: Database },
  chatId: number,
  { text, buttons, notice, key }: Told,
): Promise<boolean> {
  const message = { ...telegramText(text), ...(buttons ? { buttons } : {}) }
  return addLetter(context, { chatId, message, notice: notice ?? null, key: key ?? null })
}

/** The same for a customer, in his language; nothing for one who has no chat. */
export async function tellCustomer(
  context: { readonly db: Database },
  customerId: string,
  what: (words: BotWords) => Told,
): Promise<void> {
  const chat = await chatOfCustomer(context, customerId)
  if (chat === null) return
  const { language } = await customerById(context, customerId)
  await tellChat(context, chat.chatId, what(botWords(language)))
}

const Message = z.object({
  text: z.string(),
  entities: z.array(z.custom<MessageEntity>()),
  buttons: z.custom<InlineKeyboardMarkup>().optional(),
})

/** Sends a letter. Should the process die right after that it is sent again. */
export async function sendLetter(context: BotContext, letter: LetterDue): Promise<void> {
  const { text, entities, buttons } = Message.parse(letter.message)
  const sent = await attempt(
    context.calls.result.sendMessage(letter.chatId, text, {
      entities,
      link_preview_options: { is_disabled: true },
      ...(buttons ? { reply_markup: buttons } : {}),
    }),
  )
  switch (sent.kind) {
    case 'done':
      return noteLetterGone(context, letter.id, sent.value.message_id)
    case 'silent':
      return silenceChat(context, letter.chatId)
    case 'busy': {
      const againMs = Math.min(AGAIN_MS * 2 ** Math.min(letter.tries, 10), AGAIN_MS_MAX)
      return delayLetter(context, letter.id, Math.max(sent.afterMs, againMs))
    }
    case 'same':
    case 'lost':
    case 'too-large':
    case 'expired':
    case 'refunded-before':
    case 'wrong': {
      const why = sent.kind === 'wrong' ? sent.said : sent.kind
      context.tell({ kind: 'bot-failed', where: `a message to ${letter.chatId}`, why })
      return noteLetterGone(context, letter.id, null)
    }
  }
}
