import { InputFile } from 'grammy'
import type { InlineKeyboardMarkup, MessageEntity } from 'grammy/types'
import { z } from 'zod'
import { chatOfCustomer, silenceChat } from '../chats/chat-store.ts'
import {
  addLetter,
  delayLetter,
  type Letter,
  type LetterDue,
  letterById,
  noteLetterGone,
  noteLetterOpened,
} from '../chats/letter-store.ts'
import { customerById } from '../customers/customer-store.ts'
import type { Database } from '../db/database.ts'
import { frameOf } from '../dialogues/frame-store.ts'
import { type BotWords, botWords } from '../words/bot/bot-words.ts'
import type { Rich } from '../words/rich.ts'
import { CAPTION_MAX, telegramText } from '../words/telegram-text.ts'
import type { BotContext } from './context.ts'
import { attempt } from './telegram/calls.ts'
import type { Refusal } from './telegram/refusal.ts'

/** Something that a chat is told without having asked. */
export type Told = {
  readonly text: Rich
  readonly buttons?: InlineKeyboardMarkup
  /** A field for the answer is opened, in place of buttons; a hint stands in it. */
  readonly asks?: string
  /** The page of this login goes with it, as it is when the letter goes. */
  readonly picture?: string
  /** What its message says first, where nothing of the rest may ever come twice. */
  readonly opening?: Rich
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
  { text, buttons, asks, picture, opening, notice, key }: Told,
): Promise<boolean> {
  const said = telegramText(text, picture === undefined ? undefined : CAPTION_MAX)
  const message = { ...said, buttons, asks: asks?.slice(0, 64), picture }
  const about = { notice: notice ?? null, key: key ?? null }
  const first = opening === undefined ? null : telegramText(opening)
  return addLetter(context, { chatId, message, opening: first, ...about })
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

type Sent = z.infer<typeof Message>

const Message = z.object({
  text: z.string(),
  entities: z.array(z.custom<MessageEntity>()),
  buttons: z.custom<InlineKeyboardMarkup>().optional(),
  asks: z.string().optional(),
  picture: z.string().optional(),
})

/** A page that has just been opened has no picture yet: so often is looked again. */
const PICTURE_LOOKS_MAX = 3

/**
 * Sends a letter, unless it has gone. Should the process die before that is noted it is sent again;
 * of one with an opening only the opening is.
 */
export async function sendLetter(context: BotContext, id: string): Promise<void> {
  await context.edits.run(`letter ${id}`, async () => {
    const letter = await letterById(context, id)
    if (letter !== null) await sendOne(context, letter)
  })
}

type Said = { readonly kind: 'done'; readonly messageId: number } | Refusal

async function sendWhole(context: BotContext, letter: LetterDue): Promise<Said> {
  const message = Message.parse(letter.message)
  const { picture } = message
  if (picture === undefined) return said(context, letter.chatId, message)
  const frame = await frameOf(context, picture, null)
  if (frame !== null) return pictured(context, letter.chatId, message, frame.jpeg)
  if (letter.tries < PICTURE_LOOKS_MAX) return { kind: 'busy', afterMs: AGAIN_MS }
  return said(context, letter.chatId, message)
}

function markupOf({ buttons, asks }: Sent) {
  if (asks === undefined) return buttons ? { reply_markup: buttons } : {}
  return { reply_markup: { force_reply: true as const, input_field_placeholder: asks } }
}

async function said(context: BotContext, chatId: number, message: Sent): Promise<Said> {
  const { text, entities } = message
  const sent = await attempt(
    context.calls.result.sendMessage(chatId, text, {
      entities,
      link_preview_options: { is_disabled: true },
      ...markupOf(message),
    }),
  )
  return sent.kind === 'done' ? { kind: 'done', messageId: sent.value.message_id } : sent
}

async function pictured(
  context: BotContext,
  chatId: number,
  message: Sent,
  jpeg: Buffer,
): Promise<Said> {
  const { text: caption, entities } = message
  const sent = await attempt(
    context.calls.result.sendPhoto(chatId, new InputFile(jpeg, 'page.jpg'), {
      caption,
      caption_entities: entities,
      protect_content: true,
      ...markupOf(message),
    }),
  )
  return sent.kind === 'done' ? { kind: 'done', messageId: sent.value.message_id } : sent
}

/** The opening first; when its message is known, that becomes the letter. */
async function sendOpened(context: BotContext, letter: LetterDue): Promise<Said> {
  const { id, chatId } = letter
  let { messageId } = letter
  if (messageId === null) {
    const opened = await said(context, chatId, Message.parse(letter.opening))
    if (opened.kind !== 'done') return opened
    messageId = opened.messageId
    await noteLetterOpened(context, id, messageId)
  }
  const { text, entities, buttons } = Message.parse(letter.message)
  const edited = await attempt(
    context.calls.result.editMessageText(chatId, messageId, text, {
      entities,
      link_preview_options: { is_disabled: true },
      ...(buttons ? { reply_markup: buttons } : {}),
    }),
  )
  if (edited.kind === 'done' || edited.kind === 'same') return { kind: 'done', messageId }
  // Deleted by its reader before it said anything.
  return edited.kind === 'lost' ? sendWhole(context, letter) : edited
}

async function sendOne(context: BotContext, letter: LetterDue): Promise<void> {
  const send = letter.opening === null ? sendWhole : sendOpened
  const sent = await send(context, letter)
  switch (sent.kind) {
    case 'done':
      return noteLetterGone(context, letter.id, sent.messageId)
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
