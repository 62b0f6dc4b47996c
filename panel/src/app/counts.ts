import { useQuery } from '@tanstack/react-query'
import { useEffect } from 'react'
import { setTrouble } from '../frame/title.ts'
import { waitingDialogues } from '../wire/dialogue-queries.ts'
import { watchChecks } from '../wire/line.ts'
import { useServerVersion } from '../wire/newer.ts'
import { type CheckSummary, openChecks, sessionStatus, useWithRunning } from '../wire/queries.ts'
import { ALERTS_MAX, listAlerts, listProcesses } from '../wire/system-queries.ts'
import { useLookMs, useNotices } from './notices.ts'
import type { Page } from './pages.ts'

/** How much there is of everything, as the frame shows it; null where it is not known. */
export type Counts = {
  readonly of: Partial<Readonly<Record<Page['name'], number>>>
  /** Of what there may be more than was asked for. */
  readonly atLeast: ReadonlySet<Page['name']>
  readonly version: string | null
  /** Processes that read checks, and on how many machines. */
  readonly workers: { readonly workers: number; readonly machines: number } | null
}

/**
 * What the frame counts. What needs a human is counted in the tab as well. What stands at the pages'
 * names only is asked for once these are `shown`.
 */
export function useCounts(shown: boolean): Counts {
  const status = useQuery(sessionStatus())
  const checks = useWithRunning(useQuery(openChecks()).data)
  const dialogues = useQuery({
    ...waitingDialogues(),
    refetchInterval: useLookMs(),
    refetchIntervalInBackground: true,
  })
  useNotices(dialogues.data?.items)
  const version = useServerVersion()
  const processes = useQuery({ ...listProcesses(), enabled: shown })
  const alerts = useQuery({ ...listAlerts('open'), enabled: shown })
  const reading = processes.data?.items.filter(({ roles }) => roles.includes('work'))
  const waiting = dialogues.data?.items.length ?? 0
  useEffect(() => setTrouble(waiting), [waiting])
  const running = checks?.items
  useEffect(() => watchChecks(idsToWatch(running ?? [])), [running])
  return {
    of: {
      ...(status.data === undefined ? {} : { accounts: status.data.accounts.length }),
      ...(checks === undefined ? {} : { checks: checks.items.length }),
      logins: waiting,
      ...(alerts.data === undefined ? {} : { alerts: alerts.data.items.length }),
    },
    atLeast: new Set([
      ...(checks === undefined || checks.next === null ? [] : ['checks' as const]),
      ...((alerts.data?.items.length ?? 0) < ALERTS_MAX ? [] : ['alerts' as const]),
    ]),
    version,
    workers:
      reading === undefined
        ? null
        : { workers: reading.length, machines: new Set(reading.map(({ host }) => host)).size },
  }
}

/** What is watched is limited: what is being read comes before what only waits. */
function idsToWatch(checks: readonly CheckSummary[]): readonly string[] {
  const order = [...checks].sort((one, other) => waits(one) - waits(other))
  return order.map(({ id }) => id)
}

function waits({ state }: CheckSummary): number {
  return state === 'running' ? 0 : 1
}
