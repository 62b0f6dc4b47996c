import type { Database } from '../db/database.ts'
import { Bell } from '../kernel/bell.ts'
import type { Clock } from '../kernel/clock.ts'
import type { EventCursor } from './event.ts'
import { EVENTS_CHANNEL, type EventsRead, readEvents } from './event-store.ts'

/** How many events are handed on at a time. */
const BATCH_MAX = 500
/** Looked for without a word, too: what waits for an older transaction is not announced again. */
const LOOK_MS = 1000

/**
 * Hands on what happens after a cursor as it happens, batch after batch, until the signal is given.
 * Whoever stores the cursor of a batch with what it did about it misses nothing and does nothing
 * twice, whenever it is killed.
 */
export async function* followEvents(
  context: {
    readonly db: Database
    readonly clock: Clock
    listen(channel: string, heard: () => void): () => void
  },
  from: EventCursor,
  signal: AbortSignal,
): AsyncGenerator<EventsRead> {
  const bell = new Bell()
  const unlisten = context.listen(EVENTS_CHANNEL, () => bell.ring())
  try {
    let cursor = from
    while (!signal.aborted) {
      const read = await readEvents(context, cursor, BATCH_MAX)
      cursor = read.cursor
      if (read.kind === 'expired' || read.events.length > 0) yield read
      else await bell.wait(context.clock, LOOK_MS, signal).catch(() => undefined)
    }
  } finally {
    unlisten()
  }
}
