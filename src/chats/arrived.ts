/** An update as it came in. */
export type Arrived = {
  readonly updateId: number
  /** Whose it is; null for one of nobody's. */
  readonly chatId: number | null
  /** As Telegram sent it. */
  readonly body: unknown
  /** It must be dealt with however many there are: money. */
  readonly isVital: boolean
  /** Telegram waits for an answer to it, ten seconds at the most: a pre-checkout. */
  readonly isUrgent: boolean
}

/**
 * An update of Telegram's as the inbox keeps it; null for what is none. Of what is in it only this
 * much is looked at here. Pure.
 */
export function arrivedOf(update: unknown): Arrived | null {
  if (!isObject(update) || !Number.isSafeInteger(update.update_id)) return null
  const { message, pre_checkout_query: checkout } = update
  const from = [message, update.callback_query, update.my_chat_member, checkout]
    .map((part) => (isObject(part) && isObject(part.from) ? part.from.id : undefined))
    .find((id) => Number.isSafeInteger(id))
  const isMoney =
    isObject(message) &&
    (isObject(message.successful_payment) || isObject(message.refunded_payment))
  const isUrgent = isObject(checkout)
  return {
    updateId: Number(update.update_id),
    chatId: from === undefined ? null : Number(from),
    body: update,
    isVital: isMoney || isUrgent || isObject(update.my_chat_member),
    isUrgent,
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
