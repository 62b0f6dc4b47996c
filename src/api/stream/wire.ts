import type { Event } from '../../contract/events.ts'
import { cursorText, type Happened } from '../../events/event.ts'

/** An event as it goes over the wire, for whoever may know everything. */
export function eventOf(happened: Happened): Event {
  const { cursor, at, kind, check, account, customer, detail } = happened
  return {
    id: cursorText(cursor),
    at: at.toISOString(),
    kind,
    check,
    account,
    customer,
    // A copy: the contract's shape may be changed by whoever has it.
    detail: { ...detail } as Event['detail'],
  }
}

/** What a customer may know of an event's detail. The operator's accounts are nobody's business. */
const TOLD_TO_CUSTOMERS: Readonly<Record<string, readonly string[]>> = {
  'check-ordered': ['price', 'ceiling'],
  'check-started': [],
  'check-parked': ['until'],
  'list-finished': ['list', 'confidence', 'present', 'expected'],
  'check-ended': ['state', 'kind', 'price', 'charged'],
  'check-cancelled': [],
  'check-merged': ['into'],
  'balance-moved': ['credits', 'reason', 'balance', 'debt'],
}

/** The same for its customer; null for what is no business of a customer's. */
export function eventForCustomer(event: Event, customer: string): Event | null {
  const told = TOLD_TO_CUSTOMERS[event.kind]
  if (!told) return null
  const detail = Object.fromEntries(
    Object.entries(event.detail).filter(([key]) => told.includes(key)),
  )
  return { ...event, account: null, customer, detail }
}

/** One message of server-sent events. JSON has no line end in it, so the data is one line. */
export function message(name: string, data: unknown, id: string | null): string {
  const place = id === null ? '' : `id: ${id}\n`
  return `${place}event: ${name}\ndata: ${JSON.stringify(data)}\n\n`
}

/** What opens a stream: how soon a client comes back whose line was cut. */
export const OPENING = 'retry: 2000\n\n'
