import { Composer, InputFile } from 'grammy'
import type { Notice } from '../../chats/notice-store.ts'
import { closeDialogue, dialogueOf } from '../../dialogues/dialogue-store.ts'
import { frameOf } from '../../dialogues/frame-store.ts'
import { answerCode } from '../../dialogues/input-store.ts'
import { telegramText } from '../../words/telegram-text.ts'
import type { BotContext, BotUpdate } from '../context.ts'
import { noticeRepliedTo } from '../replied.ts'
import { answer, popUp } from '../say.ts'
import { attempt } from '../telegram/calls.ts'

/**
 * A login that waits for a human: its code comes by replying to the message about it, in the very
 * chat that the message was sent to. The reply is deleted as soon as it is read.
 */
export function loginTopic(context: BotContext): Composer<BotUpdate> {
  const all = new Composer<BotUpdate>()
  const topic = all.filter((ctx) => ctx.person.isOperator)
  topic.on('message:text', async (ctx, next) => {
    const notice = await noticeRepliedTo(context, ctx)
    if (notice?.kind !== 'dialogue') return next()
    await takeCode(context, ctx, notice, ctx.message.text)
  })
  topic.callbackQuery(/^d:pic:(dlg_\w+)$/, (ctx) => sendPicture(context, ctx, ctx.match[1] ?? ''))
  topic.callbackQuery(/^d:close:(dlg_\w+)$/, async (ctx) => {
    const { login } = ctx.person.words
    const isClosed = await closeDialogue(context, ctx.match[1] ?? '')
    await popUp(ctx, isClosed ? undefined : textOf(login.notOpen))
  })
  return all
}

async function takeCode(
  context: BotContext,
  ctx: BotUpdate,
  notice: Notice,
  text: string,
): Promise<void> {
  const { login } = ctx.person.words
  const dialogue = await dialogueOf(context, notice.about)
  const outcome = await answerCode(context, notice.about, text)
  // Whatever it was: a code that was used or is wrong has no business in a chat.
  await attempt(ctx.deleteMessage())
  const account = dialogue?.username ?? ''
  switch (outcome.kind) {
    case 'sent':
      await answer(ctx, login.codeSent(account))
      return
    case 'no-code':
      await answer(ctx, login.codeShape, { replyTo: notice.messageId })
      return
    case 'not-asked':
    case 'too-many':
      await answer(ctx, login.codeNotAsked(account))
      return
    case 'no-worker':
      await answer(ctx, login.noWorker)
      return
    case 'ended':
      await answer(ctx, login.notOpen)
      return
  }
}

/** The page as it is now: only where the operator has allowed pictures to leave the house. */
async function sendPicture(context: BotContext, ctx: BotUpdate, id: string): Promise<void> {
  const { login, menu } = ctx.person.words
  if (!context.settings.loginPictures) return popUp(ctx, menu.buttonOld)
  const [dialogue, frame] = [await dialogueOf(context, id), await frameOf(context, id, null)]
  if (dialogue === null || frame === null) return popUp(ctx, textOf(login.notOpen))
  await popUp(ctx)
  const caption = telegramText(login.pictureOf(dialogue.username))
  await ctx.replyWithPhoto(new InputFile(frame.jpeg, 'page.jpg'), {
    caption: caption.text,
    caption_entities: caption.entities,
    protect_content: true,
  })
}

function textOf(said: Parameters<typeof telegramText>[0]): string {
  return telegramText(said, 200).text
}
