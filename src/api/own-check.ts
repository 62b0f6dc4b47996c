import type { Principal } from '../access/principal.ts'
import { type Check, CheckUnknownError } from '../checks/check.ts'
import { checkById } from '../checks/check-store.ts'
import type { Database } from '../db/database.ts'
import { onlyOf } from './principal.ts'

/**
 * The check of that id, if the principal may see it: somebody else's is as unknown as one that is
 * not there.
 * @throws CheckUnknownError CHECK_UNKNOWN
 */
export async function ownCheck(
  context: { readonly db: Database },
  principal: Principal,
  id: string,
): Promise<Check> {
  if (principal.kind === 'link' && principal.checkId !== id) {
    throw new CheckUnknownError(`There is no check ${id}.`)
  }
  const check = await checkById(context, id)
  const only = onlyOf(principal)
  if (only === null || check.customerId === only) return check
  throw new CheckUnknownError(`There is no check ${id}.`)
}
