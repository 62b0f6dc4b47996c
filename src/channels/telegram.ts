import { z } from 'zod'
import { NEVER_SILENT } from '../alerts/rule.ts'
import { richNotice } from '../words/alerts.ts'
import { botWords } from '../words/bot/bot-words.ts'
import type { Language } from '../words/language.ts'
import { bold, lines } from '../words/rich.ts'
import { type TelegramText, telegramText } from '../words/telegram-text.ts'
import type { Channel, Message, Reader, Sending } from './channel.ts'
import { postJson, sendingOf } from './post.ts'

/** What the Bot API answers. */
const Answer = z.object({
  ok: z.boolean(),
  description: z.string().optional(),
  parameters: z.object({ retry_after: z.number().optional() }).optional(),
})

/**
 * Telegram, by the Bot API's plain `sendMessage`. The target is a chat's id; whoever has never
 * spoken to the bot cannot be written to.
 */
export function telegramChannel(options: {
  /** Without a slash at its end. */
  readonly api: string
  readonly token: string
  readonly reader: Reader
  /** What somebody has chosen to be written to in; null for nothing. */
  readonly languageOf: (chatId: number) => Promise<Language | null>
}): Channel {
  const url = `${options.api}/bot${options.token}/sendMessage`
  return {
    name: 'telegram',
    async send(message, signal) {
      const chatId = Number(message.target)
      // An alert goes out in whatever language, rather than not at all.
      const own = await options.languageOf(chatId).catch(() => null)
      const reader = { ...options.reader, ...(own === null ? {} : { language: own }) }
      const body = {
        chat_id: chatId,
        ...textOf(message, reader),
        disable_notification: message.notice.severity === 'info',
        link_preview_options: { is_disabled: true },
        ...buttonsOf(message, reader),
      }
      const answer = await postJson(url, body, {}, signal)
      if ('kind' in answer) return answer
      return read(answer.status, answer.text, sendingOf(answer, ''))
    },
  }
}

/** What can be done about alerts: deal with what asks for it, silence, explain. The bot answers. */
function buttonsOf({ notice }: Message, { language }: Reader): object {
  if (notice.alerts.length === 0 || notice.change === 'resolved') return {}
  const { seen, silence, whatToDo } = botWords(language).operator.buttons
  const tap = (text: string, verb: string) => ({ text, callback_data: `al:${verb}:${notice.id}` })
  const mute = NEVER_SILENT.includes(notice.rule) ? [] : [tap(silence, 'mute')]
  const ack = notice.severity === 'info' ? [] : [tap(seen, 'ack')]
  const rows = [[...ack, ...mute], [tap(whatToDo, 'todo')]].filter((row) => row.length > 0)
  return { reply_markup: { inline_keyboard: rows } }
}

/** The Bot API says its reasons in JSON, and how long to wait in there as well. */
function read(status: number, text: string, bare: Sending): Sending {
  const parsed = Answer.safeParse(json(text))
  if (!parsed.success) {
    // Somebody else answers there; of a 200 that is no yes.
    const why = { kind: 'no-bot-api', status } as const
    return bare.kind === 'refused'
      ? { kind: 'refused', why }
      : { kind: 'failed', why, retryMs: null }
  }
  const { ok, description = '', parameters } = parsed.data
  if (ok) return { kind: 'sent' }
  const retryAfter = parameters?.retry_after?.toString() ?? null
  return sendingOf({ status: status < 300 ? 400 : status, retryAfter, text }, description)
}

function json(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

/** The title in bold, instants as everybody's own, commands so that a tap copies them. */
function textOf({ notice }: Message, { language }: Reader): TelegramText {
  const { title, lines: said, todo } = richNotice(notice, language)
  const { text, entities } = telegramText(
    lines([bold(title)], '', ...said, ...(todo === null ? [] : ['', todo])),
  )
  const commands = [
    ...text.matchAll(/evercheck(?: [a-z][a-z-]*)+(?: --[a-z-]+)?(?: [A-ZА-Я]{3,})*/g),
  ]
  const marks = commands.map((found) => ({
    type: 'code' as const,
    offset: found.index,
    length: found[0].length,
  }))
  return { text, entities: [...entities, ...marks] }
}
