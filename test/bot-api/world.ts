import { EventEmitter, once } from 'node:events'
import type {
  Chat,
  InlineKeyboardMarkup,
  Invoice,
  Message,
  MessageEntity,
  StarTransaction,
  Update,
  User,
} from '@grammyjs/types'
import { PATIENCE_MS } from '../patience.ts'

/** What a bot may say, and how Telegram behaves. Everything has a default. */
export type BotApiOptions = {
  readonly token?: string
  /** Messages and edits that all chats together may get in a second. */
  readonly perSecondMax?: number
  /** Milliseconds since 1970. */
  readonly nowMs?: () => number
}

/** A message as it lies in a chat. */
export type Kept = {
  readonly id: number
  readonly chat: number
  readonly from: 'bot' | 'person'
  readonly sentAtMs: number
  text: string | null
  entities: readonly MessageEntity[]
  caption: string | null
  captionEntities: readonly MessageEntity[]
  keyboard: InlineKeyboardMarkup | null
  /** The keyboard below the field, or that a reply is wanted. */
  readonly asks: 'reply' | null
  file: KeptFile | null
  readonly invoice: KeptInvoice | null
  readonly replyTo: number | null
  readonly silent: boolean
  /** How often it was edited. */
  edits: number
  editedAtMs: number | null
  isDeleted: boolean
}

export type KeptFile = {
  readonly kind: 'document' | 'photo'
  readonly id: string
  readonly name: string
  readonly bytes: Buffer
}

/** An invoice that can be paid, in a message or behind a link. */
export type KeptInvoice = Invoice & {
  readonly payload: string
  readonly subscriptionSeconds: number | null
}

/** One call that was made, as far as tests want to know. */
export type Call = {
  readonly method: string
  readonly params: Readonly<Record<string, unknown>>
  readonly atMs: number
  /** What it came to: 200 or an error's code. */
  status: number
  tookMs: number
}

/** What may be done to the calls of a bot. */
export type Fault = {
  readonly method?: string
  readonly chat?: number
  /** How many calls it strikes. */
  times: number
} & (
  | { readonly kind: 'flood'; readonly retryAfter: number }
  | { readonly kind: 'server-error'; readonly status: 500 | 502 }
  | { readonly kind: 'too-large' }
  /** The connection is cut before anything has happened, or after everything has. */
  | { readonly kind: 'cut-before' }
  | { readonly kind: 'cut-after' }
)

/** What Telegram says no with. */
export class Refusal extends Error {
  override readonly name = 'Refusal'
  readonly status: number
  readonly parameters: { readonly retry_after?: number } | undefined

  constructor(status: number, description: string, parameters?: { retry_after?: number }) {
    super(description)
    this.status = status
    this.parameters = parameters
  }
}

/** A wrong request. */
export function bad(what: string): Refusal {
  return new Refusal(400, `Bad Request: ${what}`)
}

export const BOT: User = {
  id: 7_000_000_001,
  is_bot: true,
  first_name: 'Evercheck',
  username: 'evercheck_test_bot',
}

type Waiting = { readonly ok: (answer: { ok: boolean; why: string }) => void }

/** Everything that Telegram knows: people, chats, messages, Stars. */
export class TelegramWorld {
  readonly token: string
  readonly perSecondMax: number
  readonly nowMs: () => number
  readonly people = new Map<number, User>()
  readonly messages: Kept[] = []
  readonly calls: Call[] = []
  readonly faults: Fault[] = []
  readonly commands = new Map<string, readonly { command: string; description: string }[]>()
  readonly links = new Map<string, KeptInvoice>()
  /** Files that people have sent, by their id. */
  readonly sent = new Map<string, KeptFile>()
  readonly stars: StarTransaction[] = []
  readonly payments = new Map<string, { user: number; invoice: KeptInvoice; refunded: boolean }>()
  readonly subscriptions = new Map<string, { user: number; cancelled: boolean }>()
  /** Answers to taps by the id of their query; null while there is none. */
  readonly taps = new Map<string, { text: string | null; alert: boolean; atMs: number } | null>()
  readonly checkouts = new Map<string, Waiting>()
  readonly blockedBy = new Set<number>()
  /** Who has ever written to the bot: only they may be written to. */
  readonly started = new Set<number>()
  /** While it is true, nobody is reached. */
  away = false
  /** What was called meanwhile, in vain. */
  readonly missed: string[] = []
  webhook: {
    readonly url: string
    readonly secret: string | null
    lastError: { readonly atMs: number; readonly said: string } | null
  } | null = null
  allowed: readonly string[] | null = null
  /** Updates that nobody has confirmed. */
  readonly queue: Update[] = []
  /** Called before a call is carried out and after it was; what they throw cuts the connection. */
  beforeCall: (method: string, number: number) => void | Promise<void> = () => undefined
  afterCall: (method: string, number: number) => void | Promise<void> = () => undefined
  /** Called with each update that is to be given out, each time; one that is taken here is not. */
  intercepts: (update: Update) => boolean = () => false
  readonly #changes = new EventEmitter()
  readonly #past: Update[] = []
  #updateId = 900_000
  #messageId = 100
  #fileId = 0

