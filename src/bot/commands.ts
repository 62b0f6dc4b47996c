import { botWords } from '../words/bot/bot-words.ts'
import { CUSTOMER_COMMANDS } from '../words/bot/menu.ts'
import { OPERATOR_COMMANDS } from '../words/bot/operator.ts'
import { LANGUAGES } from '../words/language.ts'
import type { BotContext } from './context.ts'
import { languageOfChat } from './operators.ts'
import { attempt } from './telegram/calls.ts'

/** Tells Telegram which commands there are: customers see theirs, operators those of both. */
export async function setCommands(context: BotContext): Promise<void> {
  const api = context.calls.result
  for (const language of LANGUAGES) {
    const commands = customerCommands(language)
    // English is what everybody else sees, too.
    const options = language === 'en' ? {} : { language_code: language }
    await attempt(api.setMyCommands(commands, options))
  }
  for (const operator of context.settings.operators) {
    const chatId = Number(operator)
    const language = await languageOfChat(context, chatId)
    const { commands } = botWords(language).operator
    const all = [
      ...customerCommands(language),
      ...OPERATOR_COMMANDS.map((command) => ({ command, description: commands[command] })),
    ]
    await attempt(api.setMyCommands(all, { scope: { type: 'chat', chat_id: chatId } }))
  }
}

function customerCommands(language: 'en' | 'ru') {
  const { commands } = botWords(language).menu
  return CUSTOMER_COMMANDS.map((command) => ({ command, description: commands[command] }))
}
