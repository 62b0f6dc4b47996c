import type { InlineKeyboardButton, User } from '@grammyjs/types'
import { CHECKOUT_MS, settle, takeBack } from './stars.ts'
import type { Kept, KeptInvoice, TelegramWorld } from './world.ts'

/** What paying came to. */
export type Paid =
  | { readonly kind: 'paid'; readonly charge: string; readonly waitedMs: number }
  | { readonly kind: 'refused'; readonly why: string; readonly waitedMs: number }
  /** The bot has not answered in time. */
  | { readonly kind: 'timeout' }

/** The last thing that is said to whoever says hello. */
const INVITES = /Send me a name|[Пп]ришлите имя/

let taps = 0
let checkouts = 0

/** Somebody with a phone: types, taps, pays, and reads what the bot writes. */
export class Person {
  readonly world: TelegramWorld
  readonly id: number

  constructor(
    world: TelegramWorld,
    who: { id: number; name: string; language?: string; username?: string },
  ) {
    this.world = world
    this.id = who.id
    const user: User = {
      id: who.id,
      is_bot: false,
      first_name: who.name,
      ...(who.username ? { username: who.username } : {}),
      ...(who.language ? { language_code: who.language } : {}),
    }
    world.people.set(who.id, user)
  }

  /** What the bot has in the chat now, oldest first. */
  get read(): readonly Kept[] {
    return this.world.messages.filter(
      (one) => one.chat === this.id && one.from === 'bot' && !one.isDeleted,
    )
  }

  /** The bot's last message. */
  get last(): Kept {
    const last = this.read.at(-1)
    if (!last) throw new Error('the bot has written nothing')
    return last
  }

  /** Writes a message, perhaps in reply to one. */
  types(text: string, replyTo: number | null = null): Kept {
    this.world.started.add(this.id)
    this.world.blockedBy.delete(this.id)
    const kept = this.world.keep(this.#mine(text, replyTo))
    const command = /^\/\w+(@\w+)?/.exec(text)?.[0]
    const shown = this.world.show(kept)
    const entities = command
      ? [{ type: 'bot_command' as const, offset: 0, length: command.length }]
      : undefined
    const message = entities ? { ...shown, entities } : shown
    // A message of a person, as `show` builds it.
    this.world.tell({ message } as Parameters<TelegramWorld['tell']>[0])
    return kept
  }

  #mine(text: string, replyTo: number | null): Kept {
    return {
      id: this.world.newMessageId(),
      chat: this.id,
      from: 'person',
      sentAtMs: this.world.nowMs(),
      text,
      entities: [],
      caption: null,
      captionEntities: [],
      keyboard: null,
      asks: null,
      file: null,
      invoice: null,
      replyTo,
      silent: false,
      edits: 0,
      editedAtMs: null,
      isDeleted: false,
    }
  }

  /**
   * Types, and waits for the next message of the bot. Who says hello is told several things: all of
   * them have come before anything else is said, or the next answer would be one of them.
   */
  async says(text: string, replyTo: number | null = null): Promise<Kept> {
    const before = this.read.length
    this.types(text, replyTo)
    const answer = await this.world.until(`an answer to ${text}`, () => this.read[before])
    if (text === '/start') {
      await this.world.until('the end of the welcome', () =>
        this.read.slice(before).find((one) => INVITES.test(words(one))),
      )
    }
    return answer
  }

