import { sql } from 'kysely'
import type { Database } from '../db/database.ts'
import { ago, dbNow, fromNow } from '../db/time.ts'
import { newId } from '../kernel/ids.ts'
import { enqueue } from '../queue/enqueue.ts'
import type { Delivery } from './webhook.ts'

type Context = { readonly db: Database }

/** Puts something down that a webhook is to be told, with the job that tells it. */
export async function addDelivery(
  { db }: Context,
  told: {
    readonly webhookId: string
    readonly kind: string
    readonly checkId: string | null
    readonly payload: string
  },
): Promise<string> {
  const id = newId('msg')
  await sql`
    insert into webhook_deliveries
      (id, webhook_id, kind, check_id, payload, state, next_at, created_at)
    values (${id}, ${told.webhookId}, ${told.kind}, ${told.checkId}, ${told.payload}, 'waiting',
      ${dbNow}, ${dbNow})
  `.execute(db)
  await enqueue(db, { kind: 'deliver-webhook', data: { delivery: id, attempt: 1 } })
  return id
}

/** One delivery; null when there is none of that id. */
export async function deliveryById(context: Context, id: string): Promise<Delivery | null> {
  const row = await context.db
    .selectFrom('webhook_deliveries')
    .selectAll()
    .where('id', '=', id)
    .executeTakeFirst()
  return row ? toDelivery(row) : null
}

/** What a webhook was told or is to be told, the newest first; those put down before `before`. */
export async function deliveriesOf(
  context: Context,
  webhookId: string,
  page: { readonly countMax: number; readonly before: Date | null },
): Promise<readonly Delivery[]> {
  let rows = context.db
    .selectFrom('webhook_deliveries')
    .selectAll()
    .where('webhook_id', '=', webhookId)
    .orderBy('created_at', 'desc')
    .orderBy('id')
    .limit(page.countMax)
  if (page.before !== null) rows = rows.where('created_at', '<', page.before)
  return (await rows.execute()).map(toDelivery)
}

/**
 * Notes what an attempt came to, if it is the next one that was due: whoever tells the same twice
 * changes nothing the second time. With `againMs` it waits for another attempt, whose job is put
 * down in the same commit.
 */
export async function noteAttempt(
  { db }: Context,
  delivery: Pick<Delivery, 'id' | 'attempts'>,
  came: {
    readonly state: Delivery['state']
    readonly status: number | null
    readonly why: string | null
    readonly againMs: number | null
  },
): Promise<void> {
  const { state, status, why, againMs } = came
  const noted = await sql`
    update webhook_deliveries
    set state = ${state}, attempts = attempts + 1, last_status = ${status}, last_why = ${why},
      next_at = ${againMs === null ? null : fromNow(againMs)},
      finished_at = ${state === 'waiting' ? null : dbNow}
    where id = ${delivery.id} and attempts = ${delivery.attempts} and state = 'waiting'
  `.execute(db)
  if (Number(noted.numAffectedRows ?? 0n) === 0 || againMs === null) return
  const data = { delivery: delivery.id, attempt: delivery.attempts + 2 }
  await enqueue(db, { kind: 'deliver-webhook', data, afterMs: againMs })
}

/** Puts a job down for every delivery that waits and has none, as after a move. */
export async function resumeWebhooks({ db }: Context): Promise<void> {
  const waiting = await sql<{ id: string; attempts: number; after_ms: number }>`
    select id, attempts,
      greatest(0, extract(epoch from coalesce(next_at, ${dbNow}) - ${dbNow}) * 1000)::float8
        as after_ms
    from webhook_deliveries
    where state = 'waiting'
    order by created_at, id
  `.execute(db)
  for (const { id, attempts, after_ms: afterMs } of waiting.rows) {
    const data = { delivery: id, attempt: attempts + 1 }
    await enqueue(db, { kind: 'deliver-webhook', data, afterMs })
  }
}

/** Puts a delivery down once more, as it was. Durable with the transaction it is given. */
export async function replay(context: Context, delivery: Delivery): Promise<string> {
  return addDelivery(context, delivery)
}

/** Deletes what was told, or given up, longer ago than that. Returns how many. */
export async function deleteOldDeliveries(context: Context, olderThanMs: number): Promise<number> {
  const gone = await sql`
    delete from webhook_deliveries where finished_at < ${ago(olderThanMs)}
  `.execute(context.db)
  return Number(gone.numAffectedRows ?? 0n)
}

function toDelivery(row: {
  readonly id: string
  readonly webhook_id: string
  readonly kind: string
  readonly check_id: string | null
  readonly payload: string
  readonly state: Delivery['state']
  readonly attempts: number
  readonly last_status: number | null
  readonly last_why: string | null
  readonly next_at: Date | null
  readonly created_at: Date
  readonly finished_at: Date | null
}): Delivery {
  return {
    id: row.id,
    webhookId: row.webhook_id,
    kind: row.kind,
    checkId: row.check_id,
    payload: row.payload,
    state: row.state,
    attempts: row.attempts,
    lastStatus: row.last_status,
    lastWhy: row.last_why,
    nextAt: row.next_at,
    createdAt: row.created_at,
    finishedAt: row.finished_at,
  }
}
