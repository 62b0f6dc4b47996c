import type { InlineKeyboardMarkup, MessageEntity } from '@grammyjs/types'
import { bad } from './world.ts'

const ENTITIES: ReadonlySet<string> = new Set(
  (
    'mention hashtag cashtag bot_command url email phone_number bold italic underline ' +
    'strikethrough spoiler blockquote expandable_blockquote code pre text_link text_mention ' +
    'custom_emoji date_time'
  ).split(' '),
)

/** What a bot sends as the text of a message: whether it may be, and its entities. */
export function checkText(
  value: unknown,
  entities: unknown,
  kind: 'text' | 'caption',
): { readonly text: string; readonly entities: readonly MessageEntity[] } {
  const text = typeof value === 'string' ? value : ''
  if (kind === 'text' && text.trim() === '') throw bad('message text is empty')
  if (/[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/.test(text)) {
    throw bad('strings must be encoded in UTF-8')
  }
  const max = kind === 'text' ? 4096 : 1024
  if (text.length > max)
    throw bad(kind === 'text' ? 'message is too long' : 'message caption is too long')
  return { text, entities: checkEntities(text, entities) }
}

function checkEntities(text: string, value: unknown): readonly MessageEntity[] {
  if (value === undefined) return []
  if (!Array.isArray(value)) throw bad("can't parse entities: expected an Array of MessageEntity")
  // Telegram takes no more than this many of a message, and says nothing about the others.
  return value.slice(0, 100).map((entity: unknown) => checkEntity(text, entity))
}

function checkEntity(text: string, value: unknown): MessageEntity {
  if (typeof value !== 'object' || value === null) throw bad("can't parse MessageEntity")
  const entity = value as Record<string, unknown>
  const { type, offset, length } = entity
  if (typeof type !== 'string' || !ENTITIES.has(type)) throw bad('unsupported entity type')
  if (!Number.isInteger(offset) || !Number.isInteger(length)) throw bad("can't parse MessageEntity")
  const from = offset as number
  const to = from + (length as number)
  if (from < 0 || to <= from || to > text.length) {
    throw bad(`entity ${type} of ${from}..${to} is outside of the text`)
  }
  if (isHalf(text, from) || isHalf(text, to)) {
    throw bad('entity begins or ends in the middle of a UTF-16 symbol')
  }
  if (type === 'text_link' && !/^(https?|tg):\/\/\S+$/.test(String(entity.url))) {
    throw bad('URL host is empty')
  }
  if (type === 'date_time') {
    if (!Number.isInteger(entity.unix_time)) throw bad('unix_time is wrong')
    if (!/^(r|w?[dD]?[tT]?)$/.test(String(entity.date_time_format ?? ''))) {
      throw bad('date_time_format is wrong')
    }
  }
  // Checked above, field by field.
  return entity as unknown as MessageEntity
}

function isHalf(text: string, at: number): boolean {
  const code = text.charCodeAt(at)
  return code >= 0xdc00 && code <= 0xdfff
}

const BUTTON_KINDS = [
  'url',
  'callback_data',
  'web_app',
  'login_url',
  'switch_inline_query',
  'switch_inline_query_current_chat',
  'switch_inline_query_chosen_chat',
  'copy_text',
  'disabled',
  'callback_game',
  'pay',
] as const

/** The buttons under a message, or null; and whether a reply is asked for. */
export function checkMarkup(
  value: unknown,
  hasInvoice: boolean,
): { readonly keyboard: InlineKeyboardMarkup | null; readonly asks: 'reply' | null } {
  if (value === undefined || value === null) return { keyboard: null, asks: null }
  if (typeof value !== 'object') throw bad('object expected as reply markup')
  const markup = value as Record<string, unknown>
  if (markup.force_reply === true) {
    const hint = markup.input_field_placeholder
    if (hint !== undefined && (typeof hint !== 'string' || hint.length < 1 || hint.length > 64)) {
      throw bad('INPUT_FIELD_PLACEHOLDER_INVALID')
    }
    return { keyboard: null, asks: 'reply' }
  }
  if (markup.remove_keyboard === true || Array.isArray(markup.keyboard)) {
    return { keyboard: null, asks: null }
  }
  const rows = markup.inline_keyboard
  if (!Array.isArray(rows)) throw bad('object expected as reply markup')
  const buttons = rows.flat() as Record<string, unknown>[]
  if (buttons.length > 100) throw bad('reply markup is too long')
  if (rows.some((row) => !Array.isArray(row) || row.length > 8)) {
    throw bad('BUTTON_ROW_TOO_LONG')
  }
  for (const [at, button] of buttons.entries()) checkButton(button, hasInvoice, at)
  if (buttons.length === 0) return { keyboard: null, asks: null }
  return { keyboard: markup as unknown as InlineKeyboardMarkup, asks: null }
}

function checkButton(button: Record<string, unknown>, hasInvoice: boolean, at: number): void {
  if (typeof button.text !== 'string' || button.text.trim() === '') {
    throw bad('inline keyboard button text must be non-empty')
  }
  const kinds = BUTTON_KINDS.filter((kind) => button[kind] !== undefined)
  if (kinds.length !== 1) throw bad('Text buttons are unallowed in the inline keyboard')
  const style = button.style
  if (style !== undefined && !['danger', 'success', 'primary'].includes(String(style))) {
    throw bad('BUTTON_STYLE_INVALID')
  }
  const bytes = Buffer.byteLength(String(button.callback_data ?? ' '))
  if (bytes < 1 || bytes > 64) throw bad('BUTTON_DATA_INVALID')
  if (button.url !== undefined && !/^(https?:\/\/[^\s/]+|tg:\/\/)\S*$/.test(String(button.url))) {
    throw bad(`inline keyboard button URL '${String(button.url)}' is invalid: Wrong HTTP URL`)
  }
  if (kinds[0] === 'web_app' && !/^https:\/\//.test(String(urlIn(button.web_app)))) {
    throw bad('inline keyboard button Web App URL is invalid: Only HTTPS links are allowed')
  }
  if (kinds[0] === 'copy_text') {
    const { text } = button.copy_text as { text?: unknown }
    if (typeof text !== 'string' || text.length < 1 || text.length > 256) {
      throw bad('BUTTON_COPY_TEXT_INVALID')
    }
  }
  if (kinds[0] === 'pay' && (!hasInvoice || at !== 0)) throw bad('BUTTON_TYPE_INVALID')
}

function urlIn(value: unknown): unknown {
  return typeof value === 'object' && value !== null && 'url' in value ? value.url : undefined
}
