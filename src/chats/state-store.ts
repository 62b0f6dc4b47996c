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

/**
 * Takes up what is done once a day, after an hour of it (UTC): true for the first who asks then.
 */
export async function onceADay(
  context: Context,
  what: 'summary' | 'comparison',
  afterHour: number,
): Promise<boolean> {
  const column = sql.ref(what === 'summary' ? 'summary_on' : 'compared_on')
  const taken = await sql`
    update telegram_state
    set ${column} = (${dbNow} at time zone 'UTC')::date
    where extract(hour from ${dbNow} at time zone 'UTC') >= ${afterHour}
      and ${column} is distinct from (${dbNow} at time zone 'UTC')::date
  `.execute(context.db)
  return Number(taken.numAffectedRows ?? 0n) === 1
}
