import { useSyncExternalStore } from 'react'

const KEY = 'evercheck-letters'
const listeners = new Set<() => void>()
let on = kept()

/** Whether single letters do something: who speaks to his machine may not want them to. */
export function lettersAreOn(): boolean {
  return on
}

/** The same, as it is now and will be. */
export function useLetters(): boolean {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    () => on,
  )
}

/**
 * What a key means that is named by a Latin letter: what it writes, or, on a layout of another
 * script, what it would write at its place. Pure.
 */
export function keyOf({ key, code }: Pick<KeyboardEvent, 'key' | 'code'>): string {
  const [, letter] = /^Key([A-Z])$/.exec(code) ?? []
  if (letter === undefined || !/^(?!\p{Script=Latin})\p{L}$/u.test(key)) return key
  return key === key.toLowerCase() ? letter.toLowerCase() : letter
}

/** Switches single letters on or off in this browser. */
export function switchLetters(to: boolean): void {
  on = to
  try {
    if (to) localStorage.removeItem(KEY)
    else localStorage.setItem(KEY, 'off')
  } catch {
    // A browser that keeps nothing has them again the next time.
  }
  for (const listener of listeners) listener()
}

function kept(): boolean {
  try {
    return localStorage.getItem(KEY) !== 'off'
  } catch {
    return true
  }
}
