import type { ServerResponse } from 'node:http'
import type { Event } from '../../contract/events.ts'
import type { EventCursor } from '../../events/event.ts'
import { eventForCustomer, message, OPENING } from './wire.ts'

/** More than this waits for a client that does not read: it is cut off, and comes back. */
const WAITING_BYTES_MAX = 1024 * 1024

/** What a listener wants to hear. */
export type Wish = {
  /** Only this customer's events; null for everybody's. */
  readonly customer: string | null
  /** Only those of this check; null for all. */
  readonly check: string | null
  /** Checks whose progress it wants. */
  readonly watch: readonly string[]
}

/** An event on its way to all listeners: written out once, however many hear it. */
export class Outgoing {
  readonly event: Event
  readonly cursor: EventCursor
  /** Whose it is, as far as it is anybody's. */
  readonly customer: string | null
  #forAll: string | null = null
  #forCustomer: string | null = null

  constructor(event: Event, cursor: EventCursor, customer: string | null) {
    this.event = event
    this.cursor = cursor
    this.customer = customer
  }

  /** The event for a listener; null when it is not to hear of it. */
  textFor({ customer, check }: Wish): string | null {
    if (check !== null && this.event.check !== check) return null
    if (customer === null) {
      this.#forAll ??= message(this.event.kind, this.event, this.event.id)
      return this.#forAll
    }
    if (this.customer !== customer) return null
    if (this.#forCustomer === null) {
      const event = eventForCustomer(this.event, customer)
      this.#forCustomer = event === null ? '' : message(event.kind, event, event.id)
    }
    return this.#forCustomer || null
  }
}

/** One open stream. */
export class Listener {
  readonly wish: Wish
  /** Whose credentials it stands on, and whether they still hold. */
  readonly key: string
  readonly holds: () => Promise<boolean>
  readonly #response: ServerResponse
  /** What it has heard; it hears what comes after that. */
  cursor: EventCursor

  constructor(
    response: ServerResponse,
    given: {
      readonly wish: Wish
      readonly cursor: EventCursor
      readonly key: string
      readonly holds: () => Promise<boolean>
    },
  ) {
    this.#response = response
    this.wish = given.wish
    this.cursor = given.cursor
    this.key = given.key
    this.holds = given.holds
    this.write(OPENING)
  }

  /** Tells it events that it has not heard, if they are for it. */
  hear(events: readonly Outgoing[]): void {
    let text = ''
    let isOver = false
    for (const outgoing of events) {
      if (!isAfter(outgoing.cursor, this.cursor)) continue
      this.cursor = outgoing.cursor
      text += outgoing.textFor(this.wish) ?? ''
      isOver ||= this.wish.check !== null && isEndOf(this.wish.check, outgoing.event)
    }
    if (text !== '') this.write(text)
    if (isOver) this.end()
  }

  /** Whether somebody is still there. */
  get isOpen(): boolean {
    return !this.#response.writableEnded && !this.#response.destroyed
  }

  write(text: string): void {
    if (!this.isOpen) return
    this.#response.write(text)
    if (this.#response.writableLength > WAITING_BYTES_MAX) this.#response.destroy()
  }

  /** Ends the stream; the client comes back, or is told not to. */
  end(): void {
    if (this.isOpen) this.#response.end()
  }

  /** Calls back once, when nobody is there any more. */
  onceGone(gone: () => void): void {
    this.#response.once('close', gone)
  }
}

/** Whether an event is the end of that check. */
export function isEndOf(check: string, event: Event): boolean {
  return event.check === check && (event.kind === 'check-ended' || event.kind === 'check-cancelled')
}

/** Whether one place in the order of events is behind another. */
export function isAfter(one: EventCursor, other: EventCursor): boolean {
  const [a, b] = [BigInt(one.xid), BigInt(other.xid)]
  return a === b ? BigInt(one.id) > BigInt(other.id) : a > b
}
