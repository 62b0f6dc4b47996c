import type { InlineKeyboardMarkup } from 'grammy/types'
import { chatOf } from '../chats/chat-store.ts'
import { addNotice, type Notice } from '../chats/notice-store.ts'
import { customerById } from '../customers/customer-store.ts'
import { type BotWords, botWords } from '../words/bot/bot-words.ts'
import type { Language } from '../words/language.ts'
import type { Rich } from '../words/rich.ts'
import type { BotContext } from './context.ts'
import { say } from './say.ts'
import { attempt } from './telegram/calls.ts'

/** Something for operators to read. */
export type ForOperators = {
  readonly text: Rich
  readonly buttons?: InlineKeyboardMarkup
  /** What a reply to it means. */
  readonly notice?: Pick<Notice, 'kind' | 'about'>
}

/** Tells every operator, each in his language. One who cannot be reached keeps no other from it. */
export async function tellOperators(
  context: BotContext,
  what: (words: BotWords, language: Language) => ForOperators,
): Promise<void> {
  for (const operator of context.settings.operators) {
    const chatId = Number(operator)
    const language = await languageOfChat(context, chatId)
    const { text, buttons, notice } = what(botWords(language), language)
    const sent = await attempt(say(context.calls.answer, chatId, text, buttons ? { buttons } : {}))
    if (sent.kind === 'done' && notice) {
      await addNotice(context, { chatId, messageId: sent.value.message_id, ...notice })
    }
    if (sent.kind === 'wrong') {
      context.tell({ kind: 'bot-failed', where: `operator ${operator}`, why: sent.said })
    }
  }
}

/** The language of an operator's chat; English before he has written. */
export async function languageOfChat(context: BotContext, chatId: number): Promise<Language> {
  const chat = await chatOf(context, chatId)
  return chat === null ? 'en' : (await customerById(context, chat.customerId)).language
}
