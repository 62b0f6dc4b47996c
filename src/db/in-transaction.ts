import type { Database } from './database.ts'

/**
 * Does something in one transaction: in the caller's if it has begun one, so that what belongs
 * together is one commit, else in one of its own.
 */
export async function inTransaction<T>(
  db: Database,
  act: (tx: Database) => Promise<T>,
): Promise<T> {
  return db.isTransaction ? act(db) : db.transaction().execute(act)
}
