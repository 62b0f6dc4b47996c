import { chatOf } from '../chats/chat-store.ts'
import { customerById } from '../customers/customer-store.ts'
import type { Database } from '../db/database.ts'
import { type BotWords, botWords } from '../words/bot/bot-words.ts'
import type { Language } from '../words/language.ts'
import type { StarsContext } from './context.ts'
import { type Told, tellChat } from './letters.ts'

/**
 * Tells every operator, each in his language, in the commit of what is told if the caller is in
 * one. Only who has written to the bot before can be told.
 */
export async function tellOperators(
  context: Pick<StarsContext, 'settings' | 'tell' | 'kick'> & { readonly db: Database },
  what: (words: BotWords, language: Language) => Told,
): Promise<void> {
  for (const operator of context.settings.operators) {
    const chatId = Number(operator)
    const language = await languageOfChat(context, chatId)
    const told = what(botWords(language), language)
    const key = told.key === undefined ? {} : { key: `${told.key}:${operator}` }
    if (await tellChat(context, chatId, { ...told, ...key })) continue
    const why = 'he has not written to the bot yet'
    context.tell({ kind: 'bot-failed', where: `telling operator ${operator}`, why })
  }
  context.kick()
}

/** The language of an operator's chat; English before he has written. */
export async function languageOfChat(
  context: { readonly db: Database },
  chatId: number,
): Promise<Language> {
  const chat = await chatOf(context, chatId)
  return chat === null ? 'en' : (await customerById(context, chat.customerId)).language
}
