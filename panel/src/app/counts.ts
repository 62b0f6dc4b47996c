import { useQuery } from '@tanstack/react-query'
import { useEffect } from 'react'
import { setTrouble } from '../frame/title.ts'
import { waitingDialogues } from '../wire/dialogue-queries.ts'
import { watchChecks } from '../wire/line.ts'
import { useServerVersion } from '../wire/newer.ts'
import { openChecks, sessionStatus } from '../wire/queries.ts'
import { listAlerts, listProcesses } from '../wire/system-queries.ts'
import { useLookMs, useNotices } from './notices.ts'
import type { Page } from './pages.ts'

/** How much there is of everything, as the frame shows it; null where it is not known. */
export type Counts = {
  readonly of: Partial<Readonly<Record<Page['name'], number>>>
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
  const checks = useQuery(openChecks())
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
  const running = checks.data?.items
  useEffect(() => watchChecks((running ?? []).map(({ id }) => id)), [running])
  return {
    of: {
      ...(status.data === undefined ? {} : { accounts: status.data.accounts.length }),
      ...(checks.data === undefined ? {} : { checks: checks.data.items.length }),
      logins: waiting,
      ...(alerts.data === undefined ? {} : { alerts: alerts.data.items.length }),
    },
    version,
    workers:
      reading === undefined
        ? null
        : { workers: reading.length, machines: new Set(reading.map(({ host }) => host)).size },
  }
}
