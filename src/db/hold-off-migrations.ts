import type pg from 'pg'
import { systemClock } from '../kernel/clock.ts'
import { LOCK_LOOK_MS, MIGRATION_LOCK } from './migrate.ts'

/** Migrations that wait until they are let go. */
export type HeldOff = {
  /** Lets them go. Rejects if they have not been held off all the time. May be called again. */
  letGo(): Promise<void>
}

/**
 * Waits until nobody migrates the database, and lets nobody begin to until that is let go: a table
 * that is written anew is empty for whoever looks at it as of a moment before. Any number may hold
 * them off at a time. Ends with this process at the latest.
 */
export async function holdOffMigrations(context: {
  openPatientClient(): Promise<pg.Client>
}): Promise<HeldOff> {
  const client = await context.openPatientClient()
  let isHeld = true
  const letGo = async () => {
    if (!isHeld) return
    isHeld = false
    // Through a pooler, only what a transaction has locked is sure to be free with its end.
    await client.query('commit').finally(() => client.end().catch(() => undefined))
  }
  try {
    await client.query('begin isolation level read committed')
    await client.query('set local idle_in_transaction_session_timeout = 0')
    while (!(await isLocked(client))) await systemClock.sleep(LOCK_LOOK_MS)
    return { letGo }
  } catch (error) {
    await letGo().catch(() => undefined)
    throw error
  }
}

/** Tried again and again, as migrators do: an index that is made concurrently waits for nobody. */
async function isLocked(client: pg.Client): Promise<boolean> {
  const tried = await client.query<{ ours: boolean }>(
    'select pg_try_advisory_xact_lock_shared($1::bigint) as ours',
    [MIGRATION_LOCK],
  )
  return tried.rows[0]?.ours ?? false
}
