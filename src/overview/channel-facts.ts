import { sql } from 'kysely'
import type { Database } from '../db/database.ts'
import { ago } from '../db/time.ts'

const DAY_MS = 24 * 3_600_000

/** A channel that has something to deliver, or has given something up in the last day. */
export type ChannelFacts = {
  readonly channel: string
  /** The longest any notice has waited there. */
  readonly oldestSeconds: number
  readonly waiting: number
  /** Given up in the last day, and not one has arrived since. */
  readonly dead: number
  /** What it said last. */
  readonly lastError: string | null
}

/** The channels as deliveries find them. */
export async function channelFacts(context: {
  readonly db: Database
}): Promise<readonly ChannelFacts[]> {
  const found = await sql<ChannelFacts>`
    with lately as (
      select channel, state, created_at, ended_at, tried_at, last_error
      from alert_deliveries
      where state = 'waiting'
      union all
      select channel, state, created_at, ended_at, tried_at, last_error
      from alert_deliveries
      where state <> 'waiting' and ended_at > ${ago(DAY_MS)}
    ),
    arrived as (
      select channel, max(ended_at) as at from lately where state = 'sent' group by channel
    )
    select lately.channel,
      coalesce(extract(epoch from evercheck_now()
        - min(created_at) filter (where state = 'waiting'))::double precision, 0)
        as "oldestSeconds",
      count(*) filter (where state = 'waiting')::integer as waiting,
      count(*) filter (
        where state = 'dead' and (arrived.at is null or ended_at > arrived.at))::integer as dead,
      (array_agg(last_error order by tried_at desc nulls last)
        filter (where state <> 'sent'))[1] as "lastError"
    from lately
    left join arrived on arrived.channel = lately.channel
    group by lately.channel
    order by lately.channel
  `.execute(context.db)
  return found.rows
}
