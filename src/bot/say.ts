import type { Api, InputFile } from 'grammy'
import type { InlineKeyboardMarkup, Message } from 'grammy/types'
import type { Rich } from '../words/rich.ts'
import { CAPTION_MAX, telegramText } from '../words/telegram-text.ts'
import type { BotUpdate } from './context.ts'
import { attempt } from './telegram/calls.ts'

/** How a message is sent. */
export type Saying = {
  readonly buttons?: InlineKeyboardMarkup
  readonly replyTo?: number
  readonly silent?: boolean
  /** The next message is to answer this one; a hint stands in the field. */
  readonly asks?: string
}

/** Sends a message. @throws GrammyError, HttpError */
export function say(
  api: Api,
  chatId: number,
  text: Rich,
  { buttons, replyTo, silent, asks }: Saying = {},
): Promise<Message.TextMessage> {
  const said = telegramText(text)
  const asked = asks === undefined ? null : asks.slice(0, 64)
  const markup =
    asked === null ? buttons : { force_reply: true as const, input_field_placeholder: asked }
  return api.sendMessage(chatId, said.text, {
    entities: said.entities,
    link_preview_options: { is_disabled: true },
    ...(markup ? { reply_markup: markup } : {}),
    ...(silent ? { disable_notification: true } : {}),
    ...(replyTo === undefined
      ? {}
      : { reply_parameters: { message_id: replyTo, allow_sending_without_reply: true } }),
  })
}

/** Makes a message say something else. @throws GrammyError, HttpError */
export function reword(
  api: Api,
  at: { readonly chatId: number; readonly messageId: number },
  text: Rich,
  buttons?: InlineKeyboardMarkup,
) {
  const said = telegramText(text)
  return api.editMessageText(at.chatId, at.messageId, said.text, {
    entities: said.entities,
    link_preview_options: { is_disabled: true },
    ...(buttons ? { reply_markup: buttons } : {}),
  })
}

/** Makes a message a file with words under it. @throws GrammyError, HttpError */
export function becomeFile(
  api: Api,
  at: { readonly chatId: number; readonly messageId: number },
  file: { readonly document: InputFile; readonly text: Rich },
  buttons: InlineKeyboardMarkup,
) {
  const said = telegramText(file.text, CAPTION_MAX)
  return api.editMessageMedia(
    at.chatId,
    at.messageId,
    {
      type: 'document',
      media: file.document,
      caption: said.text,
      caption_entities: said.entities,
    },
    { reply_markup: buttons },
  )
}

/** Answers a person. */
export function answer(ctx: BotUpdate, text: Rich, saying: Saying = {}) {
  return say(ctx.api, ctx.person.chatId, text, saying)
}

/** Shows something in place of the message whose button was tapped, or below if that is gone. */
export async function show(
  ctx: BotUpdate,
  text: Rich,
  buttons?: InlineKeyboardMarkup,
): Promise<void> {
  const messageId = ctx.callbackQuery?.message?.message_id
  if (messageId !== undefined) {
    const at = { chatId: ctx.person.chatId, messageId }
    const done = await attempt(reword(ctx.api, at, text, buttons))
    if (done.kind === 'done' || done.kind === 'same') return
  }
  await answer(ctx, text, buttons ? { buttons } : {})
}

/** Answers a tap: the button stops turning, and something may pop up. */
export async function popUp(ctx: BotUpdate, text?: string): Promise<void> {
  await attempt(ctx.answerCallbackQuery(text === undefined ? {} : { text: text.slice(0, 200) }))
}