  constructor(options: BotApiOptions = {}) {
    this.token = options.token ?? '7000000001:AAtest-token-of-the-local-bot-api-server'
    this.perSecondMax = options.perSecondMax ?? 30
    this.nowMs = options.nowMs ?? Date.now
    this.#changes.setMaxListeners(0)
  }

  /** Something has changed; those who wait look again. */
  changed(): void {
    this.#changes.emit('change')
  }

  /** Waits until `find` finds something. Rejects after a time, saying what was waited for. */
  async until<T>(what: string, find: () => T | null | undefined | false, forMs = PATIENCE_MS) {
    const signal = AbortSignal.timeout(forMs)
    for (;;) {
      const found = find()
      if (found) return found
      await once(this.#changes, 'change', { signal }).catch((error: unknown) => {
        throw new Error(`waited ${forMs} ms in vain for ${what}`, { cause: error })
      })
    }
  }

  /** Calls `hear` whenever something has changed. Returns how to end that. */
  watch(hear: () => void): () => void {
    this.#changes.on('change', hear)
    return () => void this.#changes.off('change', hear)
  }

  chatOf(id: number): Chat.PrivateChat {
    const user = this.people.get(id)
    if (!user) throw bad('chat not found')
    const { first_name, username } = user
    return { id, type: 'private', first_name, ...(username ? { username } : {}) }
  }

  newMessageId(): number {
    this.#messageId += 1
    return this.#messageId
  }

  newFile(kind: KeptFile['kind'], name: string, bytes: Buffer): KeptFile {
    this.#fileId += 1
    return { kind, id: `file-${this.#fileId}`, name, bytes }
  }

  /** Puts something into the queue for the bot, as it happened. */
  tell(update: Omit<Update, 'update_id'>): Update {
    this.#updateId += 1
    const told: Update = { update_id: this.#updateId, ...update }
    const kind = Object.keys(update)[0] ?? ''
    if (this.allowed && this.allowed.length > 0 && !this.allowed.includes(kind)) return told
    this.queue.push(told)
    this.#past.push(told)
    this.changed()
    return told
  }

  /** Hands the last so many updates out again, though they were confirmed: same ids, same words. */
  repeat(count: number): void {
    this.queue.unshift(...this.#past.slice(-count))
    this.changed()
  }

  /** Forgets what is confirmed. */
  confirm(offset: number): void {
    for (let at = this.queue.length - 1; at >= 0; at -= 1) {
      const update = this.queue[at]
      if (update && update.update_id < offset) this.queue.splice(at, 1)
    }
  }

  keep(message: Kept): Kept {
    this.messages.push(message)
    this.changed()
    return message
  }

  find(chat: number, id: number): Kept | null {
    return this.messages.find((one) => one.chat === chat && one.id === id && !one.isDeleted) ?? null
  }

  /** A message as the API shows it. */
  show(kept: Kept): Message {
    const { text, caption, file, invoice, keyboard } = kept
    const shown: Record<string, unknown> = {
      message_id: kept.id,
      date: Math.floor(kept.sentAtMs / 1000),
      chat: this.chatOf(kept.chat),
      from: kept.from === 'bot' ? BOT : this.people.get(kept.chat),
    }
    if (kept.editedAtMs !== null) shown.edit_date = Math.floor(kept.editedAtMs / 1000)
    if (text !== null) shown.text = text
    if (kept.entities.length > 0) shown.entities = kept.entities
    if (caption !== null) shown.caption = caption
    if (kept.captionEntities.length > 0) shown.caption_entities = kept.captionEntities
    if (keyboard !== null) shown.reply_markup = keyboard
    if (file?.kind === 'document') shown.document = documentOf(file)
    if (file?.kind === 'photo') shown.photo = [{ ...documentOf(file), width: 800, height: 600 }]
    if (invoice !== null) {
      const { title, description, start_parameter, currency, total_amount } = invoice
      shown.invoice = { title, description, start_parameter, currency, total_amount }
    }
    const replied = kept.replyTo === null ? null : this.find(kept.chat, kept.replyTo)
    if (replied) shown.reply_to_message = this.show({ ...replied, replyTo: null })
    // Built field by field from what the documentation lists.
    return shown as unknown as Message
  }
}

function documentOf({ id, name, bytes }: KeptFile) {
  return { file_id: id, file_unique_id: `u-${id}`, file_name: name, file_size: bytes.length }
}
