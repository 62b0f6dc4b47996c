import { useSyncExternalStore } from 'react'

/** Whether the browser may say something outside of its tab; `never` where it cannot. */
export type Leave = 'never' | 'not-asked' | 'given' | 'refused'

const listeners = new Set<() => void>()

/** Whether this browser lets us say something outside of our tab. */
export function useLeave(): Leave {
  return useSyncExternalStore((listener) => {
    listeners.add(listener)
    return () => listeners.delete(listener)
  }, leaveNow)
}

/** Asks the reader for it; only after he has asked for it himself. */
export async function askForLeave(): Promise<void> {
  await Notification.requestPermission()
  for (const listener of listeners) listener()
}

/** Says something on the reader's desk, once under its tag; a click leads to the tab and to `go`. */
export function notice(
  title: string,
  options: { readonly body: string; readonly tag: string },
  go: () => void,
): void {
  if (leaveNow() !== 'given') return
  try {
    const shown = new Notification(title, { ...options, icon: '/icon-trouble.svg' })
    shown.onclick = () => {
      window.focus()
      go()
      shown.close()
    }
  } catch {
    // Some phones allow it to workers of a page only: there the bot tells.
  }
}

/** The same, once. */
export function leaveNow(): Leave {
  if (!('Notification' in window)) return 'never'
  const { permission } = Notification
  return permission === 'default' ? 'not-asked' : permission === 'granted' ? 'given' : 'refused'
}
