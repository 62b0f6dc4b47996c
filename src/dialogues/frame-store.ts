import { sql } from 'kysely'
import { SecretUnopenableError, type Vault } from '../credentials/vault.ts'
import type { Database } from '../db/database.ts'
import { dbNow } from '../db/time.ts'
import { FRAMES_CHANNEL } from './dialogue.ts'

type Context = { readonly db: Database; readonly vault: Vault }

/** A picture of a page: JPEG, and the size of the page in CSS pixels, in which points are given. */
export type Frame = {
  /** Grows with every picture. */
  readonly number: string
  readonly width: number
  readonly height: number
  readonly jpeg: Buffer
}

/**
 * Shows a new picture in the place of the last one, to all who look. False when the dialogue has
 * ended. It is sealed: what a page shows is its account's own matter.
 */
export async function showFrame(
  context: Context,
  id: string,
  frame: Omit<Frame, 'number'>,
): Promise<boolean> {
  const sealed = context.vault.seal(placeOf(id), frame.jpeg.toString('base64'))
  const shown = await sql`
    with shown as (
      insert into login_frames (dialogue_id, number, width, height, taken_at, frame_sealed)
      select id, 1, ${frame.width}::integer, ${frame.height}::integer, ${dbNow}, ${sealed}
      from login_dialogues
      where id = ${id} and state = 'open'
      on conflict (dialogue_id) do update
      set number = login_frames.number + 1, width = excluded.width, height = excluded.height,
        taken_at = excluded.taken_at, frame_sealed = excluded.frame_sealed
      returning dialogue_id
    )
    select pg_notify(${FRAMES_CHANNEL}, '') from shown
  `.execute(context.db)
  return shown.rows.length > 0
}

/**
 * The last picture of a page, if it is newer than the one of that number; null without one. Listen
 * on `FRAMES_CHANNEL` and look again.
 */
export async function frameOf(
  context: Context,
  id: string,
  after: string | null,
): Promise<Frame | null> {
  const found = await sql<{
    number: string
    width: number
    height: number
    frame_sealed: string
  }>`
    select number, width, height, frame_sealed
    from login_frames
    where dialogue_id = ${id} and number > ${after ?? '0'}::bigint
  `.execute(context.db)
  const row = found.rows[0]
  if (!row) return null
  const { width, height } = row
  try {
    return await context.vault.withSecret(placeOf(id), row.frame_sealed, (text) => ({
      number: String(row.number),
      width,
      height,
      jpeg: Buffer.from(text, 'base64'),
    }))
  } catch (error) {
    // Sealed with a key that is not here: there is nothing to be seen.
    if (error instanceof SecretUnopenableError) return null
    throw error
  }
}

function placeOf(id: string) {
  return { table: 'login_frames', column: 'frame_sealed', rowId: id }
}
