import { useSyncExternalStore } from 'react'

const listeners = new Set<() => void>()
let first: string | null = null
let last: string | null = null

/** Whether the server has another version than when this page was loaded. */
export function useNewer(): boolean {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    () => first !== null && last !== first,
  )
}

/** Takes note of the version that an answer bears. */
export function noteVersion(answer: Response): void {
  const version = answer.headers.get('evercheck-version')
  if (version === null || version === last) return
  first ??= version
  last = version
  for (const listener of listeners) listener()
}
