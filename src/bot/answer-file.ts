import type { InputFile } from 'grammy'
import { answerOf, noteAnswer } from '../chats/inbox.ts'
import type { Rich } from '../words/rich.ts'
import type { BotContext, BotUpdate } from './context.ts'
import { keyboard } from './keyboard.ts'
import { answer, becomeFile } from './say.ts'
import { refusalOf } from './telegram/refusal.ts'

/**
 * Answers a person with a file: with a message that says so, which becomes the file when its number
 * is noted. Whoever deals with the update again after a death finds it there, and no file comes
 * twice. @throws GrammyError, HttpError
 */
export async function answerWithFile(
  context: BotContext,
  ctx: BotUpdate,
  file: { readonly document: InputFile; readonly text: Rich },
  buttons: ReturnType<typeof keyboard> = keyboard(),
): Promise<void> {
  const { update_id: updateId } = ctx.update
  const noted = await answerOf(context, updateId)
  if (noted !== null && (await becomes(ctx, noted, file, buttons))) return
  const { message_id: messageId } = await answer(ctx, ctx.person.words.menu.fileComes)
  await noteAnswer(context, updateId, messageId)
  await becomes(ctx, messageId, file, buttons)
}

/** Makes a message the file. Returns false where it was deleted. */
async function becomes(
  { api, person }: BotUpdate,
  messageId: number,
  file: { readonly document: InputFile; readonly text: Rich },
  buttons: ReturnType<typeof keyboard>,
): Promise<boolean> {
  try {
    await becomeFile(api, { chatId: person.chatId, messageId }, file, buttons)
    return true
  } catch (error) {
    const refusal = refusalOf(error)
    if (refusal?.kind === 'same') return true
    if (refusal?.kind === 'lost') return false
    throw error
  }
}
