import { useSyncExternalStore } from 'react'

const listeners = new Set<() => void>()
let first: string | null = null
let last: string | null = null

/** Whether the server has another version than when this page was loaded. */
export function useNewer(): boolean {
  return useSyncExternalStore(listen, () => first !== null && last !== first)
}

/** The version of the server that answered last; null before it did. */
export function useServerVersion(): string | null {
  return useSyncExternalStore(listen, () => last)
}

function listen(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** Takes note of the version that an answer bears. */
export function noteVersion({ headers }: { readonly headers: Headers }): void {
  const version = headers.get('evercheck-version')
  if (version === null || version === last) return
  first ??= version
  last = version
  for (const listener of listeners) listener()
}
