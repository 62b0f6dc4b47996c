import { sql } from 'kysely'
import type { Database } from '../db/database.ts'
import { ago, dbNow } from '../db/time.ts'
import { CONTROL_AWAY_MS, CONTROL_IDLE_MS, FRAMES_CHANNEL } from './dialogue.ts'
import { dialogueOf, isOpen } from './dialogue-store.ts'

type Context = { readonly db: Database }

/** What taking control came to. */
export type ControlOutcome =
  /** Send it with every act: whoever takes control after you has a higher one. */
  | { readonly kind: 'in-control'; readonly fence: string }
  /** Somebody else acts on the page. Look on, or take it from him. */
  | { readonly kind: 'taken-by'; readonly controller: string }
  | { readonly kind: 'ended' }

/**
 * Takes control of a page: one acts, all others look on. Who has done nothing for two minutes has
 * lost it. `evenFromOthers` takes it from somebody who acts; the entrance asks for proof before. All
 * who look on know it then.
 */
export async function takeControl(
  context: Context,
  id: string,
  who: { readonly name: string; readonly evenFromOthers: boolean },
): Promise<ControlOutcome> {
  const taken = await sql<{ fence: string }>`
    with taken as (
      update login_dialogues
      set controller = ${who.name}, control_fence = control_fence + 1, controlled_at = ${dbNow}
      where id = ${id}
        and ${isOpen}
        and (controller is null or controller = ${who.name} or ${who.evenFromOthers}
          or controlled_at <= ${ago(CONTROL_IDLE_MS)})
      returning control_fence as fence
    )
    select fence, pg_notify(${FRAMES_CHANNEL}, '') from taken
  `.execute(context.db)
  const row = taken.rows[0]
  if (row) return { kind: 'in-control', fence: String(row.fence) }
  const dialogue = await dialogueOf(context, id)
  if (dialogue?.state !== 'open' || dialogue.controller === null) return { kind: 'ended' }
  return { kind: 'taken-by', controller: dialogue.controller }
}

/** Gives control back, if it is still held; all who look on know it then. */
export async function letControlGo(context: Context, id: string, fence: string): Promise<void> {
  await sql`
    with let_go as (
      update login_dialogues set controller = null, controlled_at = null
      where id = ${id} and control_fence = ${fence}::bigint
      returning id
    )
    select pg_notify(${FRAMES_CHANNEL}, '') from let_go
  `.execute(context.db)
}

/**
 * Says that who has control is still there, with his browser: it counts as an act, also after a
 * line that was away for longer, as long as nobody else has taken control. Returns a mark of that
 * moment for `lookAway`; null when he has control no longer.
 */
export async function stayInControl(
  context: Context,
  id: string,
  fence: string,
): Promise<string | null> {
  const stays = await sql<{ mark: string }>`
    update login_dialogues set controlled_at = ${dbNow}
    where id = ${id} and ${isOpen} and control_fence = ${fence}::bigint and controller is not null
    returning controlled_at::text as mark
  `.execute(context.db)
  return stays.rows[0]?.mark ?? null
}

/**
 * Notes that the browser is gone whose sign of life `mark` was. Unless another sign came since, by
 * another line, control is lost in twenty seconds.
 */
export async function lookAway(
  context: Context,
  id: string,
  last: { readonly fence: string; readonly mark: string },
): Promise<void> {
  const away = ago(CONTROL_IDLE_MS - CONTROL_AWAY_MS)
  await sql`
    update login_dialogues set controlled_at = ${away}
    where id = ${id} and control_fence = ${last.fence}::bigint
      and controlled_at = ${last.mark}::timestamptz and controlled_at > ${away}
  `.execute(context.db)
}
