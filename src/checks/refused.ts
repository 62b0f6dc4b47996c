/** So many checks wait in line that another would not be read in a sensible time. */
export class LineFullError extends Error {
  override readonly name = 'LineFullError'
  readonly code = 'LINE_FULL'

  constructor(waitingMax: number) {
    super(
      `${waitingMax} checks wait in line already, so nothing was ordered. Try again when there are fewer, or add accounts.`,
    )
  }
}

/** The customer's balance does not hold what may have to be paid. */
export class BalanceTooLowError extends Error {
  override readonly name = 'BalanceTooLowError'
  readonly code = 'BALANCE_TOO_LOW'

  constructor(needed: number, balance: number) {
    super(
      `A check may cost ${needed} ${needed === 1 ? 'credit' : 'credits'}, and the balance is ${balance}: nothing was ordered.`,
    )
  }
}

/** The customer has done so much of something within a day as he may. */
export class DayLimitError extends Error {
  override readonly name = 'DayLimitError'
  readonly code = 'DAY_LIMIT'
  /** When he may do it again. */
  readonly again: Date

  constructor(countMax: number, again: Date) {
    super(
      `This may be done ${countMax === 1 ? 'once' : `${countMax} times`} a day. It may be done again at ${again.toISOString()}.`,
    )
    this.again = again
  }
}
