import type { Database } from '../db/database.ts'
import { type Account, accountById, moveStanding, StandingMoveError } from './account-store.ts'
import { reason } from './reasons.ts'

/**
 * Lets an account be used no more for now, or again after a human has dealt with it. That it moved
 * is told in the same commit, by the table itself.
 * @throws StandingMoveError STANDING_MOVE when its standing changed at that moment
 */
export async function moveAccount(
  context: { readonly db: Database },
  account: Account,
  to: 'active' | 'paused',
): Promise<void> {
  const move = { to, by: 'operator', why: reason('operator'), forMs: null } as const
  if (await moveStanding(context, account, move)) return
  // Two have asked for the same at once.
  if ((await accountById(context, account.id)).standing === to) return
  throw new StandingMoveError(`Account ${account.username} cannot become ${to} now. Try again.`)
}
