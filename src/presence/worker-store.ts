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

/** Whether other processes read whatever is ordered, and this one does not. */
export async function onlyOthersWork(context: {
  readonly db: Database
  readonly holder: string
}): Promise<boolean> {
  const found = await sql<{ only: boolean }>`
    select count(*) > 0 and bool_and(holders.holder <> ${context.holder}::bigint) as only
    from holders
    where holders.works and holder_lives(holders.holder)
  `.execute(context.db)
  return found.rows[0]?.only ?? false
}

/**
 * Lets everybody know that this process reads whatever is ordered, or does so no longer: commands
 * that follow a check begin to read it again. Said once more it wakes nobody. Durable when it
 * returns.
 */
export async function announceWork(
  context: { readonly db: Database; readonly holder: string },
  works: boolean,
): Promise<void> {
  await sql`
    with changed as (
      update holders set works = ${works}
      where holder = ${context.holder}::bigint and works is distinct from ${works}
      returning holder
    )
    select pg_notify('evercheck_work', '') from changed
  `.execute(context.db)
}
