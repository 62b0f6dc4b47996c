import type { Context, MiddlewareFn } from 'grammy'
import { type Limit, OwnLimits } from '../access/rate-limit.ts'
import type { Clock } from '../kernel/clock.ts'

/** More than anybody types or taps who means it. */
const BY_CHAT: Limit = { name: 'chat', countMax: 60, perMs: 60_000 }

/**
 * Passes over what somebody sends beyond sixty times a minute: nothing is read, stored or answered
 * for it. What is paid always comes through.
 */
export function boundChats<C extends Context>(context: {
  readonly clock: Pick<Clock, 'elapsedMs'>
}): MiddlewareFn<C> {
  const limits = new OwnLimits(context.clock)
  return async (ctx, next) => {
    const { from, message, preCheckoutQuery } = ctx
    const isMoney =
      preCheckoutQuery !== undefined ||
      message?.successful_payment !== undefined ||
      message?.refunded_payment !== undefined
    if (isMoney || from === undefined || limits.take(BY_CHAT, String(from.id)).isAllowed) {
      await next()
    }
  }
}
