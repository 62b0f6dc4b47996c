import assert from 'node:assert/strict'
import { type RawBuilder, sql } from 'kysely'
import type { Database } from '../db/database.ts'
import { ago } from '../db/time.ts'
import type { EventCursor, Happened, RecordedEvent } from './event.ts'

type Context = { readonly db: Database }

/** The channel on which readers are woken; the commit that tells something notifies. */
export const EVENTS_CHANNEL = 'evercheck_events'

/** Records what happened. Give it the transaction of what it tells: durable with that. */
export async function recordEvent(context: Context, event: RecordedEvent): Promise<void> {
  await recording(event).execute(context.db)
}

/**
 * The same as a statement, to stand in a `with` beside what it tells. With `whenRowsIn`, the name of
 * another part of that `with`, it is recorded once for every row there, and so not at all where
 * nothing has changed.
 */
export function recording(event: RecordedEvent, whenRowsIn?: string): RawBuilder<unknown> {
  const { kind, check = null, account = null, customer = null, detail = {} } = event
  const from = whenRowsIn === undefined ? sql`` : sql`from ${sql.ref(whenRowsIn)}`
  return sql`
    insert into events (kind, check_id, account_id, customer_id, detail)
    select ${kind}::text, ${check}::text, ${account}::text, ${customer}::text,
      ${JSON.stringify(detail)}::jsonb
    ${from}`
}

/** What reading on from a cursor came to. */
export type EventsRead =
  | {
      readonly kind: 'events'
      readonly events: readonly Happened[]
      /** Where to read on. */
      readonly cursor: EventCursor
    }
  /** Events after the cursor have been deleted: what is told now begins at the present. */
  | { readonly kind: 'expired'; readonly cursor: EventCursor }

/**
 * The next events after a cursor, at most `countMax`, in the order in which every reader sees them.
 * An event is shown only when no transaction is under way any more that could still put one before
 * it: nothing is missed, and nothing seen twice.
 */
export async function readEvents(
  context: Context,
  after: EventCursor,
  countMax: number,
): Promise<EventsRead> {
  // As a rule nothing under way holds an event back: then it is no matter in whose database it is.
  const { isHeldUp, ...read } = await readUpTo(context, after, countMax, overWithout([]))
  if (read.kind === 'expired' || read.events.length === countMax || !isHeldUp) return read
  const { isHeldUp: _, ...again } = await readUpTo(context, after, countMax, await overFor(context))
  return again
}

async function readUpTo(
  context: Context,
  after: EventCursor,
  countMax: number,
  end: RawBuilder<string>,
): Promise<EventsRead & { readonly isHeldUp: boolean }> {
  // One statement: were it two, events could be deleted between them.
  const found = await sql<EventRow & { expired: boolean; is_held_up: boolean }>`
    select (deleted.xid, deleted.id) > (${after.xid}::xid8, ${after.id}::bigint) as expired,
      exists (select from events where events.xid >= ${end}) as is_held_up,
      event.xid, event.id, event.at, event.kind, event.check_id, event.account_id,
      event.customer_id, event.detail
    from events_deleted deleted
    left join lateral (
      select *
      from events
      where (events.xid, events.id) > (${after.xid}::xid8, ${after.id}::bigint)
        and events.xid < ${end}
      order by events.xid, events.id
      limit ${countMax}
    ) event on true
    order by event.xid, event.id
  `.execute(context.db)
  const isHeldUp = found.rows[0]?.is_held_up ?? false
  if (found.rows[0]?.expired) {
    return { kind: 'expired', cursor: await endOfEvents(context), isHeldUp }
  }
  const events = found.rows.filter((row) => row.id !== null).map(toHappened)
  return { kind: 'events', events, cursor: events.at(-1)?.cursor ?? after, isHeldUp }
}

/** Where a reader stands who wants to hear only of what has not happened yet. */
export async function endOfEvents(context: Context): Promise<EventCursor> {
  const found = await sql<{ xid: string }>`
    select ${await overFor(context)}::text as xid
  `.execute(context.db)
  const xid = found.rows[0]?.xid
  assert(xid, 'there is always an oldest transaction')
  return { xid, id: '0' }
}

/** Where a reader stands who wants to hear everything that is still there. */
export async function startOfEvents(context: Context): Promise<EventCursor> {
  const found = await sql<EventCursor>`
    select xid::text as xid, id::text as id from events_deleted
  `.execute(context.db)
  const row = found.rows[0]
  assert(row, 'the row of what was deleted is made with its table')
  return row
}

/** A check that is read for weeks has more: what came before says little of how it is now. */
export const TIMELINE_MAX = 1000

/** What happened to one check lately, oldest first: the end of its timeline. */
export async function eventsOfCheck(
  context: Context,
  checkId: string,
  countMax = TIMELINE_MAX,
): Promise<readonly Happened[]> {
  const found = await sql<EventRow>`
    select xid, id, at, kind, check_id, account_id, customer_id, detail
    from events
    where check_id = ${checkId}
    order by id desc
    limit ${countMax}
  `.execute(context.db)
  return found.rows.map(toHappened).reverse()
}

/**
 * Deletes events older than so many milliseconds, and remembers up to where. Returns how many.
 * Durable when it returns.
 */
export async function deleteEvents(context: Context, olderThanMs: number): Promise<number> {
  const deleted = await sql<{ count: number }>`
    with gone as (
      delete from events
      where at < ${ago(olderThanMs)}
        and xid < ${await overFor(context)}
      returning xid, id
    ),
    last as (select xid, id from gone order by xid desc, id desc limit 1),
    noted as (
      update events_deleted
      set xid = last.xid, id = last.id
      from last
      where (last.xid, last.id) > (events_deleted.xid, events_deleted.id)
    )
    select count(*)::integer as count from gone
  `.execute(context.db)
  return deleted.rows[0]?.count ?? 0
}

/**
 * Up to which number every transaction is over that could record an event, as the statement that it
 * stands in sees it; it never goes back. All databases of a server draw these numbers from one
 * sequence, but who is in another database cannot write here, and is not waited for.
 */
async function overFor({ db }: Context): Promise<RawBuilder<string>> {
  // Asked before, not beside: who is not among these and yet under way began later, or is here.
  const elsewhere = await sql<{ xid: string }>`
    select activity.backend_xid::text as xid
    from pg_stat_activity activity
    join pg_database its on its.oid = activity.datid
    where activity.backend_xid is not null
      and its.datname <> current_database()
  `.execute(db)
  return overWithout(elsewhere.rows.map(({ xid }) => xid))
}

/** The same, if those transactions are of other databases. */
function overWithout(elsewhere: readonly string[]): RawBuilder<string> {
  return sql<string>`coalesce(
    (
      select open.xid
      from pg_snapshot_xip(pg_current_snapshot()) open(xid)
      where open.xid::xid <> all(${[...elsewhere]}::xid[])
      order by open.xid
      limit 1
    ),
    pg_snapshot_xmax(pg_current_snapshot()))`
}

type EventRow = {
  readonly xid: string
  readonly id: string
  readonly at: Date
  readonly kind: string
  readonly check_id: string | null
  readonly account_id: string | null
  readonly customer_id: string | null
  readonly detail: Happened['detail']
}

function toHappened(row: EventRow): Happened {
  return {
    cursor: { xid: String(row.xid), id: String(row.id) },
    at: row.at,
    kind: row.kind,
    check: row.check_id,
    account: row.account_id,
    customer: row.customer_id,
    detail: row.detail,
  }
}
