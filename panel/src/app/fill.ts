import type { QueryClient, QueryKey } from '@tanstack/react-query'
import { whoLooks } from '../frame/session.ts'
import { address } from '../wire/call.ts'
import { waitingDialogues } from '../wire/dialogue-queries.ts'
import type { Given } from '../wire/early.ts'
import { OPEN_CHECKS, OVERVIEW_ACCOUNTS, OVERVIEW_HISTORY } from '../wire/first-asks.ts'
import { setServerTime } from '../wire/now.ts'
import { openChecks, sessionHealth, sessionHistory } from '../wire/queries.ts'

/**
 * Makes known what the server has answered, by path, and what its clock said: without a promise,
 * which a first frame would not wait for.
 */
export function fill(known: QueryClient, answers: Readonly<Record<string, Given>>): void {
  const take = (queryKey: QueryKey, id: string, query = {}): void => {
    const answer = answers[address(id, { query }).path]
    if (answer !== undefined) known.setQueryData(queryKey, answer.body)
  }
  take(whoLooks().queryKey, 'readMe')
  take(sessionHealth().queryKey, 'sessionHealth', OVERVIEW_ACCOUNTS)
  take(waitingDialogues().queryKey, 'listDialogues')
  take(openChecks().queryKey, 'listChecks', OPEN_CHECKS)
  take(sessionHistory().queryKey, 'sessionHistory', OVERVIEW_HISTORY)
  const health = known.getQueryData(sessionHealth().queryKey)
  if (health !== undefined) setServerTime(new Date(health.at))
}
