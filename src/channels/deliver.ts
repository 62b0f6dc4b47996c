import { beginAttempt, deliveryOf, endAttempt } from '../alerts/notice-store.ts'
import type { Database } from '../db/database.ts'
import { unreachable } from '../kernel/unreachable.ts'
import { enqueue } from '../queue/enqueue.ts'
import { unsentWords } from '../words/unsent.ts'
import type { Channel } from './channel.ts'

/** A notice has not arrived yet. It is tried again. */
export class DeliveryFailedError extends Error {
  override readonly name = 'DeliveryFailedError'
  readonly code = 'DELIVERY_FAILED'
}

/** Whoever asks us to wait again and again is given up after so many times. */
const ATTEMPTS_MAX = 300
const PUT_OFF_MS_MAX = 3_600_000

/**
 * Delivers one notice to one address, once: what has arrived or was given up is left alone. Should
 * this process die between the sending and the note of it, it is sent again with the same id.
 * @throws DeliveryFailedError DELIVERY_FAILED when it may arrive later, but for the last try.
 */
export async function deliverNotice(
  context: { readonly db: Database; readonly channels: readonly Channel[] },
  id: string,
  isLast: boolean,
  signal: AbortSignal,
): Promise<void> {
  const delivery = await deliveryOf(context, id)
  if (delivery === null || delivery.state !== 'waiting') return
  const channel = context.channels.find(({ name }) => name === delivery.channel)
  if (channel === undefined) {
    return endAttempt(context, id, { state: 'dead', why: 'the channel is no longer set up' })
  }
  if (!(await beginAttempt(context, id))) return
  const { target, notice } = delivery
  const sending = await channel.send({ id, target, notice }, signal)
  switch (sending.kind) {
    case 'sent':
      return endAttempt(context, id, { state: 'sent', why: null })
    case 'refused':
      return endAttempt(context, id, { state: 'dead', why: unsentWords('en', sending.why) })
    case 'failed': {
      const { retryMs } = sending
      // Stored for the log and the command line, which speak English.
      const why = unsentWords('en', sending.why)
      if (retryMs !== null && delivery.attempts < ATTEMPTS_MAX) {
        return putOff(context, id, why, Math.min(retryMs, PUT_OFF_MS_MAX))
      }
      await endAttempt(context, id, { state: isLast ? 'dead' : 'waiting', why })
      if (isLast) return
      throw new DeliveryFailedError(`A notice could not be sent by ${channel.name}: ${why}.`)
    }
    default:
      return unreachable(sending)
  }
}

/** The other side says when to come again: then, and not before. */
function putOff(
  context: { readonly db: Database },
  id: string,
  why: string,
  afterMs: number,
): Promise<void> {
  return context.db.transaction().execute(async (tx) => {
    await endAttempt({ db: tx }, id, { state: 'waiting', why })
    await enqueue(tx, { kind: 'deliver-alert', data: { delivery: id }, afterMs })
  })
}
