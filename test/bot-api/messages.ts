import type { Params } from './params.ts'
import { checkMarkup, checkText } from './shape.ts'
import {
  bad,
  type Kept,
  type KeptFile,
  type KeptInvoice,
  Refusal,
  type TelegramWorld,
} from './world.ts'

const MEGABYTE = 1024 * 1024

/** The chat that is written to. @throws Refusal as the API does, when it may not be */
function chatTo(world: TelegramWorld, params: Params): number {
  const chat = params.number('chat_id')
  if (!world.people.has(chat)) throw bad('chat not found')
  if (!world.started.has(chat)) {
    throw new Refusal(403, "Forbidden: bot can't initiate conversation with a user")
  }
  if (world.blockedBy.has(chat)) throw new Refusal(403, 'Forbidden: bot was blocked by the user')
  return chat
}

function blank(world: TelegramWorld, chat: number, params: Params): Omit<Kept, 'text'> {
  const { keyboard, asks } = checkMarkup(params.json('reply_markup'), false)
  return {
    id: world.newMessageId(),
    chat,
    from: 'bot',
    sentAtMs: world.nowMs(),
    entities: [],
    caption: null,
    captionEntities: [],
    keyboard,
    asks,
    file: null,
    invoice: null,
    replyTo: repliedTo(world, chat, params),
    silent: params.flag('disable_notification'),
    edits: 0,
    editedAtMs: null,
    isDeleted: false,
  }
}

function repliedTo(world: TelegramWorld, chat: number, params: Params): number | null {
  const reply = params.json('reply_parameters') as
    | { message_id?: number; allow_sending_without_reply?: boolean }
    | undefined
  if (reply?.message_id === undefined) return null
  if (world.find(chat, reply.message_id)) return reply.message_id
  if (reply.allow_sending_without_reply) return null
  throw bad('message to be replied not found')
}

export function sendMessage(world: TelegramWorld, params: Params) {
  const chat = chatTo(world, params)
  const { text, entities } = checkText(params.text('text'), params.json('entities'), 'text')
  return world.show(world.keep({ ...blank(world, chat, params), text, entities }))
}

export function sendFile(kind: KeptFile['kind']) {
  return (world: TelegramWorld, params: Params) => {
    const chat = chatTo(world, params)
    const file = uploaded(world, kind, params.file(kind))
    const caption = captionOf(params)
    return world.show(world.keep({ ...blank(world, chat, params), ...caption, text: null, file }))
  }
}

function captionOf(params: Params) {
  const caption = params.text('caption')
  if (caption === null) return { caption: null, captionEntities: [] }
  const checked = checkText(caption, params.json('caption_entities'), 'caption')
  return { caption: checked.text, captionEntities: checked.entities }
}

function uploaded(
  world: TelegramWorld,
  kind: KeptFile['kind'],
  file: { readonly name: string; readonly bytes: Buffer } | string | null,
): KeptFile {
  if (typeof file === 'string') {
    const known = world.messages.find((one) => one.file?.id === file)?.file
    if (!known) throw bad('wrong file identifier/HTTP URL specified')
    return known
  }
  if (file === null) throw bad(`there is no ${kind} in the request`)
  if (file.bytes.length === 0) throw bad('file must be non-empty')
  const max = kind === 'photo' ? 10 * MEGABYTE : 50 * MEGABYTE
  if (file.bytes.length > max) throw new Refusal(413, 'Request Entity Too Large')
  return world.newFile(kind, file.name, file.bytes)
}

const SAME =
  'message is not modified: specified new message content and reply markup are exactly the same as a current content and reply markup of the message'

/** The message of ours that is edited. */
function toEdit(world: TelegramWorld, params: Params): Kept {
  const chat = chatTo(world, params)
  const message = world.find(chat, params.number('message_id'))
  if (!message) throw bad('message to edit not found')
  if (message.from !== 'bot') throw bad("message can't be edited")
  return message
}

function edited(world: TelegramWorld, message: Kept, change: Partial<Kept>) {
  const next = { ...message, ...change }
  if (face(next) === face(message)) throw bad(SAME)
  Object.assign(message, change, { edits: message.edits + 1, editedAtMs: world.nowMs() })
  world.changed()
  return world.show(message)
}

/** All that a person sees of a message. */
function face({ text, entities, caption, captionEntities, keyboard, file }: Kept): string {
  return JSON.stringify([
    text,
    entities,
    caption,
    captionEntities,
    keyboard,
    file?.bytes.toString('base64'),
  ])
}

