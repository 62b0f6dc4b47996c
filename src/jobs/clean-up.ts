import { deleteOldAudit, sweepAccess } from '../access/sweep.ts'
import { deleteOldAlerts } from '../alerts/alert-store.ts'
import { deleteOldNotices } from '../alerts/notice-store.ts'
import type { App } from '../app.ts'
import { deleteOldComparisons } from '../balance/compare-ledger.ts'
import { freeWhatIsOver } from '../checks/choice-store.ts'
import { finishForgetting } from '../checks/forget.ts'
import { foldOldLists } from '../checks/history/fold.ts'
import { deleteLookups } from '../checks/lookup-store.ts'
import { deleteLeftMembers, deleteOldLists, deleteUnusedProfiles } from '../checks/retention.ts'
import { settleWaiting } from '../checks/waiting-store.ts'
import { endStaleDialogues } from '../dialogues/dialogue-store.ts'
import { deleteEvents } from '../events/event-store.ts'
import { forgetDead } from '../presence/presence-store.ts'
import type { Attempt } from '../queue/job-queue.ts'
import { deleteOldEvidence } from '../sessions/evidence-store.ts'
import { eraseOldRetired } from '../sessions/retired.ts'
import { deleteOldDeliveries } from '../webhooks/delivery-store.ts'

/**
 * Frees what dead processes held, ends what is over, and deletes what was kept for long enough.
 * Each part is a commit of its own, and what an interruption leaves over comes with the next run.
 */
export async function cleanUp(
  app: App,
  _: Attempt<'clean-up'>,
  signal: AbortSignal,
): Promise<void> {
  const { keep } = app.config
  await freeWhatIsOver(app)
  await settleWaiting(app, null)
  await endStaleDialogues(app)
  await sweepAccess(app)
  await forgetDead(app)
  await deleteEvents(app, keep.eventsMs)
  await deleteOldEvidence(app, keep.evidenceMs)
  await deleteOldNotices(app, keep.deliveriesMs)
  await deleteOldDeliveries(app, keep.deliveriesMs)
  await deleteOldAlerts(app, keep.eventsMs)
  await deleteOldAudit(app, keep.auditMs)
  await deleteLookups(app)
  await deleteOldComparisons(app, keep.eventsMs)
  await eraseOldRetired(app)
  await finishForgetting(app, signal)
  await foldOldLists(app, signal)
  await deleteOldLists(app, keep.membersMs, signal)
  await deleteLeftMembers(app, signal)
  await deleteUnusedProfiles(app, signal)
}
