import type { Transaction } from 'kysely'
import type { Database } from './database.ts'
import type { Tables } from './tables.gen.ts'

/**
 * Runs `act` in the transaction that `context` is in already, or else in one of its own: several
 * acts can then be one commit. Durable when it returns, or with the transaction it was given.
 */
export function inTransaction<T>(
  context: { readonly db: Database },
  act: (tx: Transaction<Tables>) => Promise<T>,
): Promise<T> {
  const { db } = context
  if (db.isTransaction) return act(db as Transaction<Tables>)
  return db.transaction().execute(act)
}