export function editMessageText(world: TelegramWorld, params: Params) {
  const message = toEdit(world, params)
  if (message.text === null) throw bad('there is no text in the message to edit')
  const { text, entities } = checkText(params.text('text'), params.json('entities'), 'text')
  const { keyboard } = checkMarkup(params.json('reply_markup'), false)
  return edited(world, message, { text, entities, keyboard })
}

export function editMessageCaption(world: TelegramWorld, params: Params) {
  const message = toEdit(world, params)
  if (message.file === null) throw bad('there is no caption in the message to edit')
  const { keyboard } = checkMarkup(params.json('reply_markup'), false)
  return edited(world, message, { ...captionOf(params), keyboard })
}

export function editMessageReplyMarkup(world: TelegramWorld, params: Params) {
  const message = toEdit(world, params)
  const { keyboard } = checkMarkup(params.json('reply_markup'), message.invoice !== null)
  return edited(world, message, { keyboard })
}

export function editMessageMedia(world: TelegramWorld, params: Params) {
  const message = toEdit(world, params)
  if (message.invoice !== null) throw bad("message can't be edited")
  const media = params.json('media') as Record<string, unknown> | undefined
  const kind = media?.type
  if (kind !== 'document' && kind !== 'photo') throw bad("can't parse InputMedia: type is wrong")
  const file = uploaded(world, kind, params.attached(String(media?.media ?? '')))
  const said = checkText(media?.caption ?? '', media?.caption_entities, 'caption')
  const { keyboard } = checkMarkup(params.json('reply_markup'), false)
  return edited(world, message, {
    file,
    text: null,
    entities: [],
    caption: said.text === '' ? null : said.text,
    captionEntities: said.entities,
    keyboard,
  })
}

export function deleteMessage(world: TelegramWorld, params: Params): true {
  const chat = params.number('chat_id')
  const message = world.find(chat, params.number('message_id'))
  if (!message) throw bad('message to delete not found')
  if (world.nowMs() - message.sentAtMs > 48 * 3_600_000) throw bad("message can't be deleted")
  message.isDeleted = true
  world.changed()
  return true
}

/** The documented bounds of an invoice in Stars. */
export function invoiceOf(params: Params): KeptInvoice {
  const title = params.text('title') ?? ''
  const description = params.text('description') ?? ''
  const payload = params.text('payload') ?? ''
  const currency = params.text('currency') ?? ''
  if (title.length < 1 || title.length > 32) throw bad('INVOICE_TITLE_INVALID')
  if (description.length < 1 || description.length > 255) throw bad('INVOICE_DESCRIPTION_INVALID')
  const bytes = Buffer.byteLength(payload)
  if (bytes < 1 || bytes > 128) throw bad('INVOICE_PAYLOAD_INVALID')
  if (currency !== 'XTR') throw bad('PAYMENT_PROVIDER_INVALID')
  if ((params.text('provider_token') ?? '') !== '') throw bad('STARS_INVOICE_INVALID')
  const prices = params.json('prices')
  if (!Array.isArray(prices) || prices.length !== 1) throw bad('STARS_INVOICE_INVALID')
  const amount = (prices[0] as { amount?: unknown }).amount
  if (!Number.isInteger(amount) || (amount as number) < 1 || (amount as number) > 10_000) {
    throw bad('CURRENCY_TOTAL_AMOUNT_INVALID')
  }
  const period = params.optionalNumber('subscription_period')
  if (period !== null && period !== 2_592_000) throw bad('SUBSCRIPTION_PERIOD_INVALID')
  return {
    title,
    description,
    payload,
    currency,
    total_amount: amount as number,
    start_parameter: params.text('start_parameter') ?? '',
    subscriptionSeconds: period,
  }
}

export function sendInvoice(world: TelegramWorld, params: Params) {
  const chat = chatTo(world, params)
  const invoice = invoiceOf(params)
  if (invoice.subscriptionSeconds !== null) throw bad('SUBSCRIPTION_NOT_ALLOWED')
  const { keyboard } = checkMarkup(params.json('reply_markup'), true)
  const first = keyboard?.inline_keyboard[0]?.[0]
  if (keyboard && !(first && 'pay' in first)) throw bad('the first button must be a Pay button')
  const plain = params.without('reply_markup')
  const message = { ...blank(world, chat, plain), text: null, invoice, keyboard }
  return world.show(world.keep(message))
}
