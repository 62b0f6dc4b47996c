import type { QueryKey } from '@tanstack/react-query'
import { whoLooks } from '../frame/session.ts'
import { address } from '../wire/call.ts'
import { waitingDialogues } from '../wire/dialogue-queries.ts'
import { givenAnswers, hasEarly } from '../wire/early.ts'
import { OPEN_CHECKS, OVERVIEW_ACCOUNTS, OVERVIEW_HISTORY } from '../wire/first-asks.ts'
import { noteVersion } from '../wire/newer.ts'
import { openChecks, sessionHealth, sessionHistory } from '../wire/queries.ts'
import { queryClient } from '../wire/query-client.ts'

/** What was asked early is here by now, or the frame is drawn while it comes. */
const PATIENCE_MS = 20

/**
 * Takes what came with the page, or what `first.js` has asked, into what is known, so that the first
 * page is drawn once, with its figures, and not three times on the way there.
 */
export async function prime(): Promise<void> {
  takeGiven()
  if (!hasEarly()) return
  const asked = [queryClient.prefetchQuery(whoLooks())]
  if (location.pathname === '/') {
    asked.push(
      queryClient.prefetchQuery(sessionHealth()),
      queryClient.prefetchQuery(waitingDialogues()),
      queryClient.prefetchQuery(openChecks()),
    )
    void queryClient.prefetchQuery(sessionHistory())
  }
  const late = new Promise<void>((resolve) => {
    window.setTimeout(resolve, PATIENCE_MS)
  })
  await Promise.race([Promise.all(asked), late])
}

/** At once, before anything is drawn: what is already here needs no promise. */
function takeGiven(): void {
  const given = givenAnswers()
  const take = (queryKey: QueryKey, id: string, query = {}): void => {
    const answer = given[address(id, { query }).path]
    if (answer === undefined) return
    noteVersion({ headers: new Headers(answer.headers) })
    queryClient.setQueryData(queryKey, answer.body)
  }
  take(whoLooks().queryKey, 'readMe')
  take(sessionHealth().queryKey, 'sessionHealth', OVERVIEW_ACCOUNTS)
  take(waitingDialogues().queryKey, 'listDialogues')
  take(openChecks().queryKey, 'listChecks', OPEN_CHECKS)
  take(sessionHistory().queryKey, 'sessionHistory', OVERVIEW_HISTORY)
}
