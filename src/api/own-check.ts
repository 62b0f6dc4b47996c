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
  return ensureOwn(principal, await checkById(context, id))
}

/** The same for one that was read already. @throws CheckUnknownError CHECK_UNKNOWN */
export function ensureOwn(principal: Principal, check: Check): Check {
  const only = onlyOf(principal)
  const isOwn = only === null || check.customerId === only
  if (isOwn && (principal.kind !== 'link' || principal.checkId === check.id)) return check
  throw new CheckUnknownError(`There is no check ${check.id}.`)
}
