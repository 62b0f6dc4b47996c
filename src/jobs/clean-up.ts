import type { App } from '../app.ts'
import { freeWhatIsOver } from '../checks/choice-store.ts'
import { settleWaiting } from '../checks/waiting-store.ts'

/** Frees what dead processes held, and ends checks for which nothing more can be done. */
export async function cleanUp(app: App): Promise<void> {
  await freeWhatIsOver(app)
  await settleWaiting(app, null)
}
