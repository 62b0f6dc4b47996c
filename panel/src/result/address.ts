import { useSyncExternalStore } from 'react'

type Name = 'check' | 'list'

const listeners = new Set<() => void>()

/**
 * What is looked at stands in the address, so that Back and reloading do what one expects. What
 * proves who reads stays behind `#`, where it was.
 */
export function useAddress(name: Name): string | null {
  return useSyncExternalStore(listen, () => new URLSearchParams(location.search).get(name))
}

/** Looks at something else; `push` is a step that Back takes back. */
export function goTo(name: Name, value: string | null, how: 'push' | 'replace'): void {
  const next = new URL(location.href)
  if (value === null) next.searchParams.delete(name)
  else next.searchParams.set(name, value)
  if (how === 'push') history.pushState(null, '', next)
  else history.replaceState(null, '', next)
  for (const listener of listeners) listener()
}

function listen(listener: () => void): () => void {
  listeners.add(listener)
  window.addEventListener('popstate', listener)
  return () => {
    listeners.delete(listener)
    window.removeEventListener('popstate', listener)
  }
}