  /** Sends something that is no text. */
  sends(what: object): void {
    this.world.started.add(this.id)
    const { text: _, ...message } = this.world.show(this.#mine('', null)) as { text?: string }
    this.world.tell({ message: { ...message, ...what } } as Parameters<TelegramWorld['tell']>[0])
  }

  /** Sends a file. */
  sendsFile(name: string, bytes: Buffer, type = 'application/zip'): void {
    const file = this.world.newFile('document', name, bytes)
    this.world.sent.set(file.id, file)
    this.sends({
      document: {
        file_id: file.id,
        file_unique_id: `u-${file.id}`,
        file_name: name,
        mime_type: type,
        file_size: bytes.length,
      },
    })
  }

  /** Waits for a message, an edited one too, that has this in its text or caption. */
  sees(what: string | RegExp, forMs?: number): Promise<Kept> {
    return this.world.until(
      `${String(what)} in ${JSON.stringify(this.read.map(words))}`,
      () => this.read.findLast((one) => matches(words(one), what)),
      forMs,
    )
  }

  /** Waits for a button, and returns it with its message. */
  button(what: string | RegExp): Promise<{ message: Kept; button: InlineKeyboardButton }> {
    return this.world.until(`the button ${String(what)}`, () => {
      for (const message of [...this.read].reverse()) {
        const button = message.keyboard?.inline_keyboard
          .flat()
          .find(({ text }) => matches(text, what))
        if (button) return { message, button }
      }
      return null
    })
  }

  /** Taps a button as soon as it is there; what the bot pops up, or null. */
  async taps(what: string | RegExp): Promise<string | null> {
    const { message, button } = await this.button(what)
    if (!('callback_data' in button)) throw new Error(`${button.text} is no button to tap`)
    const id = this.presses(message, button.callback_data)
    const answer = await this.world.until(`an answer to the tap`, () => this.world.taps.get(id))
    return answer.text
  }

  /** Taps without waiting for anything; the id of the tap. */
  presses(message: Kept, data: string): string {
    taps += 1
    const id = `tap-${taps}`
    this.world.taps.set(id, null)
    this.world.tell({
      callback_query: {
        id,
        from: this.#user,
        chat_instance: String(this.id),
        message: this.world.show(message),
        data,
      },
    })
    return id
  }

  get #user(): User {
    const user = this.world.people.get(this.id)
    if (!user) throw new Error('nobody is without a profile')
    return user
  }

  /** Pays the invoice of a message, or the one behind a link. */
  async pays(what: Kept | string): Promise<Paid> {
    const invoice = typeof what === 'string' ? this.world.links.get(what) : what.invoice
    if (!invoice) throw new Error('there is nothing to pay')
    return this.#pay(invoice)
  }

  async #pay(invoice: KeptInvoice): Promise<Paid> {
    const { world } = this
    checkouts += 1
    const id = `checkout-${checkouts}`
    const startedMs = world.nowMs()
    const answered = new Promise<{ ok: boolean; why: string } | null>((resolve) => {
      world.checkouts.set(id, { ok: resolve })
      setTimeout(() => {
        world.checkouts.delete(id)
        resolve(null)
      }, CHECKOUT_MS).unref()
    })
    const { currency, total_amount, payload } = invoice
    world.tell({
      pre_checkout_query: {
        id,
        from: this.#user,
        currency,
        total_amount,
        invoice_payload: payload,
      },
    })
    const answer = await answered
    const waitedMs = world.nowMs() - startedMs
    if (answer === null) return { kind: 'timeout' }
    if (!answer.ok) return { kind: 'refused', why: answer.why, waitedMs }
    const recurring = invoice.subscriptionSeconds === null ? null : 'first'
    return { kind: 'paid', charge: settle(world, this.id, invoice, recurring), waitedMs }
  }

  /** Thirty days later Telegram takes the Stars of a subscription again. */
  renews(charge: string): string {
    const payment = this.world.payments.get(charge)
    const known = this.world.subscriptions.get(charge)
    if (!payment || !known || known.cancelled) throw new Error('there is no such subscription')
    return settle(this.world, this.id, payment.invoice, 'again')
  }

  /** Gets the Stars back from Apple or Google, and nobody tells the bot. */
  chargesBack(charge: string): void {
    takeBack(this.world, charge)
  }

  /** Blocks the bot: it is told, and may not write any more. */
  blocks(): void {
    this.world.blockedBy.add(this.id)
    const date = Math.floor(this.world.nowMs() / 1000)
    this.world.tell({
      my_chat_member: {
        chat: this.world.chatOf(this.id),
        from: this.#user,
        date,
        old_chat_member: { status: 'member', user: this.#user },
        new_chat_member: { status: 'kicked', user: this.#user, until_date: 0 },
      },
    } as Parameters<TelegramWorld['tell']>[0])
  }

  /** Deletes one of the messages in the chat, for both. */
  deletes(message: Kept): void {
    message.isDeleted = true
  }
}

/** What a message says. */
export function words(message: Kept): string {
  return message.text ?? message.caption ?? message.invoice?.title ?? ''
}

function matches(text: string, what: string | RegExp): boolean {
  return typeof what === 'string' ? text.includes(what) : what.test(text)
}
