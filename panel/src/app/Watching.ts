import { useQuery } from '@tanstack/react-query'
import { useEffect } from 'react'
import { setTrouble } from '../frame/title.ts'
import { waitingDialogues } from '../wire/dialogue-queries.ts'
import { watchChecks } from '../wire/line.ts'
import { type CheckSummary, openChecks, useWithRunning } from '../wire/queries.ts'
import { useLive } from './live.ts'
import { useLookMs, useNotices } from './notices.ts'

/**
 * Draws nothing: hears what happens, tells of what needs a human in the tab and on the reader's
 * desk, and says which checks are looked at. It begins when the page can be used.
 */
export function Watching(): null {
  useLive()
  const { data: dialogues } = useQuery({
    ...waitingDialogues(),
    refetchInterval: useLookMs(),
    refetchIntervalInBackground: true,
  })
  useNotices(dialogues?.items)
  const waiting = dialogues?.items.length ?? 0
  useEffect(() => setTrouble(waiting), [waiting])
  const running = useWithRunning(useQuery(openChecks()).data)?.items
  useEffect(() => watchChecks(idsToWatch(running ?? [])), [running])
  return null
}

/** What is watched is limited: what is being read comes before what only waits. */
function idsToWatch(checks: readonly CheckSummary[]): readonly string[] {
  const order = [...checks].sort((one, other) => waits(one) - waits(other))
  return order.map(({ id }) => id)
}

function waits({ state }: CheckSummary): number {
  return state === 'running' ? 0 : 1
}
