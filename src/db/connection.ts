import type pg from 'pg'
import { systemClock } from '../kernel/clock.ts'

/** How long a connection may take to say goodbye before it is cut. */
const GOODBYE_MS_MAX = 2000

/** Whether a statement failed because the server did not answer at all. */
export function isSilence(error: unknown): boolean {
  return error instanceof Error && error.message === 'Query read timeout'
}

/** Ends a connection from our side, whatever the other one does or does not. */
export function cut(client: pg.ClientBase): void {
  // Every client has one; the types say so of some only.
  const { connection } = client as pg.Client
  connection.stream.destroy()
}

/** Ends a connection; one whose other end has vanished without a word is cut. */
export async function endWithin(client: pg.Client): Promise<void> {
  await within(
    client.end().catch(() => undefined),
    () => cut(client),
  )
}

/** Waits for `ending`, but only for as long as a goodbye may take; then `cutOff` has to end it. */
export async function within(ending: Promise<void>, cutOff: () => void): Promise<void> {
  const over = new AbortController()
  const late = systemClock.sleep(GOODBYE_MS_MAX, over.signal).then(cutOff, () => undefined)
  await Promise.race([ending, late])
  over.abort()
}
