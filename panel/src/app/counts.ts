import { useQuery } from '@tanstack/react-query'
import { inAll } from '../states/account-state.ts'
import { waitingDialogues } from '../wire/dialogue-queries.ts'
import { useServerVersion } from '../wire/newer.ts'
import { openChecks, sessionHealth, useWithRunning } from '../wire/queries.ts'
import { listAlerts, listProcesses } from '../wire/system-queries.ts'
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

/** What stands at the names of the pages. */
export function useCounts(): Counts {
  const status = useQuery(sessionHealth())
  const checks = useWithRunning(useQuery(openChecks()).data)
  const dialogues = useQuery(waitingDialogues())
  const version = useServerVersion()
  const processes = useQuery(listProcesses())
  const alerts = useQuery(listAlerts('open'))
  const reading = processes.data?.items.filter(({ roles }) => roles.includes('work'))
  return {
    of: {
      ...(status.data === undefined ? {} : { accounts: inAll(status.data.groups) }),
      ...(checks === undefined ? {} : { checks: checks.items.length }),
      logins: dialogues.data?.items.length ?? 0,
      ...(alerts.data === undefined ? {} : { alerts: alerts.data.items.length }),
    },
    atLeast: new Set([
      ...(checks === undefined || checks.next === null ? [] : ['checks' as const]),
      ...(alerts.data === undefined || alerts.data.next === null ? [] : ['alerts' as const]),
    ]),
    version,
    workers:
      reading === undefined
        ? null
        : { workers: reading.length, machines: new Set(reading.map(({ host }) => host)).size },
  }
}
