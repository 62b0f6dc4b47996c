import type { App } from '../app.ts'
import { spreadOverdue } from '../sessions/renewal-plan.ts'

/** Spreads the renewals that are overdue over the next hour and a half. */
export async function planRenewals(app: App): Promise<void> {
  await spreadOverdue(app)
}
