import type { Context, MiddlewareFn } from 'grammy'
import { type Limit, OwnLimits } from '../access/rate-limit.ts'
import type { Clock } from '../kernel/clock.ts'

/** More than anybody types or taps who means it. */
const BY_CHAT: Limit = { name: 'chat', countMax: 60, perMs: 60_000 }
/** So often is said that something was left out. */
const SAID: Limit = { name: 'too-fast', countMax: 1, perMs: 60_000 }

/**
 * Bounds what one chat may send. What somebody sends beyond sixty times a minute is passed over:
 * nothing is read, stored or answered for it, but that he hears so, once a minute. What is paid
 * always comes through.
 */
export class TooFast {
  readonly #limits: OwnLimits
  readonly #said: OwnLimits
  readonly #tell: (chatId: number) => Promise<void>

  /** `tell` says to a chat that something was left out. */
  constructor(clock: Pick<Clock, 'elapsedMs'>, tell: (chatId: number) => Promise<void>) {
    this.#limits = new OwnLimits(clock)
    this.#said = new OwnLimits(clock)
    this.#tell = tell
  }

  /** Says that something was left out, unless that was said just now. */
  async say(chatId: number): Promise<void> {
    if (this.#said.take(SAID, String(chatId)).isAllowed) await this.#tell(chatId)
  }

  /** Lets through what a chat may send. */
  bound<C extends Context>(): MiddlewareFn<C> {
    return async (ctx, next) => {
      const { from, message, preCheckoutQuery } = ctx
      const isMoney =
        preCheckoutQuery !== undefined ||
        message?.successful_payment !== undefined ||
        message?.refunded_payment !== undefined
      if (isMoney || from === undefined) return next()
      if (this.#limits.take(BY_CHAT, String(from.id)).isAllowed) return next()
      await this.say(from.id)
    }
  }
}
