import type { Alerting } from '../alerts/evaluate.ts'
import { redeliver } from '../alerts/redeliver.ts'
import type { ChannelName } from '../alerts/telling.ts'
import type { Unsent } from '../alerts/unsent.ts'
import type { Database } from '../db/database.ts'
import { databaseNow } from '../db/time.ts'
import { newId } from '../kernel/ids.ts'
import type { Channel } from './channel.ts'

/** What came of a test message to one address. */
export type Tried = {
  readonly channel: ChannelName
  readonly target: string
  readonly arrived: boolean
  /** Null where it arrived. */
  readonly why: Unsent | null
  /** Notices that had been given up there and are on their way again. */
  readonly redelivered: number
}

/**
 * Sends a test message to every address of every channel, at once and past the queue. Where it
 * arrives, what was given up in the last day is sent again.
 */
export function tryChannels(
  context: {
    readonly db: Database
    readonly channels: readonly Channel[]
    readonly alerting: Alerting
  },
  signal: AbortSignal,
): Promise<readonly Tried[]> {
  return Promise.all(
    context.alerting.targets.map(async ({ channel: name, target }) => {
      const channel = context.channels.find((each) => each.name === name)
      if (channel === undefined) throw new Error('a target is of a channel that there is')
      const at = await databaseNow(context)
      const about = { change: 'test', rule: 'AlertDeliveryFailing', severity: 'info' } as const
      const notice = { id: newId('ntc'), at, ...about, alerts: [] }
      const sending = await channel.send({ id: newId('dlv'), target, notice }, signal)
      if (sending.kind !== 'sent') {
        return { channel: name, target, arrived: false, why: sending.why, redelivered: 0 }
      }
      const redelivered = await redeliver(context, { channel: name, target })
      return { channel: name, target, arrived: true, why: null, redelivered }
    }),
  )
}
