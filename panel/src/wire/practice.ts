import { useSyncExternalStore } from 'react'

const listeners = new Set<() => void>()
let practising = false

/** Whether what is shown comes from the practice Instagram: its answers say so. */
export function usePractising(): boolean {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    () => practising,
  )
}

/** Takes note of where an answer came from; what always comes from here says nothing about it. */
export function notePractice(path: string, answer: Response): void {
  if (path.startsWith('/api/v1/auth/')) return
  const is = answer.headers.get('evercheck-practice') !== null
  if (is === practising) return
  practising = is
  for (const listener of listeners) listener()
}
