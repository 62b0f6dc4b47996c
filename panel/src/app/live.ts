import { type QueryClient, useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import type { WatchedProgress } from '../../../src/contract/events.ts'
import { askWhoLooks } from '../frame/session.ts'
import { listenToEvents } from '../wire/line.ts'
import type { CheckDetail, CheckSummary } from '../wire/queries.ts'
import { furtherOf, madeOld } from './heard.ts'

/** What several events in a row have made old is read once. */
const TOGETHER_MS = 400

/** Keeps what was read true, by the one stream of events. */
export function useLive(): void {
  const client = useQueryClient()
  useEffect(() => {
    const old = new Set<string>()
    let timer: number | undefined
    const renew = (): void => {
      timer = undefined
      for (const key of old) void client.invalidateQueries({ queryKey: key.split('/') })
      old.clear()
    }
    const stop = listenToEvents((heard) => {
      if (heard.kind === 'again') return askWhoLooks()
      if (heard.kind === 'progress') return patch(client, heard.data as WatchedProgress)
      for (const key of madeOld(heard)) old.add(key)
      timer ??= window.setTimeout(renew, TOGETHER_MS)
    })
    return () => {
      stop()
      window.clearTimeout(timer)
    }
  }, [client])
}

type Lists = { readonly items: readonly CheckSummary[]; readonly next: string | null }

/** How far a check is, put into what was read of it: nothing is asked. */
function patch(client: QueryClient, progress: WatchedProgress): void {
  const fresh = <T extends CheckSummary>(check: T): T => ({
    ...check,
    followers: furtherOf(check.followers, progress.followers),
    following: furtherOf(check.following, progress.following),
  })
  client.setQueryData<CheckDetail>(
    ['checks', 'one', progress.check],
    (check) => check && fresh(check),
  )
  client.setQueriesData<Lists>({ queryKey: ['checks', 'list'] }, (list) => {
    if (!list?.items.some(({ id }) => id === progress.check)) return list
    return {
      ...list,
      items: list.items.map((one) => (one.id === progress.check ? fresh(one) : one)),
    }
  })
}
