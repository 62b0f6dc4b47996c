import { sql } from 'kysely'
import type { Database } from '../db/database.ts'
import type { EventCursor, Happened } from '../events/event.ts'
import { endOfEvents } from '../events/event-store.ts'
import { followEvents } from '../events/follow-events.ts'
import type { JsonValue } from '../events/json.ts'
import type { Clock } from '../kernel/clock.ts'
import { addDelivery } from './delivery-store.ts'
import type { Webhook, WebhookKind } from './webhook.ts'
import { listWebhooks } from './webhook-store.ts'

type Context = {
  readonly db: Database
  readonly clock: Clock
  /** The address under which people reach the panel; null for none. */
  readonly publicUrl: string | null
  listen(channel: string, heard: () => void): () => void
}

/**
 * Puts down what webhooks are to be told, as it happens, until the signal is given. What is told
 * and how far the events were read are one commit: a process that dies tells nothing twice, and
 * leaves nothing out. What happened before there was anybody to tell is not told.
 */
export async function followForWebhooks(context: Context, signal: AbortSignal): Promise<void> {
  const from = (await placeOf(context)) ?? (await endOfEvents(context))
  await notePlace(context, from)
  for await (const read of followEvents(context, from, signal)) {
    const events = read.kind === 'events' ? read.events : []
    await context.db.transaction().execute(async (db) => {
      const hooks = (await listWebhooks({ db }, null, 'all')).filter(
        ({ disabledAt }) => disabledAt === null,
      )
      if (hooks.length > 0)
        for (const event of events) await putDown({ ...context, db }, hooks, event)
      await notePlace({ db }, read.cursor)
    })
  }
}

async function putDown(
  context: Context,
  hooks: readonly Webhook[],
  event: Happened,
): Promise<void> {
  const kind = kindOf(event)
  if (kind === null) return
  const wanted = hooks.filter(({ kinds }) => kinds.includes(kind))
  if (wanted.length === 0) return
  const owner = event.customer ?? (await ownerOf(context, event.check))
  const checkId = checkOf(event)
  for (const { id: webhookId, customerId } of wanted) {
    if (customerId !== null && customerId !== owner) continue
    const payload = payloadOf(kind, event, owner, context.publicUrl)
    await addDelivery(context, { webhookId, kind, checkId, payload })
  }
}

function kindOf({ kind, detail }: Happened): WebhookKind | null {
  switch (kind) {
    case 'check-ended':
      if (detail.state === 'completed') return 'check.completed'
      return detail.state === 'failed' ? 'check.failed' : null
    case 'check-parked':
      return 'check.parked'
    case 'watch-changed':
      return 'watch.changed'
    default:
      return null
  }
}

/**
 * Thin: what happened, to what, and where the rest is read. Whoever gets hold of one learns nothing
 * of a result.
 */
function payloadOf(
  type: string,
  event: Happened,
  customer: string | null,
  publicUrl: string | null,
): string {
  const data: Record<string, JsonValue> = { customer }
  const check = checkOf(event)
  if (check !== null) {
    data.check = check
    data.url = `${publicUrl ?? ''}/api/v1/checks/${check}`
  }
  if (typeof event.detail.watch === 'string') data.watch = event.detail.watch
  return JSON.stringify({ type, timestamp: event.at.toISOString(), data })
}

/** The check that an event is about, or that a change of a watched profile was found by. */
function checkOf({ check, detail }: Happened): string | null {
  return check ?? (typeof detail.check === 'string' ? detail.check : null)
}

async function ownerOf({ db }: { readonly db: Database }, check: string | null) {
  if (check === null) return null
  const found = await sql<{ customer_id: string }>`
    select customer_id from checks where id = ${check}
  `.execute(db)
  return found.rows[0]?.customer_id ?? null
}

async function placeOf({ db }: { readonly db: Database }): Promise<EventCursor | null> {
  const found = await sql<EventCursor>`
    select xid::text as xid, event_id::text as id from webhook_place
  `.execute(db)
  return found.rows[0] ?? null
}

async function notePlace({ db }: { readonly db: Database }, at: EventCursor): Promise<void> {
  await sql`
    insert into webhook_place (xid, event_id)
    values (${at.xid}::xid8, ${at.id}::bigint)
    on conflict (only_row) do update set xid = excluded.xid, event_id = excluded.event_id
  `.execute(db)
}
