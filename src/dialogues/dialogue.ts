import type { LoginDialoguesTable } from '../db/tables.gen.ts'

/**
 * A login that waits for a human. States: `ordered` (asked for by hand; no worker has opened its
 * browser yet), `open` (a worker keeps the page open), `ended`. An account has one at the most that
 * has not ended. It ends by itself when its time is over or its worker is gone.
 */
export type Dialogue = {
  /** Not to be guessed: 80 random bits. */
  readonly id: string
  readonly accountId: string
  readonly username: string
  readonly state: LoginDialoguesTable['state']
  readonly cause: DialogueCause
  /** What the page wants at present: somebody who looks at it, or a code and nothing else. */
  readonly asks: DialogueAsks
  /** What Instagram has said last, and where: a path without ids. */
  readonly said: string | null
  readonly place: string | null
  readonly openedBy: string
  readonly openedAt: Date
  readonly expiresAt: Date
  readonly endedAt: Date | null
  readonly ending: DialogueEnding | null
  /** Whether a worker keeps its page open that lives: else what is sent there arrives nowhere. */
  readonly isKept: boolean
  /** Who may act on the page at present; everybody else only looks. */
  readonly controller: string | null
  readonly controlFence: string
  /** How many acts were sent to the page. */
  readonly inputCount: number
  /** How often it may still be given more time. */
  readonly prolongsLeft: number
}

/** Why a dialogue was opened. */
export type DialogueCause = LoginDialoguesTable['cause']

/** What a page wants. */
export type DialogueAsks = LoginDialoguesTable['asks']

/**
 * How a dialogue ended. `closed` by a human; `interrupted` with its worker; `left`: the page went
 * away from Instagram; `failed`: the browser did; `refused`: the login came to something else, such
 * as a suspended account.
 */
export type DialogueEnding = NonNullable<LoginDialoguesTable['ending']>

/** How long a dialogue waits for its human, in milliseconds. */
export const DIALOGUE_MS = 10 * 60_000
/** How often a human may ask for as much time again. */
export const PROLONGS_MAX = 2
/** The longest that a dialogue can be, in milliseconds. */
export const DIALOGUE_WHOLE_MS = DIALOGUE_MS * (1 + PROLONGS_MAX)
/** A controller who does nothing for so long only looks from then on. */
export const CONTROL_IDLE_MS = 2 * 60_000
/** One whose browser went away without a word is waited for so long: lines come back. */
export const CONTROL_AWAY_MS = 20_000
/** Acts that may wait for their page; more are refused. */
export const INPUTS_WAITING_MAX = 120
/** Codes that may be tried in one dialogue: Instagram counts them, too. */
export const CODES_MAX = 5

/** Workers are woken on this channel: something was ordered, sent or closed. */
export const DIALOGUES_CHANNEL = 'evercheck_dialogues'
/** Who looks is woken on this channel: a page has a new picture, or wants something else. */
export const FRAMES_CHANNEL = 'evercheck_frames'
