import type { Database } from '../../db/database.ts'
import type { List } from '../../instagram/questions/operation.ts'
import type { Check } from '../check.ts'
import { confidenceOf, type Progress } from '../reading/progress.ts'
import { settleLosses } from './loss-store.ts'
import { planSecondLook } from './second-look.ts'

/**
 * Draws the consequences of finished lists for who is gone: only complete followers say anything.
 * Returns whose losses it was about, or null if there can be none. Doing it twice is doing it once.
 * Durable when it returns.
 */
export async function settleLists(
  context: { readonly db: Database; readonly reading: { readonly lossApartMs: number } },
  check: Check,
  lists: Readonly<Record<List, Progress>>,
): Promise<{ readonly customerId: string; readonly targetPk: string } | null> {
  const { customerId, targetPk } = check
  const confidence = confidenceOf(lists.followers)
  if (targetPk === null || confidence === null || confidence === 'incomplete') return null
  const { lossApartMs } = context.reading
  if (!(await settleLosses(context, { ...check, targetPk }, lossApartMs))) return null
  await planSecondLook(context, { ...check, targetPk }, lossApartMs)
  return { customerId, targetPk }
}
