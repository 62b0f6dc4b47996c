import { sql } from 'kysely'
import type { Database } from '../db/database.ts'
import { dbNow, fromNow } from '../db/time.ts'
import { deleteKeptAnswers } from './idempotency.ts'
import { deleteWholeLimits } from './rate-limit.ts'
import { IDLE_MS } from './session.ts'

/** Deletes what has ended by itself and is of no use any more. Called every hour. */
export async function sweepAccess(context: { readonly db: Database }): Promise<void> {
  const { db } = context
  await sql`delete from sign_in_challenges where expires_at < ${dbNow}`.execute(db)
  await sql`delete from operator_invitations where expires_at < ${dbNow}`.execute(db)
  await sql`delete from operator_devices where expires_at < ${dbNow}`.execute(db)
  await sql`
    delete from operator_sessions
    where expires_at <= ${dbNow} or seen_at <= ${fromNow(-IDLE_MS)}
  `.execute(db)
  await deleteKeptAnswers(context)
  await deleteWholeLimits(context)
}

/**
 * Deletes entries of the audit log that are older than `keepMs`; those of the last ninety days stay
 * whatever is asked. Returns how many went.
 */
export async function deleteOldAudit(
  context: { readonly db: Database },
  keepMs: number,
): Promise<number> {
  const ninetyDaysMs = 90 * 24 * 3_600_000
  const result = await sql`
    delete from audit_log where at < ${fromNow(-Math.max(keepMs, ninetyDaysMs))}
  `.execute(context.db)
  return Number(result.numAffectedRows ?? 0n)
}
