/** The practice Instagram, as those see it who practise. */
export type PracticeView = {
  readonly isRunning: boolean
  /** When it ends by itself. */
  readonly endsAt: Date | null
  /** The account to log in with: nothing of it is secret, because nothing of it is real. */
  readonly account: {
    readonly username: string
    readonly password: string
    readonly totpSecret: string | null
  } | null
  readonly target: string | null
  /** The code that Instagram has sent to the practice account last. */
  readonly mail: string | null
}

/** A practice that runs, as its own process sees it. */
export type PracticeRun = {
  view(): Promise<PracticeView>
}

/** What is seen where nobody practises. */
export const NO_PRACTICE: PracticeView = {
  isRunning: false,
  endsAt: null,
  account: null,
  target: null,
  mail: null,
}

/** The longest time in which nobody who practises is asked who he is again. */
export const PRACTICE_MS = 28 * 60_000

/** The practice Instagram did not start. */
export class PracticeFailedError extends Error {
  override readonly name = 'PracticeFailedError'
  readonly code = 'PRACTICE_FAILED'
}

/** A request is for a practice that has ended. */
export class PracticeOverError extends Error {
  override readonly name = 'PracticeOverError'
  readonly code = 'PRACTICE_OVER'
}
