import { openCurrent } from '../../sessions/hold.ts'
import { giveBack, type HoldContext, take } from '../../sessions/take.ts'
import type { WalkContext } from '../reading/walk.ts'
import { askWhyTheyAreGone } from './ask-losses.ts'

/** So few questions in a row that an order which comes meanwhile hardly waits for them. */
const QUESTIONS_MAX = 5

/**
 * Lets an account that has nothing better to do ask why followers are gone, a few of them; false
 * when it could not, or had nothing to ask. Nobody is logged in for it.
 * @throws LeaseLostError LEASE_LOST; the signal's reason on abort
 */
export async function askInSpareTime(
  context: HoldContext & WalkContext,
  accountId: string,
  signal: AbortSignal,
): Promise<boolean> {
  const taken = await take(context, accountId, { evenResting: false })
  if (taken.kind !== 'taken') return false
  const { held } = taken
  try {
    const session = await openCurrent(context, held)
    if (!session || session.diedAt || !held.opened) return false
    let left = QUESTIONS_MAX
    const budget = { spendPage: () => left-- > 0 }
    return (await askWhyTheyAreGone(context, held, null, budget, signal)) > 0
  } finally {
    await giveBack(context, held)
  }
}
