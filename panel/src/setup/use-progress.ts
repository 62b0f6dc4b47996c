import { useQuery } from '@tanstack/react-query'
import { GOOD_REFRESHES, type Refresh, refreshesOf, versionsOf } from '../wire/account-queries.ts'
import { type Dialogue, waitingDialogues } from '../wire/dialogue-queries.ts'

/** How far an account is on its way to its first session. */
export type Progress = 'logging-in' | 'proving' | 'in-use'

const LOOK_MS = 700

/** Watches an account until its session is in use: a login, then its proof, then the session. */
export function useProgress(account: string | null): {
  readonly progress: Progress
  /** The page that waits for a human, if one does. */
  readonly dialogue: Dialogue | null
  /** The last login, if it came to nothing. */
  readonly failed: Refresh | null
} {
  const versions = useQuery({
    ...versionsOf(account ?? ''),
    enabled: account !== null,
    refetchInterval: LOOK_MS,
    retry: false,
  })
  const waiting = useQuery({
    ...waitingDialogues(),
    enabled: account !== null,
    refetchInterval: LOOK_MS,
  })
  const logins = useQuery({
    ...refreshesOf(account ?? ''),
    enabled: account !== null,
    refetchInterval: LOOK_MS,
    retry: false,
  })
  const labels = (versions.data?.items ?? []).map(({ label, diedAt }) => (diedAt ? 'dead' : label))
  const dialogue = waiting.data?.items.find((one) => one.account === account) ?? null
  if (labels.includes('current')) return { progress: 'in-use', dialogue: null, failed: null }
  const last = logins.data?.items[0]
  const isOver = last !== undefined && last.finishedAt !== null
  return {
    progress: labels.includes('pending') ? 'proving' : 'logging-in',
    dialogue,
    failed: isOver && !GOOD_REFRESHES.includes(last.outcome) ? last : null,
  }
}
