import type { App } from '../app.ts'
import { compareLedger } from '../balance/compare-ledger.ts'

/** Compares the ledger with itself, and tells what is off. */
export async function compare(app: App): Promise<void> {
  await compareLedger(app)
}
