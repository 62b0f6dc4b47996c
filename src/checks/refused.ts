/** So many checks wait in line that another would not be read in a sensible time. */
export class LineFullError extends Error {
  override readonly name = 'LineFullError'
  readonly code = 'LINE_FULL'
  readonly waitingMax: number

  constructor(waitingMax: number) {
    super(
      `${waitingMax} checks wait in line already, so nothing was ordered. Try again when there are fewer, or add accounts.`,
    )
    this.waitingMax = waitingMax
  }
}

/** The customer's balance does not hold what may have to be paid. */
export class BalanceTooLowError extends Error {
  override readonly name = 'BalanceTooLowError'
  readonly code = 'BALANCE_TOO_LOW'
  /** In credits. */
  readonly needed: number
  readonly balance: number

  constructor(needed: number, balance: number) {
    super(
      `A check may cost ${needed} ${needed === 1 ? 'credit' : 'credits'}, and the balance is ${balance}: nothing was ordered.`,
    )
    this.needed = needed
    this.balance = balance
  }
}

/** The customer has done so much of something within a day as he may. */
export class DayLimitError extends Error {
  override readonly name = 'DayLimitError'
  readonly code = 'DAY_LIMIT'
  readonly countMax: number
  /** When he may do it again. */
  readonly again: Date

  constructor(countMax: number, again: Date) {
    super(
      `This may be done ${countMax === 1 ? 'once' : `${countMax} times`} a day. It may be done again at ${again.toISOString()}.`,
    )
    this.countMax = countMax
    this.again = again
  }
}
