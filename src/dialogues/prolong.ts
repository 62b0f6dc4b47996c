import { sql } from 'kysely'
import type { Database } from '../db/database.ts'
import { inTransaction } from '../db/transaction.ts'
import { DIALOGUE_MS, FRAMES_CHANNEL, PROLONGS_MAX } from './dialogue.ts'
import { FOR_DIALOGUE, isOpen } from './dialogue-store.ts'

/**
 * Gives whoever is at work on a page as much time again, twice at the most. False when it was given
 * that already, when the dialogue has ended, or there is none. Durable when it returns.
 */
export async function prolongDialogue(
  context: { readonly db: Database },
  id: string,
): Promise<boolean> {
  return await inTransaction(context, async (db) => {
    const prolonged = await sql<{ account_id: string; expires_at: Date }>`
      update login_dialogues
      set expires_at = expires_at + make_interval(secs => ${DIALOGUE_MS / 1000}),
        prolonged_count = prolonged_count + 1
      where id = ${id} and ${isOpen} and prolonged_count < ${PROLONGS_MAX}
      returning account_id, expires_at
    `.execute(db)
    const [row] = prolonged.rows
    if (row === undefined) return false
    await sql`
      update instagram_accounts set resting_until = ${row.expires_at}
      where id = ${row.account_id} and resting_why = ${FOR_DIALOGUE}
    `.execute(db)
    await sql`select pg_notify(${FRAMES_CHANNEL}, '')`.execute(db)
    return true
  })
}
