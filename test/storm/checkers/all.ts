import { budgetIsKept } from './budget.ts'
import { endingsAreRight } from './endings.ts'
import { errorsHaveCauses } from './errors.ts'
import type { Evidence } from './evidence.ts'
import { moneyAddsUp } from './ledger.ts'
import { oneLessee } from './lessees.ts'
import { everythingEnds } from './liveness.ts'
import { loginsAreNeeded } from './logins.ts'
import { membersAreTrue } from './members.ts'
import { serviceIsOrderly } from './order.ts'
import { stopsAreDeserved } from './standings.ts'
import { waysAreKept } from './ways.ts'

const CHECKERS = [
  membersAreTrue,
  oneLessee,
  loginsAreNeeded,
  stopsAreDeserved,
  endingsAreRight,
  moneyAddsUp,
  everythingEnds,
  errorsHaveCauses,
  budgetIsKept,
  serviceIsOrderly,
  waysAreKept,
]

/** Everything that is wrong, in sentences. Empty: all invariants hold. */
export function brokenInvariants(evidence: Evidence): readonly string[] {
  return CHECKERS.flatMap((checker) => checker(evidence))
}
