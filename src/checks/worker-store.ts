import { sql } from 'kysely'
import type { Database } from '../db/database.ts'

/** Whether a process lives that reads whatever is ordered, and not only its own check. */
export async function aWorkerLives(context: { readonly db: Database }): Promise<boolean> {
  const found = await sql<{ lives: boolean }>`
    select exists (
      select from holders where holders.works and holder_lives(holders.holder)
    ) as lives
  `.execute(context.db)
  return found.rows[0]?.lives ?? false
}
