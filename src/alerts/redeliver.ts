import { sql } from 'kysely'
import type { Database } from '../db/database.ts'
import { ago } from '../db/time.ts'
import { enqueue } from '../queue/enqueue.ts'
import type { Target } from './telling.ts'

const DAY_MS = 24 * 3_600_000

/** Puts on its way again what was given up at an address in the last day. Returns how much. */
export function redeliver(
  context: { readonly db: Database },
  { channel, target }: Target,
): Promise<number> {
  return context.db.transaction().execute(async (tx) => {
    const revived = await sql<{ id: string }>`
      update alert_deliveries set state = 'waiting', ended_at = null
      where channel = ${channel} and target = ${target} and state = 'dead'
        and ended_at > ${ago(DAY_MS)}
      returning id
    `.execute(tx)
    for (const { id } of revived.rows) {
      await enqueue(tx, { kind: 'deliver-alert', data: { delivery: id } })
    }
    return revived.rows.length
  })
}

/** Puts a job down for every notice that waits and has none, as after a move. */
export async function resumeNotices(context: { readonly db: Database }): Promise<void> {
  const waiting = await sql<{ id: string }>`
    select id from alert_deliveries where state = 'waiting' order by created_at, id
  `.execute(context.db)
  for (const { id } of waiting.rows) {
    await enqueue(context.db, { kind: 'deliver-alert', data: { delivery: id } })
  }
}
