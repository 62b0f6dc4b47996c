import { sql } from 'kysely'
import type { Database } from '../db/database.ts'
import { dbNow, fromNow } from '../db/time.ts'
import { inTransaction } from '../db/transaction.ts'
import { ownAuditEnd } from './audit-chain.ts'
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
 * Deletes entries of the audit log that are older than `keepMs`, from the oldest on, with their
 * links; those of the last ninety days stay whatever is asked. The link of the last one stays, for
 * the chain to begin with. Returns how many entries went.
 */
export async function deleteOldAudit(
  context: { readonly db: Database },
  keepMs: number,
): Promise<number> {
  const ninetyDaysMs = 90 * 24 * 3_600_000
  const until = fromNow(-Math.max(keepMs, ninetyDaysMs))
  return inTransaction(context, async (db) => {
    await ownAuditEnd({ db })
    // In the order of the chain, which is that of the commits and not quite that of the time.
    const result = await sql`
      delete from audit_log
      where id in (
        select entry_id from audit_chain
        where place < (
          select coalesce(min(c.place), (select max(place) + 1 from audit_chain))
          from audit_chain c
          join audit_log a on a.id = c.entry_id
          where a.at >= ${until}
        )
      )
    `.execute(db)
    await sql`
      delete from audit_chain c
      where not exists (select from audit_log a where a.id = c.entry_id)
        and c.place < (
          select max(e.place) from audit_chain e
          where not exists (select from audit_log a where a.id = e.entry_id)
        )
    `.execute(db)
    return Number(result.numAffectedRows ?? 0n)
  })
}
