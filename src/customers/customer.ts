/** Somebody who orders checks. */
export type Customer = {
  readonly id: string
  /** As people call him; empty once he is forgotten. Names may occur twice. */
  readonly name: string
  readonly language: CustomerLanguage
  /** A time zone such as `Europe/Moscow`. */
  readonly zone: string
  /** False for one who orders at price 0. */
  readonly pays: boolean
  readonly balanceCredits: number
  /** What a chargeback took after it was spent. Whatever comes in pays it first. */
  readonly debtCredits: number
  /** Checks that have not ended. */
  readonly openCount: number
  readonly createdAt: Date
  readonly forgottenAt: Date | null
}

export type CustomerLanguage = 'en' | 'ru'

/** The customer to whom the operator's own checks belong. */
export const HOUSE = 'house'

/**
 * How a customer is known to the outside: the house, a Telegram chat as `tg:ID`, a token by its id,
 * a customer of the system there was before.
 */
export type Identity = {
  readonly kind: 'house' | 'telegram' | 'token' | 'takeover'
  readonly subject: string
}

/** The identity of a Telegram chat. */
export function telegramIdentity(chatId: number | string): Identity {
  return { kind: 'telegram', subject: `tg:${chatId}` }
}

/** The number of a chat with the bot, as people give it. @throws CustomerInvalidError */
export function checkedChat(given: string): string {
  if (/^[1-9]\d{0,15}$/.test(given)) return given
  throw new CustomerInvalidError(
    `${JSON.stringify(given)} is not the number of a chat with the bot: evercheck customer list shows those of whoever has written to it.`,
  )
}

/** There is no such customer. */
export class CustomerUnknownError extends Error {
  override readonly name = 'CustomerUnknownError'
  readonly code = 'CUSTOMER_UNKNOWN'
}

/** Several customers have that name. */
export class CustomerAmbiguousError extends Error {
  override readonly name = 'CustomerAmbiguousError'
  readonly code = 'CUSTOMER_AMBIGUOUS'
}

/** What was given cannot be a customer's name, language or time zone. */
export class CustomerInvalidError extends Error {
  override readonly name = 'CustomerInvalidError'
  readonly code = 'CUSTOMER_INVALID'
}

/** So many characters at the most in a name: what Telegram allows, twice. */
const NAME_MAX = 200

/** A customer's name as it is stored. @throws CustomerInvalidError CUSTOMER_INVALID */
export function checkedName(given: string): string {
  const name = given.trim()
  if (name === '' || name.length > NAME_MAX || /\p{Cc}/u.test(name)) {
    throw new CustomerInvalidError(
      `A customer's name has one to ${NAME_MAX} characters, and stands in one line.`,
    )
  }
  return name
}

/** A time zone by the name that the system knows. @throws CustomerInvalidError CUSTOMER_INVALID */
export function checkedZone(zone: string): string {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone
  } catch (cause) {
    throw new CustomerInvalidError(
      `${JSON.stringify(zone)} is not a time zone such as Europe/Moscow.`,
      { cause },
    )
  }
}
