import type { JsonValue } from './json.ts'

/**
 * What happened to a check or an account that people or programs act on. It is recorded in the
 * commit of what it tells: what is here has happened, and what has happened is here. A saved page
 * is no event: how far a list is stands in its row.
 */
export type RecordedEvent = {
  readonly kind: EventKind
  readonly check?: string
  readonly account?: string
  readonly customer?: string
  /** Numbers, instants and codes that say more; never a secret. */
  readonly detail?: Readonly<Record<string, JsonValue>>
}

/** Every kind of event there is. Readers must bear kinds that they do not know. */
export type EventKind = (typeof EVENT_KINDS)[number]

export const EVENT_KINDS = [
  'check-ordered',
  'check-started',
  /** A stretch of waiting begins: `why`, `until`. */
  'check-parked',
  /** A process died while it read it: how many `crashes` in a row, at how many `pages`. */
  'check-crashed',
  /** Five times in a row on the same page: nobody reads it any more. */
  'check-crashes',
  /** Another account goes on with it. */
  'check-handed-over',
  'list-finished',
  /** Whichever way: `state`, what it came to, and what it has cost. */
  'check-ended',
  'session-died',
  /** A doubt was settled: the session answers for itself. */
  'session-proved',
  'session-renewed',
  'login-failed',
  'account-throttled',
  'account-challenged',
  'account-stopped',
  'account-paused',
  /** It may be used again: a block is over, the operator has dealt with it. */
  'account-recovered',
  'account-added',
  'account-removed',
  /** A login by hand was asked for; no browser is open yet. `dialogue` is its id, as below. */
  'dialogue-ordered',
  /** A login waits for a human, its page is open: `cause`, and what it `asks`: human or code. */
  'dialogue-opened',
  /** The page has come to ask for a code. */
  'dialogue-asks-code',
  'dialogue-code-refused',
  /** How it ended: `ending`. */
  'dialogue-ended',
  /** A customer's credits came or went without a check: `credits`, `reason`. */
  'balance-moved',
  /** The ledger does not agree with itself. */
  'ledger-off',
  /** What is sure has changed on a watched profile: `watch`, `gained`, `lost`, `renamed`. */
  'watch-changed',
  /** A watch waits: `why` it does. */
  'watch-paused',
  /** A watch is over, and not by its customer. */
  'watch-ended',
  /**
   * Something is wrong that people are told of, and it is over: `alert`, its `rule`, `severity`.
   */
  'alert-raised',
  'alert-resolved',
  /** Somebody deals with it: the same. */
  'alert-acknowledged',
  /** Nobody is told of a `rule`, or of one `subject` of it, for so many `minutes`: 0 ends that. */
  'alert-silenced',
] as const

/** An event as it is read. */
export type Happened = {
  readonly cursor: EventCursor
  readonly at: Date
  readonly kind: string
  readonly check: string | null
  readonly account: string | null
  readonly customer: string | null
  readonly detail: Readonly<Record<string, JsonValue>>
}

/**
 * Where a reader stands: the transaction and the number of the last event that it has seen. Numbers
 * alone lose events, because they become visible in another order than they are given out.
 */
export type EventCursor = { readonly xid: string; readonly id: string }

/** A cursor as one word, for files, headers and rows. */
export function cursorText({ xid, id }: EventCursor): string {
  return `${xid}-${id}`
}

const NUMBER_MAX = 2n ** 63n - 1n

/** Reads what `cursorText` has written; null when it is no such word. */
export function parseCursor(text: string): EventCursor | null {
  const [, xid, id] = /^(\d{1,19})-(\d{1,19})$/.exec(text) ?? []
  if (xid === undefined || id === undefined) return null
  return BigInt(xid) > NUMBER_MAX || BigInt(id) > NUMBER_MAX ? null : { xid, id }
}
