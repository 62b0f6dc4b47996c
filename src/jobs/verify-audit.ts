import { AuditBrokenError, verifyAudit } from '../access/audit-chain.ts'
import type { App } from '../app.ts'

/**
 * Looks through the chain of the audit log, and tells its head to the log: kept apart from the
 * database, it proves what the chain was.
 * @throws AuditBrokenError AUDIT_BROKEN: the schedule fails, which is an alert
 */
export async function verifyChain(app: App): Promise<void> {
  const verdict = await verifyAudit(app, null)
  if (verdict.kind === 'broken') throw new AuditBrokenError(verdict)
  const { entries, head } = verdict
  if (head !== null) app.tell({ kind: 'audit-verified', entries, ...head })
}
