import { useQuery } from '@tanstack/react-query'
import { versionsOf } from '../wire/account-queries.ts'
import { type Dialogue, waitingDialogues } from '../wire/dialogue-queries.ts'

/** How far an account is on its way to its first session. */
export type Progress = 'logging-in' | 'proving' | 'in-use'

const LOOK_MS = 700

/** Watches an account until its session is in use: a login, then its proof, then the session. */
export function useProgress(account: string | null): {
  readonly progress: Progress
  /** The page that waits for a human, if one does. */
  readonly dialogue: Dialogue | null
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
  const labels = (versions.data?.items ?? []).map(({ label, diedAt }) => (diedAt ? 'dead' : label))
  const dialogue = waiting.data?.items.find((one) => one.account === account) ?? null
  if (labels.includes('current')) return { progress: 'in-use', dialogue: null }
  return { progress: labels.includes('pending') ? 'proving' : 'logging-in', dialogue }
}
