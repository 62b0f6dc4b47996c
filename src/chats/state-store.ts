import { sql } from 'kysely'
import type { Database } from '../db/database.ts'
import { dbNow } from '../db/time.ts'
import { cursorText, type EventCursor, parseCursor } from '../events/event.ts'

type Context = { readonly db: Database }

/** Up to where the bot has read what happens; null before it ever has. */
export async function keptCursor(context: Context): Promise<EventCursor | null> {
  const row = await context.db.selectFrom('telegram_state').select('cursor').executeTakeFirst()
  return row?.cursor ? parseCursor(row.cursor) : null
}

/** Notes up to where. */
export async function keepCursor(context: Context, cursor: EventCursor): Promise<void> {
  await sql`update telegram_state set cursor = ${cursorText(cursor)}`.execute(context.db)
}

/** What is done once a day. */
type Daily = 'summary' | 'comparison'

/**
 * Notes that what is done once a day is done, after an hour of it (UTC): true for the first who
 * says so. In a transaction it is taken up with what is done in it.
 */
export async function onceADay(context: Context, what: Daily, afterHour: number): Promise<boolean> {
  const taken = await sql`
    update telegram_state
    set ${columnOf(what)} = (${dbNow} at time zone 'UTC')::date
    where ${isDue(what, afterHour)}
  `.execute(context.db)
  return Number(taken.numAffectedRows ?? 0n) === 1
}

/** Whether what is done once a day, after an hour of it (UTC), is still to be done. */
export async function isDueToday(
  context: Context,
  what: Daily,
  afterHour: number,
): Promise<boolean> {
  const due = await sql`
    select from telegram_state where ${isDue(what, afterHour)}
  `.execute(context.db)
  return due.rows.length > 0
}

function isDue(what: Daily, afterHour: number) {
  return sql<boolean>`(extract(hour from ${dbNow} at time zone 'UTC') >= ${afterHour}
    and ${columnOf(what)} is distinct from (${dbNow} at time zone 'UTC')::date)`
}

function columnOf(what: Daily) {
  return sql.ref(what === 'summary' ? 'summary_on' : 'compared_on')
}
