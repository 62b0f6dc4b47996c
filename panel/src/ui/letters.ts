import { useSyncExternalStore } from 'react'
import { IS_DRAWING } from '../wire/drawn.ts'

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
 * script, what it would write at its place. WebKit on Linux names no Shift+Tab but by its place.
 * Pure.
 */
export function keyOf({ key, code }: Pick<KeyboardEvent, 'key' | 'code'>): string {
  if (key === 'Unidentified' && code === 'Tab') return code
  const [, letter] = /^Key([A-Z])$/.exec(code) ?? []
  if (letter === undefined || !/^(?!\p{Script=Latin})\p{L}$/u.test(key)) return key
  return key === key.toLowerCase() ? letter.toLowerCase() : letter
}

/** What browsers number a key by that an input method has taken. */
const TAKEN = 229

/**
 * Whether an input method makes something of this key: what it does to others is not meant. Safari
 * is done with composing before it tells of the Enter that ended it, and says so by a number only.
 * Pure.
 */
export function isComposing(
  event: Pick<KeyboardEvent, 'key' | 'isComposing' | 'keyCode'>,
): boolean {
  return event.isComposing || event.key === 'Process' || event.keyCode === TAKEN
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
  if (IS_DRAWING) return true
  try {
    return localStorage.getItem(KEY) !== 'off'
  } catch {
    return true
  }
}
