import { whoLooks } from '../frame/session.ts'
import { waitingDialogues } from '../wire/dialogue-queries.ts'
import { givenAnswers, hasEarly } from '../wire/early.ts'
import { noteVersion } from '../wire/newer.ts'
import { openChecks, sessionHealth, sessionHistory } from '../wire/queries.ts'
import { queryClient } from '../wire/query-client.ts'
import { fill } from './fill.ts'

/** What was asked early is here by now, or the frame is drawn while it comes. */
const PATIENCE_MS = 20

/**
 * Takes what came with the page, or what `first.js` has asked, into what is known, so that the first
 * page is drawn once, with its figures, and not three times on the way there.
 */
export async function prime(): Promise<void> {
  const given = givenAnswers()
  for (const { headers } of Object.values(given)) noteVersion({ headers: new Headers(headers) })
  fill(queryClient, given)
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
