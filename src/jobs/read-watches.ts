import type { App } from '../app.ts'
import { readDueWatches } from '../watches/read-due.ts'
import { tellChanges } from '../watches/tell-changes.ts'

/** Orders the readings of watches that are due, and tells what those that have ended brought. */
export async function readWatches(app: App): Promise<void> {
  await readDueWatches(app)
  await tellChanges(app)
}
